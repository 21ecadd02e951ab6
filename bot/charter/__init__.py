"""A trust's set-up as text, in and out."""
