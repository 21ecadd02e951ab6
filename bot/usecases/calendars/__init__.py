"""The school year of a trust and of each school."""
