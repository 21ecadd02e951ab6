"""The slash command: what is asked for in words is done, and the answer is for whoever typed it alone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import replies_view
from adapters.slack.carried import Place, place_in
from adapters.slack.modals import notice
from adapters.slack.replies_view import CHOSEN, Reply
from adapters.slack.submitted import pressed
from adapters.slack.text import escaped
from adapters.slack.visit import Desk, attempt, in_a_modal, show
from adapters.slack.whose import PLATFORM
from bot import wording
from bot.asking.dates import read_date
from bot.asking.words import Asked, Verb, read_words
from bot.domain.people import Member, MemberId
from bot.domain.programme import SchoolMay
from bot.usecases import adjusting
from bot.usecases.adjusting import CannotAdjust
from bot.usecases.bot import Bot
from bot.usecases.home import Coming, coming
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.review import ReviewRequest, review

MOST_FOUND = 5
_MAY = {
    Verb.PAUSE: SchoolMay.PAUSE,
    Verb.RESUME: SchoolMay.PAUSE,
    Verb.SKIP: SchoolMay.SKIP,
    Verb.ASK_NOW: SchoolMay.ASK_NOW,
}
_WHICH = {
    Verb.PAUSE: "Which one shall pause?",
    Verb.RESUME: "Which one shall come again?",
    Verb.SKIP: "Which one shall be skipped?",
    Verb.ASK_NOW: "Which one shall ask now?",
}

Body = Mapping[str, Any]


def register(app: AsyncApp, *, bot: Bot, name: str, external: bool = False) -> None:
    """The app listens for the command `name`, and for the buttons of its answers."""
    hands = _Commands(Desk(bot=bot, later=_nothing_later, external=external), name)
    app.command(name)(hands.typed)
    app.action(re.compile(f"^(?:{'|'.join(CHOSEN.values())})_[0-9]+$"))(hands.chosen)


@dataclass(frozen=True, slots=True)
class _Commands:
    desk: Desk
    name: str

    async def typed(self, ack: AsyncAck, body: Body) -> None:
        """The command is answered."""

        async def told(words: str) -> None:
            await ack(text=escaped(words), response_type="ephemeral")

        async def deed() -> None:
            reply = await self._reply(body)
            blocks = list(reply.blocks) or None
            await ack(text=reply.text, blocks=blocks, response_type="ephemeral")

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
                raise NotFound("This cannot be done from here any more: type the command again.")
            words = await _do(self.desk.bot, member.id, verb, place)
            await show(client, body, notice("Done", escaped(words)))

        await attempt("command_choice", deed(), told=in_a_modal(client, body))
        await ack()

    async def _reply(self, body: Body) -> Reply:
        asked = read_words(str(body.get("text") or ""))
        if asked.verb is Verb.HELP:
            return replies_view.helps(self.name, puzzled=asked.puzzled)
        member = await self.desk.member(body)
        if asked.verb is Verb.SEARCH:
            return await self._search(member, asked.rest)
        led = await coming(self.desk.bot, member.id)
        if asked.verb is Verb.NEXT:
            return replies_view.dates(await self._meant(body, led))
        return await self._adjust(member, asked, await self._meant(body, led))

    async def _meant(self, body: Body, led: Sequence[Coming]) -> Sequence[Coming]:
        """What comes to the channel where it was typed; everything, where that is no channel of theirs."""
        address = f"{self.desk.actor(body).workspace}/{body.get('channel_id')}"
        channel = await self.desk.bot.store.directory.channel(PLATFORM, address)
        if channel is None:
            return led
        here = [
            each for each in led if each.school.id == channel.school and channel.id in each.programme.channels
        ]
        return here or led

    async def _search(self, member: Member, words: str) -> Reply:
        if not words:
            return replies_view.said(f"Type what to look for, such as: {self.name} search reading")
        page = await review(self.desk.bot, member.id, request=ReviewRequest(words=words, limit=MOST_FOUND))
        return replies_view.results(page.entries, words=words)

    async def _adjust(self, member: Member, asked: Asked, led: Sequence[Coming]) -> Reply:
        may = _MAY[asked.verb]
        open_to = [each for each in led if may in each.may]
        if not open_to:
            raise NotAllowed(
                wording.trust_decides(may) if led else "No programme comes to a school of yours."
            )
        choices, why_not = list[tuple[Coming, Place]](), list[CannotAdjust]()
        for each in open_to:
            try:
                choices.append((each, self._place(asked, each)))
            except CannotAdjust as error:
                why_not.append(error)
        if not choices:
            raise why_not[0]
        if asked.verb is Verb.RESUME:
            choices = [(each, place) for each, place in choices if each.paused_here] or choices
        if len(choices) == 1:
            return replies_view.said(await _do(self.desk.bot, member.id, asked.verb, choices[0][1]))
        named = [(f"{each.programme.name}, {each.school.name}", place) for each, place in choices]
        return replies_view.which(asked.verb, _WHICH[asked.verb], named)

    def _place(self, asked: Asked, here: Coming) -> Place:
        """The programme and school, with the date that was meant. Raises CannotAdjust where there is none."""
        on = None
        if asked.verb in {Verb.PAUSE, Verb.SKIP}:
            on = self._day(asked, here)
        return Place(programme=here.programme.id, school=here.school.id, on=on)

    def _day(self, asked: Asked, here: Coming) -> date:
        if asked.rest:
            zone = ZoneInfo(here.school.calendar.zone)
            today = self.desk.bot.clock.now().astimezone(zone).date()
            on = read_date(asked.rest, today=today)
            if on is None:
                raise CannotAdjust(
                    "I did not understand that date. Try “1 December”, “1/12/2026”, “tomorrow” or “Monday”."
                )
            return on
        if asked.verb is Verb.PAUSE:
            raise CannotAdjust(f"Say until when, such as: {self.name} pause until 1 December")
        following = next((each.occurrence for each in here.dates if each.left_out is None), None)
        if following is None:
            raise CannotAdjust(f"No date of {here.programme.name} is to come in {here.school.name}.")
        return following


async def _do(bot: Bot, viewer: MemberId, verb: Verb, place: Place) -> str:
    """It is done; what the person hears of it. Raises NotFound, NotAllowed, CannotAdjust."""
    programme, school, on = place.programme, place.school, place.on
    if verb is Verb.RESUME:
        await adjusting.resume(bot, viewer, programme=programme, school=school)
        return "The pause has ended."
    if verb is Verb.ASK_NOW:
        channels = await adjusting.ask_now(bot, viewer, programme=programme, school=school)
        return f"A question is on its way to {wording.listed(each.name for each in channels)}."
    if on is None:
        raise NotFound("This cannot be done from here any more: type the command again.")
    if verb is Verb.PAUSE:
        await adjusting.pause(bot, viewer, programme=programme, school=school, until=on)
        return f"Paused: nothing comes before {wording.day(on)}."
    await adjusting.skip(bot, viewer, programme=programme, school=school, on=on)
    return f"{wording.day(on)} is skipped. It can be brought back in Golden Thread's Home."


def _nothing_later(_: object) -> None:
    raise AssertionError("a command leaves nothing for later")
