"""What people say, and what platforms tell us of their channels."""
