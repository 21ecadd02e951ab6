"""The bot on Teams, put together from the settings: what it speaks with, what hears for it, how it starts and stops."""
