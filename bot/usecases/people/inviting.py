"""Inviting somebody in: a link that is theirs alone, good once, for fourteen days."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import MemberId
from bot.domain.sign_in import INVITATION_LASTS, Pass, PassKind, hash_of, new_secret
from bot.domain.trail import Act, Did
from bot.usecases.bot import Bot
from bot.usecases.permission import Deed, NotFound, Standing, standing
from bot.wording import sign_in as words


class AlreadyJoined(Exception):  # noqa: N818 - it says what is so
    """They sign in with an account of their own already; the message says what to do."""


class MadeMeanwhile(Exception):  # noqa: N818 - it says what is so
    """A link has been made since the form was drawn, as a rule with that very form; it was left as it is."""


LOOKED_THROUGH = 200
"""So many of a trust's latest invitations are looked through for those of one person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """The latest link that was made for somebody: when, and the number of its entry in the trail."""

    number: int
    at: datetime


async def latest_link(bot: Bot, lead: Standing, member: MemberId) -> Invited | None:
    """When the latest link was made for them, in the trust's zone; None if none was lately. Raises NotAllowed."""
    lead.require(Deed.MANAGE_PEOPLE)
    entries = await bot.store.trail.page(
        lead.member.trust, did=frozenset({Did.INVITED}), limit=LOOKED_THROUGH
    )
    zone = lead.charter.zone
    return next(
        (
            Invited(number=each.number, at=each.act.at.astimezone(zone))
            for each in entries
            # Whoever was added has an entry of the same kind, which tells of their roles.
            if each.act.about == member and not each.act.differences
        ),
        None,
    )


async def invite_link(bot: Bot, member: MemberId, *, by: MemberId | None, seen: int | None = None) -> str:
    """The secret that ends the address `/invitations/…`. It is shown once: only its hash is kept.

    Every earlier invitation of that member is void. `by` is the trust lead who invites, None at the command line;
    `seen` is the number that `latest_link` gave with their form, 0 for none. Raises NotAllowed, NotFound, AlreadyJoined
    for whoever could be impersonated by it, and MadeMeanwhile where another link was made since.
    """
    invited = await standing(bot, member)
    if by is not None:
        lead = await standing(bot, by)
        lead.require(Deed.MANAGE_PEOPLE)
        if lead.member.trust != invited.member.trust:
            raise NotFound("There is nobody here by that name.")
    if await bot.store.sign_ins.accounts_of(member):
        raise AlreadyJoined(words.joined_already(invited.member.name))
    if by is not None and seen is not None:
        latest = await latest_link(bot, lead, member)
        if (latest.number if latest else 0) != seen:
            raise MadeMeanwhile
    secret, now = new_secret(), bot.clock.now()
    given = Pass(
        hashed=hash_of(secret),
        kind=PassKind.INVITATION,
        trust=invited.member.trust,
        member=member,
        good_until=now + INVITATION_LASTS,
    )
    await bot.store.sign_ins.offer(given)
    await bot.store.trail.write(Act(trust=given.trust, did=Did.INVITED, at=now, by=by, about=member))
    return secret
