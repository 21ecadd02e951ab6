"""What an activity is, and whose it is to take in; who sent it has been checked before it comes here."""

import asyncio

from adapters.teams import carried, intake, personal, presses, team_events
from adapters.teams.carried import Press
from adapters.teams.desk import Answer, Desk
from adapters.teams.replying import reply
from adapters.teams.shown import Shown, answered
from bot.fields import Json, part, text
from bot.ports.store import StoreUnavailable
from bot.usecases.failures import log_failure

__all__ = ["Answer", "Ears"]

PATIENCE = 9.0
"""Seconds in which whoever pressed a button has an answer: Teams waits for fifteen."""
LATE = "Golden Thread needs longer than it should. Look at the card again in a minute before you press once more."
FAILED = "Something went wrong, and nothing was kept. Please try again in a minute, or mention Golden Thread in a reply."
LEARNING = 1.0
"""Seconds that a store which does not answer may keep an answer back, once there is one."""
NOT_OURS = "This button is for the people of this organisation."

OK, UNKNOWN = 200, 501


class Ears:
    """Hears every activity; what was said is durable before the answer says that all is well."""

    def __init__(self, desk: Desk, *, patience: float = PATIENCE) -> None:
        self._desk, self._patience = desk, patience

    async def heard(self, activity: Json) -> Answer:
        """The answer to it. Raises StoreUnavailable, or whatever else it was: then Teams is to send it again."""
        if text(activity, "type") in {"conversationUpdate", "installationUpdate"}:
            await self._desk.references.learn(activity)
            await team_events.happened(self._desk, activity)
            return Answer(status=OK)
        answer = await self._answered(activity)
        await self._learn(activity)
        return answer

    async def _answered(self, activity: Json) -> Answer:
        kind, scope = activity.get("type"), text(part(activity, "conversation"), "conversationType")
        if carried.is_press(activity):
            return await self._pressed(activity, scope=scope)
        if kind == "invoke":
            return Answer(status=UNKNOWN)
        if scope == "channel":
            await intake.take_in(self._desk, activity)
        elif scope == "personal" and kind == "message":
            await personal.said(self._desk, activity)
        elif scope == "groupChat":
            intake.hint(self._desk, activity)
        return Answer(status=OK)

    async def _pressed(self, activity: Json, *, scope: str) -> Answer:
        waits, press = activity.get("type") == "invoke", carried.pressed(activity)
        if press is None or scope not in {"channel", "personal"}:
            return answered(Shown(words=NOT_OURS, done=False)) if waits else Answer(status=OK)
        if not waits:
            await self._submitted(activity, press, scope=scope)
            return Answer(status=OK)
        try:
            async with asyncio.timeout(self._patience):
                return answered(await self._shown(press, scope=scope))
        except TimeoutError as error:
            log_failure("teams.press_late", error, doing=press.verb)
            return answered(Shown(words=LATE, done=False))
        except StoreUnavailable as error:
            log_failure("teams.store_away", error, doing=press.verb)
            return answered(Shown(words=presses.NOT_NOW, done=False))
        except Exception as error:  # noqa: BLE001 - whatever it was, a person waits in front of a card
            log_failure("teams.press_failed", error, doing=press.verb)
            return answered(Shown(words=FAILED, done=False))

    async def _shown(self, press: Press, *, scope: str) -> Shown:
        if scope == "channel":
            return await presses.pressed(self._desk, press)
        return await personal.pressed(self._desk, press)

    async def _submitted(self, activity: Json, press: Press, *, scope: str) -> None:
        """The same by an old Teams, which waits for no card: in a channel nobody else sees what they are told."""
        shown = await self._shown(press, scope=scope)
        if scope == "personal" and shown.card is not None:
            reply(self._desk, activity, shown.card)
        elif shown.words:
            self._desk.later(intake.tell(self._desk, press.person, shown.words))

    async def _learn(self, activity: Json) -> None:
        """Whence to speak to them; if that cannot be kept now, the next activity says it again. Never raises."""
        try:
            async with asyncio.timeout(LEARNING):
                await self._desk.references.learn(activity)
        except Exception as error:  # noqa: BLE001 - what was said is kept, and whoever pressed has an answer
            log_failure("teams.not_learnt", error)
