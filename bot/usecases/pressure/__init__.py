"""The heat map: which weeks weigh on whom."""
