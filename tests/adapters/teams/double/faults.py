"""What can go wrong on the way to Teams and back, to be put into a script."""

from dataclasses import dataclass

DROP = "drop"
"""The connection breaks off without an answer."""
HANG = "hang"
"""No answer comes, however long one waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What becomes of one request: whether it is `carried_out`, and what its sender gets to see.

    `code` is Teams' word for an error, in the body; `delay` is in seconds, and comes before the answer.
    """

    carried_out: bool = False
    status: int | None = None
    code: str = ""
    retry_after: str | None = None
    silence: str | None = None
    body: str | None = None
    kind: str = "text/html"
    delay: float = 0.0


def throttled(after: float | str | None = 30) -> Fault:
    """429, with what `Retry-After` says; None: it says nothing."""
    return Fault(status=429, code="Throttled", retry_after=None if after is None else str(after))


def status(number: int, code: str = "ServiceError") -> Fault:
    """An HTTP error with that code of Teams', and nothing done."""
    return Fault(status=number, code=code)


def forbidden(code: str) -> Fault:
    """403, and why."""
    return Fault(status=403, code=code)


def dropped() -> Fault:
    """Nothing done, and the connection broken."""
    return Fault(silence=DROP)


def hangs() -> Fault:
    """Nothing done, and no answer."""
    return Fault(silence=HANG)


def done_and_dropped() -> Fault:
    """Carried out, and the connection broken before the answer."""
    return Fault(carried_out=True, silence=DROP)


def done_and_hangs() -> Fault:
    """Carried out, and no answer."""
    return Fault(carried_out=True, silence=HANG)


def done_and(number: int, code: str = "ServiceError") -> Fault:
    """Carried out, and the answer says otherwise."""
    return Fault(carried_out=True, status=number, code=code)


def done_and_babbles(body: str, *, kind: str = "application/json") -> Fault:
    """Carried out, and answered with 201 and something that is no answer of Teams'."""
    return Fault(carried_out=True, body=body, kind=kind)


def slow(seconds: float) -> Fault:
    """Carried out, and answered properly, but late."""
    return Fault(carried_out=True, delay=seconds)
