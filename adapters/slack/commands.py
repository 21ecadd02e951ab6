"""The slash command: what is asked for in words is done, and the answer is for whoever typed it alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.carried import place_in
from adapters.slack.connecting import Connecting
from adapters.slack.modals import notice
from adapters.slack.replies_view import CHOSEN, reply
from adapters.slack.submitted import pressed
from adapters.slack.text import escaped
from adapters.slack.visit import Desk, attempt, in_a_modal, show
from adapters.slack.whose import PLATFORM
from bot import wording
from bot.asking.words import Asked, Verb, read_words
from bot.ports.store import StoreUnavailable
from bot.usecases.bot import Bot
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.spoken.in_words import do, do_at
from bot.usecases.spoken.outcomes import Helps, Outcome

Body = Mapping[str, Any]


def register(app: AsyncApp, *, bot: Bot, connecting: Connecting) -> None:
    """The app listens for our command, and for the buttons of its answers."""
    hands = _Commands(Desk(bot=bot, later=_nothing_later, external=connecting.external), connecting)
    app.command(connecting.command)(hands.typed)
    app.action(re.compile(f"^(?:{'|'.join(CHOSEN.values())})_[0-9]+$"))(hands.chosen)


@dataclass(frozen=True, slots=True)
class _Commands:
    desk: Desk
    connecting: Connecting

    async def typed(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """The command is answered."""

        async def told(words: str) -> None:
            await ack(text=escaped(words), response_type="ephemeral")

        async def deed() -> None:
            asked = read_words(str(body.get("text") or ""))
            if asked.verb is Verb.CONNECT:
                # Whoever it is: the code says what they may.
                told_them = await self._connected(client, body, asked.rest)
                await ack(text=told_them, response_type="ephemeral", unfurl_links=False)
                return
            answer = reply(await self._outcome(body, asked), command=self.connecting.command)
            await ack(text=answer.text, blocks=list(answer.blocks) or None, response_type="ephemeral")

        await attempt("command", deed(), told=told)

    async def chosen(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """What the command was for is done in the school that was chosen."""

        async def deed() -> None:
            member = await self.desk.member(body)
            button = pressed(body)
            place = place_in(button.get("value"))
            action = str(button.get("action_id", "")).rpartition("_")[0]
            verb = next((verb for verb, named in CHOSEN.items() if named == action), None)
            if place is None or verb is None:
                raise NotFound(wording.ask_again())
            done = await do_at(self.desk.bot, member.id, verb, place)
            await show(client, body, notice("Done", escaped(done.words)))

        await attempt("command_choice", deed(), told=in_a_modal(client, body))
        await ack()

    async def _connected(self, client: AsyncWebClient, body: Body, typed: str) -> str:
        """The words for whoever would connect the channel, as mrkdwn."""
        here, enterprise = str(body.get("channel_id") or ""), str(body.get("enterprise_id") or "")
        by = self.desk.actor(body)
        return await self.connecting.connected(client, typed, where=here, by=by, enterprise=enterprise)

    async def _outcome(self, body: Body, asked: Asked) -> Outcome:
        try:
            member = await self.desk.member(body)
            here = f"{self.desk.actor(body).workspace}/{body.get('channel_id')}"
            channel = await self.desk.bot.store.directory.channel(PLATFORM, here)
            return await do(self.desk.bot, member.id, asked, here=channel)
        except (NotFound, NotAllowed, StoreUnavailable):
            # Whoever it is and whatever is out of order, help can be had.
            if asked.verb is Verb.HELP:
                return Helps(puzzled=asked.puzzled, leads=False, reads=False, asked=True)
            raise


def _nothing_later(_: object) -> None:
    raise AssertionError("a command leaves nothing for later")
