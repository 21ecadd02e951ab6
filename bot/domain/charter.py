"""A trust's whole set-up."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.channel import Channel
from bot.domain.people import Member, MemberId, PersonRef, School, Trust
from bot.domain.programme import Programme, SchoolChoice
from prompts.model import Prompt

ELSEWHERE = "Europe/London"
"""The clock of a trust that has neither a calendar nor a school."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """A trust's whole set-up, as one value: what a set-up file says, and what is kept.

    `prompts` are the trust's own, beside those of the bank; `choices` are what its schools have chosen.
    """

    trust: Trust
    schools: tuple[School, ...] = ()
    members: tuple[Member, ...] = ()
    identities: tuple[tuple[PersonRef, MemberId], ...] = ()
    channels: tuple[Channel, ...] = ()
    programmes: tuple[Programme, ...] = ()
    choices: tuple[SchoolChoice, ...] = ()
    prompts: tuple[Prompt, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The clock of the trust, or of one of its schools."""
        calendars = (self.trust.calendar, *(school.calendar for school in self.schools))
        return ZoneInfo(next((each.zone for each in calendars if each), ELSEWHERE))

    def today(self, now: datetime) -> date:
        """The trust's local date."""
        return now.astimezone(self.zone).date()
