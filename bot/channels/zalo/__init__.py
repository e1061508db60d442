"""The bot on the Zalo Bot Platform, private chats and groups."""
