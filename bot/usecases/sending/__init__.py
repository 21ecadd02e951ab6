"""What is owed is planned, posted, looked into, counted and reminded of."""
