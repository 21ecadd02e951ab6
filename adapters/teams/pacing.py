"""Teams' limits, kept to by ourselves: a short wait, or `TryLater` and no call at all."""

from datetime import timedelta

from scheduler.clock import Clock

PATIENCE = timedelta(seconds=3)


class Pacing:
    """One for the process."""

    def __init__(self, clock: Clock, *, patience: timedelta = PATIENCE) -> None:
        self._clock, self._patience = clock, patience
