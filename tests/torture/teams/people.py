"""People on Teams who answer while the program keeps dying: in threads and on cards, changing and taking back."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from adapters.teams.inbound import moment
from tests.adapters.teams.double import Message
from tests.adapters.teams.reading import Card, box, parts
from tests.torture.slack.delivering import WalkedAwayError
from tests.torture.teams.delivering import Wire
from tests.torture.teams.diary import Boxed, Diary, Written
from tests.torture.teams.plan import ELSEWHERE, ROOMS
from tests.torture.teams.seen import There, delivery_on

CARD = "application/vnd.microsoft.card.adaptive"
IN_A_BOX = 0.45
PRIVATE = 0.3
ELSEWHERE_TOO = 0.15
MENTIONS = 0.5
"""The share of replies that mention the bot: with its team's consent it hears the others, too."""
SUBMITS = 0.1
"""The share of answers that come from a Teams too old to wait for a card."""
LOOKS = 0.3
EDITS = 0.4
TAKES_BACK = 0.2
PRESSES = 60
"""How often somebody presses a button before they believe what they are told."""
PRESSES_AGAIN_AFTER = 0.15
UNHEARD = 0.1
"""Where there are gaps, the share of what people write that Teams never tells."""


@dataclass(slots=True, kw_only=True)
class Colleague:
    """Somebody in the tenant. With `gaps` Teams tells the program only of most of what they write."""

    user: str
    there: There
    wire: Wire
    diary: Diary
    dice: Random
    gaps: bool = False

    async def live(self, stopping: asyncio.Event) -> None:
        """Read, answer, change one's mind, until it is time to stop; whatever was begun is brought to its end."""
        while not stopping.is_set():
            await asyncio.sleep(self.dice.uniform(0.05, 0.3))
            channel = self.dice.choice(list(ROOMS.values()))
            prompts = await self.there.prompts(channel)
            if self.dice.random() < ELSEWHERE_TOO:
                await self._chat(channel)
            elif prompts:
                # The newest are answered most, as everywhere.
                prompt = self.dice.choice(prompts[-3:] if self.dice.random() < 0.7 else prompts)
                talk = self._fill_in if self.dice.random() < IN_A_BOX else self._reply
                await talk(channel, prompt)

    async def _chat(self, channel: str) -> None:
        """Something that no prompt asked for: in a channel of ours, in a thread that is not, and elsewhere."""
        mark = self._mark("aside")
        self.diary.outside.add(mark)
        for place, thread in ((channel, False), (channel, True), (ELSEWHERE, True)):
            root = await self._say(mark, channel=place) if thread else None
            await self._say(mark, channel=place, root=root)

    async def _say(self, mark: str, *, channel: str, root: str | None = None) -> str:
        people = self.there.people
        said = await self.there.done(
            lambda: people.say(self.user, f"{mark} by the way", channel=channel, root=root)
        )
        self.wire.tell(said)
        return str(said["id"])

    async def _reply(self, channel: str, prompt: Message) -> None:
        mark, mention, people = self._mark("reply"), self.dice.random() < MENTIONS, self.there.people
        text = f"{mark} as we see it today"
        said = await self.there.done(
            lambda: people.say(self.user, text, channel=channel, root=prompt.id, mention=mention)
        )
        written = Written(mark=mark, channel=channel, root=prompt.id, id=str(said["id"]))
        self.diary.written.append(written)
        self._tell(written, said, key="said", text=text)
        while self.dice.random() < EDITS:
            await asyncio.sleep(self.dice.uniform(0.01, 0.2))
            text = f"{mark} on second thoughts {len(written.every)}"
            await self._edit(written, text, mention=mention)
        if self.dice.random() < TAKES_BACK:
            await asyncio.sleep(self.dice.uniform(0.01, 0.3))
            gone = await self.there.done(lambda: people.delete(written.id, channel=channel))
            if self._heard():
                written.deleted = True
                self.wire.tell(gone)

    async def _edit(self, written: Written, text: str, *, mention: bool) -> None:
        people = self.there.people
        edited = await self.there.done(
            lambda: people.edit(written.id, text, channel=written.channel, mention=mention)
        )
        at = moment(edited["timestamp"])
        assert at is not None
        self._tell(written, edited, key=at.isoformat(), text=text)

    def _tell(self, written: Written, activity: Mapping[str, Any], *, key: str, text: str) -> None:
        written.every.add(key)
        if self._heard():
            written.told[key] = text
            self.wire.tell(activity)

    def _heard(self) -> bool:
        return not self.gaps or self.dice.random() >= UNHEARD

    async def _fill_in(self, channel: str, prompt: Message) -> None:
        """Write in the box of the card, and press the button below; whoever has answered there does not again."""
        if any((each.author, each.root) == (self.user, prompt.id) for each in self.diary.boxed):
            return
        if self.dice.random() < LOOKS:
            await self._look(channel, prompt)
        mark, private = self._mark("box"), self.dice.random() < PRIVATE
        boxed = Boxed(
            mark=mark,
            author=self.user,
            channel=channel,
            root=prompt.id,
            text=f"{mark} between ourselves" if private else f"{mark} written in the box",
            private=private,
        )
        self.diary.boxed.append(boxed)
        data = {"delivery": delivery_on(prompt.card), "private": private}
        if self.dice.random() < SUBMITS:
            await self._submit(boxed, data)
            return
        shown = await self._pressed(boxed, "reflect", data, typed=boxed.text)
        if shown is None:
            return
        boxed.heard = True
        if self.dice.random() < EDITS:
            await self._save(boxed, shown)
        if self.dice.random() < TAKES_BACK:
            gone = await self._pressed(boxed, "withdraw", _data(shown, "withdraw"))
            boxed.taken_back = gone is not None

    async def _submit(self, boxed: Boxed, data: Mapping[str, Any]) -> None:
        """A message with a value, which Teams goes on sending until it is answered 200."""
        pressed = await self.there.done(
            lambda: self.there.people.submit(
                self.user,
                {"verb": "reflect", **data},
                channel=boxed.channel,
                root=boxed.root,
                inputs={"answer": boxed.text},
            )
        )
        boxed.heard = True
        self.wire.tell(pressed)

    async def _save(self, boxed: Boxed, shown: Card) -> None:
        assert box(shown) == boxed.text, f"{boxed.mark}: their card has other words"
        before, boxed.text = boxed.text, f"{boxed.mark} put another way"
        if await self._pressed(boxed, "save", _data(shown, "save"), typed=boxed.text) is None:
            boxed.text = before
        else:
            boxed.changes += 1

    async def _look(self, channel: str, prompt: Message) -> None:
        """Their Teams asks by itself how the card looks to them: that is no answer, whatever it carries."""
        self.diary.looked += 1
        carried = {"delivery": delivery_on(prompt.card)}
        looking = await self.there.done(
            lambda: self.there.people.press(
                self.user,
                "view",
                carried,
                channel=channel,
                root=prompt.id,
                inputs={"answer": self._aside()},
                automatic=True,
            )
        )
        try:
            await self.wire.pressed(looking)
        except WalkedAwayError:
            return

    def _aside(self) -> str:
        mark = self._mark("unsent")
        self.diary.outside.add(mark)
        return mark

    async def _pressed(
        self, boxed: Boxed, verb: str, data: Mapping[str, Any], *, typed: str | None = None
    ) -> Card | None:
        """The card that takes the place of theirs, however often they press; None if they are refused for good."""
        inputs = {} if typed is None else {"answer": typed}
        body: Any = None
        for _ in range(PRESSES):
            press = await self.there.done(
                lambda: self.there.people.press(
                    self.user, verb, data, channel=boxed.channel, root=boxed.root, inputs=inputs
                )
            )
            try:
                body = await self.wire.pressed(press)
            except WalkedAwayError:
                await asyncio.sleep(PRESSES_AGAIN_AFTER)
                continue
            if body["type"] == CARD and _is_done(body["value"], verb):
                shown: Card = body["value"]
                return shown
            await asyncio.sleep(PRESSES_AGAIN_AFTER)  # as a person reads what went wrong, and presses again
        self.diary.refused.append(f"{verb} of {boxed.mark}: {body}")
        return None

    def _mark(self, kind: str) -> str:
        return f"{kind}-{secrets.token_hex(6)}"


def _is_done(card: Card, verb: str) -> bool:
    """Whether it is the card of somebody whose answer stands, or after a withdrawal of somebody who has none."""
    has_own = any(each.get("verb") == "save" for each in parts(card))
    return has_own != (verb == "withdraw")


def _data(card: Card, verb: str) -> Mapping[str, Any]:
    """What the button of that verb carries."""
    found: Mapping[str, Any] = next(each["data"] for each in parts(card) if each.get("verb") == verb)
    return found
