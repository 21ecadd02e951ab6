"""Microsoft's libraries quote bodies and errors in what they log, so they log nothing: we say what matters."""

import logging

NOTHING = logging.CRITICAL + 1
LIBRARIES = ("botbuilder", "botframework", "msal", "msrest")


def quiet() -> None:
    """They say nothing, whatever level the log has."""
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(NOTHING)
