"""Someone answers for the SENCo alone: who can read it, and who cannot even tell that it is there."""

import contextlib
from datetime import timedelta

import pytest

from bot.domain.people import Member
from bot.domain.programme import Selection
from bot.usecases.hearing.answering import own_answer, take_back
from bot.usecases.permission import NotAllowed
from bot.usecases.reading.asked import AskedRequest, asked
from bot.usecases.reading.home import home
from bot.usecases.reading.ledger import LedgerRequest, deliveries
from bot.usecases.reading.review import ReviewRequest, my_reflections, review
from bot.usecases.reading.thread import thread
from prompts.references import Order
from tests import cast
from tests.cast import DEV, DORA, GORDON, GRACE, HANA, LEWIS, NIA, OLIVE, PRIYA, SAM, TOM
from tests.fakes.world import DUE, World, world

SECRET = "I worry about Wednesdays."
READERS = (DEV, PRIYA)
OTHERS = [who for who in cast.PEOPLE if who not in READERS]


async def confided(*, to_oakfield: bool = True) -> World:
    """Dev, deputy at Oakfield, has said something in confidence, and nobody else has said anything."""
    here = await world(cast.with_private_answers())
    await here.tick_at(DUE)
    if to_oakfield:
        await here.answer_in_box(DEV, SECRET, private=True)
    return here


async def read_anywhere(here: World, who: Member) -> list[str | None]:
    """Every way there is to the words of others."""
    found: list[str | None] = []
    for words in (None, "Wednesdays"):
        try:
            page = await review(here.bot, who.id, request=ReviewRequest(words=words))
        except NotAllowed:
            continue
        found += [entry.line.reflection.text for entry in page.entries]
        found += [name for name in page.choices.authors.values() if name == DEV.name]
    own = await my_reflections(here.bot, who.id)
    found += [entry.line.reflection.text for entry in own.entries]
    seen = await home(here.bot, who.id, words="Wednesdays")
    found += [entry.line.reflection.text for entry in (*seen.mine, *(seen.newest or ()), *(seen.found or ()))]
    with contextlib.suppress(NotAllowed):
        found += [
            entry.line.reflection.text for entry in await thread(here.bot, who.id, delivery=here.row().id)
        ]
    return found


@pytest.mark.parametrize("who", READERS, ids=lambda who: who.id)
async def test_the_author_and_the_senco_read_it_everywhere(who: Member) -> None:
    here = await confided()
    found = await read_anywhere(here, who)
    assert found.count(SECRET) >= 5
    assert DEV.name in found


@pytest.mark.parametrize("who", OTHERS, ids=lambda who: who.id)
async def test_nobody_else_finds_any_trace_of_it(who: Member) -> None:
    here = await confided()
    assert await read_anywhere(here, who) == []


@pytest.mark.parametrize("who", cast.PEOPLE, ids=lambda who: who.id)
async def test_it_is_in_nobodys_count(who: Member) -> None:
    counted = []
    for here in (await confided(to_oakfield=False), await confided()):
        counts: list[object] = []
        for request in (
            deliveries(here.bot, who.id, request=LedgerRequest()),
            asked(here.bot, who.id, request=AskedRequest()),
        ):
            try:
                page = await request
            except NotAllowed:
                continue
            counts += [
                getattr(entry, "replies", None) or getattr(entry, "answered", None) for entry in page.entries
            ]
        counted.append(counts)
    assert counted[0] == counted[1]


async def test_a_senco_of_another_school_reads_nothing_of_it() -> None:
    here = await confided()
    for who in (SAM, OLIVE):
        assert await read_anywhere(here, who) == []


async def test_a_leader_reads_the_others_answers_and_not_the_private_one() -> None:
    here = await confided()
    here.clock.advance(timedelta(seconds=1))
    await here.answer_in_box(LEWIS, "We meet on Thursdays.")
    for who, wanted in (
        (HANA, ["We meet on Thursdays."]),
        (LEWIS, ["We meet on Thursdays."]),
        (DORA, ["We meet on Thursdays."]),
        (PRIYA, ["We meet on Thursdays.", SECRET]),
        (DEV, ["We meet on Thursdays.", SECRET]),
        (TOM, []),
        (NIA, []),
    ):
        page = await review(here.bot, who.id, request=ReviewRequest())
        assert [entry.line.reflection.text for entry in page.entries] == wanted


async def test_a_senco_who_searches_one_school_finds_what_was_confided_there() -> None:
    here = await confided()
    for school, wanted in ((cast.OAKFIELD, [SECRET]), (cast.MILLBROOK, [])):
        page = await review(here.bot, PRIYA.id, request=ReviewRequest(school=school.id))
        assert [entry.line.reflection.text for entry in page.entries] == wanted


async def test_the_trust_and_the_governor_may_not_read_even_what_is_not_private() -> None:
    here = await confided()
    for who in (GRACE, GORDON):
        with pytest.raises(NotAllowed):
            await review(here.bot, who.id, request=ReviewRequest())


async def test_it_is_never_shown_in_the_channel() -> None:
    here = await confided()
    await here.tick_at(DUE + timedelta(minutes=1))
    assert here.chat.shown == []
    kept = here.reflections()[0]
    await take_back(here.bot, cast.person(DEV), reflection=kept.id)
    await here.tick_at(DUE + timedelta(minutes=2))
    assert [call for call in here.chat.calls if call.startswith("show")] == []


async def test_the_senco_cannot_take_it_for_their_own() -> None:
    here = await confided()
    with pytest.raises(LookupError):
        await own_answer(here.bot, cast.person(PRIYA), reflection=here.reflections()[0].id)


async def test_the_bot_counts_it_when_it_chooses_what_was_answered_least() -> None:
    programme = cast.weekly(
        private_answers=True,
        order=Order.LEAST_HEARD,
        selection=Selection(keys=("apples", "cheese", "bread")),
    )
    second = []
    for confides in (False, True):
        here = await world(programme)
        await here.tick_at(DUE)
        if confides:
            await here.answer_in_box(DEV, SECRET, private=True)
        await here.tick_at(DUE + timedelta(weeks=1))
        second.append([row.prompt for row in here.rows()])
    assert second == [["apples", "cheese"], ["apples", "bread"]]
