"""Who may do what: every person of the cast against every use case, school by school and trust by trust."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.domain.channel import Channel
from bot.domain.people import Grant, Member, MemberId, Role, School
from bot.domain.scope import Scope
from bot.ports.chat import OutcomeUnknown
from bot.usecases import permission
from bot.usecases.permission import Deed, NotAllowed, NotFound, Standing
from bot.usecases.programmes.adjusting import keep_date, pause, resume, skip
from bot.usecases.programmes.asking_now import ask_now
from bot.usecases.reading.asked import AskedRequest, asked
from bot.usecases.reading.ledger import LedgerRequest, deliveries
from bot.usecases.reading.preview import PreviewRequest, preview_for
from bot.usecases.reading.review import ReviewRequest, my_reflections, review
from bot.usecases.reading.thread import enter, thread
from bot.usecases.sending.decide import NotPosted, decide
from bot.usecases.sending.reopen import reopen
from tests import cast
from tests.cast import DEV, DORA, GORDON, GRACE, HANA, LEWIS, NIA, OLIVE, PRIYA, SAM, TOM
from tests.fakes.chat import appears_and_fails
from tests.fakes.world import DUE, World, world

LATER = date(2026, 12, 1)
MAY, MAY_NOT, NO_SUCH_THING = "may", "may not", "no such thing"

OAKFIELD = {HANA, DEV, LEWIS, PRIYA}
MILLBROOK = {TOM, NIA, PRIYA}
HARBOUR = {SAM}
OF_ASHGROVE = [member for member in cast.PEOPLE if member.trust == cast.ASHGROVE.id]

Attempt = Callable[[World, Member, School, Channel], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Case:
    """A use case, and who may do it for which school."""

    attempt: Attempt
    oakfield: set[Member]
    millbrook: set[Member]
    harbour: set[Member]


async def _asks_tomorrow(here: World, who: Member, school: School, channel: Channel) -> object:
    here.clock.advance(timedelta(days=1))
    programme = here.rows(channel)[0].programme
    return await ask_now(here.bot, who.id, programme=programme, school=school.id)


CASES: Mapping[str, Case] = {
    "read the log": Case(
        lambda here, who, school, _: review(here.bot, who.id, request=ReviewRequest(school=school.id)),
        oakfield=OAKFIELD | {DORA},
        millbrook=MILLBROOK | {DORA},
        harbour=HARBOUR | {DORA},
    ),
    "read one channel's log": Case(
        lambda here, who, _, channel: review(here.bot, who.id, request=ReviewRequest(channel=channel.id)),
        oakfield=OAKFIELD | {DORA},
        millbrook=MILLBROOK | {DORA},
        harbour=HARBOUR | {DORA},
    ),
    "see what was asked": Case(
        lambda here, who, school, _: asked(here.bot, who.id, request=AskedRequest(school=school.id)),
        oakfield=OAKFIELD | {GORDON, GRACE, DORA},
        millbrook=MILLBROOK | {GRACE, DORA},
        harbour=HARBOUR | {GRACE, DORA},
    ),
    "see the deliveries": Case(
        lambda here, who, school, _: deliveries(here.bot, who.id, request=LedgerRequest(school=school.id)),
        oakfield=OAKFIELD | {GRACE, DORA},
        millbrook=MILLBROOK | {GRACE, DORA},
        harbour=HARBOUR | {GRACE, DORA},
    ),
    "see the dates to come": Case(
        lambda here, who, school, channel: preview_for(
            here.bot,
            who.id,
            request=PreviewRequest(programme=here.rows(channel)[0].programme, school=school.id),
        ),
        oakfield=OAKFIELD | {GORDON, GRACE, DORA},
        millbrook=MILLBROOK | {GRACE, DORA},
        harbour=HARBOUR | {GRACE, DORA},
    ),
    "say how an uncertain one ended": Case(
        lambda here, who, _, channel: decide(
            here.bot, who.id, here.rows(channel)[0].id, ended=NotPosted.LEAVE_IT
        ),
        oakfield={LEWIS, GRACE},
        millbrook={GRACE},
        harbour={GRACE},
    ),
    "open a closed channel": Case(
        lambda here, who, _, channel: reopen(here.bot, who.id, channel=channel.id),
        oakfield={LEWIS, GRACE},
        millbrook={GRACE},
        harbour={GRACE},
    ),
    "pause the programme": Case(
        lambda here, who, school, channel: pause(
            here.bot, who.id, programme=here.rows(channel)[0].programme, school=school.id, until=LATER
        ),
        oakfield={LEWIS},
        millbrook=set(),
        harbour=set(),
    ),
    "let it go on": Case(
        lambda here, who, school, channel: resume(
            here.bot, who.id, programme=here.rows(channel)[0].programme, school=school.id
        ),
        oakfield={LEWIS},
        millbrook=set(),
        harbour=set(),
    ),
    "skip a date": Case(
        lambda here, who, school, channel: skip(
            here.bot, who.id, programme=here.rows(channel)[0].programme, school=school.id, on=LATER
        ),
        oakfield={LEWIS},
        millbrook=set(),
        harbour=set(),
    ),
    "keep a date": Case(
        lambda here, who, school, channel: keep_date(
            here.bot, who.id, programme=here.rows(channel)[0].programme, school=school.id, on=LATER
        ),
        oakfield={LEWIS},
        millbrook=set(),
        harbour=set(),
    ),
    "ask for a question now": Case(
        _asks_tomorrow,
        oakfield={LEWIS},
        millbrook=set(),
        harbour=set(),
    ),
    "enter the channel": Case(
        lambda here, who, _, channel: enter(
            here.bot, who.id, platform=channel.platform, address=channel.address
        ),
        oakfield=OAKFIELD,
        millbrook=MILLBROOK,
        harbour=HARBOUR,
    ),
}
PLACES = {
    "oakfield": (cast.OAKFIELD, cast.OAKFIELD_LEADERS),
    "millbrook": (cast.MILLBROOK, cast.MILLBROOK_LEADERS),
    "harbour": (cast.HARBOUR, cast.HARBOUR_LEADERS),
}


async def _all_uncertain() -> World:
    here = await world()
    for _, channel in PLACES.values():
        here.chat.next(channel, appears_and_fails(OutcomeUnknown("?")))
    await here.tick_at(DUE)
    return here


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("deed", CASES)
@pytest.mark.parametrize("who", cast.PEOPLE, ids=lambda who: who.id)
async def test_each_person_may_do_what_their_roles_allow_and_no_more(
    who: Member, deed: str, place: str
) -> None:
    here = await _all_uncertain()
    school, channel = PLACES[place]
    case = CASES[deed]
    wanted = MAY if who in getattr(case, place) else MAY_NOT
    if who not in OF_ASHGROVE:
        wanted = NO_SUCH_THING
    assert await _tried(case.attempt(here, who, school, channel)) == wanted


async def _tried(attempt: Awaitable[object]) -> str:
    try:
        await attempt
    except NotAllowed:
        return MAY_NOT
    except NotFound:
        return NO_SUCH_THING
    return MAY


@pytest.mark.parametrize("who", OF_ASHGROVE, ids=lambda who: who.id)
async def test_nobody_of_ashgrove_finds_anything_of_elm(who: Member) -> None:
    here = await _all_uncertain()
    for case in CASES.values():
        assert await _tried(case.attempt(here, who, cast.ELM, cast.ELM_LEADERS)) == NO_SUCH_THING


async def test_what_is_of_another_trust_reads_exactly_like_what_does_not_exist() -> None:
    here = await _all_uncertain()
    said = []
    for school in (cast.OAKFIELD.id, "nowhere"):
        with pytest.raises(NotFound) as refused:
            await review(here.bot, OLIVE.id, request=ReviewRequest(school=school))  # type: ignore[arg-type]
        said.append(str(refused.value))
    assert said[0] == said[1]


async def test_nobody_is_not_found() -> None:
    here = await world()
    for attempt in (
        review(here.bot, MemberId("nobody"), request=ReviewRequest()),
        my_reflections(here.bot, MemberId("nobody")),
    ):
        assert await _tried(attempt) == NO_SUCH_THING


async def test_everyone_reads_what_they_said_themselves_and_only_that() -> None:
    here = await world()
    await here.tick_at(DUE)
    await here.answer(HANA, "From Hana.")
    await here.answer(GRACE, "From Grace.")
    for who, words in ((HANA, ["From Hana."]), (GRACE, ["From Grace."]), (OLIVE, []), (GORDON, [])):
        page = await my_reflections(here.bot, who.id)
        assert [entry.line.reflection.text for entry in page.entries] == words


async def test_a_thread_shows_nothing_outside_ones_schools() -> None:
    here = await world()
    await here.tick_at(DUE)
    await here.answer(HANA, "From Hana.")
    delivery = here.row().id
    assert [entry.line.author_name for entry in await thread(here.bot, PRIYA.id, delivery=delivery)] == [
        HANA.name
    ]
    assert await thread(here.bot, TOM.id, delivery=delivery) == ()
    assert await thread(here.bot, OLIVE.id, delivery=delivery) == ()
    assert await _tried(thread(here.bot, GORDON.id, delivery=delivery)) == MAY_NOT
    assert await _tried(thread(here.bot, GRACE.id, delivery=delivery)) == MAY_NOT


@pytest.mark.parametrize("who", cast.PEOPLE, ids=lambda who: who.id)
def test_private_answers_are_for_the_senco_of_the_school(who: Member) -> None:
    charter = cast.beechwood() if who is OLIVE else cast.ashgrove()
    wanted = {
        PRIYA: {cast.OAKFIELD.id, cast.MILLBROOK.id},
        SAM: {cast.HARBOUR.id},
        OLIVE: {cast.ELM.id},
    }.get(who, set())
    standing = Standing(who, charter)
    assert standing.may(Deed.READ_PRIVATE_ANSWERS) == wanted
    if standing.may(Deed.READ_THE_LOG):
        assert standing.log().private_in == wanted
        assert standing.log().reader == who.id
    assert standing.own().private_in == frozenset()
    assert standing.own().author == who.id


def test_two_roles_are_read_apart() -> None:
    both = Member(
        id=MemberId("both"),
        trust=cast.ASHGROVE.id,
        name="Bo Both",
        grants=frozenset(
            {
                Grant(role=Role.GOVERNOR, school=cast.OAKFIELD.id),
                Grant(role=Role.SENCO, school=cast.HARBOUR.id),
            }
        ),
    )
    standing = Standing(both, cast.ashgrove())
    harbour = frozenset({cast.HARBOUR.id})
    assert standing.log() == Scope(
        trust=cast.ASHGROVE.id, schools=harbour, private_in=harbour, reader=MemberId("both")
    )
    assert standing.may(Deed.SEE_WHAT_WAS_ASKED) == {cast.OAKFIELD.id, cast.HARBOUR.id}


def test_a_grant_for_a_school_of_another_trust_gives_nothing() -> None:
    stray = Member(
        id=MemberId("stray"),
        trust=cast.ASHGROVE.id,
        name="Stray",
        grants=frozenset({Grant(role=Role.SENCO, school=cast.ELM.id)}),
    )
    assert Standing(stray, cast.ashgrove()).may(Deed.READ_THE_LOG) == frozenset()


def test_a_role_for_the_whole_trust_reaches_its_schools_and_no_other() -> None:
    reach = Standing(DORA, cast.ashgrove()).log().schools
    assert reach == {cast.OAKFIELD.id, cast.MILLBROOK.id, cast.HARBOUR.id}


def test_only_permission_makes_a_scope() -> None:
    root = Path(permission.__file__).parents[2]
    makers = {
        path.name
        for package in ("bot", "adapters")
        for path in (root / package).rglob("*.py")
        if re.search(r"(?<![\w.])Scope\(", path.read_text(encoding="utf-8"))
    }
    assert makers == {"permission.py"}
