"""The pages of a trust's own prompts: the list, one typed or changed, a file of them, a template to fill in."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.forms import Upload
from bot.usecases.bot import Bot
from bot.usecases.changing import CannotSave, ChangedMeanwhile
from bot.usecases.permission import Deed, Standing
from bot.usecases.programmes.own_prompts import (
    FileAtFault,
    own_prompt,
    own_prompts,
    retire,
    save_own_prompt,
    take_file,
)
from bot.wording import own_prompts as wording
from bot.wording import safeguarding
from prompts.own_entries import FIELDS, MINUTES
from prompts.own_files import EntryFault
from prompts.references import Audience, Framework

HERE = "/prompts/own"
FOR_WHOM = {
    Audience.LEADER: "Leaders",
    Audience.SENCO: "SENCos",
    Audience.PAIR: "A SENCo and leader together",
    Audience.GOVERNOR: "Governors",
    Audience.NEW_LEADER: "New leaders",
    Audience.WHOLE_STAFF: "All staff",
}
EXAMPLE = {
    "question": "Which of our corridors would a new pupil find hardest at break?",
    "why": "Moving about is part of the school day.",
    "follow_up": "What did you see there this week?",
}
TEMPLATES = {
    "csv": (
        "question,why,follow_up,audience,minutes,key,frameworks\n"
        f'"{EXAMPLE["question"]}","{EXAMPLE["why"]}","{EXAMPLE["follow_up"]}","leader, senco",2,,\n'
    ),
    "toml": (
        "# Question: up to 280 characters, ending in a question mark. Why and follow-up: up to 200.\n"
        f"# Audience: any of {', '.join(Audience)}. Minutes: 1 to 10. Please do not name pupils.\n"
        '# Frameworks: the elements it belongs to, such as ["afa.vision"]; the page lists them. It may be left out.\n\n'
        "[[prompt]]\n"
        f'question = "{EXAMPLE["question"]}"\nwhy = "{EXAMPLE["why"]}"\nfollow_up = "{EXAMPLE["follow_up"]}"\n'
        'audience = ["leader", "senco"]\nminutes = 2\n'
    ),
}


def routes(bot: Bot, *, templates: Jinja2Templates) -> list[Route]:
    """The pages of own prompts; they come before the page of one prompt, whose address they look like."""
    pages = _OwnPrompts(bot, templates=templates)
    return [
        Route(HERE, pages.every, methods=["GET"]),
        Route(HERE, pages.add, methods=["POST"]),
        Route(f"{HERE}/file", pages.file, methods=["POST"]),
        Route(f"{HERE}/template.{{kind}}", pages.template, methods=["GET"]),
        Route(f"{HERE}/{{key}}", pages.one, methods=["GET"]),
        Route(f"{HERE}/{{key}}", pages.change, methods=["POST"]),
        Route(f"{HERE}/{{key}}/use", pages.use, methods=["POST"]),
    ]


class _OwnPrompts:
    """What each address answers to `request.state.viewer`."""

    def __init__(self, bot: Bot, *, templates: Jinja2Templates) -> None:
        self._bot = bot
        self._templates = templates

    async def every(self, request: Request) -> Response:
        """All of them, and the ways to add one."""
        said = {"saved": wording.saved, "retired": wording.retired, "returned": wording.returned}
        done = said.get(request.query_params.get("done", ""))
        taken = request.query_params.get("taken", "")
        told = wording.taken(int(taken)) if taken in {str(number) for number in range(1, 301)} else None
        return await self._list(request, done=done() if done else told)

    async def add(self, request: Request) -> Response:
        """A prompt was typed."""
        entry = _entry(request)
        try:
            await save_own_prompt(self._bot, request.state.viewer.id, entry)
        except CannotSave as wrong:
            return await self._list(request, entry=entry, faults=wrong.faults)
        return RedirectResponse(f"{HERE}?done=saved", status_code=303)

    async def file(self, request: Request) -> Response:
        """A file was sent: all of it is taken, or nothing."""
        upload: Upload | None = request.state.files.get("file")
        if upload is None:
            nothing = EntryFault(line=None, field=None, message=wording.no_file())
            return await self._list(request, wrong=(nothing,))
        try:
            number = await take_file(self._bot, request.state.viewer.id, name=upload.name, data=upload.data)
        except FileAtFault as at_fault:
            return await self._list(request, wrong=at_fault.faults)
        except CannotSave as refused:
            told = EntryFault(line=None, field=None, message=str(refused))
            return await self._list(request, wrong=(told,))
        return RedirectResponse(f"{HERE}?taken={number}", status_code=303)

    async def template(self, request: Request) -> Response:
        """A file to fill in."""
        standing: Standing = request.state.standing
        standing.require(Deed.SET_PROGRAMMES)
        kind = request.path_params["kind"]
        if kind not in TEMPLATES:
            raise HTTPException(404)
        headers = {"Content-Disposition": f'attachment; filename="our-own-prompts.{kind}"'}
        body = ("\ufeff" if kind == "csv" else "") + TEMPLATES[kind]
        return Response(body, media_type=f"text/{kind}; charset=utf-8", headers=headers)

    async def one(self, request: Request) -> Response:
        """One of them, to change."""
        entry, seen = await own_prompt(self._bot, request.state.viewer.id, request.path_params["key"])
        return self._one(request, entry, seen=seen)

    async def change(self, request: Request) -> Response:
        """It was changed."""
        viewer, key, entry = request.state.viewer.id, request.path_params["key"], _entry(request)
        seen = request.state.form.get("seen", "")
        try:
            await save_own_prompt(self._bot, viewer, entry, key=key, seen=seen)
        except CannotSave as wrong:
            return self._one(request, entry, seen=seen, faults=wrong.faults)
        except ChangedMeanwhile as other:
            _, newest = await own_prompt(self._bot, viewer, key)
            return self._one(request, entry, seen=newest, faults={"question": str(other)})
        return RedirectResponse(f"{HERE}?done=saved", status_code=303)

    async def use(self, request: Request) -> Response:
        """It was taken out of use, or back into it."""
        retired = request.state.form.get("use") != "again"
        await retire(self._bot, request.state.viewer.id, request.path_params["key"], retired=retired)
        return RedirectResponse(f"{HERE}?done={'retired' if retired else 'returned'}", status_code=303)

    async def _list(
        self,
        request: Request,
        *,
        entry: Mapping[str, str] | None = None,
        faults: Mapping[str, str] | None = None,
        wrong: Sequence[EntryFault] = (),
        done: str | None = None,
    ) -> Response:
        page = await own_prompts(self._bot, request.state.viewer.id)
        form = _form(entry or {}, faults or {}, elements=self._bot.bank.frameworks)
        shown = {"page": page, "wrong": wrong, "done": done, **form}
        return self._templates.TemplateResponse(
            request, "own_prompts/every.html", shown, status_code=422 if faults or wrong else 200
        )

    def _one(
        self,
        request: Request,
        entry: Mapping[str, str],
        *,
        seen: str,
        faults: Mapping[str, str] | None = None,
    ) -> Response:
        form = _form(entry, faults or {}, elements=self._bot.bank.frameworks)
        shown = {"key": request.path_params["key"], "seen": seen, **form}
        return self._templates.TemplateResponse(
            request, "own_prompts/one.html", shown, status_code=422 if faults else 200
        )


def _form(
    entry: Mapping[str, str], faults: Mapping[str, str], *, elements: Sequence[Framework]
) -> dict[str, Any]:
    return {
        "entry": {name: entry.get(name, "") for name in FIELDS},
        "faults": faults,
        "for_whom": FOR_WHOM,
        "elements": elements,
        "minutes": [str(number) for number in MINUTES],
        "safeguarding": safeguarding(),
    }


def _entry(request: Request) -> dict[str, str]:
    form: Mapping[str, str] = request.state.form
    entry = {name: form.get(name, "").replace("\0", " ") for name in FIELDS}
    ticked: Mapping[str, tuple[str, ...]] = request.state.several
    return entry | {name: ", ".join(ticked.get(name, ())) for name in ("audience", "frameworks")}
