"""A trust's whole set-up."""

from dataclasses import dataclass

from bot.domain.channel import Channel
from bot.domain.people import Member, MemberId, PersonRef, School, Trust
from bot.domain.programme import Programme, SchoolChoice
from prompts.model import Prompt


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
