"""Which message can be the prompt that is on its way to a channel, by when it was written."""

from datetime import datetime, timedelta

SKEW = timedelta(minutes=5)
"""How far a platform's clock may be from ours."""
ON_ITS_WAY_FOR = timedelta(minutes=10)
"""How long after an attempt began its message can have been written: a claim's lease and the skew, with some to spare."""


def may_be_its_root(
    written_at: datetime, *, due_at: datetime, started_at: datetime | None, attempts: int
) -> bool:
    """Whether a message written then can have come of an attempt to post what was due at `due_at`.

    `started_at` is when the last of the `attempts` began, or None if it has not: nothing stands then. Had there been
    others, one of them may be what stands: we know of them only that none began before it was due.
    """
    if started_at is None:
        return False
    first = started_at if attempts == 1 else due_at
    return first - SKEW <= written_at <= started_at + ON_ITS_WAY_FOR
