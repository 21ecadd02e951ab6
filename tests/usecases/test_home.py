"""What each person of the cast sees first, and that it is theirs and nobody else's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.domain.channel import Channel
from bot.domain.people import Member, MemberId
from bot.domain.programme import SchoolMay
from bot.usecases.permission import NotAllowed, NotFound
from bot.usecases.programmes.adjusting import skip
from bot.usecases.reading.home import DATES, MINE, NEWEST, coming, home
from bot.usecases.sending.reopen import reopen
from tests import cast
from tests.cast import DEV, DORA, GORDON, GRACE, HANA, LEWIS, NIA, OLIVE, PRIYA, SAM, TOM
from tests.fakes.world import DUE, SECOND, TUESDAY, World, world

WEEK = timedelta(weeks=1)
OAKFIELD, MILLBROOK = cast.OAKFIELD.id, cast.MILLBROOK.id
HARBOUR, ELM = cast.HARBOUR.id, cast.ELM.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Sees:
    """By school: whose questions, whose newest answers and found ones, whose dates to come, whose closed channels."""

    asked: tuple[str, ...] = ()
    newest: tuple[str, ...] | None = None
    found: tuple[str, ...] | None = None
    coming: tuple[str, ...] | None = None
    closed: tuple[str, ...] = ()


EVERY = (HARBOUR, MILLBROOK, OAKFIELD)
VIEWS: Mapping[Member, Sees] = {
    HANA: Sees(asked=(OAKFIELD,), found=(OAKFIELD,)),
    DEV: Sees(asked=(OAKFIELD,), found=(OAKFIELD,)),
    LEWIS: Sees(asked=(OAKFIELD,), found=(OAKFIELD,), coming=(OAKFIELD,), closed=(OAKFIELD,)),
    TOM: Sees(asked=(MILLBROOK,), found=(MILLBROOK,)),
    NIA: Sees(asked=(MILLBROOK,), found=(MILLBROOK,)),
    PRIYA: Sees(asked=(MILLBROOK, OAKFIELD), newest=(MILLBROOK, OAKFIELD), found=(MILLBROOK, OAKFIELD)),
    SAM: Sees(asked=(HARBOUR,), newest=(HARBOUR,), found=(HARBOUR,)),
    GRACE: Sees(closed=EVERY),
    GORDON: Sees(),
    DORA: Sees(found=EVERY),
    OLIVE: Sees(asked=(ELM,), newest=(ELM,), found=(ELM,)),
}


async def busy() -> World:
    """A question stands in every channel, somebody has answered each, and then every channel was closed."""
    here = await world()
    await here.tick_at(DUE)
    for who, channel in (
        (HANA, cast.OAKFIELD_LEADERS),
        (TOM, cast.MILLBROOK_LEADERS),
        (SAM, cast.HARBOUR_LEADERS),
        (OLIVE, cast.ELM_LEADERS),
    ):
        await here.answer(who, "We talk of thread here.", thread=here.thread(channel))
        await here.bot.store.outbox.close_channel(channel.id, because="It is archived.")
        here.clock.advance(SECOND)
    return here


@pytest.mark.parametrize("who", VIEWS, ids=lambda who: who.id)
async def test_each_person_sees_what_is_theirs(who: Member) -> None:
    here = await busy()
    seen = await home(here.bot, who.id, words="thread")

    def schools(entries: object) -> tuple[str, ...] | None:
        return None if entries is None else tuple(sorted({_school(each) for each in entries}))  # type: ignore[attr-defined]

    assert seen.viewer == who
    assert (
        Sees(
            asked=schools(seen.asked) or (),
            newest=schools(seen.newest),
            found=schools(seen.found),
            coming=schools(seen.coming),
            closed=schools(seen.closed) or (),
        )
        == VIEWS[who]
    )
    said = {HANA: 1, TOM: 1, SAM: 1, OLIVE: 1}.get(who, 0)
    assert [entry.line.author_name for entry in seen.mine] == [who.name] * said


def _school(shown: object) -> str:
    if isinstance(shown, Channel):
        return shown.school
    line = getattr(shown, "line", None)
    return line.reflection.school if line else shown.school.id  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("who", VIEWS, ids=lambda who: who.id)
async def test_whoever_sees_a_closed_channel_may_reopen_it_and_nobody_else(who: Member) -> None:
    here = await busy()
    shown = {channel.id for channel in (await home(here.bot, who.id)).closed}
    opened = set()
    for channel in (cast.OAKFIELD_LEADERS, cast.MILLBROOK_LEADERS, cast.HARBOUR_LEADERS, cast.ELM_LEADERS):
        try:
            assert await reopen(here.bot, who.id, channel=channel.id)
        except (NotAllowed, NotFound):
            continue
        opened.add(channel.id)
    assert opened == shown
    assert (await home(here.bot, who.id)).closed == ()


async def test_without_a_search_nothing_is_found() -> None:
    here = await busy()
    seen = await home(here.bot, PRIYA.id)
    assert (seen.words, seen.found) == (None, None)


async def test_a_search_that_finds_nothing_says_so() -> None:
    here = await busy()
    seen = await home(here.bot, PRIYA.id, words="wombat")
    assert (seen.words, seen.found) == ("wombat", ())


@pytest.mark.parametrize("who", [GRACE, GORDON], ids=lambda who: who.id)
async def test_whoever_may_not_read_the_log_finds_nothing_by_searching(who: Member) -> None:
    here = await busy()
    assert (await home(here.bot, who.id, words="thread")).found is None


async def test_a_question_of_more_than_a_week_ago_is_not_this_weeks() -> None:
    here = await world()
    await here.tick_at(DUE)
    (asked,) = (await home(here.bot, HANA.id)).asked
    assert (asked.thread, asked.channel_name) == (here.thread(), cast.OAKFIELD_LEADERS.name)
    assert asked.prompt.key == here.row().prompt
    here.clock.advance(WEEK + timedelta(days=1))
    assert (await home(here.bot, HANA.id)).asked == ()


async def test_what_is_shown_of_answers_is_the_newest_few() -> None:
    here = await world()
    await here.tick_at(DUE)
    for number in range(max(MINE, NEWEST) + 2):
        await here.answer(PRIYA, f"Answer {number}.")
        here.clock.advance(SECOND)
    seen = await home(here.bot, PRIYA.id)
    last = max(MINE, NEWEST) + 1
    assert [entry.line.reflection.text for entry in seen.mine] == [
        f"Answer {last - back}." for back in range(MINE)
    ]
    assert len(seen.newest or ()) == NEWEST


async def test_a_school_lead_sees_the_next_dates_with_what_was_left_out_and_what_they_may_do() -> None:
    here = await world(cast.weekly(schools_may=frozenset({SchoolMay.SKIP})))
    await skip(here.bot, LEWIS.id, programme=cast.WEEKLY.id, school=OAKFIELD, on=TUESDAY)
    (shown,) = await coming(here.bot, LEWIS.id)
    assert [dated.occurrence for dated in shown.dates] == [
        TUESDAY + number * WEEK for number in range(DATES + 1)
    ]
    assert [dated.left_out is None for dated in shown.dates] == [False] + [True] * DATES
    assert shown.may == {SchoolMay.SKIP}
    assert shown.skipped == {TUESDAY}
    assert shown.paused_until is None


async def test_a_programme_that_is_over_has_nothing_to_come() -> None:
    here = await world(cast.weekly(ends=TUESDAY))
    assert len(await coming(here.bot, LEWIS.id)) == 1
    here.clock.advance(timedelta(days=3))
    assert await coming(here.bot, LEWIS.id) == ()


@pytest.mark.parametrize("who", [who for who in cast.PEOPLE if who != LEWIS], ids=lambda who: who.id)
async def test_dates_to_adjust_are_for_school_leads(who: Member) -> None:
    here = await world()
    with pytest.raises(NotAllowed):
        await coming(here.bot, who.id)


async def test_whoever_answered_without_being_known_sees_their_own_answers_and_nothing_else() -> None:
    here = await world()
    await here.tick_at(DUE)
    said = here.said(HANA, "From somebody new.", thread=here.thread())
    stranger = MemberId("person-local-U-new")
    new = type(said.author)(platform=cast.PLATFORM, id="U-new", name="Noor New")
    await here.bot.store.inbox.receive(
        type(said)(message=said.message, root=said.root, author=new, text=said.text, said_at=said.said_at),
        at=here.clock.now(),
        entropy=1,
    )
    seen = await home(here.bot, stranger, words="somebody")
    assert [entry.line.reflection.text for entry in seen.mine] == ["From somebody new."]
    assert (seen.asked, seen.newest, seen.found, seen.coming, seen.closed) == ((), None, None, None, ())


async def test_nobody_has_no_home() -> None:
    here = await world()
    with pytest.raises(NotFound):
        await home(here.bot, MemberId("nobody"))
