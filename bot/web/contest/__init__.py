"""The contest's pages: made for phones, and they work without JavaScript."""
