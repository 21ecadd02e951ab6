"""Who someone on a platform is here."""

from bot import wording
from bot.domain.people import Member, PersonRef
from bot.usecases.bot import Bot
from bot.usecases.permission import NotFound


async def who(bot: Bot, person: PersonRef) -> Member:
    """The member who is this person. Raises NotFound, with what to do, if the bot does not know them."""
    member = await bot.store.directory.known_as(person)
    if member is None:
        raise NotFound(wording.not_known(platform=person.platform, person=person.id))
    return member
