"""Slack's libraries quote bodies, headers and tokens in what they log, so they log nothing: we say what matters."""

import logging

NOTHING = logging.CRITICAL + 1


def quiet() -> logging.Logger:
    """A logger to hand to them that says nothing; those that they make for themselves say nothing either."""
    for name in ("slack_bolt", "slack_sdk"):
        logging.getLogger(name).setLevel(NOTHING)
    found = logging.getLogger("adapters.slack.libraries")
    found.disabled = True
    found.setLevel(NOTHING)
    return found
