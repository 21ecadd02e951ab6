"""What Teams itself does wrong while the program is being killed."""

from collections.abc import Sequence

from tests.adapters.teams.double import Fault, faults

CHANGING = ("post", "send", "update", "delete")

WAYS: Sequence[Fault] = (
    # Nothing done, and it says so.
    faults.throttled(1),
    faults.status(412, "PreconditionFailed"),
    faults.status(502),
    faults.status(503),
    faults.status(504),
    # Nothing done, and nobody can know.
    faults.status(500),
    faults.dropped(),
    faults.hangs(),
    # Done, and nobody can know.
    faults.done_and_dropped(),
    faults.done_and(500),
    faults.done_and_hangs(),
    faults.done_and_babbles("{}"),
    # Done, and late.
    faults.slow(0.3),
)
"""Every way in which something may fail. That 502 and 504 mean "not done" is Teams' word, and taken for true."""
