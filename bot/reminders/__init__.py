"""How reminders start, leave and are reported on."""
