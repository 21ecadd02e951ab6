"""What an activity is, and whose it is to take in; who sent it has been checked before it comes here."""

from adapters.teams.desk import Answer, Desk
from adapters.teams.fields import Json

__all__ = ["Answer", "Ears"]


class Ears:
    """Hears every activity; what was said is durable before the answer says that all is well."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def heard(self, activity: Json) -> Answer:
        """The answer to it: 200, or what makes Teams send it again. Never raises."""
        raise NotImplementedError
