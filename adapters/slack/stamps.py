"""Moments as Slack writes them: pure, and never an error."""

import re
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TS = re.compile(r"([0-9]{1,11})\.([0-9]{1,6})")


def moment(ts: object) -> datetime | None:
    """The moment that a `ts` of Slack's says, to the microsecond; None where it says none."""
    found = _TS.fullmatch(ts) if isinstance(ts, str) else None
    if found is None:
        return None
    return _EPOCH + timedelta(seconds=int(found[1]), microseconds=int(found[2].ljust(6, "0")))
