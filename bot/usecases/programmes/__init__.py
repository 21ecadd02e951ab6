"""Which prompts go out when: set by a trust, adjusted by a school."""
