"""Which addresses are safe to speak to, and which only this machine can reach."""

import ipaddress
from urllib.parse import urlsplit

HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def address(value: str) -> str:
    """Without a slash at its end; https, or this machine's own.

    Raises ValueError, said without the address: somebody may have written a password into it.
    """
    try:
        parts = urlsplit(value.strip())
        plain = not (parts.username or parts.password or parts.query or parts.fragment) and parts.port != 0
    except ValueError:
        raise ValueError("is not an address") from None
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)
    if not (safe and plain and parts.hostname):
        raise ValueError("must be an address that begins with https:// and has a host name in it")
    return value.strip().rstrip("/")


def is_safe(value: str) -> bool:
    """Whether it is one of those."""
    try:
        address(value)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can reach a server that listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
