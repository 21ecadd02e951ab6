"""WHAT is asked: the prompt bank, and which prompt comes next."""
