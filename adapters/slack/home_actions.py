"""What Slack tells us that people do in the app's Home: open it, search, pause, skip, ask now, try a channel again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import entries_view
from adapters.slack.carried import channel_in, day_in, place_in
from adapters.slack.dates_view import PAUSE
from adapters.slack.submitted import pressed, searched
from adapters.slack.visit import Desk, attempt, in_a_modal, show
from bot import wording
from bot.asking.words import Verb
from bot.usecases.permission import NotFound
from bot.usecases.reading.home import FOUND
from bot.usecases.reading.review import ReviewRequest, review
from bot.usecases.sending.reopen import reopen
from bot.usecases.spoken.in_words import do_at
from bot.usecases.spoken.outcomes import Place

NO_SUCH_PLACE = "This does not stand in your Home any more: open it again."

Body = Mapping[str, Any]


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
        await self._adjust(Verb.SKIP, ack, body, client)

    async def keep(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """That date is not left out any more."""
        await self._adjust(Verb.KEEP_DATE, ack, body, client)

    async def pause(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Nothing comes before that day."""
        await self._adjust(Verb.PAUSE, ack, body, client)

    async def resume(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """It comes again."""
        await self._adjust(Verb.RESUME, ack, body, client)

    async def ask_now(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A question is on its way."""
        await self._adjust(Verb.ASK_NOW, ack, body, client)

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

    async def _adjust(self, verb: Verb, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        async def done() -> None:
            member = await self._desk.member(body)
            became = await do_at(self._bot, member.id, verb, _place(verb, pressed(body)))
            self._desk.later(self._desk.draw_home(body, client, became.words))

        await attempt(verb, done(), told=in_a_modal(client, body))
        await ack()


def _place(verb: Verb, used: Body) -> Place:
    """What the button stands beside; a date picker carries nothing of its own, so its row does."""
    if verb is not Verb.PAUSE:
        place = place_in(used.get("value"))
    else:
        place, until = place_in(used.get("block_id")), day_in(used.get("selected_date"))
        place = replace(place, on=until) if place and until else None
    if place is None or (place.on is None and verb in {Verb.SKIP, Verb.KEEP_DATE}):
        raise NotFound(NO_SUCH_PLACE)
    return place
