"""The pages for reading: home, reflections, what was asked, deliveries, one prompt, and who one is."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.choosing import Choosing
from adapters.web.filters import Asked, asked_request, ledger_request, review_request
from adapters.web.paging import light_enough, older
from adapters.web.recognise import CHOOSE
from adapters.web.session import DemonstrationSessions
from bot import wording
from bot.domain.channel import ChannelId, MessageRef
from bot.domain.delivery import DeliveryId, State
from bot.usecases.asked import AskedRequest, asked
from bot.usecases.bot import Bot
from bot.usecases.decide import AlreadySettled, NotPosted, NotThatMessage, WasPosted, decide
from bot.usecases.ledger import LedgerEntry, LedgerRequest, deliveries
from bot.usecases.permission import Deed, NotFound, Standing
from bot.usecases.reopen import reopen
from bot.usecases.review import ReviewEntry, my_reflections, review
from bot.usecases.thread import thread
from prompts.faults import UnknownPromptError

ThreadLink = Callable[[str, str | None], str]
"""From the address of a channel, and of a thread in it, to where a browser finds it."""

LATEST = 30
ENDS = {"send": NotPosted.SEND_IT, "leave": NotPosted.LEAVE_IT}


def routes(
    bot: Bot,
    *,
    templates: Jinja2Templates,
    sessions: DemonstrationSessions | None,
    links: Mapping[str, ThreadLink],
) -> list[Route]:
    """The pages for reading. `links` says, for each platform, where its channels and threads can be opened."""
    pages = _Pages(bot, templates=templates, links=links)
    found = [
        Route("/", pages.home, methods=["GET"]),
        Route("/reflections", pages.reflections, methods=["GET"]),
        Route("/reflections/mine", pages.mine, methods=["GET"]),
        Route("/reflections/threads/{delivery}", pages.thread, methods=["GET"]),
        Route("/asked", pages.asked, methods=["GET"]),
        Route("/deliveries", pages.deliveries, methods=["GET"]),
        Route("/deliveries/{delivery}/decide", pages.decide, methods=["POST"]),
        Route("/deliveries/channels/{channel}/reopen", pages.reopen, methods=["POST"]),
        Route("/prompts/{key}", pages.prompt, methods=["GET"]),
    ]
    if sessions is None:
        return found
    choosing = Choosing(bot, templates=templates, sessions=sessions)
    return [
        Route(CHOOSE, choosing.people, methods=["GET"]),
        Route(CHOOSE, choosing.choose, methods=["POST"]),
        *found,
    ]


class _Pages:
    """What each address answers to `request.state.viewer`."""

    def __init__(self, bot: Bot, *, templates: Jinja2Templates, links: Mapping[str, ThreadLink]) -> None:
        self._bot = bot
        self._templates = templates
        self._links = links

    async def home(self, request: Request) -> Response:
        """The newest question in each of their channels, and where else they may go."""
        standing: Standing = request.state.standing
        newest: dict[str, LedgerEntry] = {}
        if standing.may(Deed.JOIN_THE_CHANNEL):
            page = await deliveries(
                self._bot, standing.member.id, request=LedgerRequest(state=State.POSTED, limit=LATEST)
            )
            for entry in page.entries:
                newest.setdefault(entry.delivery.channel, entry)
        joined = standing.may(Deed.JOIN_THE_CHANNEL)
        return self._page(
            request,
            "home.html",
            rooms=[
                (channel, self._link(channel.platform, channel.address), newest.get(channel.id))
                for channel in sorted(standing.charter.channels, key=lambda channel: channel.name)
                if channel.school in joined
            ],
        )

    async def reflections(self, request: Request) -> Response:
        """The named log, for those who may read it; the others are sent to what was asked."""
        standing: Standing = request.state.standing
        if not standing.may(Deed.READ_THE_LOG):
            return RedirectResponse("/asked", status_code=303)
        fields = Asked(dict(request.query_params))
        page = await review(self._bot, standing.member.id, request=review_request(fields))
        entries, cursor = light_enough(page)
        return self._page(
            request,
            "reflections.html",
            status=400 if fields.faults else 200,
            page=page,
            groups=[] if fields.faults else self._by_delivery(request, entries),
            fields=fields,
            older=older(fields, cursor),
        )

    async def mine(self, request: Request) -> Response:
        """What they said themselves."""
        fields = Asked(dict(request.query_params))
        page = await my_reflections(self._bot, request.state.viewer.id, before=review_request(fields).before)
        entries, cursor = light_enough(page)
        return self._page(
            request,
            "mine.html",
            groups=self._by_delivery(request, entries),
            older=older(fields, cursor),
        )

    async def thread(self, request: Request) -> Response:
        """Everything that was answered to one prompt in one channel, as the log has it."""
        found = await thread(
            self._bot, request.state.viewer.id, delivery=DeliveryId(request.path_params["delivery"])
        )
        if not found:
            raise NotFound("There are no answers here that you may read.")
        return self._page(request, "answers.html", groups=self._by_delivery(request, found))

    async def asked(self, request: Request) -> Response:
        """What was asked, and what evidence to look for, without names or words."""
        fields = Asked(dict(request.query_params))
        wanted = asked_request(fields)
        page = await asked(
            self._bot, request.state.viewer.id, request=AskedRequest() if fields.faults else wanted
        )
        return self._page(
            request,
            "asked.html",
            status=400 if fields.faults else 200,
            page=page,
            entries=[] if fields.faults else page.entries,
            fields=fields,
            older=older(fields, page.next),
        )

    async def deliveries(self, request: Request) -> Response:
        """What became of each prompt that was due."""
        return await self._ledger(request)

    async def decide(self, request: Request) -> Response:
        """A person has said how an uncertain delivery ended; back to the same part of the list."""
        delivery = DeliveryId(request.path_params["delivery"])
        form = request.state.form
        try:
            ended = ENDS.get(form.get("ended", "")) or WasPosted(form.get("root", "").strip())
            await decide(self._bot, request.state.viewer.id, delivery, ended=ended)
        except AlreadySettled as known:
            return await self._ledger(request, done=str(known))
        except NotThatMessage as missing:
            return await self._ledger(request, fault={"delivery": delivery, "message": str(missing)})
        return RedirectResponse(f"/deliveries{_query(request)}#delivery-{delivery}", status_code=303)

    async def reopen(self, request: Request) -> Response:
        """A person has put right what closed a channel; back to the same part of the list."""
        channel = ChannelId(request.path_params["channel"])
        if not await reopen(self._bot, request.state.viewer.id, channel=channel):
            return await self._ledger(request, done=wording.open_already())
        return RedirectResponse(f"/deliveries{_query(request)}", status_code=303)

    async def _ledger(
        self, request: Request, *, done: str | None = None, fault: Mapping[str, str] | None = None
    ) -> Response:
        fields = Asked(dict(request.query_params))
        wanted = ledger_request(fields)
        page = await deliveries(
            self._bot, request.state.viewer.id, request=LedgerRequest() if fields.faults else wanted
        )
        entries = [] if fields.faults else page.entries
        return self._page(
            request,
            "deliveries.html",
            status=422 if fault else 400 if fields.faults else 200,
            page=page,
            entries=[(entry, self._open(request, entry.thread)) for entry in entries],
            fields=fields,
            states=[(state.value, wording.status(state, late=False)) for state in State],
            older=older(fields, page.next),
            query=_query(request),
            done=done,
            fault=fault,
        )

    async def prompt(self, request: Request) -> Response:
        """One prompt of the bank, with where it comes from and what its words mean."""
        bank = self._bot.bank
        try:
            prompt = bank.get(request.path_params["key"])
        except UnknownPromptError:
            raise NotFound("There is no such prompt in the bank.") from None
        words = " ".join((prompt.question, prompt.why, prompt.follow_up, *prompt.evidence))
        return self._page(
            request,
            "prompt.html",
            prompt=prompt,
            theme=next((theme for theme in bank.themes if theme.key == prompt.theme), None),
            frameworks=[each for each in bank.frameworks if each.key in prompt.frameworks],
            scale=bank.scale_of(prompt),
            sources=bank.sources_of(prompt),
            terms=bank.terms_in(words),
        )

    def _by_delivery(
        self, request: Request, entries: Sequence[ReviewEntry]
    ) -> list[tuple[list[ReviewEntry], str | None]]:
        """Answers to the same prompt in the same thread together, each group with where it was said."""
        groups = groupby(entries, key=lambda entry: entry.line.reflection.delivery)
        together = [list(group) for _, group in groups]
        return [(group, self._open(request, group[0].thread)) for group in together]

    def _open(self, request: Request, thread: MessageRef | None) -> str | None:
        """Where the thread can be opened, for those who are in its channel; a channel may have moved since."""
        if thread is None:
            return None
        standing: Standing = request.state.standing
        joined = standing.may(Deed.JOIN_THE_CHANNEL)
        there = {(each.platform, each.address) for each in standing.charter.channels if each.school in joined}
        if (thread.platform, thread.address) not in there:
            return None
        return self._link(thread.platform, thread.address, thread.id)

    def _link(self, platform: str, address: str, root: str | None = None) -> str | None:
        link = self._links.get(platform)
        return link(address, root) if link else None

    def _page(self, request: Request, name: str, *, status: int = 200, **shown: Any) -> Response:
        return self._templates.TemplateResponse(request, name, shown, status_code=status)


def _query(request: Request) -> str:
    return f"?{request.url.query}" if request.url.query else ""
