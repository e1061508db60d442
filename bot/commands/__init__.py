"""The commands of `camnang`, a file for each subject; bot/cli.py lists them."""
