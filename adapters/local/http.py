"""The built-in channel's pages: plain forms that work without a script, and events for one that keeps them fresh."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.local.answering import LIMIT, Draft, draft
from adapters.local.live import Live, frames
from adapters.local.owed import give_or_owe
from adapters.local.pictures import entered, number, picture
from adapters.local.render import Answer, Pinned, Thread, light_enough, roots_of, threads_of
from bot.ports.board import BoardEvent
from bot.usecases.bot import Bot
from bot.usecases.permission import NotFound
from bot.usecases.reading.thread import Room

FOLDER = Path(__file__).parent
"""Where this adapter's `templates` and `static` folders are."""

ROOTS = 6
TWICE_WITHIN = timedelta(minutes=1)


def link(address: str, root: str | None = None) -> str:
    """The page of a channel, or of one thread in it."""
    return f"/channels/{quote(address, safe='')}" + (f"/threads/{root}" if root else "")


def routes(bot: Bot, *, live: Live, templates: Jinja2Templates) -> list[Route]:
    """The channel's pages; `request.state` holds `viewer` (a Member) and, on a POST, `form` (a dict of strings)."""
    pages = _Pages(bot, live=live, templates=templates)
    thread = "/channels/{address}/threads/{root}"
    answer = thread + "/answers/{note}"
    return [
        Route("/channels/{address}", pages.channel, methods=["GET"]),
        Route("/channels/{address}/events", pages.events, methods=["GET"]),
        Route(thread, pages.thread, methods=["GET"]),
        Route("/channels/{address}/pictures/{root}.png", partial(picture, bot), methods=["GET"]),
        Route(thread + "/answers", pages.say, methods=["POST"]),
        Route(answer + "/edit", pages.edit_form, methods=["GET"]),
        Route(answer + "/edit", pages.edit, methods=["POST"]),
        Route(answer + "/withdraw", pages.withdraw_form, methods=["GET"]),
        Route(answer + "/withdraw", pages.withdraw, methods=["POST"]),
    ]


class _Pages:
    """What each address answers; whoever may not be in the channel hears that there is none."""

    def __init__(self, bot: Bot, *, live: Live, templates: Jinja2Templates) -> None:
        self._bot = bot
        self._live = live
        self._templates = templates

    async def channel(self, request: Request) -> Response:
        """The newest prompts with their threads, and a box to answer each."""
        room = await self._enter(request)
        before = number(request.query_params.get("before"))
        notes = await self._bot.store.board.notes(room.channel.address, roots=ROOTS + 1, before=before)
        found = roots_of(notes, names=await self._names(room), viewer=room.viewer.id)
        shown = light_enough(found[:ROOTS])
        return self._page(
            request,
            "channel.html",
            room=room,
            shown=[(each, isinstance(each, Pinned)) for each in shown],
            unfolded=next((each.root for each in shown if isinstance(each, Thread)), None),
            older=shown[-1].root if len(shown) < len(found) else None,
            newest=before is None,
            latest=await self._bot.store.board.latest(room.channel.address),
            **_outcome(request),
        )

    async def thread(self, request: Request) -> Response:
        """One prompt with every answer to it."""
        room = await self._enter(request)
        return await self._thread_page(request, room, await self._thread(request, room))

    async def say(self, request: Request) -> Response:
        """The answer is on the board and, if its database was there, in the log; then back to where it stands."""
        room = await self._enter(request)
        thread = await self._thread(request, room)
        written = draft(request.state.form, positions=thread.message.positions)
        if written.fault:
            return await self._thread_page(request, room, thread, written=written)
        if (twin := self._sent_twice(thread, written)) is not None:
            return _back(request, room, thread, note=twin.id, done="kept")
        event = await self._bot.store.board.say(
            address=room.channel.address,
            root=thread.root,
            author=room.viewer.id,
            text=written.text,
            at=self._bot.clock.now(),
        )
        return await self._done(request, room, thread, event=event, done="kept")

    async def edit_form(self, request: Request) -> Response:
        """The answer in a box, to be changed."""
        room, thread, answer = await self._own_answer(request)
        return self._edit_page(request, room, thread, answer, Draft(typed=answer.text or ""))

    async def edit(self, request: Request) -> Response:
        """The answer says what was typed; what it said before stays among its revisions."""
        room, thread, answer = await self._own_answer(request)
        written = draft(request.state.form)
        if written.fault:
            return self._edit_page(request, room, thread, answer, written)
        if written.text == answer.text:
            return _back(request, room, thread, note=answer.id, done="same")
        event = await self._bot.store.board.edit(
            answer.id, author=room.viewer.id, text=written.text, at=self._bot.clock.now()
        )
        return await self._done(request, room, thread, event=event, done="changed")

    async def withdraw_form(self, request: Request) -> Response:
        """A question first: a withdrawal is final."""
        room, thread, answer = await self._own_answer(request)
        return self._page(request, "withdraw.html", room=room, thread=thread, answer=answer)

    async def withdraw(self, request: Request) -> Response:
        """The answer's words are gone from the board and from the log."""
        room, thread, answer = await self._own_answer(request)
        event = await self._bot.store.board.withdraw(
            answer.id, author=room.viewer.id, at=self._bot.clock.now()
        )
        return await self._done(request, room, thread, event=event, done="withdrawn")

    async def events(self, request: Request) -> Response:
        """A line whenever something changed in the channel, for as long as the page is open."""
        room = await self._enter(request)
        return StreamingResponse(
            frames(self._live, room.channel.address),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    async def _enter(self, request: Request) -> Room:
        return await entered(self._bot, request)

    async def _names(self, room: Room) -> dict[str, str]:
        charter = await self._bot.store.directory.charter(room.viewer.trust)
        return {member.id: member.name for member in charter.members} if charter else {}

    async def _thread(self, request: Request, room: Room) -> Thread:
        root = number(request.path_params["root"])
        notes = await self._bot.store.board.thread(root) if root is not None else []
        here = [note for note in notes if note.address == room.channel.address]
        found = threads_of(here, names=await self._names(room), viewer=room.viewer.id)
        if not found:
            raise NotFound("There is no such thread here.")
        return found[0]

    async def _own_answer(self, request: Request) -> tuple[Room, Thread, Answer]:
        room = await self._enter(request)
        thread = await self._thread(request, room)
        note = number(request.path_params["note"])
        for answer in thread.answers:
            if answer.id == note and answer.mine and answer.text is not None:
                return room, thread, answer
        raise NotFound("There is no answer of yours here: it may have been withdrawn already.")

    def _sent_twice(self, thread: Thread, written: Draft) -> Answer | None:
        """The same words by the same person a moment ago: a button pressed twice, not a second answer."""
        since = self._bot.clock.now() - TWICE_WITHIN
        own = [answer for answer in thread.answers if answer.mine]
        last = own[-1] if own else None
        return last if last and last.text == written.text and last.at >= since else None

    async def _done(
        self, request: Request, room: Room, thread: Thread, *, event: BoardEvent | None, done: str
    ) -> Response:
        if event is None:
            raise NotFound("It is not there any more: it may have been withdrawn already.")
        self._live.nudge(room.channel.address)
        in_log = await give_or_owe(self._bot, event)
        return _back(request, room, thread, note=event.note.id, done=done if in_log else "owed")

    async def _thread_page(
        self, request: Request, room: Room, thread: Thread, *, written: Draft | None = None
    ) -> Response:
        return self._page(
            request,
            "thread.html",
            status=422 if written else 200,
            room=room,
            thread=thread,
            draft=written,
            latest=await self._bot.store.board.latest(room.channel.address),
            **_outcome(request),
        )

    def _edit_page(
        self, request: Request, room: Room, thread: Thread, answer: Answer, written: Draft
    ) -> Response:
        return self._page(
            request,
            "edit.html",
            status=422 if written.fault else 200,
            room=room,
            thread=thread,
            answer=answer,
            draft=written,
        )

    def _page(self, request: Request, name: str, *, room: Room, status: int = 200, **shown: Any) -> Response:
        context = {
            "room": room,
            "zone": room.zone,
            "limit": LIMIT,
            "here": link(room.channel.address),
            **shown,
        }
        return self._templates.TemplateResponse(request, name, context, status_code=status)


def _outcome(request: Request) -> dict[str, Any]:
    """What the person has just done here, and to which answer, so that the page can say so."""
    return {
        "done": request.query_params.get("done"),
        "note": number(request.query_params.get("answer")),
    }


def _back(request: Request, room: Room, thread: Thread, *, note: int, done: str) -> Response:
    in_thread = request.state.form.get("from") == "thread"
    page = link(room.channel.address, str(thread.root) if in_thread else None)
    return RedirectResponse(f"{page}?done={done}&answer={note}#answer-{note}", status_code=303)
