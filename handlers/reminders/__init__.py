"""What editors do with reminders, step by step."""
