"""What comes of asking in plain words: nouns, which each platform draws in its own way."""

from dataclasses import dataclass, field
from datetime import date

from bot.asking.words import Verb
from bot.domain.channel import ChannelId
from bot.domain.people import SchoolId
from bot.domain.programme import ProgrammeId
from bot.usecases.reading import home
from bot.usecases.reading.home import Coming
from bot.usecases.reading.review import ReviewEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A programme in a school, and a date of it if one is meant, in one of its channels."""

    programme: ProgrammeId
    school: SchoolId
    on: date | None = None
    channel: ChannelId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Helps:
    """What one can ask for, by whoever asks: the rest says which words are theirs.

    `asked` are those in whose channels questions are asked, `connects` those who may connect channels; `puzzled` holds
    what was not understood.
    """

    puzzled: str | None
    leads: bool
    reads: bool
    asked: bool = False
    connects: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInLink:
    """The way into the pages, for their eyes alone; `words` say how long it works."""

    words: str
    address: str = field(repr=False)


Outcome = Helps | ThisWeek | Mine | Newest | Found | Dates | Which | SignInLink | Done
