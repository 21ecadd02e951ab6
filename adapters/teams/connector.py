"""One call to Teams at a time: paced, never sent twice, and every failure told in the port's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.teams.credentials import Tokens
from adapters.teams.pacing import Pacing
from adapters.teams.references import Reference
from adapters.teams.render import Rendered

Speech = Rendered | str
"""A card with the words of its notification, or plain words: never both, since Teams would post the two apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InTeams:
    """Someone who is in a team or channel; `id` is their object id in Entra, or empty for those who have none."""

    id: str
    name: str


class Connector:
    """The Bot Connector of every tenant. Raises ChatErrors and nothing else."""

    def __init__(self, tokens: Tokens, *, pacing: Pacing, timeout: float = 20) -> None:
        self._tokens, self._pacing, self._timeout = tokens, pacing, timeout

    async def post(self, reference: Reference, *, channel: str, what: Speech) -> str:
        """It stands in that channel as the root of a new thread; returns its id."""
        raise NotImplementedError

    async def reply(self, reference: Reference, *, conversation: str, what: Speech) -> str:
        """It stands last in that conversation: a chat, or a thread (`in_thread`); returns its id."""
        raise NotImplementedError

    async def update(self, reference: Reference, *, conversation: str, message: str, what: Speech) -> None:
        """That message of ours says this now. Raises Gone if it is not there."""
        raise NotImplementedError

    async def delete(self, reference: Reference, *, conversation: str, message: str) -> None:
        """That message of ours is not there any more. Raises Gone if it was not."""
        raise NotImplementedError

    async def personal(self, reference: Reference, *, person: str) -> str:
        """The id of our chat with that person (an object id in Entra), begun if there was none."""
        raise NotImplementedError

    async def members(self, reference: Reference, *, conversation: str) -> Sequence[InTeams]:
        """Everyone who is in that team, channel or chat."""
        raise NotImplementedError

    async def channels(self, reference: Reference, *, team: str) -> Mapping[str, str]:
        """The channels of that team that Teams tells us of, names by id; General has none there."""
        raise NotImplementedError

    async def close(self) -> None:
        """No connection is open any more."""


def in_thread(channel: str, root: str) -> str:
    """The conversation that a thread of a channel is."""
    return f"{channel};messageid={root}"
