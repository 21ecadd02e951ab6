"""What people ask for in plain words, wherever they say it."""
