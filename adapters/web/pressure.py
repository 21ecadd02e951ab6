"""The heat map's page: both rows and where they meet, one's own points, and posting it to a channel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.drawing.heat import halves
from adapters.web.painting import paint
from bot.domain.channel import ChannelId
from bot.domain.people import SchoolId
from bot.domain.picture import Ended
from bot.domain.pressure import LEADER, ROWS, STANDARD, Point
from bot.usecases.bot import Bot
from bot.usecases.changing import CannotSave, ChangedMeanwhile
from bot.usecases.permission import Deed
from bot.usecases.pressure.charting import LONGEST_NAME, Charting
from bot.usecases.pressure.post_heat_map import CannotPost, last_posting, post_heat_map
from bot.usecases.pressure.shown import HeatMapHere, chart, chart_would, heat_map, take_out, take_out_would
from bot.wording import heat_map as drawn_words
from bot.wording import pressure as wording
from scheduler.model import monday_of

DONE = {"charted": wording.charted(), "taken-out": wording.taken_out()}
NOT_A_WEEK = date.min
ANOTHER = frozenset({"csrf", "step"})


@dataclass(slots=True, kw_only=True)
class Told:
    """What the page says beside the map: what was typed, what is wrong with it, what has become of a press."""

    given: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    trouble: str | None = None
    done: str | None = None


def routes(bot: Bot, *, templates: Jinja2Templates) -> list[Route]:
    """The heat map of each school."""
    pages = _Pages(bot, templates=templates)
    here = "/schools/{school}/pressure"
    return [
        Route(here, pages.look, methods=["GET"]),
        Route(here, pages.chart, methods=["POST"]),
        Route(f"{here}/take-out", pages.take_out, methods=["POST"]),
        Route(f"{here}/post", pages.post, methods=["POST"]),
        Route(f"{here}/picture.png", pages.picture, methods=["GET"]),
    ]


class _Pages:
    """What each address answers to `request.state.viewer`."""

    def __init__(self, bot: Bot, *, templates: Jinja2Templates) -> None:
        self._bot = bot
        self._templates = templates

    async def look(self, request: Request) -> Response:
        """The map of one school year, and below it what the viewer may do."""
        asked = request.query_params
        done = DONE.get(asked.get("done", ""))
        if channel := asked.get("posted"):
            here = await self._here(request)
            name = next((each.name for each in here.channels if each.id == channel), None)
            done = wording.was_posted(channel=name) if name else None
        return await self._page(request, Told(done=done))

    async def chart(self, request: Request) -> Response:
        """A point is on the map or, where that changes a coming date, shown first with what it does."""
        form = request.state.form
        named = form.get("own", "").replace("\0", " ").strip() or form.get("name", "")
        wanted = _wanted(
            request, name=" ".join(named.split()), last=form.get("last") or form.get("first", "")
        )
        try:
            if form.get("step") != "save":
                would = await chart_would(self._bot, request.state.viewer.id, wanted)
                if would.matters:
                    return self._review(request, wanted, would.sentences, taking_out=False)
            await chart(self._bot, request.state.viewer.id, wanted)
        except CannotSave as refused:
            return await self._page(request, Told(given=form, faults=refused.faults))
        except ChangedMeanwhile as changed:
            return await self._page(request, Told(given=form, trouble=str(changed)))
        return _back(request, done="charted")

    async def take_out(self, request: Request) -> Response:
        """A point is off the map or, where that changes a coming date, shown first with what it does."""
        form = request.state.form
        wanted = _wanted(request, name=form.get("name", ""), last=form.get("last", ""))
        try:
            if form.get("step") != "save":
                would = await take_out_would(self._bot, request.state.viewer.id, wanted)
                if would.matters:
                    return self._review(request, wanted, would.sentences, taking_out=True)
            await take_out(self._bot, request.state.viewer.id, wanted)
        except ChangedMeanwhile as changed:
            return await self._page(request, Told(trouble=str(changed)))
        return _back(request, done="taken-out")

    async def post(self, request: Request) -> Response:
        """The picture is in the channel, once for each press; otherwise the page says how it ended."""
        form, year = request.state.form, year_in(request.state.form.get("year"))
        seen = form.get("seen", "")
        if year is None or not (seen.isascii() and seen.isdigit() and len(seen) < len("2147483647")):
            raise HTTPException(400)
        try:
            channel = await post_heat_map(
                self._bot,
                request.state.viewer.id,
                school=_school(request),
                channel=ChannelId(form.get("channel", "")),
                year=year,
                seen=int(seen),
                paint=paint,
            )
        except CannotPost as told:
            return await self._page(request, Told(trouble=str(told)))
        return _back(request, posted=channel.id)

    async def picture(self, request: Request) -> Response:
        """What would be posted, to be looked at first."""
        here = await self._here(request)
        title = drawn_words.picture_title(school=here.school.name, year=here.drawn.year)
        return Response(await run_in_threadpool(paint, here.drawn, title=title), media_type="image/png")

    async def _here(self, request: Request) -> HeatMapHere:
        asked = year_in(request.query_params.get("year") or getattr(request.state, "form", {}).get("year"))
        # What went wrong may be that it was changed meanwhile: then as it is by now.
        who = request.state.standing if request.method == "GET" else request.state.viewer.id
        return await heat_map(self._bot, who, school=_school(request), year=asked)

    async def _page(self, request: Request, told: Told) -> Response:
        here = await self._here(request)
        now = monday_of(here.today)
        return self._drawn(
            request,
            "pressure/heat_map.html",
            status=422 if told.faults or told.trouble else 200,
            here=here,
            told=told,
            terms=[
                (term, halves(term, key=f"term-{number}")) for number, term in enumerate(here.drawn.terms)
            ],
            rows=ROWS,
            standard=STANDARD,
            longest=LONGEST_NAME,
            leader=LEADER,
            sets_the_trusts=request.state.standing.everywhere(Deed.SET_PROGRAMMES),
            channels=[(each, *await self._last(request, each.id)) for each in here.channels],
            term_now=next((n for n, term in enumerate(here.drawn.terms) if term.weeks[-1].week >= now), 0),
            this_week=max((each.week for each in here.drawn.weeks if each.week <= now), default=None),
        )

    async def _last(self, request: Request, channel: ChannelId) -> tuple[int, Ended | None]:
        return await last_posting(self._bot, request.state.standing, school=_school(request), channel=channel)

    def _review(
        self, request: Request, wanted: Charting, sentences: tuple[str, ...], *, taking_out: bool
    ) -> Response:
        kept = {name: value for name, value in request.state.form.items() if name not in ANOTHER}
        return self._drawn(
            request,
            "pressure/review.html",
            point=wanted.point,
            sentences=sentences,
            kept=kept,
            taking_out=taking_out,
        )

    def _drawn(self, request: Request, name: str, *, status: int = 200, **shown: Any) -> Response:
        about = {"wording": wording, "base": _base(request), **shown}
        return self._templates.TemplateResponse(request, name, about, status_code=status)


def _wanted(request: Request, *, name: str, last: str) -> Charting:
    form = request.state.form
    whose = form.get("whose", "")
    point = Point(
        name=name,
        whose=whose,
        weight=weight_in(form),
        first=day_in(form.get("first", "")),
        last=day_in(last),
    )
    return Charting(
        school=_school(request), point=point, seen=form.get("seen") or form.get(f"seen-{whose}", "")
    )


def weight_in(form: Mapping[str, str], *, name: str = "weight") -> int:
    """The weight that a form has; 0 for what is none."""
    given = form.get(name, "")
    return int(given) if given in {"1", "2", "3"} else 0


def day_in(given: str) -> date:
    """The day that a form has; one that is in no calendar for what is none."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        return NOT_A_WEEK


def year_in(given: str | None) -> int | None:
    """A calendar year; None for what is none, which is the year that is now."""
    return int(given) if given and given.isascii() and given.isdigit() and len(given) == len("2026") else None


def _school(request: Request) -> SchoolId:
    return SchoolId(request.path_params["school"])


def _base(request: Request) -> str:
    return f"/schools/{quote(_school(request), safe='')}/pressure"


def _back(request: Request, **said: str) -> Response:
    year = year_in(request.state.form.get("year"))
    asked = {**({"year": str(year)} if year else {}), **said}
    return RedirectResponse(f"{_base(request)}?{urlencode(asked)}#said", status_code=303)
