"""People on Slack who answer while the program keeps dying: in threads and in modals, changing and taking back."""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from adapters.slack.carried import of_reflection
from adapters.slack.whose import ANSWER, PROMPT
from bot.domain.reflection import ReflectionId
from tests.adapters.slack.double import Place, Slack, payloads
from tests.torture.slack.delivering import WalkedAwayError, Wire
from tests.torture.slack.diary import Boxed, Diary, Written
from tests.torture.slack.plan import ELSEWHERE, ROOMS, TEAM

T = TypeVar("T")

IN_A_BOX = 0.35
PRIVATE = 0.3
ELSEWHERE_TOO = 0.15
EDITS = 0.4
TAKES_BACK = 0.2
PRESSES_ONLY_ONCE = 0.15
"""The share of answers whose author walks away when nothing comes back."""
PRESSES = 40
"""How often somebody presses a button before they believe what they are told."""
UNHEARD = 0.1
"""Where there are gaps, the share of what people do that Slack never tells."""


@dataclass(slots=True, kw_only=True)
class Colleague:
    """Somebody in the workspace. With `gaps` Slack tells the program only of most of what they do."""

    user: str
    slack: Slack
    wire: Wire
    diary: Diary
    dice: Random
    gaps: bool = False

    async def live(self, stopping: asyncio.Event) -> None:
        """Read, answer, change one's mind, until it is time to stop; whatever was begun is brought to its end."""
        while not stopping.is_set():
            await asyncio.sleep(self.dice.uniform(0.05, 0.3))
            channel = self.dice.choice(list(ROOMS.values()))
            roots = await self._there(lambda channel=channel: _prompts(self._place(channel)))  # type: ignore[misc]  # mypy reads no default in a lambda
            if self.dice.random() < ELSEWHERE_TOO:
                await self._chat(channel)
            elif roots:
                # The newest are answered most, as everywhere.
                root = self.dice.choice(roots[-3:] if self.dice.random() < 0.7 else roots)
                talk = self._fill_in if self.dice.random() < IN_A_BOX else self._reply
                await talk(channel, root)

    async def _chat(self, channel: str) -> None:
        """Something that no prompt asked for: in a channel of ours, in a thread that is not, and elsewhere."""
        mark = self._mark("aside")
        self.diary.outside.add(mark)
        for place, thread in ((channel, False), (channel, True), (ELSEWHERE, True)):
            await self._say(
                mark, channel=place, thread=await self._say(mark, channel=place) if thread else None
            )

    async def _say(self, mark: str, *, channel: str, thread: str | None = None) -> str:
        body = await self._there(
            lambda: self.slack.people.say(
                self.user, f"{mark} by the way", team=TEAM, channel=channel, thread=thread
            )
        )
        self.wire.event(body)
        return str(body["event"]["ts"])

    async def _reply(self, channel: str, root: str) -> None:
        mark = self._mark("reply")
        text = f"{mark} as we see it today"
        people = self.slack.people

        def say() -> dict[str, Any]:
            body = people.say(self.user, text, team=TEAM, channel=channel, thread=root)
            self.diary.written.append(
                Written(mark=mark, channel=channel, root=root, ts=body["event"]["ts"], text=text)
            )
            return body

        body = await self._there(say)
        written = next(each for each in reversed(self.diary.written) if each.mark == mark)
        if self._tell(body):
            written.told.add("said")
        while self.dice.random() < EDITS:
            await asyncio.sleep(self.dice.uniform(0, 0.2))
            written.text = f"{mark} on second thoughts {len(written.edits) + 1}"
            body = await self._there(
                lambda: people.edit(written.ts, written.text, team=TEAM, channel=channel)
            )
            edit = str(body["event"]["message"]["edited"]["ts"])
            written.edits.add(edit)
            if self._tell(body):
                written.told.add(edit)
        if self.dice.random() < TAKES_BACK:
            await asyncio.sleep(self.dice.uniform(0, 0.3))
            written.deleted = True
            self._tell(await self._there(lambda: people.delete(written.ts, team=TEAM, channel=channel)))

    async def _fill_in(self, channel: str, root: str) -> None:
        """Press the button, and send the modal off, that opens."""
        try:
            view = await self._opened(channel, root)
        except WalkedAwayError:
            # The program does not know yet that its prompt stands there.
            return
        mark, private = self._mark("box"), self.dice.random() < PRIVATE
        boxed = Boxed(
            mark=mark,
            view=view["id"],
            channel=channel,
            root=root,
            text=f"{mark} between ourselves" if private else f"{mark} written in the box",
            private=private,
        )
        self.diary.boxed.append(boxed)
        try:
            answer = await self._sent_off(
                view, text=boxed.text, private=private, once=self.dice.random() < PRESSES_ONLY_ONCE
            )
        except WalkedAwayError:
            return
        assert answer["response_action"] == "update", answer
        boxed.heard = True
        reflection = None if private else await self._shown(channel, root, mark)
        if reflection is None:
            return
        with suppress(WalkedAwayError):
            await self._change_ones_mind(boxed, reflection)

    async def _change_ones_mind(self, boxed: Boxed, reflection: int) -> None:
        while self.dice.random() < EDITS:
            boxed.changes += 1
            boxed.text = f"{boxed.mark} put another way {boxed.changes}"
            await self._sent_off(
                _modal("change", of_reflection(ReflectionId(reflection)), id=self._view()), text=boxed.text
            )
        if self.dice.random() < TAKES_BACK:
            await self._sent_off(_modal("withdraw", of_reflection(ReflectionId(reflection)), id=self._view()))
            boxed.taken_back = True

    async def _opened(self, channel: str, root: str) -> dict[str, Any]:
        """The modal that opens when the prompt's button is pressed, however often."""
        for _ in range(PRESSES):
            trigger = f"trigger-{secrets.token_hex(8)}"
            message = await self._there(lambda: dict(self._place(channel).messages[root]))
            await self.wire.pressed(
                payloads.block_action(
                    self.user,
                    team=TEAM,
                    channel=channel,
                    message=message,
                    action_id="reflect",
                    trigger=trigger,
                )
            )
            opened = await self._there(
                lambda trigger=trigger: [  # type: ignore[misc]  # mypy reads no default in a lambda
                    call.arguments["view"]
                    for call in self.slack.state.calls[-200:]
                    if call.method == "views.open" and call.arguments.get("trigger_id") == trigger
                ]
            )
            if opened and opened[0].get("callback_id") == "answer":
                return {**opened[0], "id": self._view()}
            await asyncio.sleep(0.1)  # as a person who sees no modal waits, and presses again
        raise WalkedAwayError

    async def _sent_off(
        self, view: dict[str, Any], *, text: str = "", private: bool = False, once: bool = False
    ) -> Any:
        """What the program answers, once it is no complaint. Raises WalkedAwayError."""
        values: dict[str, Any] = {"text": {"text": {"type": "plain_text_input", "value": text}}}
        if private:
            ticked = {"type": "checkboxes", "selected_options": [{"value": "private"}]}
            values["private"] = {"private": ticked}
        body = payloads.view_submission(self.user, team=TEAM, view=view, values=values)
        for _ in range(PRESSES):
            answer = await self.wire.pressed(body, once=once)
            if not answer or answer.get("response_action") != "errors":
                return answer
            await asyncio.sleep(0.1)  # as a person reads what went wrong, and presses again
        self.diary.refused.append(f"{view['callback_id']} of {view['id']}: {answer}")
        raise WalkedAwayError

    async def _shown(self, channel: str, root: str, mark: str) -> int | None:
        """The id of the answer, from the message that shows it in its thread; None if that takes long."""
        for _ in range(30):
            found = await self._there(
                lambda: [
                    int(each["metadata"]["event_payload"]["answer"])
                    for each in self._place(channel).thread(root)
                    if each.get("metadata", {}).get("event_type") == ANSWER and mark in each["text"]
                ]
            )
            if found:
                return found[0]
            await asyncio.sleep(0.1)  # as a person looks whether it is there yet
        return None

    def _tell(self, body: dict[str, Any]) -> bool:
        if self.gaps and self.dice.random() < UNHEARD:
            return False
        self.wire.event(body)
        return True

    def _place(self, channel: str) -> Place:
        return self.slack.state.teams[TEAM].places[channel]

    async def _there(self, act: Callable[[], T]) -> T:
        """What is done and seen on Slack is done in its own thread."""

        async def done() -> T:
            return act()

        return await self.slack._there(done())

    def _mark(self, kind: str) -> str:
        return f"{kind}-{secrets.token_hex(6)}"

    def _view(self) -> str:
        return f"V{secrets.token_hex(6).upper()}"


def _prompts(place: Place) -> list[str]:
    return [each["ts"] for each in place.roots() if each.get("metadata", {}).get("event_type") == PROMPT]


def _modal(callback: str, carried: str, *, id: str) -> dict[str, Any]:  # noqa: A002 - Slack's word
    return {"type": "modal", "id": id, "callback_id": callback, "private_metadata": carried}
