"""Doing what somebody asks for in plain words, wherever they say it: a slash command, a chat with the bot.

What comes of it is said in nouns; each platform draws them in its own way.
"""

from dataclasses import dataclass
from datetime import date

from bot.asking.words import Asked, Verb
from bot.domain.channel import Channel
from bot.domain.people import MemberId, SchoolId
from bot.domain.programme import ProgrammeId
from bot.usecases import home
from bot.usecases.bot import Bot
from bot.usecases.home import Coming
from bot.usecases.review import ReviewEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A programme in a school, and a date of it if one is meant."""

    programme: ProgrammeId
    school: SchoolId
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Helps:
    """What one can ask for, by whoever asks: `leads` and `reads` say whether the words for these are theirs.

    `puzzled` holds what was not understood.
    """

    puzzled: str | None
    leads: bool
    reads: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThisWeek:
    """The questions asked lately in channels they are in, newest first."""

    asked: tuple[home.Asked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """Their own reflections, newest first."""

    entries: tuple[ReviewEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest reflections that they may read, newest first."""

    entries: tuple[ReviewEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Reflections with those words in them; `words` is empty where none were given."""

    words: str
    entries: tuple[ReviewEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The next dates of the programmes that they lead."""

    coming: tuple[Coming, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """It could be meant for several: each with the words that name it."""

    verb: Verb
    choices: tuple[tuple[str, Place], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """It is done; `words` say what."""

    words: str


Outcome = Helps | ThisWeek | Mine | Newest | Found | Dates | Which | Done


async def do(bot: Bot, viewer: MemberId, asked: Asked, *, here: Channel | None) -> Outcome:
    """What they asked for is done, or shown; `here` is the channel where they said it, if it was said in one.

    Raises NotFound, NotAllowed, CannotAdjust, each with a sentence for them, and StoreUnavailable.
    """
    raise NotImplementedError


async def do_at(bot: Bot, viewer: MemberId, verb: Verb, place: Place) -> Done:
    """The same for a place that they chose. Raises NotFound, NotAllowed, CannotAdjust, StoreUnavailable."""
    raise NotImplementedError
