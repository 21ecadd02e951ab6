"""WHEN: recurrences, school calendars, and the occurrences they make together."""
