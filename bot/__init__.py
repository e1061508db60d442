"""Where the bot runs: the command, the channels, the stores. Imports handlers and knowledge."""
