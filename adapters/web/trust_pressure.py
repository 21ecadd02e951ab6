"""The page of the trust's pressure points: added, changed and taken out, each shown first with what it does."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.pressure import ANOTHER, DONE, Told, day_in, weight_in, year_in
from bot.domain.pressure import STANDARD, Point
from bot.usecases.bot import Bot
from bot.usecases.changing import CannotSave, ChangedMeanwhile
from bot.usecases.permission import Deed, Standing
from bot.usecases.pressure.charting import LONGEST_NAME
from bot.usecases.pressure.trusts import (
    WHOSE,
    TrustCharting,
    TrustPoints,
    propose_trust_points,
    save_trust_points,
    trust_points,
)
from bot.wording import pressure as wording
from scheduler.model import monday_of

HERE = "/calendar/pressure"


def routes(bot: Bot, *, templates: Jinja2Templates) -> list[Route]:
    """The one page, for trust leads."""
    pages = _Pages(bot, templates=templates)
    return [
        Route(HERE, pages.look, methods=["GET"]),
        Route(HERE, pages.chart, methods=["POST"]),
        Route(f"{HERE}/take-out", pages.take_out, methods=["POST"]),
    ]


class _Pages:
    """What each address answers to `request.state.viewer`."""

    def __init__(self, bot: Bot, *, templates: Jinja2Templates) -> None:
        self._bot = bot
        self._templates = templates

    async def look(self, request: Request) -> Response:
        """The points of one school year, with a form for one more, or for the one that is to be changed."""
        done = wording.saved_for_the_trust() if request.query_params.get("done") in DONE else None
        found = await self._found(request)
        number = request.query_params.get("point", "")
        told = Told(done=done)
        if found and number.isascii() and number.isdigit() and int(number[:4]) < len(found.points):
            point = found.points[int(number[:4])]
            told.given = _said(point) | {f"was-{name}": value for name, value in _said(point).items()}
        return await self._page(request, told)

    async def chart(self, request: Request) -> Response:
        """The point as it was typed, in place of the one that was to be changed, if any."""
        form = request.state.form
        _require(request)
        named = form.get("own", "").replace("\0", " ").strip() or form.get("name", "")
        new = Point(
            name=" ".join(named.split()),
            whose=form.get("whose", ""),
            weight=weight_in(form),
            first=day_in(form.get("first", "")),
            last=day_in(form.get("last") or form.get("first", "")),
        )
        old = _kept(form, prefix="was-") if form.get("was-first") else None
        return await self._do(request, TrustCharting(new=new, old=old, seen=form.get("seen", "")))

    async def take_out(self, request: Request) -> Response:
        """The point is gone."""
        _require(request)
        form = request.state.form
        return await self._do(request, TrustCharting(old=_kept(form), seen=form.get("seen", "")))

    async def _do(self, request: Request, wanted: TrustCharting) -> Response:
        form, viewer = request.state.form, request.state.viewer.id
        if await self._found(request) is None:
            return await self._page(request, Told(trouble=wording.no_calendar_yet()))
        try:
            if form.get("step") != "save":
                sentences = await propose_trust_points(self._bot, viewer, wanted)
                return self._review(request, wanted, sentences)
            await save_trust_points(self._bot, viewer, wanted)
        except CannotSave as refused:
            return await self._page(request, Told(given=form, faults=refused.faults))
        except ChangedMeanwhile as changed:
            return await self._page(request, Told(given=form, trouble=str(changed)))
        year = year_in(form.get("year"))
        asked = {**({"year": str(year)} if year else {}), "done": "charted"}
        return RedirectResponse(f"{HERE}?{urlencode(asked)}#said", status_code=303)

    async def _found(self, request: Request) -> TrustPoints | None:
        asked = year_in(request.query_params.get("year") or getattr(request.state, "form", {}).get("year"))
        who = request.state.standing if request.method == "GET" else request.state.viewer.id
        return await trust_points(self._bot, who, year=asked)

    async def _page(self, request: Request, told: Told) -> Response:
        found = await self._found(request)
        weeks = [each.week for each in found.drawn.weeks] if found else []
        standing: Standing = request.state.standing
        now = monday_of(standing.charter.today(self._bot.clock.now()))
        return self._drawn(
            request,
            "pressure/trust.html",
            status=422 if told.faults or told.trouble else 200,
            found=found,
            told=told,
            whose=WHOSE,
            standard=STANDARD,
            longest=LONGEST_NAME,
            this_week=max((week for week in weeks if week <= now), default=None),
            fields=[(each, _said(each)) for each in found.points] if found else [],
        )

    def _review(self, request: Request, wanted: TrustCharting, sentences: tuple[str, ...]) -> Response:
        kept = {name: value for name, value in request.state.form.items() if name not in ANOTHER}
        return self._drawn(
            request,
            "pressure/review.html",
            base=HERE,
            point=wanted.new or wanted.old,
            sentences=sentences,
            kept=kept,
            taking_out=wanted.new is None,
        )

    def _drawn(self, request: Request, name: str, *, status: int = 200, **shown: Any) -> Response:
        about = {"wording": wording, "base": HERE, **shown}
        return self._templates.TemplateResponse(request, name, about, status_code=status)


def _require(request: Request) -> None:
    standing: Standing = request.state.standing
    standing.require(Deed.SET_PROGRAMMES)


def _kept(form: Mapping[str, str], *, prefix: str = "") -> Point:
    """The point that stands in the form as the page had it."""
    return Point(
        name=form.get(f"{prefix}name", ""),
        whose=form.get(f"{prefix}whose", ""),
        weight=weight_in(form, name=f"{prefix}weight"),
        first=day_in(form.get(f"{prefix}first", "")),
        last=day_in(form.get(f"{prefix}last", "")),
    )


def _said(point: Point) -> dict[str, str]:
    """The point as a form has it."""
    days = {"first": point.first.isoformat(), "last": point.last.isoformat()}
    named = {"own": "" if point.name in STANDARD else point.name, "name": point.name}
    return {**named, "whose": point.whose, "weight": str(point.weight), **days}
