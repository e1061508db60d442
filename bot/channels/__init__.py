"""Ways to talk to the bot; each turns its messages into Incoming and a Reply into its own form."""
