"""What is said of a time of day at which people are not at work: a notice, never a refusal."""

from datetime import time

from scheduler.model import OnDemand, Recurrence

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


def out_of_hours_of(recurrence: Recurrence) -> str | None:
    """The same of the time of a programme; None where it has none."""
    return None if isinstance(recurrence, OnDemand) else out_of_hours(recurrence.at)
