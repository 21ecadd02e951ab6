"""What was heard lately, to tell what is heard a second time: for what leaves no trace in the log."""

from collections import OrderedDict

MOST = 10_000
"""Teams sends a thing again within seconds: what came so many before is of no use."""


class Once:
    """In memory alone: what a restart forgets is answered once more, which does no harm."""

    def __init__(self, *, most: int = MOST) -> None:
        self._most = most
        self._heard: OrderedDict[str, None] = OrderedDict()

    def heard(self, what: str) -> bool:
        """Whether it was heard before; from now on it was."""
        if what in self._heard:
            return True
        self._heard[what] = None
        if len(self._heard) > self._most:
            self._heard.popitem(last=False)
        return False

    def forget(self, what: str) -> None:
        """It came to nothing: the next time is the first."""
        self._heard.pop(what, None)
