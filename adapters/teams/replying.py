"""A reply into the conversation that an activity came from, once Teams has its answer."""

import structlog

from adapters.teams.desk import Desk
from adapters.teams.inbound import tenant_of
from adapters.teams.references import Reference
from adapters.teams.render import Rendered
from bot.fields import Json, part, text
from bot.ports.chat import ChatError

log = structlog.get_logger()


def reply(desk: Desk, activity: Json, what: Rendered) -> None:
    """It will stand last in that conversation, or the log says of which kind the trouble was."""
    desk.later(_replied(desk, activity, what))


def whence(activity: Json) -> Reference:
    """How to speak where it came from, by what it says itself."""
    return Reference(
        tenant=tenant_of(activity),
        service_url=text(activity, "serviceUrl"),
        bot=text(part(activity, "recipient"), "id"),
        conversation=text(part(activity, "conversation"), "id"),
    )


async def _replied(desk: Desk, activity: Json, what: Rendered) -> None:
    where = whence(activity)
    try:
        await desk.connector.reply(where, conversation=where.conversation or "", what=what)
    except ChatError as error:
        log.warning("teams.not_replied", because=type(error).__name__)
