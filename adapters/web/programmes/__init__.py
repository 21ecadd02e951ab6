"""The rooms of programmes: the list, one programme, the form that sets it up, and choosing prompts by hand."""
