"""What an installation chooses about Teams, and which of it goes together."""
