"""The deliveries page: what became of each prompt that was due, and what a person can do about it."""

from collections.abc import Hashable, Mapping
from datetime import timedelta
from itertools import groupby

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.doors import Doors
from adapters.web.filters import LATE, NEEDS_A_PERSON, Asked, ledger_request
from adapters.web.paging import older
from bot import wording
from bot.domain.channel import ChannelId
from bot.domain.delivery import DeliveryId, State
from bot.usecases.bot import Bot
from bot.usecases.reading.ledger import LedgerEntry, LedgerRequest, deliveries
from bot.usecases.sending.decide import AlreadySettled, NotPosted, NotThatMessage, WasPosted, decide
from bot.usecases.sending.reopen import reopen

ENDS = {"send": NotPosted.SEND_IT, "leave": NotPosted.LEAVE_IT}
OUTCOMES = [
    (NEEDS_A_PERSON, "Needs a person"),
    *((state.value, wording.status(state, late=False)) for state in State),
    (LATE, wording.status(State.POSTED, late=True)),
]
BRIEF = timedelta(minutes=5)
"""What is posted within that of its time is posted in time: nobody needs to be told when."""
FEW = 100
"""Up to so many schools are chosen from a list: a longer one would weigh more than the page."""


def routes(bot: Bot, *, templates: Jinja2Templates, doors: Doors) -> list[Route]:
    """The list, and the two things that a person can do from it."""
    pages = _Deliveries(bot, templates=templates, doors=doors)
    return [
        Route("/deliveries", pages.deliveries, methods=["GET"]),
        Route("/deliveries/{delivery}/decide", pages.decide, methods=["POST"]),
        Route("/deliveries/channels/{channel}/reopen", pages.reopen, methods=["POST"]),
    ]


class _Deliveries:
    """What each address answers to `request.state.viewer`."""

    def __init__(self, bot: Bot, *, templates: Jinja2Templates, doors: Doors) -> None:
        self._bot = bot
        self._templates = templates
        self._doors = doors

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
            self._bot, request.state.standing, request=LedgerRequest() if fields.faults else wanted
        )
        entries = [] if fields.faults else page.entries
        standing = request.state.standing
        shown = {
            "page": page,
            "groups": [
                [
                    (entry, self._doors.thread(standing, entry.thread))
                    for entry in sorted(group, key=lambda entry: (entry.school_name, entry.channel_name))
                ]
                for _, group in groupby(entries, key=_together)
            ],
            "fields": fields,
            "states": OUTCOMES,
            "needs": NEEDS_A_PERSON,
            "brief": BRIEF,
            "few": FEW,
            "older": older(fields, page.next),
            "query": _query(request),
            "done": done,
            "fault": fault,
        }
        status = 422 if fault else 400 if fields.faults else 200
        return self._templates.TemplateResponse(request, "deliveries.html", shown, status_code=status)


def _together(entry: LedgerEntry) -> Hashable:
    """What entries in a row have in common that are told as one: the same question, due at once, with the same end."""
    delivery = entry.delivery
    if entry.decidable:
        return delivery.id
    return (entry.due_at, delivery.programme, delivery.prompt, entry.status, entry.reason, entry.remedy)


def _query(request: Request) -> str:
    return f"?{request.url.query}" if request.url.query else ""
