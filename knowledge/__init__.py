"""What the bot knows: content, its mistakes, and the search over it. Imports neither handlers nor bot."""
