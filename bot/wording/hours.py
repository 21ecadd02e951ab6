"""What is said of a time of day at which people are not at work: a notice, never a refusal."""

from datetime import time

EARLIEST, LATEST = time(7, 0), time(18, 0)
"""Between these, both included, nobody needs telling."""


def out_of_hours(at: time | None, *, now: bool = False) -> str | None:
    """That a question at that local time reaches people outside their working day; None where it does not.

    `now` is true where it would come at once.
    """
    if at is None or EARLIEST <= at <= LATEST:
        return None
    when = f"It is {at:%H:%M} there now" if now else f"{at:%H:%M} is outside the working day"
    return f"{when}: the question would reach people in their own time. Between {EARLIEST:%H:%M} and {LATEST:%H:%M} suits most."
