"""Courtesies to whoever answered, once their answer is kept or could not be: a sign, a reason, their name learnt."""

from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.text import escaped
from adapters.slack.whose import UNNAMED
from adapters.slack.workspaces import Workspaces
from bot.domain.channel import MessageRef
from bot.domain.happenings import Happening, Withdrawn
from bot.domain.people import PersonRef
from bot.ports.inbox import Receipt
from bot.usecases.bot import Bot
from bot.usecases.hearing.record_reply import acknowledge

log = structlog.get_logger()

MOST_NAMED = 10_000


async def follow_up(
    bot: Bot, workspaces: Workspaces, happening: Happening, *, receipt: Receipt, named: set[str]
) -> None:
    """Its author has a sign that it was kept, and bears their own name here.

    `named` is whoever was seen to: they are not looked up again.
    """
    await acknowledge(bot, happening, receipt=receipt)
    if receipt is not Receipt.KEPT or isinstance(happening, Withdrawn) or happening.author.id in named:
        return
    client = await workspaces.client(happening.message.address.partition("/")[0])
    if await learn_name(bot, client, happening.author):
        if len(named) >= MOST_NAMED:
            named.clear()
        named.add(happening.author.id)


async def explain(bot: Bot, workspaces: Workspaces, happening: Happening, *, why: str) -> None:
    """Its author, and nobody else, is told in the thread why it was not kept, if the thread is one of ours."""
    if isinstance(happening, Withdrawn):
        return
    message = happening.message
    root = MessageRef(platform=message.platform, address=message.address, id=happening.root)
    if await bot.store.outbox.at_root(root) is None:
        return
    workspace, _, channel = message.address.partition("/")
    try:
        client = await workspaces.client(workspace)
        await client.chat_postEphemeral(
            channel=channel, user=_user(happening.author), thread_ts=happening.root, text=escaped(why)
        )
    except SlackApiError as error:
        log.info("slack.author_not_told", reason=str(error.response.get("error")))


async def learn_name(
    bot: Bot, client: AsyncWebClient, author: PersonRef, *, called: frozenset[str] = frozenset()
) -> bool:
    """Whoever was enrolled by this answer bears their own name: events carry ids alone, and views no name to speak of.

    `called` is what else they may have been called until now. False to try the next time.
    """
    member = await bot.store.directory.known_as(author)
    if member is None or member.name not in {UNNAMED, author.id} | called:
        return True
    try:
        found: Any = await client.users_info(user=_user(author))
    except SlackApiError as error:
        log.info("slack.name_not_learnt", reason=str(error.response.get("error")))
        return False
    name = _name(found.get("user") or {})
    if name:
        await bot.store.directory.learn_name(PersonRef(platform=author.platform, id=author.id, name=name))
    return True


def _name(user: dict[str, Any]) -> str:
    profile = user.get("profile") or {}
    candidates = (profile.get("real_name"), user.get("real_name"), profile.get("display_name"))
    return next((str(name) for name in candidates if name), "")


def _user(person: PersonRef) -> str:
    return person.id.partition("/")[2]
