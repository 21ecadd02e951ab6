"""A short mark of what is written of a thing, by which a form tells that it was changed meanwhile."""

from dataclasses import fields, is_dataclass
from hashlib import blake2b


def fingerprint(value: object) -> str:
    """Equal for equal values, whatever order their sets are in, and for others not; it tells nothing of the value."""
    return blake2b(_said(value).encode(), digest_size=9).hexdigest()


def _said(value: object) -> str:
    if isinstance(value, str):  # first: a programme may name thousands of channels
        return repr(value)
    if is_dataclass(value) and not isinstance(value, type):
        inside = ",".join(_said(getattr(value, part.name)) for part in fields(value))
        return f"{type(value).__name__}({inside})"
    if isinstance(value, frozenset):
        return "{" + ",".join(sorted(map(_said, value))) + "}"
    if isinstance(value, tuple):
        return "(" + ",".join(map(_said, value)) + ")"
    return repr(value)
