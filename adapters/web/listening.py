"""The address the pages are served at, taken before anything else is done."""

import socket

BACKLOG = 128
"""Browsers that may wait to be let in."""


class CannotListen(Exception):  # noqa: N818 - it says what is so
    """The address cannot be listened on. The message says why, and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that is bound and listening: a browser that comes early waits. Raises CannotListen."""
    try:
        kind = socket.AF_INET6 if ":" in host else socket.AF_INET
        bound = socket.socket(kind, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(BACKLOG)
    except OSError as error:
        raise CannotListen(
            f"Nothing can be served at {host}, port {port} ({error.strerror}). "
            "Stop what uses it, or choose another: make run PORT=8080, or --port 8080."
        ) from None
    return bound
