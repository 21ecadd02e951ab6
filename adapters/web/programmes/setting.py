"""Setting a programme up on a page: choose what to start from, fill in, see what it does, save."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from markupsafe import escape
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.templating import Jinja2Templates

from adapters.web.programmes import by_hand
from adapters.web.programmes.forms import draft_from, ticks
from bot.domain.charter import Charter
from bot.domain.people import SchoolId
from bot.domain.programme import Programme, ProgrammeId
from bot.usecases.bank import bank_of
from bot.usecases.bot import Bot
from bot.usecases.changing import CannotSave, ChangedMeanwhile
from bot.usecases.permission import Deed, Standing
from bot.usecases.programmes.course import asks
from bot.usecases.programmes.draft import Draft
from bot.usecases.programmes.outlook import outlook_of
from bot.usecases.programmes.ready_made import offered, start_from
from bot.usecases.programmes.setting import (
    copy,
    fitting,
    form_of,
    propose_programme,
    save_programme,
)
from bot.usecases.programmes.shown import draws
from bot.wording import programmes as words
from bot.wording.hours import out_of_hours_of
from prompts.model import PromptBank
from prompts.references import Audience, Kind
from scheduler.model import Weekday

WORKING_WEEK = tuple(Weekday)[:5]
PLACES = (1, 2, 3, 4, 5, 6, 7, -1, -2)
AUDIENCES = {
    Audience.LEADER: "Leaders",
    Audience.SENCO: "SENCos",
    Audience.PAIR: "A SENCo and leader together",
    Audience.GOVERNOR: "Governors",
    Audience.NEW_LEADER: "New leaders",
    Audience.WHOLE_STAFF: "All staff",
}
KINDS = {
    Kind.QUESTION: "Questions",
    Kind.SCALE: "Scales: where do we stand?",
    Kind.ACTION: "Actions: one step, one owner, one date",
    Kind.SEQUENCE_STEP: "Steps of a sequence",
}


class Setting:
    """What the form's addresses answer to `request.state.viewer`."""

    def __init__(self, bot: Bot, *, templates: Jinja2Templates) -> None:
        self._bot = bot
        self._templates = templates

    async def choose(self, request: Request) -> Response:
        """What to start from; then the form."""
        key = request.query_params.get("from")
        if key is None:
            shown = {"offered": await offered(self._bot, request.state.viewer.id)}
            return self._templates.TemplateResponse(request, "programmes/new.html", shown)
        return await self._form(request, await start_from(self._bot, request.state.viewer.id, key))

    async def copy(self, request: Request) -> Response:
        """The form of a new programme that is like this one."""
        programme = ProgrammeId(request.path_params["programme"])
        draft = await copy(self._bot, request.state.standing, programme)
        return await self._form(request, draft, action="/programmes/new")

    async def edit(self, request: Request) -> Response:
        """The form as the programme stands."""
        programme = ProgrammeId(request.path_params["programme"])
        draft, seen = await form_of(self._bot, request.state.standing, programme)
        return await self._form(request, draft, seen=seen)

    async def send(self, request: Request) -> Response:
        """What the pressed button says: choose by hand, go back, see what it does, or save."""
        _standing(request).require(Deed.SET_PROGRAMMES)
        draft, step = draft_from(request), request.state.form.get("step", "see")
        match step.partition(":")[0]:
            case "hand" | "find" | by_hand.UP | by_hand.DOWN | by_hand.OUT:
                return await self._hand(request, draft, step=step)
            case "chosen":
                chosen = by_hand.done(request, draft, await self._bank(request))
                return await self._form(request, chosen, at="by")
            case "schools":
                return await self._form(request, draft, at="where")
            case "count":
                return await self._form(request, draft, at="fits")
            case "back":
                return await self._form(request, by_hand.left(draft))
            case _:
                return await self._see_or_save(request, draft, save=step == "save")

    async def fits(self, request: Request) -> Response:
        """How many prompts the form draws on: a piece of the page, for a browser that runs scripts."""
        said = await fitting(self._bot, request.state.standing, draft_from(request))
        return PlainTextResponse(escape(said), media_type="text/html")

    async def _see_or_save(self, request: Request, draft: Draft, *, save: bool) -> Response:
        viewer, programme, seen = request.state.viewer.id, _programme(request), request.state.form.get("seen")
        try:
            if save:
                made = await save_programme(
                    self._bot, _standing(request), draft, programme=programme, seen=seen
                )
                return RedirectResponse(f"/programmes/{quote(made)}?done=saved", status_code=303)
            proposed = await propose_programme(
                self._bot, _standing(request), draft, programme=programme, seen=seen
            )
        except CannotSave as wrong:
            return await self._form(request, draft, faults=wrong.faults)
        except ChangedMeanwhile as other:
            newest = seen
            if programme is not None:
                _, newest = await form_of(self._bot, viewer, programme)
            return await self._form(request, draft, meanwhile=str(other), seen=newest)
        key = programme or draft.text("id")
        after = next(each for each in proposed.after.programmes if each.id == key)
        return self._templates.TemplateResponse(
            request,
            "programmes/see.html",
            {
                "proposed": proposed,
                "schools": names_of(proposed.after),
                "after": after,
                "when": words.when(after.recurrence),
                "hours": out_of_hours_of(after.recurrence),
                "draws": self._draws(after, await self._bank(request)),
                "outlook": await outlook_of(self._bot, proposed, after.id),
                **_carried(request, draft, seen=seen),
            },
        )

    async def _hand(self, request: Request, draft: Draft, *, step: str) -> Response:
        """The bank by theme, and what is chosen so far in its order; before anything is, what the form would ask."""
        bank, moved = await self._bank(request), None
        if step == "hand":
            today = _standing(request).charter.today(self._bot.clock.now())
            draft = by_hand.begun(draft, by_hand.asked_so_far(draft, bank, today=today))
        else:
            draft, moved = by_hand.rearranged(by_hand.picked(request, draft, bank), step)
        search = " ".join(request.state.form.get("words", "").replace("\0", " ").split())[:100]
        shown, chosen = by_hand.shelves(bank, words=search), by_hand.chosen(draft, bank)
        return self._templates.TemplateResponse(
            request,
            "programmes/hand.html",
            {
                "shelves": shown,
                "chosen": frozenset(draft.keys("keys")),
                "in_order": chosen,
                "most": by_hand.MOST_MOVED,
                "at_hand": moved.at_hand if moved else None,
                "told": by_hand.told(moved, chosen, bank) if moved else None,
                "order": words.order_of_ones_own(draft.text("order"), is_new=_programme(request) is None),
                "shown": " ".join(prompt.key for shelf in shown for prompt in shelf.prompts),
                "search": search,
                **_carried(request, draft, seen=request.state.form.get("seen")),
            },
        )

    async def _form(  # noqa: PLR0913 - what was typed, what is wrong, and where the page leads
        self,
        request: Request,
        draft: Draft,
        *,
        faults: Mapping[str, str] | None = None,
        meanwhile: str | None = None,
        seen: str | None = None,
        at: str | None = None,
        action: str | None = None,
    ) -> Response:
        bank, charter = await self._bank(request), _standing(request).charter
        form = getattr(request.state, "form", {})
        shown: dict[str, Any] = {
            "bank": bank,
            "ticks": ticks(draft, charter),
            "faults": faults or {},
            "meanwhile": meanwhile,
            "words": words,
            "weekdays": WORKING_WEEK,
            "places": [(str(place), words.place(place)) for place in PLACES],
            "audiences": AUDIENCES,
            "kinds": KINDS,
            "at": at,
            "by_hand": by_hand.chosen(draft, bank),
            **_carried(request, draft, seen=seen or form.get("seen")),
        }
        shown["fits"] = await fitting(self._bot, request.state.standing, draft) if at == "fits" else ""
        if action:
            shown |= {"action": action, "new": True}
        return self._templates.TemplateResponse(
            request, "programmes/edit.html", shown, status_code=422 if faults or meanwhile else 200
        )

    def _draws(self, programme: Programme, bank: PromptBank) -> str:
        return draws(asks(programme, bank), bank)

    async def _bank(self, request: Request) -> PromptBank:
        return await bank_of(self._bot, _standing(request).charter.trust.id)


def names_of(charter: Charter) -> Mapping[SchoolId, str]:
    """The schools' names by their ids."""
    return {school.id: school.name for school in charter.schools}


def _carried(request: Request, draft: Draft, *, seen: str | None) -> dict[str, Any]:
    """What each page of the form needs to send all of it again."""
    programme = _programme(request)
    return {
        "draft": draft,
        "seen": seen or "",
        "new": programme is None,
        "action": f"/programmes/{quote(programme)}/edit" if programme else "/programmes/new",
        "programme": programme,
    }


def _programme(request: Request) -> ProgrammeId | None:
    key = request.path_params.get("programme")
    return ProgrammeId(key) if key else None


def _standing(request: Request) -> Standing:
    standing: Standing = request.state.standing
    return standing
