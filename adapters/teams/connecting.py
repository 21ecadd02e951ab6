"""How a channel of Teams becomes one of ours: the app is added to its team, and spoken to in it with a code.

It is looked for before anything else that is said in channels, so that no code is taken for an answer.
"""

import asyncio

import structlog

from adapters.teams import inbound, team_events
from adapters.teams.connector import in_thread
from adapters.teams.desk import Desk
from adapters.teams.finding import find
from adapters.teams.inbound import PLATFORM, Place
from adapters.teams.manifest import NAME
from adapters.teams.remedies import ADD
from adapters.teams.replying import whence
from adapters.teams.roster import GENERAL
from adapters.teams.typed import typed
from bot.asking.words import Verb, may_be_a_code, read_words
from bot.fields import Json, part, text
from bot.ports.chat import ChatError
from bot.usecases.schools.connecting import CannotConnect, connect
from bot.wording import connecting as words

log = structlog.get_logger()

PATIENCE = 4.0
"""Seconds in which Teams may say what the channel is called: it wants its own answer in fifteen."""
GOOD = "The code was not used: it is good as long as it was."
NO_CHANNEL = f"Only a channel of a team can be connected. {words.typed_elsewhere()}"
OUTSIDER = f"Only people of this organisation connect a channel. {GOOD}"
NOT_TOLD = f"Teams does not say now which channel this is. {GOOD} Please try again in a minute."
NO_CODE = f"Write the code after it: @{NAME} connect CODE. {words.typed_elsewhere()}"


def steps(code: str) -> tuple[str, ...]:
    """What people do, in order."""
    return (
        f"In Teams, add the app {NAME} to the team that the channel is in.",
        f"In the channel, begin a new message, write @{NAME}, choose it, write connect {code} after it and send it.",
    )


def code_typed(activity: Json) -> str | None:
    """What was written to us for a code, right or wrong, perhaps nothing; None for whatever asks for no connection."""
    kind, event = activity.get("type"), text(part(activity, "channelData"), "eventType")
    said = kind == "message" or (kind == "messageUpdate" and event == "editMessage")
    if not said or not inbound.addressed(activity) or inbound.is_bots(activity):
        return None
    asked = read_words(typed(activity))
    return asked.rest if asked.verb is Verb.CONNECT else None


async def taken(desk: Desk, activity: Json) -> bool:
    """Whether it asked to be connected, so that it is no answer; what came of it will stand in that thread, once.

    Under a question of ours "connect" begins an answer as well, unless what follows can only be a code. Raises
    StoreUnavailable.
    """
    code, place = code_typed(activity), inbound.place_of(activity)
    if code is None or place is None:
        return False
    if not may_be_a_code(code) and await _under_a_question(desk, activity):
        return False
    heard = f"connect {place.message.address} {place.message.id} {hash(code)}"
    if desk.once.heard(heard):
        return True
    try:
        told = await _connected(desk, activity, place, code)
    except CannotConnect as why:
        log.info("teams.not_connected")
        told = str(why)
    except BaseException:
        desk.once.forget(heard)
        raise
    desk.later(_say(desk, activity, place, told))
    return True


async def _under_a_question(desk: Desk, activity: Json) -> bool:
    thread = inbound.thread_of(activity)
    return thread is not None and await desk.bot.store.outbox.at_root(thread) is not None


async def _connected(desk: Desk, activity: Json, place: Place, code: str) -> str:
    """The channel is connected; returns the words that say so. Raises CannotConnect: but for its own sake no code is used."""
    if inbound.actor(activity) is None:
        raise CannotConnect(OUTSIDER)
    if not code:
        raise CannotConnect(NO_CODE)
    # First, so that we can speak there from the moment that it is ours.
    await desk.references.learn(activity)
    address = place.message.address
    channel = address.partition("/")[2]
    team = text(part(part(activity, "channelData"), "team"), "id")
    outside = await team_events.shared_outside(desk, place.tenant, team, channel)
    if outside is not None:
        raise CannotConnect(f"{outside} {GOOD}")
    await _require_reach(desk, address)
    name = GENERAL if channel == team else await _name(desk, activity, place.tenant, team, channel)
    return await connect(desk.bot, code, platform=PLATFORM, address=address, name=name)


async def _require_reach(desk: Desk, address: str) -> None:
    """A question could be posted there at once. Raises CannotConnect."""
    if await desk.references.of_channel(address) is not None:
        return
    try:
        found = await find(address, connector=desk.connector, references=desk.references)
    except ChatError:
        raise CannotConnect(NOT_TOLD) from None
    if found is None:
        raise CannotConnect(f"{ADD} {GOOD}")


async def _name(desk: Desk, activity: Json, tenant: str, team: str, channel: str) -> str:
    """What the channel is called, as far as anything says: of private ones Teams lists none."""
    said = text(part(part(activity, "channelData"), "channel"), "name")
    known = said or (await desk.references.channels_of(tenant, team)).get(channel)
    where = await desk.references.of_channel(f"{tenant}/{channel}")
    if known or where is None or not team:
        return known or ""
    try:
        async with asyncio.timeout(PATIENCE):
            return (await desk.connector.channels(where, team=team)).get(channel, "")
    except (ChatError, TimeoutError) as error:
        log.info("teams.channel_not_named", because=type(error).__name__)
        return ""


async def _say(desk: Desk, activity: Json, place: Place, told: str) -> None:
    channel, root = place.message.address.partition("/")[2], place.root or place.message.id
    try:
        await desk.connector.reply(whence(activity), conversation=in_thread(channel, root), what=told)
    except ChatError as error:
        log.info("teams.not_replied", because=type(error).__name__)
