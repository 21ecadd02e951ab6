"""One's own account: where one is signed in, by what one is known, and ending what should not be there."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import MemberId
from bot.domain.sign_in import SignedIn, hash_of
from bot.usecases.bot import Bot
from bot.usecases.permission import Viewer, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """One browser in which they are signed in, with times on the trust's clock.

    `mark` says which one to whoever looks from this browser now, and nothing to anybody else.
    """

    mark: str
    since: datetime
    last_used: datetime
    this: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount:
    """What is known of how somebody comes in; `this` browser is the first.

    `issuers` vouch for the accounts that are joined to them, and the bot knows them on these `platforms`.
    """

    browsers: tuple[Browser, ...]
    issuers: tuple[str, ...]
    platforms: tuple[str, ...]


async def own_account(bot: Bot, viewer: Viewer, *, secret: str) -> OwnAccount:
    """How the viewer, whose session's secret is given, is signed in and known. Raises NotFound."""
    who = await standing(bot, viewer)
    zone, member = who.charter.zone, who.member.id
    browsers = [
        Browser(
            mark=_mark(each, secret=secret),
            since=each.opened_at.astimezone(zone),
            last_used=each.seen_at.astimezone(zone),
            this=each.hashed == hash_of(secret),
        )
        for each in await _open_ones(bot, member)
    ]
    return OwnAccount(
        browsers=tuple(sorted(browsers, key=lambda each: not each.this)),
        issuers=tuple(await bot.store.sign_ins.issuers_of(member)),
        platforms=tuple(
            dict.fromkeys(person.platform for person, whose in who.charter.identities if whose == member)
        ),
    )


async def sign_out_there(bot: Bot, viewer: Viewer, *, secret: str, mark: str) -> None:
    """The viewer's session with that mark is over, if it is not already; never anybody else's. Raises NotFound."""
    member = (await standing(bot, viewer)).member.id
    for each in await bot.store.sign_ins.sessions_of(member):
        if hmac.compare_digest(_mark(each, secret=secret).encode(), mark.encode()):
            await bot.store.sign_ins.end(each.hashed)


async def sign_out_elsewhere(bot: Bot, viewer: Viewer, *, secret: str) -> None:
    """The viewer is signed in with this secret alone, and no link that they asked for opens anything. Raises NotFound."""
    member = (await standing(bot, viewer)).member.id
    await bot.store.sign_ins.end_others(member, but=hash_of(secret))


async def _open_ones(bot: Bot, member: MemberId) -> Sequence[SignedIn]:
    now = bot.clock.now()
    return [each for each in await bot.store.sign_ins.sessions_of(member) if not each.is_over(at=now)]


def _mark(session: SignedIn, *, secret: str) -> str:
    """What a form may carry: only who holds this browser's secret can make it, and it does not tell the hash."""
    return hmac.new(secret.encode(), f"golden-thread.session {session.hashed}".encode(), "sha256").hexdigest()
