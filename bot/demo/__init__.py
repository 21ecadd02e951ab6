"""The demonstration: Ashgrove Learning Trust, its people, and a year of what they answered. None of it is real."""
