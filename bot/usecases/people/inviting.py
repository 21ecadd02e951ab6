"""Inviting somebody in: a link that is theirs alone, good once, for fourteen days."""

from bot.domain.people import MemberId
from bot.domain.sign_in import INVITATION_LASTS, Pass, PassKind, hash_of, new_secret
from bot.domain.trail import Act, Did
from bot.usecases.bot import Bot
from bot.usecases.permission import Deed, NotFound, standing
from bot.wording import sign_in as words


class AlreadyJoined(Exception):  # noqa: N818 - it says what is so
    """They sign in with an account of their own already; the message says what to do."""


async def invite_link(bot: Bot, member: MemberId, *, by: MemberId | None) -> str:
    """The secret that ends the address `/invitations/…`. It is shown once: only its hash is kept.

    Every earlier invitation of that member is void. `by` is the trust lead who invites, None at the command line.
    Raises NotAllowed, NotFound, and AlreadyJoined for whoever could be impersonated by it.
    """
    invited = await standing(bot, member)
    if by is not None:
        lead = await standing(bot, by)
        lead.require(Deed.MANAGE_PEOPLE)
        if lead.member.trust != invited.member.trust:
            raise NotFound("There is nobody here by that name.")
    if await bot.store.sign_ins.accounts_of(member):
        raise AlreadyJoined(words.joined_already(invited.member.name))
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
