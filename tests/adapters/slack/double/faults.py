"""What can go wrong on the way to Slack and back, to be put into a script."""

from dataclasses import dataclass

DROP = "drop"
"""The connection breaks off without an answer."""
HANG = "hang"
"""No answer comes, however long one waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What becomes of one request: whether it is `carried_out`, and what its sender gets to see.

    Only one of `status`, `error`, `silence` and `body` is set; `delay` is in seconds, and comes before the answer.
    """

    carried_out: bool = False
    status: int | None = None
    retry_after: str | None = None
    error: str | None = None
    silence: str | None = None
    body: str | None = None
    kind: str = "text/html"
    delay: float = 0.0


def rate_limited(after: float | str = 30) -> Fault:
    """429, with what `Retry-After` says."""
    return Fault(status=429, retry_after=str(after))


def status(code: int) -> Fault:
    """An HTTP error without a body of Slack's, and nothing done."""
    return Fault(status=code)


def error(code: str) -> Fault:
    """`ok: false` with that error, and nothing done."""
    return Fault(error=code)


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


def done_and(*, status: int | None = None, error: str | None = None) -> Fault:
    """Carried out, and the answer says otherwise."""
    return Fault(carried_out=True, status=status, error=error)


def slow(seconds: float) -> Fault:
    """Carried out, and answered properly, but late."""
    return Fault(carried_out=True, delay=seconds)


def done_and_babbles(body: str, *, kind: str) -> Fault:
    """Carried out, and answered with 200 and something that is no answer of Slack's."""
    return Fault(carried_out=True, body=body, kind=kind)
