"""Schools and their channels, and a whole set-up from a file."""
