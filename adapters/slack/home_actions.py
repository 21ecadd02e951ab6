"""What Slack tells us that people do in the app's Home: open it, search, pause, skip, ask now, try a channel again."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import entries_view
from adapters.slack.carried import Place, channel_in, day_in, place_in
from adapters.slack.dates_view import PAUSE
from adapters.slack.submitted import pressed, searched
from adapters.slack.visit import Desk, attempt, in_a_modal, show
from bot import wording
from bot.domain.people import MemberId
from bot.usecases import adjusting
from bot.usecases.home import FOUND
from bot.usecases.permission import NotFound
from bot.usecases.reopen import reopen
from bot.usecases.review import ReviewRequest, review

NO_SUCH_PLACE = "This does not stand in your Home any more: open it again."

Body = Mapping[str, Any]
Deed = Callable[[MemberId, Place], Awaitable[str]]


def register(app: AsyncApp, *, desk: Desk) -> None:
    """The app listens for everything that is done in its Home."""
    hands = _AtHome(desk)
    app.event("app_home_opened")(hands.opened)
    app.action("skip_date")(hands.skip)
    app.action("keep_date")(hands.keep)
    app.action(PAUSE)(hands.pause)
    app.action("resume")(hands.resume)
    app.action("ask_now")(hands.ask_now)
    app.action("try_again")(hands.try_again)
    app.action("search_ask")(hands.search_ask)
    app.action("open_thread")(hands.gone_there)
    app.view(entries_view.SEARCH)(hands.searched)


class _AtHome:
    """One listener for each thing a person can do."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._bot = desk.bot

    async def opened(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Home shows how things stand, once Slack has its answer: it waits three seconds, and the log may be long."""
        if (body.get("event") or {}).get("tab", "home") == "home":
            self._desk.later(self._desk.draw_home(body, client))
        await ack()

    async def skip(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """That date is left out."""

        async def deed(viewer: MemberId, place: Place) -> str:
            on = _date(place)
            await adjusting.skip(self._bot, viewer, programme=place.programme, school=place.school, on=on)
            return f"{wording.day(on)} is skipped."

        await self._adjust("skip", deed, ack, body, client)

    async def keep(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """That date is not left out any more."""

        async def deed(viewer: MemberId, place: Place) -> str:
            on = _date(place)
            await adjusting.keep_date(
                self._bot, viewer, programme=place.programme, school=place.school, on=on
            )
            return f"{wording.day(on)} is back."

        await self._adjust("keep_date", deed, ack, body, client)

    async def pause(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Nothing comes before that day."""

        async def deed(viewer: MemberId, place: Place) -> str:
            until = day_in(pressed(body).get("selected_date"))
            if until is None:
                raise NotFound(NO_SUCH_PLACE)
            await adjusting.pause(
                self._bot, viewer, programme=place.programme, school=place.school, until=until
            )
            return f"Paused: nothing comes before {wording.day(until)}."

        await self._adjust("pause", deed, ack, body, client, carried=pressed(body).get("block_id"))

    async def resume(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """It comes again."""

        async def deed(viewer: MemberId, place: Place) -> str:
            await adjusting.resume(self._bot, viewer, programme=place.programme, school=place.school)
            return "The pause has ended."

        await self._adjust("resume", deed, ack, body, client)

    async def ask_now(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A question is on its way."""

        async def deed(viewer: MemberId, place: Place) -> str:
            channels = await adjusting.ask_now(
                self._bot, viewer, programme=place.programme, school=place.school
            )
            return f"A question is on its way to {wording.listed(each.name for each in channels)}."

        await self._adjust("ask_now", deed, ack, body, client)

    async def try_again(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """The channel is open again."""

        async def deed() -> None:
            member = await self._desk.member(body)
            channel = channel_in(pressed(body).get("value"))
            if channel is None:
                raise NotFound(NO_SUCH_PLACE)
            opened = await reopen(self._bot, member.id, channel=channel)
            words = "It will be tried again with the next question. If the channel is not put right, you will hear of it again."
            told = words if opened else wording.open_already()
            self._desk.later(self._desk.draw_home(body, client, told))

        await attempt("try_again", deed(), told=in_a_modal(client, body))
        await ack()

    async def search_ask(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """The box to search in is open."""
        await show(client, body, entries_view.search())
        await ack()

    async def searched(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The box shows what was found."""

        async def deed() -> None:
            member = await self._desk.member(body)
            words = searched(view)
            page = await review(self._bot, member.id, request=ReviewRequest(words=words, limit=FOUND))
            found = entries_view.search(looked_for=words, entries=page.entries)
            await ack(response_action="update", view=found)

        async def told(words: str) -> None:
            await ack(response_action="errors", errors={"words": words})

        await attempt("search", deed(), told=told)

    async def gone_there(self, ack: AsyncAck) -> None:
        """Slack tells us of a link as well, and nothing is to be done."""
        await ack()

    async def _adjust(  # noqa: PLR0913 - what bolt has given, and what to do with it
        self,
        doing: str,
        deed: Deed,
        ack: AsyncAck,
        body: Body,
        client: AsyncWebClient,
        *,
        carried: str | None = None,
    ) -> None:
        async def done() -> None:
            member = await self._desk.member(body)
            place = place_in(carried or pressed(body).get("value"))
            if place is None:
                raise NotFound(NO_SUCH_PLACE)
            self._desk.later(self._desk.draw_home(body, client, await deed(member.id, place)))

        await attempt(doing, done(), told=in_a_modal(client, body))
        await ack()


def _date(place: Place) -> date:
    if place.on is None:
        raise NotFound(NO_SUCH_PLACE)
    return place.on
