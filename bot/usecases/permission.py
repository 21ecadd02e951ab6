"""Who may see and do what: the one place where that is decided, and the only maker of a `Scope`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

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
    """What someone may do for a school."""

    JOIN_THE_CHANNEL = auto()
    READ_THE_LOG = auto()
    SEE_WHAT_WAS_ASKED = auto()
    SEE_DELIVERIES = auto()
    DECIDE_DELIVERIES = auto()
    READ_PRIVATE_ANSWERS = auto()
    ADJUST_THE_PROGRAMME = auto()
    TRY_A_PROGRAMME = auto()
    SET_PROGRAMMES = auto()
    KEEP_SCHOOLS = auto()
    CONNECT_CHANNELS = auto()
    MANAGE_PEOPLE = auto()
    KEEP_THE_CALENDAR = auto()
    CHART_SENCO_PRESSURE = auto()
    CHART_LEADER_PRESSURE = auto()
    SEE_THE_SET_UP = auto()
    SEE_THE_TRAIL = auto()


@dataclass(frozen=True, slots=True)
class _Rule:
    """The roles that let somebody do it, and how to say so."""

    roles: frozenset[Role]
    only_for: str


_SCHOOL = frozenset({Role.LEADER, Role.SCHOOL_LEAD, Role.SENCO})
_ALL_BUT_GOVERNORS = frozenset(Role) - {Role.GOVERNOR}
RULES: Mapping[Deed, _Rule] = {
    Deed.JOIN_THE_CHANNEL: _Rule(_SCHOOL, "the leaders and the SENCo of this school"),
    Deed.READ_THE_LOG: _Rule(
        _SCHOOL | {Role.DATA_PROTECTION_LEAD},
        "the leaders and the SENCo of this school, and the trust's data protection lead",
    ),
    Deed.SEE_WHAT_WAS_ASKED: _Rule(frozenset(Role), "people with a role in this school or the trust"),
    Deed.SEE_DELIVERIES: _Rule(
        _ALL_BUT_GOVERNORS,
        "the leaders and the SENCo of this school, and those who run the trust's programmes",
    ),
    Deed.DECIDE_DELIVERIES: _Rule(
        frozenset({Role.SCHOOL_LEAD, Role.TRUST_LEAD}), "the school lead and the trust lead"
    ),
    Deed.READ_PRIVATE_ANSWERS: _Rule(frozenset({Role.SENCO}), "the SENCo of this school"),
    Deed.ADJUST_THE_PROGRAMME: _Rule(frozenset({Role.SCHOOL_LEAD}), "the school lead"),
    Deed.TRY_A_PROGRAMME: _Rule(frozenset({Role.TRUST_LEAD}), "the trust lead"),
    Deed.SET_PROGRAMMES: _Rule(frozenset({Role.TRUST_LEAD}), "the trust lead"),
    Deed.KEEP_SCHOOLS: _Rule(frozenset({Role.TRUST_LEAD}), "the trust lead"),
    Deed.CONNECT_CHANNELS: _Rule(
        frozenset({Role.SCHOOL_LEAD, Role.TRUST_LEAD}), "the school lead and the trust lead"
    ),
    Deed.MANAGE_PEOPLE: _Rule(frozenset({Role.TRUST_LEAD}), "the trust lead"),
    Deed.KEEP_THE_CALENDAR: _Rule(
        frozenset({Role.SCHOOL_LEAD, Role.TRUST_LEAD}), "the school lead and the trust lead"
    ),
    Deed.CHART_SENCO_PRESSURE: _Rule(frozenset({Role.SENCO}), "the SENCo of this school"),
    Deed.CHART_LEADER_PRESSURE: _Rule(frozenset({Role.SCHOOL_LEAD}), "the school lead"),
    Deed.SEE_THE_SET_UP: _Rule(
        _ALL_BUT_GOVERNORS,
        "the leaders and the SENCo of this school, and those who run the trust's programmes",
    ),
    Deed.SEE_THE_TRAIL: _Rule(
        frozenset({Role.SCHOOL_LEAD, Role.TRUST_LEAD, Role.DATA_PROTECTION_LEAD}),
        "the school lead, the trust lead and the data protection lead",
    ),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A person, with the set-up of the trust they belong to and of no other."""

    member: Member
    charter: Charter

    def may(self, deed: Deed) -> frozenset[SchoolId]:
        """The schools for which this person may do it."""
        if self.everywhere(deed):
            return frozenset(school.id for school in self.charter.schools)
        grants = [grant for grant in self.member.grants if grant.role in RULES[deed].roles]
        named = {grant.school for grant in grants if grant.school is not None}
        return frozenset(school.id for school in self.charter.schools if school.id in named)

    def everywhere(self, deed: Deed) -> bool:
        """Whether they may do it for the whole trust, which may have no school yet."""
        return any(grant.role in RULES[deed].roles and grant.school is None for grant in self.member.grants)

    def require(self, deed: Deed, *, school: SchoolId | None = None) -> frozenset[SchoolId]:
        """The schools for which they may: that one, or all there are. Raises NotFound or NotAllowed."""
        if school is not None:
            self.school(school)
        allowed = self.may(deed)
        refused = school not in allowed if school is not None else not (allowed or self.everywhere(deed))
        if refused:
            raise NotAllowed(f"This is only for {RULES[deed].only_for}.")
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


Viewer = MemberId | Standing
"""Who is looking: by id, or as somebody whose standing was read a moment ago, for this same request."""


async def standing(bot: Bot, viewer: Viewer) -> Standing:
    """What this person is, as it is now. Raises NotFound if nobody is known by that id.

    A standing is handed back as it is: a trust may have thousands of schools, and a request reads them once.
    """
    if isinstance(viewer, Standing):
        return viewer
    member = await bot.store.directory.member(viewer)
    charter = await bot.store.directory.charter(member.trust) if member else None
    if member is None or charter is None:
        raise NotFound("There is nobody here by that name.")
    return Standing(member, charter)


def counting_only(school: School) -> Scope:
    """One school's log for the bot itself, which counts answers to choose a prompt and reads none."""
    here = frozenset({school.id})
    return Scope(trust=school.trust, schools=here, private_in=here)
