"""Coming in and going out: by an account, by a link from the bot, by an invitation. Sessions are kept, hashed."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.charter import Charter
from bot.domain.people import Member, MemberId, PersonRef
from bot.domain.sign_in import LINK_LASTS, Account, Pass, PassKind, SignedIn, hash_of, new_secret
from bot.domain.trail import Act, Did
from bot.ports.directory import Edit
from bot.ports.store import StoreUnavailable
from bot.usecases.bot import Bot
from bot.usecases.permission import NotFound, standing
from bot.wording import sign_in as words

SEEN_EVERY = timedelta(minutes=1)
"""How often at most it is written down that a session is in use."""


class NotKnown(Exception):  # noqa: N818 - it says what is so
    """Nobody is known by that account, and no invitation came with it."""


class PassSpent(Exception):  # noqa: N818 - it says what is so
    """The link or invitation is used, too old, replaced by a newer one, or none of ours; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whom a link or an invitation is for."""

    member: Member
    trust_name: str


async def who_is(bot: Bot, secret: str) -> MemberId | None:
    """Who is signed in with that session, or None. A session that is over is ended."""
    found = await bot.store.sign_ins.session(hash_of(secret))
    if found is None:
        return None
    now = bot.clock.now()
    # A moment that this lets in counts as use, also where it cannot be written down just now.
    with suppress(StoreUnavailable):
        if found.is_over(at=now):
            await bot.store.sign_ins.end(found.hashed)
        elif now - found.seen_at >= SEEN_EVERY:
            await bot.store.sign_ins.seen(found.hashed, at=now)
    return None if found.is_over(at=now) else found.member


async def sign_in(bot: Bot, account: Account, *, invitation: str | None = None) -> str:
    """The secret of a session for whoever that account is, joined to it now if not before.

    An account is somebody's who joined it; else of whom the chat knows by the same identity; else of whoever the
    invitation is for. Raises NotKnown, or PassSpent for an invitation that is of no use.
    """
    known = await bot.store.sign_ins.member_of(account)
    if known is None:
        known = await _joined(bot, account, invitation)
    return await _opened(bot, known)


async def sign_out(bot: Bot, secret: str) -> None:
    """The session is over."""
    await bot.store.sign_ins.end(hash_of(secret))


async def offer_link(bot: Bot, viewer: MemberId) -> str:
    """The secret that ends the address `/sign-in/link/…`: good once, for ten minutes; an earlier one is void.

    It is for the viewer's eyes alone. Raises NotFound.
    """
    member = (await standing(bot, viewer)).member
    secret = new_secret()
    given = Pass(
        hashed=hash_of(secret),
        kind=PassKind.LINK,
        trust=member.trust,
        member=member.id,
        good_until=bot.clock.now() + LINK_LASTS,
    )
    await bot.store.sign_ins.offer(given)
    return secret


async def holder_of(bot: Bot, secret: str, kind: PassKind) -> Holder:
    """Whom it is for, while it is good; it stays unused. Raises PassSpent."""
    found = await _good(bot, secret, kind)
    try:
        who = await standing(bot, found.member)
    except NotFound:
        raise _spent(kind) from None
    return Holder(member=who.member, trust_name=who.charter.trust.name)


async def use_link(bot: Bot, secret: str) -> str:
    """The secret of a session for whoever the link is for; it is used up. Raises PassSpent."""
    return await _opened(bot, await _used(bot, secret, PassKind.LINK))


async def accept(bot: Bot, secret: str) -> str:
    """The secret of a session for whoever is invited, where there is no account to join; it is used up.

    Raises PassSpent.
    """
    member = await _used(bot, secret, PassKind.INVITATION)
    session = await _opened(bot, member)
    await _tell(bot, member, Did.JOINED)
    return session


async def _joined(bot: Bot, account: Account, invitation: str | None) -> MemberId:
    in_chat = await bot.store.directory.known_as(account.person) if account.person else None
    if in_chat is not None and (in_chat.grants or invitation is None):
        return await _join(bot, account, in_chat.id)
    if invitation is None:
        raise NotKnown
    # Who ever only answered in chat is taken for who is invited: it is they who hold both.
    invited = await _used(bot, invitation, PassKind.INVITATION)
    member = await _join(bot, account, invited)
    if member == invited and account.person is not None:
        await _meet_in_chat(bot, account.person, member)
    return member


async def _join(bot: Bot, account: Account, member: MemberId) -> MemberId:
    """Whose the account is now, which another request may have settled in the same moment."""
    act = await _act(bot, member, Did.JOINED)
    if await bot.store.sign_ins.join(account, member=member, act=act):
        return member
    return await bot.store.sign_ins.member_of(account) or member


async def _meet_in_chat(bot: Bot, person: PersonRef, member: MemberId) -> None:
    """The bot knows them in chat by the same roles, unless it knows that person as somebody of another trust."""
    act = await _act(bot, member, Did.JOINED)
    before = await bot.store.directory.known_as(person)
    if before is None or (before.trust == act.trust and not before.grants):
        await bot.store.directory.amend(act.trust, _known_as(person, member), act=act)


def _known_as(person: PersonRef, member: MemberId) -> Edit:
    def edit(charter: Charter) -> Charter:
        others = tuple(
            (each, whose)
            for each, whose in charter.identities
            if (each.platform, each.id) != (person.platform, person.id)
        )
        return replace(charter, identities=(*others, (person, member)))

    return edit


async def _good(bot: Bot, secret: str, kind: PassKind) -> Pass:
    found = await bot.store.sign_ins.look(hash_of(secret))
    if found is None or found.kind is not kind or found.good_until <= bot.clock.now():
        raise _spent(kind)
    if kind is PassKind.INVITATION and await bot.store.sign_ins.accounts_of(found.member):
        raise _spent(kind)
    return found


async def _used(bot: Bot, secret: str, kind: PassKind) -> MemberId:
    given = await _good(bot, secret, kind)
    used = await bot.store.sign_ins.use(given.hashed, at=bot.clock.now())
    if used is None:
        raise _spent(kind)
    return used.member


def _spent(kind: PassKind) -> PassSpent:
    return PassSpent(words.link_spent() if kind is PassKind.LINK else words.invitation_spent())


async def _opened(bot: Bot, member: MemberId) -> str:
    act = await _act(bot, member, Did.SIGNED_IN)
    secret = new_secret()
    session = SignedIn(
        hashed=hash_of(secret), trust=act.trust, member=member, opened_at=act.at, seen_at=act.at
    )
    await bot.store.sign_ins.tidy(at=act.at)
    await bot.store.sign_ins.open(session, act=act)
    return secret


async def _tell(bot: Bot, member: MemberId, did: Did) -> None:
    await bot.store.trail.write(await _act(bot, member, did))


async def _act(bot: Bot, member: MemberId, did: Did) -> Act:
    """They did it themselves, now. Raises NotFound for somebody who is gone."""
    who = (await standing(bot, member)).member
    return Act(trust=who.trust, did=did, at=bot.clock.now(), by=who.id, about=who.id)
