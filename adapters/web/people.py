"""The pages about people: who is here, inviting somebody, and what each of them may do."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.role_choices import Chosen, chosen, fieldsets, schools_to_name
from adapters.web.words import ROLES
from bot.domain.membership import mark
from bot.domain.people import Grant, MemberId, Role
from bot.domain.sign_in import INVITATION_LASTS
from bot.usecases.bot import Bot
from bot.usecases.changing import CannotSave, ChangedMeanwhile
from bot.usecases.people.inviting import AlreadyJoined, MadeMeanwhile, invite_link, latest_link
from bot.usecases.people.membership import (
    People,
    Person,
    change_roles,
    deeds_of,
    invite,
    people,
    person,
    remove,
)
from bot.usecases.permission import Deed, Standing
from bot.wording import people as words


def routes(bot: Bot, *, templates: Jinja2Templates) -> list[Route]:
    """The pages about people, for trust leads."""
    pages = _Pages(bot, templates=templates)
    return [
        Route("/people", pages.people, methods=["GET"]),
        Route("/people/invite", pages.new, methods=["GET"]),
        Route("/people/invite", pages.invite, methods=["POST"]),
        Route("/people/{member}", pages.person, methods=["GET"]),
        Route("/people/{member}", pages.change, methods=["POST"]),
        Route("/people/{member}/invite", pages.link, methods=["POST"]),
        Route("/people/{member}/remove", pages.remove, methods=["POST"]),
    ]


class _Pages:
    """What each address answers to `request.state.viewer`."""

    def __init__(self, bot: Bot, *, templates: Jinja2Templates) -> None:
        self._bot = bot
        self._templates = templates

    async def people(self, request: Request) -> Response:
        """Everyone, school by school, with who has not signed in yet."""
        called = request.query_params.get("called", "")[:100].replace("\0", " ")
        found = await people(self._bot, request.state.standing, called=called)
        usual = _usual(found)
        return self._page(
            request,
            "people/people.html",
            found=found,
            called=called,
            schools=_names(request),
            usual=usual,
            usually=words.usually(usual) if usual else None,
            label=_label,
        )

    async def new(self, request: Request) -> Response:
        """The form for somebody new."""
        _standing(request).require(Deed.MANAGE_PEOPLE)
        return self._new(request, held=frozenset())

    async def invite(self, request: Request) -> Response:
        """They are known from now on; the page that follows is theirs."""
        _standing(request).require(Deed.MANAGE_PEOPLE)
        ticked = chosen(request, _standing(request).charter)
        try:
            name = request.state.form.get("name", "")
            new = await invite(self._bot, request.state.viewer.id, name=name, grants=ticked.sound())
        except CannotSave as refused:
            return self._new(request, held=ticked.grants, faults=refused.faults, ticked=ticked)
        return RedirectResponse(f"/people/{new.id}?invited=yes", status_code=303)

    async def person(self, request: Request) -> Response:
        """One person: the roles they hold, what these let them do, and the way out."""
        return await self._person(request)

    async def change(self, request: Request) -> Response:
        """They hold what was ticked."""
        member = MemberId(request.path_params["member"])
        found = await person(self._bot, request.state.viewer.id, member)
        ticked = chosen(request, _standing(request).charter, held=found.member.grants)
        seen = request.state.form.get("seen", "")
        try:
            await change_roles(self._bot, request.state.viewer.id, member, grants=ticked.sound(), seen=seen)
        except CannotSave as refused:
            return await self._person(request, faults=refused.faults, ticked=ticked)
        except ChangedMeanwhile as changed:
            return await self._person(request, faults={"roles": str(changed)})
        if member == request.state.viewer.id and Grant(role=Role.TRUST_LEAD) not in ticked.grants:
            return RedirectResponse("/", status_code=303)
        return RedirectResponse(f"/people/{member}?saved=yes", status_code=303)

    async def link(self, request: Request) -> Response:
        """An invitation to copy, on this answer alone: its secret is in no address of ours, and kept nowhere."""
        member = MemberId(request.path_params["member"])
        who = await person(self._bot, request.state.viewer.id, member)
        try:
            secret = await invite_link(
                self._bot,
                member,
                by=request.state.viewer.id,
                seen=_number(request.state.form.get("latest", "")),
            )
        except MadeMeanwhile:
            # The page was loaded again: what was handed over goes on working.
            return RedirectResponse(f"/people/{member}?made=yes", status_code=303)
        except AlreadyJoined as joined:
            return await self._person(request, faults={"link": str(joined)})
        return self._page(
            request,
            "people/link.html",
            member=who.member,
            link=f"{self._bot.public_url or str(request.base_url).rstrip('/')}/invitations/{secret}",
            days=INVITATION_LASTS.days,
        )

    async def remove(self, request: Request) -> Response:
        """They hold nothing any more."""
        member = MemberId(request.path_params["member"])
        try:
            await remove(self._bot, request.state.viewer.id, member)
        except CannotSave as refused:
            return await self._person(request, faults=refused.faults)
        onward = "/" if member == request.state.viewer.id else f"/people/{member}?removed=yes"
        return RedirectResponse(onward, status_code=303)

    def _new(
        self,
        request: Request,
        *,
        held: Collection[Grant],
        faults: dict[str, str] | None = None,
        ticked: Chosen | None = None,
    ) -> Response:
        charter = _standing(request).charter
        return self._page(
            request,
            "people/invite.html",
            status=422 if faults else 200,
            called=getattr(request.state, "form", {}).get("name", ""),
            fieldsets=fieldsets(charter, held),
            nameable=schools_to_name(charter),
            ticked=ticked,
            faults=faults or {},
            powers=_powers(),
        )

    async def _person(
        self, request: Request, *, faults: dict[str, str] | None = None, ticked: Chosen | None = None
    ) -> Response:
        found = await person(self._bot, request.state.viewer.id, MemberId(request.path_params["member"]))
        charter = _standing(request).charter
        return self._page(
            request,
            "people/person.html",
            status=422 if faults else 200,
            found=found,
            label=_label(found),
            done=_done(request, found.member.name) if not faults else None,
            latest=await latest_link(self._bot, _standing(request), found.member.id)
            if found.member.grants and not found.accounts
            else None,
            made_before="made" in request.query_params,
            seen=mark(found.member),
            fieldsets=fieldsets(
                charter, ticked.grants if ticked else found.member.grants, found.member.grants
            ),
            nameable=schools_to_name(charter),
            ticked=ticked,
            faults=faults or {},
            powers=_powers(),
            schools=_names(request),
        )

    def _page(self, request: Request, name: str, *, status: int = 200, **shown: Any) -> Response:
        return self._templates.TemplateResponse(request, name, shown, status_code=status)


def _number(given: str) -> int:
    """The number in a form; 0 where there is none, or it is no number of ours."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < len("2147483647") else 0


def _standing(request: Request) -> Standing:
    who: Standing = request.state.standing
    return who


def _names(request: Request) -> dict[str, str]:
    return {school.id: school.name for school in _standing(request).charter.schools}


def _label(one: Person) -> str:
    return words.signed_in(accounts=one.accounts, in_chat=one.in_chat)


def _usual(found: People) -> str | None:
    """How most of them sign in, where that is so of two at least; whoever has no way in yet is always marked."""
    labels = Counter(_label(one) for group in found.groups for one in group.people)
    del labels[words.NOT_IN_YET]
    return next((label for label, number in labels.most_common(1) if number > 1), None)


def _powers() -> list[tuple[str, list[str]]]:
    """Each role by its name, with what it lets one do, in the order of the deeds."""
    return [
        (ROLES[role], [words.MAY[deed.name] for deed in Deed if deed in deeds_of(role)]) for role in ROLES
    ]


def _done(request: Request, name: str) -> str | None:
    given = request.query_params
    said = {"saved": words.saved, "removed": words.removed, "invited": words.invited}
    return next((say(name) for key, say in said.items() if given.get(key) == "yes"), None)
