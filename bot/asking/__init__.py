"""What people ask the bot for in plain words, read without looking at anything else."""
