"""The bot on Telegram, private chats and groups, by python-telegram-bot."""

import os

# The library's durations as timedelta: its older form, a number, is deprecated.
os.environ.setdefault("PTB_TIMEDELTA", "true")
