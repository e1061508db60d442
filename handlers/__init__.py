"""What the bot does: one feature a file, each returns what to say. Imports knowledge only, knows no messenger."""
