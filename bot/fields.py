"""Reading a platform's JSON, in which any field may be missing, null or something else: pure, and never an error."""

from collections.abc import Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]


def text(of: Json, key: str) -> str:
    """The text there, or none."""
    value = of.get(key)
    return value if isinstance(value, str) else ""


def part(of: Json, key: str) -> Json:
    """The object there, or an empty one."""
    value = of.get(key)
    return value if isinstance(value, dict) else {}


def parts(of: Json, key: str) -> Sequence[Json]:
    """The objects in the list there."""
    value = of.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
