"""What people say is durable before Slack is told that we have it; whatever else comes goes on to its listener.

Over HTTP messages come straight to `heard`. What comes over a socket, and whatever else, meets it as bolt's
`before_authorize`: after the signature, before anything that answers 200.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest

from adapters.slack import inbound
from adapters.slack.after import explain, follow_up
from adapters.slack.whose import PLATFORM
from adapters.slack.workspaces import Workspaces
from bot.domain.people import PersonRef
from bot.ports.store import StoreUnavailable
from bot.usecases.bot import Bot
from bot.usecases.failures import log_failure
from bot.usecases.hearing.record_reply import NotKept, keep
from bot.usecases.hearing.sweep import sweep_anew

log = structlog.get_logger()

MOST_MENTIONED = 20
"""People in one message whose names are looked up while Slack waits; nobody reads further down such a list."""
LEAVING = frozenset({"app_uninstalled", "tokens_revoked"})
"""They may come for a workspace that the first of them has made us forget."""

Body = Mapping[str, Any]
Next = Callable[[], Awaitable[BoltResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is let in: only that app's, if one is named, and strangers only where channels may be shared."""

    app_id: str | None = None
    external: bool = False


def is_message(body: Body) -> bool:
    """Whether it tells of something that was said, changed or taken back."""
    return _event(body).get("type") == "message"


class Intake(AsyncMiddleware):
    """Answers 403 to what is not for us, and 503 to what should be sent again."""

    def __init__(
        self,
        bot: Bot,
        *,
        workspaces: Workspaces,
        rules: Rules,
        later: Callable[[Awaitable[None]], None],
    ) -> None:
        self._bot = bot
        self._workspaces = workspaces
        self._rules = rules
        self._later = later
        self._named: set[str] = set()

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - bolt hands it over by name
        next: Next,  # noqa: A002 - bolt's own name for it
    ) -> BoltResponse:
        """See bolt: what is answered here goes no further."""
        answer = await self.heard(req.body) if is_message(req.body) else await self._answered(req)
        return await next() if answer is None else answer

    async def heard(self, body: Body) -> BoltResponse:
        """The message that it tells of is durable, unless the answer says otherwise."""
        if not self._is_for_us(body):
            return _refused(403, "app")
        refusal = await self._unless_known(inbound.workspace_of(body))
        if refusal is not None:
            return refusal
        try:
            return await self._kept(body)
        except Exception as error:  # noqa: BLE001 - whatever it was, Slack is to send it again
            log_failure("slack.not_kept", error)
            return BoltResponse(status=503 if isinstance(error, StoreUnavailable) else 500)

    async def _answered(self, req: AsyncBoltRequest) -> BoltResponse | None:
        """None for what goes on."""
        body, event = req.body, _event(req.body)
        if body.get("type") == "url_verification":
            return None
        unfit = self._unfit(body, event)
        if unfit is not None:
            return unfit
        if event.get("type") in LEAVING:
            return None
        refusal = await self._unless_known(_workspace(req))
        if refusal is None and body.get("type") == "app_rate_limited":
            return await self._told_of_a_gap()
        return refusal

    def _unfit(self, body: Body, event: Body) -> BoltResponse | None:
        if not self._is_for_us(body):
            return _refused(403, "app")
        # Bolt takes it to be there, and would fail over it each time that it comes again.
        if body.get("type") == "event_callback" and not isinstance(event.get("type"), str):
            return _refused(400, "shape")
        return None

    def _is_for_us(self, body: Body) -> bool:
        """Events always say which app they are for; what people press does not in every shape."""
        ours, theirs = self._rules.app_id, body.get("api_app_id")
        return ours is None or theirs == ours or (theirs is None and body.get("type") != "event_callback")

    async def _unless_known(self, workspace: str | None) -> BoltResponse | None:
        try:
            known = await self._workspaces.of(workspace) if workspace else None
        except Exception as error:  # noqa: BLE001 - Slack or our table is away: the event comes again
            log_failure("slack.workspace_not_looked_up", error)
            return BoltResponse(status=503)
        return None if known else _refused(403, "workspace")

    async def _told_of_a_gap(self) -> BoltResponse:
        log.warning("slack.rate_limited")
        await sweep_anew(self._bot, platform=PLATFORM)
        return BoltResponse(status=200)

    async def _kept(self, body: Body) -> BoltResponse:
        happening = inbound.happening(body, names=await self._names(body), strangers=self._rules.external)
        if happening is None:
            if inbound.stranger(body) and inbound.happening(body, strangers=True):
                log.info("slack.stranger_not_kept")
        else:
            try:
                receipt = await keep(self._bot, happening)
            except NotKept as why:
                self._later(explain(self._bot, self._workspaces, happening, why=str(why)))
            else:
                self._later(
                    follow_up(self._bot, self._workspaces, happening, receipt=receipt, named=self._named)
                )
        return BoltResponse(status=200)

    async def _names(self, body: Body) -> Mapping[str, str]:
        """What the people named in it are called here."""
        mentioned, workspace = inbound.mentioned(body), inbound.workspace_of(body)
        names = {}
        for user in sorted(mentioned)[:MOST_MENTIONED]:
            person = PersonRef(platform=PLATFORM, id=f"{workspace}/{user}", name="")
            member = await self._bot.store.directory.known_as(person)
            if member:
                names[user] = member.name
        return names


@dataclass(frozen=True, slots=True)
class Ears:
    """What hears for us: the intake what people say, and bolt's app, by way of the intake, everything."""

    intake: Intake
    app: AsyncApp


def _event(body: Body) -> Body:
    """What an event's envelope holds; nothing for whatever else was sent."""
    event = body.get("event") if body.get("type") == "event_callback" else None
    return event if isinstance(event, Mapping) else {}


def _workspace(req: AsyncBoltRequest) -> str | None:
    if req.body.get("type") == "event_callback":
        return inbound.workspace_of(req.body)
    return req.context.team_id or req.context.enterprise_id or req.body.get("team_id")


def _refused(status: int, why: str) -> BoltResponse:
    log.warning("slack.refused", status=status, why=why)
    return BoltResponse(status=status)
