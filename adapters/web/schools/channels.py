"""A school's channels: connecting one with a code, making one by name, and which programmes come to it."""

from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from bot.domain.channel import ChannelId
from bot.domain.people import SchoolId
from bot.domain.programme import ProgrammeId
from bot.domain.sign_in import CONNECTION_LASTS
from bot.usecases.bot import Bot
from bot.usecases.changing import CannotSave, ChangedMeanwhile
from bot.usecases.permission import Deed, Standing
from bot.usecases.programmes.at_channel import Chosen, channel_page, propose_for_channel, save_for_channel
from bot.usecases.schools.channels import make_channel, maker, rename_channel, require_to_rename
from bot.usecases.schools.connecting import offer_code
from bot.wording import connecting as words
from bot.wording.programmes import when
from bot.wording.schools import whom_to_ask

NEW = "/schools/{school}/channels/new"
HERE = "/schools/{school}/channels/{channel}"


def routes(bot: Bot, *, templates: Jinja2Templates) -> list[Route]:
    """The pages of a school's channels."""
    pages = _Channels(bot, templates=templates)
    return [
        Route(NEW, pages.new, methods=["GET"]),
        Route(NEW, pages.connect, methods=["POST"]),
        Route(HERE, pages.channel, methods=["GET"]),
        Route(HERE, pages.choose, methods=["POST"]),
        Route(f"{HERE}/name", pages.naming, methods=["GET"]),
        Route(f"{HERE}/name", pages.rename, methods=["POST"]),
    ]


class _Channels:
    """What each address answers to `request.state.viewer`."""

    def __init__(self, bot: Bot, *, templates: Jinja2Templates) -> None:
        self._bot = bot
        self._templates = templates

    async def new(self, request: Request) -> Response:
        """How a channel is connected, on each platform that is switched on."""
        _standing(request).require(Deed.CONNECT_CHANNELS, school=_school(request))
        return self._new(request)

    async def connect(self, request: Request) -> Response:
        """A code with what to do with it, on this answer alone; or a channel of our own with the name that was given."""
        standing, school, form = _standing(request), _school(request), request.state.form
        standing.require(Deed.CONNECT_CHANNELS, school=school)
        if form.get("step") == "code" and self._steps(""):
            code = await offer_code(self._bot, standing, school=school)
            return self._page(
                request,
                "schools/code.html",
                school=standing.school(school),
                code=code,
                steps=self._steps(code),
                days=CONNECTION_LASTS.days,
            )
        called = form.get("name", "")
        try:
            made = await make_channel(self._bot, standing, school=school, name=called)
        except CannotSave as cannot:
            return self._new(request, called=called, faults=cannot.faults)
        return RedirectResponse(f"{_address(school, made)}?done=made", status_code=303)

    async def channel(self, request: Request) -> Response:
        """Which programmes come to it, and what else there is to do about it."""
        return await self._channel(request)

    async def choose(self, request: Request) -> Response:
        """What the pressed button says: see what the ticks would do, go back to them, or save them."""
        standing, form = _standing(request), request.state.form
        standing.require(Deed.SET_PROGRAMMES, school=_school(request))
        ticked = tuple(ProgrammeId(each) for each in request.state.several.get("programme", ()))
        chosen = Chosen(
            school=_school(request), channel=_id(request), programmes=ticked, seen=form.get("seen", "")
        )
        try:
            if form.get("step") == "save":
                await save_for_channel(self._bot, standing, chosen)
                return RedirectResponse(
                    f"{_address(chosen.school, chosen.channel)}?done=saved", status_code=303
                )
            proposed = await propose_for_channel(self._bot, standing, chosen)
        except ChangedMeanwhile as other:
            return await self._channel(request, faults={"programmes": str(other)})
        if form.get("step") == "back":
            return await self._channel(request, ticked=frozenset(ticked))
        school = standing.school(chosen.school)
        return self._page(
            request,
            "schools/channel_change.html",
            school=school,
            channel=standing.channel_by_id(chosen.channel),
            here=_address(chosen.school, chosen.channel),
            chosen=chosen,
            proposed=proposed,
            schools={school.id: school.name},
        )

    async def naming(self, request: Request) -> Response:
        """The form for another name."""
        channel = require_to_rename(
            self._bot, _standing(request), school=_school(request), channel=_id(request)
        )
        return self._name(request, called=channel.name, faults={})

    async def rename(self, request: Request) -> Response:
        """It bears that name."""
        called, school, channel = request.state.form.get("name", ""), _school(request), _id(request)
        try:
            await rename_channel(self._bot, _standing(request), school=school, channel=channel, name=called)
        except CannotSave as cannot:
            return self._name(request, called=called, faults=cannot.faults)
        return RedirectResponse(f"{_address(school, channel)}?done=renamed", status_code=303)

    def _new(self, request: Request, *, called: str = "", faults: dict[str, str] | None = None) -> Response:
        return self._page(
            request,
            "schools/connect.html",
            school=_standing(request).school(_school(request)),
            platforms=[name for name, _ in self._steps("")],
            makes=maker(self._bot) is not None,
            called=called,
            faults=faults or {},
            days=CONNECTION_LASTS.days,
        )

    async def _channel(
        self,
        request: Request,
        *,
        ticked: frozenset[ProgrammeId] | None = None,
        faults: dict[str, str] | None = None,
    ) -> Response:
        page = await channel_page(
            self._bot, _standing(request), school=_school(request), channel=_id(request)
        )
        done = request.query_params.get("done")
        said = {
            "made": words.made(page.channel.name, chooses=page.sets or bool(page.addable)),
            "saved": words.saved(),
            "renamed": words.renamed(page.channel.name),
        }
        return self._page(
            request,
            "schools/channel.html",
            page=page,
            here=_address(page.school.id, page.channel.id),
            place=words.place(page.channel.platform),
            ticked=frozenset(each.id for each in page.come) if ticked is None else ticked,
            when=when,
            who_chooses=whom_to_ask(each.name for each in page.ask),
            done=said.get(done or "") if not faults else None,
            faults=faults or {},
        )

    def _name(self, request: Request, *, called: str, faults: dict[str, str]) -> Response:
        standing = _standing(request)
        channel = standing.channel_by_id(_id(request))
        shown = {"school": standing.school(channel.school), "what": channel.name}
        back = _address(channel.school, channel.id)
        return self._page(request, "schools/name.html", called=called, faults=faults, back=back, **shown)

    def _steps(self, code: str) -> list[tuple[str, tuple[str, ...]]]:
        """Each platform that a code is typed on, by its name, with what people do there."""
        found = ((name, each.connecting(code)) for name, each in sorted(self._bot.platforms.items()))
        return [(name.capitalize(), steps) for name, steps in found if steps]

    def _page(self, request: Request, name: str, **shown: Any) -> Response:
        status = 422 if shown.get("faults") else 200
        return self._templates.TemplateResponse(request, name, shown, status_code=status)


def _standing(request: Request) -> Standing:
    standing: Standing = request.state.standing
    return standing


def _school(request: Request) -> SchoolId:
    return SchoolId(request.path_params["school"])


def _id(request: Request) -> ChannelId:
    return ChannelId(request.path_params["channel"])


def _address(school: SchoolId, channel: ChannelId) -> str:
    return HERE.format(school=quote(school, safe=""), channel=quote(channel, safe=""))
