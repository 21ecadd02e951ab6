"""Who may see and do what: the one place where that is decided, and the only maker of a `Scope`."""

from dataclasses import dataclass
from enum import Enum

from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Member, MemberId, Role, School, SchoolId
from bot.domain.programme import Programme, ProgrammeId
from bot.domain.scope import Scope
from bot.usecases.bot import Bot


class NotFound(LookupError):  # noqa: N818 - it says what is so
    """It does not exist, or is of another trust, which is the same to whoever asks."""


class NotAllowed(PermissionError):  # noqa: N818
    """It is there, and not for this person; the message says for whom it is."""


class Deed(Enum):
    """What someone may do for a school, and the roles that let them."""

    JOIN_THE_CHANNEL = frozenset({Role.LEADER, Role.SCHOOL_LEAD, Role.SENCO})
    READ_THE_LOG = frozenset({Role.LEADER, Role.SCHOOL_LEAD, Role.SENCO, Role.DATA_PROTECTION_LEAD})
    SEE_WHAT_WAS_ASKED = frozenset(Role)
    SEE_DELIVERIES = frozenset(Role) - {Role.GOVERNOR}
    DECIDE_DELIVERIES = frozenset({Role.SCHOOL_LEAD, Role.TRUST_LEAD})
    READ_PRIVATE_ANSWERS = frozenset({Role.SENCO})
    ADJUST_THE_PROGRAMME = frozenset({Role.SCHOOL_LEAD})


_ONLY_FOR = {
    Deed.JOIN_THE_CHANNEL: "the leaders and the SENCo of this school",
    Deed.READ_THE_LOG: "the leaders and the SENCo of this school, and the trust's data protection lead",
    Deed.SEE_WHAT_WAS_ASKED: "people with a role in this school or the trust",
    Deed.SEE_DELIVERIES: "the leaders and the SENCo of this school, and those who run the trust's programmes",
    Deed.DECIDE_DELIVERIES: "the school lead and the trust lead",
    Deed.READ_PRIVATE_ANSWERS: "the SENCo of this school",
    Deed.ADJUST_THE_PROGRAMME: "the school lead",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A person, with the set-up of the trust they belong to and of no other."""

    member: Member
    charter: Charter

    def may(self, deed: Deed) -> frozenset[SchoolId]:
        """The schools for which this person may do it."""
        every = frozenset(school.id for school in self.charter.schools)
        grants = [grant for grant in self.member.grants if grant.role in deed.value]
        if any(grant.school is None for grant in grants):
            return every
        return every & {grant.school for grant in grants if grant.school is not None}

    def require(self, deed: Deed, *, school: SchoolId | None = None) -> frozenset[SchoolId]:
        """The schools for which they may: that one, or all there are. Raises NotFound or NotAllowed."""
        if school is not None:
            self.school(school)
        allowed = self.may(deed)
        if not allowed or (school is not None and school not in allowed):
            raise NotAllowed(f"This is only for {_ONLY_FOR[deed]}.")
        return allowed if school is None else frozenset({school})

    def log(self, *, school: SchoolId | None = None) -> Scope:
        """As much of the named log as they may read. Raises NotFound or NotAllowed."""
        return Scope(
            trust=self.member.trust,
            schools=self.require(Deed.READ_THE_LOG, school=school),
            private_in=self.may(Deed.READ_PRIVATE_ANSWERS),
            reader=self.member.id,
        )

    def own(self) -> Scope:
        """What they said themselves, wherever it was."""
        every = frozenset(school.id for school in self.charter.schools)
        return Scope(trust=self.member.trust, schools=every, author=self.member.id, reader=self.member.id)

    def school(self, school: SchoolId) -> School:
        """That school of their trust. Raises NotFound."""
        found = next((each for each in self.charter.schools if each.id == school), None)
        if found is None:
            raise NotFound("There is no such school here.")
        return found

    def channel(self, *, platform: str, address: str) -> Channel:
        """The channel of their trust at that address. Raises NotFound."""
        for channel in self.charter.channels:
            if (channel.platform, channel.address) == (platform, address):
                return channel
        raise NotFound("There is no such channel here.")

    def channel_by_id(self, channel: ChannelId) -> Channel:
        """That channel of their trust. Raises NotFound."""
        found = next((each for each in self.charter.channels if each.id == channel), None)
        if found is None:
            raise NotFound("There is no such channel here.")
        return found

    def programme(self, programme: ProgrammeId) -> Programme:
        """That programme of their trust. Raises NotFound."""
        found = next((each for each in self.charter.programmes if each.id == programme), None)
        if found is None:
            raise NotFound("There is no such programme here.")
        return found


async def standing(bot: Bot, viewer: MemberId) -> Standing:
    """What this person is, as it is now. Raises NotFound if nobody is known by that id."""
    member = await bot.store.directory.member(viewer)
    charter = await bot.store.directory.charter(member.trust) if member else None
    if member is None or charter is None:
        raise NotFound("There is nobody here by that name.")
    return Standing(member, charter)


def counting_only(school: School) -> Scope:
    """One school's log for the bot itself, which counts answers to choose a prompt and reads none."""
    here = frozenset({school.id})
    return Scope(trust=school.trust, schools=here, private_in=here)
