"""Reading Slack's JSON, in which any field may be missing, null or something else: pure, and never an error."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

Json = Mapping[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TS = re.compile(r"([0-9]{1,11})\.([0-9]{1,6})")


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


def moment(ts: object) -> datetime | None:
    """The moment that a `ts` of Slack's says, to the microsecond; None where it says none."""
    found = _TS.fullmatch(ts) if isinstance(ts, str) else None
    if found is None:
        return None
    return _EPOCH + timedelta(seconds=int(found[1]), microseconds=int(found[2].ljust(6, "0")))
