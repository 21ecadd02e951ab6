"""The set-ups that were read last, each for as long as its marks say that nothing of it has changed."""

from collections import OrderedDict
from threading import Lock

from sqlalchemy import Connection

from adapters.store.charters import Read, read_charter
from bot.domain.people import TrustId

MOST = 100_000
"""Schools, people and channels kept in memory, of all trusts together: four of the largest there are."""


class Remembered:
    """Reads set-ups, and of one that it has read before only what is not as it was."""

    def __init__(self, *, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[TrustId, Read] = OrderedDict()
        self._weight = 0
        self._door = Lock()

    def read(self, connection: Connection, trust: TrustId) -> Read | None:
        """The set-up as it stands in this transaction, which sees one moment; None if there is no such trust."""
        with self._door:
            known = self._known.get(trust)
        read = read_charter(connection, trust, known=known)
        self._keep(trust, read)
        return read

    def _keep(self, trust: TrustId, read: Read | None) -> None:
        """The newest is kept, however large; of the others those that were read last, as many as there is room for."""
        with self._door:
            known = self._known.pop(trust, None)
            self._weight -= known.weight if known else 0
            if read is None:
                return
            self._known[trust] = read
            self._weight += read.weight
            while self._weight > self._most and len(self._known) > 1:
                _, gone = self._known.popitem(last=False)
                self._weight -= gone.weight
