"""The first words to somebody in their chat with the bot, or the only ones to whoever it does not know."""

from adapters.teams import chat_cards
from adapters.teams.desk import Desk
from adapters.teams.inbound import actor
from adapters.teams.render import Rendered
from adapters.teams.replying import reply
from bot.asking.words import Asked, Verb
from bot.domain.people import PersonRef
from bot.fields import Json
from bot.usecases.bot import Bot
from bot.usecases.people.who import who
from bot.usecases.permission import NotFound
from bot.usecases.spoken.in_words import do
from bot.usecases.spoken.outcomes import Helps

NOTHING_MORE = Helps(puzzled=None, leads=False, reads=False)


async def welcome(desk: Desk, activity: Json) -> None:
    """They will have a welcome in their chat. Raises StoreUnavailable."""
    person = actor(activity)
    if person is not None:
        reply(desk, activity, await greeting(desk.bot, person))


async def greeting(bot: Bot, person: PersonRef, *, unknown: NotFound | None = None) -> Rendered:
    """Hello, and what they can ask for; for whoever is `unknown`, what to give to those who can add them."""
    try:
        if unknown is not None:
            raise unknown
        member = await who(bot, person)
        helps = await do(bot, member.id, Asked(verb=Verb.HELP), here=None)
    except NotFound as stranger:
        return chat_cards.welcome(person.name, helps=None, told=str(stranger))
    return chat_cards.welcome(member.name, helps=helps if isinstance(helps, Helps) else NOTHING_MORE)
