"""What people write in channels: durable before Teams is told that we have it, or nowhere at all.

With a team's consent we hear everything that is said there. What is not under a question of ours leaves no trace,
neither stored nor logged; only whoever speaks to us by name is told that this was no place for an answer.
"""

import structlog

from adapters.teams import connecting, inbound
from adapters.teams.connector import in_thread
from adapters.teams.desk import Desk
from adapters.teams.inbound import PLATFORM, UNNAMED
from adapters.teams.replying import whence
from bot.domain.channel import MessageRef
from bot.domain.happenings import Happening, Withdrawn
from bot.domain.people import PersonRef
from bot.fields import Json, part, text
from bot.ports.chat import ChatError
from bot.ports.inbox import Receipt
from bot.usecases.hearing.record_reply import NotKept, keep
from bot.usecases.sending import evidence

log = structlog.get_logger()

ELSEWHERE = (
    "I keep answers only under questions of mine, so nothing of this was kept. To answer one, reply in its thread or use "
    "the box on its card; to see what else I can do, write “help” to me in a chat of our own."
)
OUTSIDE = "I keep answers only of people of this organisation, so nothing of this was kept."


async def take_in(desk: Desk, activity: Json) -> None:
    """What was said, changed or taken back under a question is durable, and a channel is connected.

    Raises StoreUnavailable.
    """
    if await connecting.taken(desk, activity):
        return
    happening = inbound.happening(activity)
    if happening is None:
        hint(desk, activity)
        return
    try:
        receipt = await keep(desk.bot, happening)
    except NotKept as why:
        desk.later(_explain(desk, activity, happening, why=str(why)))
        return
    if receipt is Receipt.NOT_OURS:
        hint(desk, activity)
    elif receipt is Receipt.WAITING:
        await _witness(desk, activity, happening)
    elif receipt is Receipt.KEPT and not isinstance(happening, Withdrawn):
        desk.later(_name(desk, happening.author))


def hint(desk: Desk, activity: Json) -> None:
    """Whoever spoke to us where we keep nothing will read so, once in that thread; nobody else is answered."""
    conversation = _spoken_in(activity)
    if conversation is not None:
        desk.later(_say_once(desk, activity, conversation=conversation))


async def tell(desk: Desk, person: PersonRef, words: str) -> None:
    """They, and nobody else, have these words, if Teams lets us."""
    platform = desk.bot.platforms.get(PLATFORM)
    try:
        if platform is not None:
            await platform.tell(words, to=person)
    except ChatError as error:
        log.info("teams.person_not_told", because=type(error).__name__)


async def _witness(desk: Desk, activity: Json, happening: Happening) -> None:
    """A mention is written to us on purpose: there is a post of ours above it, and which, we may not have been told."""
    if isinstance(happening, Withdrawn) or happening.root_at is None or not inbound.addressed(activity):
        return
    thread = _thread(happening)
    if thread is not None:
        await evidence.seen(desk.bot, thread=thread, written_at=happening.root_at, delivery=None)


async def _explain(desk: Desk, activity: Json, happening: Happening, *, why: str) -> None:
    thread = _thread(happening)
    if isinstance(happening, Withdrawn) or thread is None:
        return
    if await desk.bot.store.outbox.at_root(thread) is None:
        conversation = _spoken_in(activity)
        if conversation is not None:
            await _say_once(desk, activity, conversation=conversation)
        return
    await tell(desk, happening.author, why)


async def _name(desk: Desk, author: PersonRef) -> None:
    """Whoever was enrolled before Teams had said their name bears it from now on."""
    if author.name == UNNAMED or desk.once.heard(f"name {author.id} {author.name}"):
        return
    member = await desk.bot.store.directory.known_as(author)
    if member is not None and member.name == UNNAMED:
        await desk.bot.store.directory.learn_name(author)


def _spoken_in(activity: Json) -> str | None:
    """The conversation in which somebody speaks to us; None where nobody does."""
    if activity.get("type") != "message" or not inbound.addressed(activity) or inbound.is_bots(activity):
        return None
    place = inbound.place_of(activity)
    if place is None:
        return text(part(activity, "conversation"), "id") or None
    return in_thread(place.message.address.partition("/")[2], place.root or place.message.id)


async def _say_once(desk: Desk, activity: Json, *, conversation: str) -> None:
    if desk.once.heard(f"hint {conversation}"):
        return
    # In a channel it would have been taken.
    elsewhere = ELSEWHERE if connecting.code_typed(activity) is None else connecting.NO_CHANNEL
    words = OUTSIDE if inbound.stranger(activity) else elsewhere
    try:
        await desk.connector.reply(whence(activity), conversation=conversation, what=words)
    except ChatError as error:
        log.info("teams.hint_not_given", because=type(error).__name__)


def _thread(happening: Happening) -> MessageRef | None:
    message = happening.message
    if happening.root is None:
        return None
    return MessageRef(platform=message.platform, address=message.address, id=happening.root)
