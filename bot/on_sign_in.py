"""Sign-in, put together from the settings: who may say who somebody is, and whom the bot knows in chat by that."""

from collections.abc import Iterator
from typing import Any

from starlette.routing import Route
from starlette.templating import Jinja2Templates

from adapters.web.sign_in import http
from adapters.web.sign_in.kept import KeptSessions
from adapters.web.sign_in.provider import Claims, NotOurs, Provider
from bot.domain.people import PersonRef
from bot.domain.sign_in import Account
from bot.settings import Settings
from bot.slack_settings import revealed
from bot.usecases.bot import Bot

SLACK_TEAM, SLACK_USER = "https://slack.com/team_id", "https://slack.com/user_id"
LONGEST = 200
"""Characters; no provider says who somebody is at greater length."""


def ways_to_sign_in(
    bot: Bot, *, settings: Settings, templates: Jinja2Templates
) -> tuple[KeptSessions, list[Route]]:
    """The sessions of whoever signs in, and the pages where one does."""
    sessions = KeptSessions(bot)
    pages = http.routes(
        bot,
        templates=templates,
        sessions=sessions,
        providers=tuple(providers(settings)),
        public_url=settings.public_url,
    )
    return sessions, pages


def providers(settings: Settings) -> Iterator[Provider]:
    """Those that are switched on, in the order in which they are offered."""
    if settings.sign_in_entra_client_id:
        yield _entra(settings)
    if settings.sign_in_slack_client_id:
        yield _slack(settings)
    if settings.sign_in_issuer and settings.sign_in_client_id:
        issuer = settings.sign_in_issuer
        yield Provider(
            key="other",
            name=settings.sign_in_name,
            issuer=issuer,
            client_id=settings.sign_in_client_id,
            client_secret=revealed(settings.sign_in_client_secret) or "",
            whose=lambda claims: Account(issuer=issuer, subject=_said(claims, "sub"), name=_name(claims)),
        )


def _entra(settings: Settings) -> Provider:
    tenant = settings.sign_in_entra_tenant_id or ""
    issuer = f"{settings.sign_in_entra_url}/{tenant}/v2.0"

    def whose(claims: Claims) -> Account:
        if _said(claims, "tid").lower() != tenant:
            raise NotOurs("other-tenant")
        # As Teams names people: `adapters/teams/inbound.py` makes the same id.
        person = PersonRef(platform="teams", id=f"{tenant}/{_said(claims, 'oid')}", name=_name(claims))
        return Account(issuer=issuer, subject=_said(claims, "sub"), name=_name(claims), person=person)

    return Provider(
        key="microsoft",
        name="Microsoft",
        issuer=issuer,
        client_id=settings.sign_in_entra_client_id or "",
        client_secret=revealed(settings.sign_in_entra_client_secret) or "",
        whose=whose,
        # On a machine that several people use, whoever signed in last is not taken for the next.
        asked={"prompt": "select_account"},
    )


def _slack(settings: Settings) -> Provider:
    issuer = settings.sign_in_slack_url

    def whose(claims: Claims) -> Account:
        # A person's id is their own within a workspace only: `adapters/slack/whose.py` makes the same id.
        both = f"{_said(claims, SLACK_TEAM)}/{_said(claims, SLACK_USER)}"
        person = PersonRef(platform="slack", id=both, name=_name(claims))
        return Account(issuer=issuer, subject=both, name=_name(claims), person=person)

    return Provider(
        key="slack",
        name="Slack",
        issuer=issuer,
        client_id=settings.sign_in_slack_client_id or "",
        client_secret=revealed(settings.sign_in_slack_client_secret) or "",
        whose=whose,
    )


def _said(claims: Claims, name: str) -> str:
    said: Any = claims.get(name)
    if not isinstance(said, str) or not said or len(said) > LONGEST:
        raise NotOurs("claims")
    return said


def _name(claims: Claims) -> str:
    said: Any = claims.get("name")
    return said if isinstance(said, str) else ""
