"""One channel of a school, and which programmes come to it: shown with the effect first, as every change is."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.charter.fingerprint import fingerprint
from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.domain.people import Member, Role, School, SchoolId
from bot.domain.placement import brought_to, coming_to, running, taken_out
from bot.domain.programme import Programme, ProgrammeId, SchoolMay
from bot.domain.trail import Did
from bot.ports.directory import Edit
from bot.usecases.bot import Bot
from bot.usecases.changing import Change, ChangedMeanwhile, Proposed, propose, save
from bot.usecases.permission import Deed, Standing, Viewer, standing
from bot.usecases.schools.channels import channel_of, makes
from bot.usecases.schools.shown import programmes_at
from bot.wording import connecting as words


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPage:
    """One channel. `running` are the programmes that are not over, `come` those of them that come here.

    `seen` is the mark of what comes here; `addable` are those that this viewer, who leads the school, may let come
    here; `ask` leads the trust. `sets`, `renames` and `reopens` say what else this viewer may do.
    """

    school: School
    channel: Channel
    running: tuple[Programme, ...]
    come: tuple[Programme, ...]
    seen: str
    addable: tuple[Programme, ...]
    ask: tuple[Member, ...]
    sets: bool
    renames: bool
    reopens: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """These programmes are to come to that channel and no others; `seen` is the mark of those that came."""

    school: SchoolId
    channel: ChannelId
    programmes: Collection[ProgrammeId]
    seen: str


async def channel_page(bot: Bot, viewer: Viewer, *, school: SchoolId, channel: ChannelId) -> ChannelPage:
    """That channel of that school. Raises NotFound or NotAllowed."""
    person = await standing(bot, viewer)
    person.require(Deed.SEE_THE_SET_UP, school=school)
    here, charter = channel_of(person, school, channel), person.charter
    come = coming_to(charter, here, on=charter.today(bot.clock.now()))
    adjusts = school in person.may(Deed.ADJUST_THE_PROGRAMME)
    return ChannelPage(
        school=person.school(school),
        channel=here,
        running=running(charter, on=charter.today(bot.clock.now())),
        come=come,
        seen=_mark(come),
        addable=tuple(
            each
            for each in programmes_at(charter, school)
            if adjusts and SchoolMay.ADD_CHANNEL in each.schools_may and each not in come
        ),
        ask=tuple(each for each in charter.members if each.holds(Role.TRUST_LEAD)),
        sets=school in person.may(Deed.SET_PROGRAMMES),
        renames=school in person.may(Deed.CONNECT_CHANNELS) and makes(bot, here.platform),
        reopens=here.closed_because is not None and school in person.may(Deed.DECIDE_DELIVERIES),
    )


async def propose_for_channel(bot: Bot, viewer: Viewer, chosen: Chosen) -> Proposed:
    """What it would do. Raises NotFound, NotAllowed, and ChangedMeanwhile if other programmes come than were seen."""
    person, edit = await _edit(bot, viewer, chosen)
    return await propose(bot, person, edit)


async def save_for_channel(bot: Bot, viewer: Viewer, chosen: Chosen) -> None:
    """It is so; what was posted stays. Raises what proposing it raises."""
    person, edit = await _edit(bot, viewer, chosen)
    change = Change(did=Did.CHANGED_CHANNEL, about=chosen.channel, school=chosen.school)
    await save(bot, person, edit, change)


async def _edit(bot: Bot, viewer: Viewer, chosen: Chosen) -> tuple[Standing, Edit]:
    person = await standing(bot, viewer)
    person.require(Deed.SET_PROGRAMMES, school=chosen.school)
    here = channel_of(person, chosen.school, chosen.channel)
    wanted = {person.programme(each).id for each in chosen.programmes}
    on = person.charter.today(bot.clock.now())

    def edit(charter: Charter) -> Charter:
        come = coming_to(charter, here, on=on)
        if _mark(come) != chosen.seen:
            raise ChangedMeanwhile(words.changed_meanwhile())
        left = {each.id for each in come} - wanted
        new = ({each.id for each in running(charter, on=on)} & wanted) - {each.id for each in come}
        return brought_to(taken_out(charter, {here.id}, of=left), here, of=new)

    return person, edit


def _mark(come: Collection[Programme]) -> str:
    return fingerprint(tuple(each.id for each in come))
