"""The pages for reading: home, reflections, what was asked, one prompt; and those of every other room beside them."""

from collections.abc import Hashable, Mapping, Sequence
from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.calendars import routes as calendar_routes
from adapters.web.changes import routes as changes_routes
from adapters.web.choosing import Choosing
from adapters.web.deliveries import routes as deliveries_routes
from adapters.web.doors import Doors, ThreadLink
from adapters.web.filters import Asked, asked_request, review_request
from adapters.web.own_prompts import routes as own_prompts_routes
from adapters.web.paging import light_enough, older
from adapters.web.people import routes as people_routes
from adapters.web.pressure import routes as pressure_routes
from adapters.web.programmes.http import routes as programmes_routes
from adapters.web.schools.http import routes as schools_routes
from adapters.web.session import CHOOSE, DemonstrationSessions
from adapters.web.snoozing import routes as snoozing_routes
from adapters.web.trust_pressure import routes as trust_pressure_routes
from bot.domain.delivery import DeliveryId, State
from bot.usecases.bank import bank_of
from bot.usecases.bot import Bot
from bot.usecases.permission import Deed, NotFound, Standing
from bot.usecases.reading.asked import AskedEntry, AskedRequest, asked
from bot.usecases.reading.ledger import LedgerEntry, LedgerRequest, deliveries
from bot.usecases.reading.review import ReviewEntry, my_reflections, review
from bot.usecases.reading.thread import thread
from bot.usecases.schools.mine import my_schools
from bot.usecases.schools.shown import Step, next_step
from prompts.faults import UnknownPromptError

LATEST = 30


def routes(
    bot: Bot,
    *,
    templates: Jinja2Templates,
    sessions: DemonstrationSessions | None,
    links: Mapping[str, ThreadLink],
) -> list[Route]:
    """The pages for reading. `links` says, for each platform, where its channels and threads can be opened."""
    doors = Doors(links)
    pages = _Pages(bot, templates=templates, doors=doors)
    found = [
        Route("/", pages.home, methods=["GET"]),
        Route("/reflections", pages.reflections, methods=["GET"]),
        Route("/reflections/mine", pages.mine, methods=["GET"]),
        Route("/reflections/threads/{delivery}", pages.thread, methods=["GET"]),
        Route("/asked", pages.asked, methods=["GET"]),
        *own_prompts_routes(bot, templates=templates),
        Route("/prompts/{key}", pages.prompt, methods=["GET"]),
        *deliveries_routes(bot, templates=templates, doors=doors),
        *people_routes(bot, templates=templates),
        *pressure_routes(bot, templates=templates),
        *trust_pressure_routes(bot, templates=templates),
        *programmes_routes(bot, templates=templates),
        *schools_routes(bot, templates=templates),
        *changes_routes(bot, templates=templates),
        *snoozing_routes(bot, templates=templates),
        *calendar_routes(bot, templates=templates),
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

    def __init__(self, bot: Bot, *, templates: Jinja2Templates, doors: Doors) -> None:
        self._bot = bot
        self._templates = templates
        self._doors = doors

    async def home(self, request: Request) -> Response:
        """The newest question in each of their channels, and where else they may go."""
        standing: Standing = request.state.standing
        if not standing.member.grants:
            return self._page(request, "sign_in/no_role.html")
        newest: dict[str, LedgerEntry] = {}
        if standing.may(Deed.JOIN_THE_CHANNEL):
            page = await deliveries(
                self._bot, standing, request=LedgerRequest(state=State.POSTED, limit=LATEST)
            )
            for entry in page.entries:
                newest.setdefault(entry.delivery.channel, entry)
        joined = standing.may(Deed.JOIN_THE_CHANNEL)
        return self._page(
            request,
            "home.html",
            no_fields=Asked({}),
            step=next_step(self._bot, standing),
            mine=await my_schools(self._bot, standing),
            Step=Step,
            rooms=[
                (channel, self._doors.link(channel.platform, channel.address), newest.get(channel.id))
                for channel in sorted(standing.charter.channels, key=lambda channel: channel.name)
                if channel.school in joined
            ],
        )

    async def reflections(self, request: Request) -> Response:
        """The named log, for those who may read it; the others are sent to what was asked."""
        standing: Standing = request.state.standing
        if not (standing.may(Deed.READ_THE_LOG) or standing.everywhere(Deed.READ_THE_LOG)):
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
            groups=[]
            if fields.faults
            else [list(group) for _, group in groupby(page.entries, key=_asked_together)],
            fields=fields,
            older=older(fields, page.next),
        )

    async def prompt(self, request: Request) -> Response:
        """One prompt of the bank, with where it comes from and what its words mean."""
        bank = await bank_of(self._bot, request.state.viewer.trust)
        try:
            prompt = bank.get(request.path_params["key"])
        except UnknownPromptError:
            raise NotFound("There is no such question in the bank.") from None
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
        return [(group, self._doors.thread(request.state.standing, group[0].thread)) for group in together]

    def _page(self, request: Request, name: str, *, status: int = 200, **shown: Any) -> Response:
        return self._templates.TemplateResponse(request, name, shown, status_code=status)


def _asked_together(entry: AskedEntry) -> Hashable:
    """What entries in a row have in common that are told as one: the same question on the same day."""
    return (entry.prompt.key, entry.posted_at.date()) if entry.prompt else entry.delivery
