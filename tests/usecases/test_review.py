"""The SENCo reads back what was answered."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.people import Member
from bot.usecases.hearing.record_reply import record_reply
from bot.usecases.permission import NotAllowed
from bot.usecases.reading.asked import AskedRequest, asked
from bot.usecases.reading.review import ReviewRequest, my_reflections, review
from tests import cast
from tests.cast import DEV, GORDON, GRACE, HANA, LEWIS, NIA, PRIYA, SAM, TOM
from tests.fakes.bank import APPLES, BREAD
from tests.fakes.world import DUE, TUESDAY, World, world

WEEK = timedelta(weeks=1)


async def _two_weeks() -> World:
    """Apples on the 10th: Hana, Dev and, at Millbrook, Tom. Bread on the 17th: Hana."""
    here = await world()
    await here.tick_at(DUE)
    await here.answer(HANA, "The gate is where it starts.")
    here.clock.advance(timedelta(minutes=1))
    await here.answer(DEV, "Assembly, and the corridor.")
    await here.answer(TOM, "Our tutors.", thread=here.thread(cast.MILLBROOK_LEADERS))
    await here.tick_at(DUE + WEEK)
    await here.answer(HANA, "Bread and the gate.")
    return here


async def _texts(here: World, request: ReviewRequest) -> list[str | None]:
    page = await review(here.bot, PRIYA.id, request=request)
    return [entry.line.reflection.text for entry in page.entries]


async def test_newest_first_with_the_prompt_its_reason_and_its_source() -> None:
    here = await _two_weeks()
    page = await review(here.bot, PRIYA.id, request=ReviewRequest())
    newest = page.entries[0]
    assert newest.line.reflection.text == "Bread and the gate."
    assert newest.line.author_name == HANA.name
    assert newest.prompt is not None
    assert (newest.prompt.question, newest.prompt.why) == (BREAD.question, BREAD.why)
    assert newest.prompt.theme_name == "In the classroom"
    assert newest.prompt.sources == ("Leading on inclusion (Achievement for All, 2016), Section 2",)
    assert newest.thread == here.thread()
    assert newest.said_at == DUE + WEEK


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (ReviewRequest(school=cast.MILLBROOK.id), ["Our tutors."]),
        (ReviewRequest(channel=cast.MILLBROOK_LEADERS.id), ["Our tutors."]),
        (ReviewRequest(author=DEV.id), ["Assembly, and the corridor."]),
        (ReviewRequest(theme="practice"), ["Bread and the gate."]),
        (ReviewRequest(framework="dfe.values"), ["Bread and the gate."]),
        (ReviewRequest(framework="dfe"), ["Bread and the gate."]),
        (ReviewRequest(theme="vision", framework="dfe.values"), []),
        (ReviewRequest(theme="no such theme"), []),
        (ReviewRequest(words="GATE"), ["Bread and the gate.", "The gate is where it starts."]),
        (ReviewRequest(words='"the corridor"'), ["Assembly, and the corridor."]),
        (ReviewRequest(words="gate", theme="vision"), ["The gate is where it starts."]),
        (ReviewRequest(since=date(2026, 11, 11)), ["Bread and the gate."]),
        (ReviewRequest(until=TUESDAY, words="gate"), ["The gate is where it starts."]),
        (
            ReviewRequest(since=date(1, 1, 1), until=date(9999, 12, 31), author=DEV.id),
            ["Assembly, and the corridor."],
        ),
    ],
)
async def test_narrowed_by(request_: ReviewRequest, found: list[str]) -> None:
    assert await _texts(await _two_weeks(), request_) == found


async def test_blank_words_do_not_narrow() -> None:
    assert len(await _texts(await _two_weeks(), ReviewRequest(words="  "))) == 4


async def test_dates_are_the_schools_own_on_the_night_of_a_summer_evening() -> None:
    here = await world(at=datetime(2027, 6, 7, 22, 0, tzinfo=UTC))
    await here.tick_at(datetime(2027, 6, 8, 7, 15, tzinfo=UTC))
    here.clock.set(datetime(2027, 6, 8, 23, 30, tzinfo=UTC))  # half past midnight on the 9th in London
    await here.answer(HANA, "A late thought.")
    assert await _texts(here, ReviewRequest(until=date(2027, 6, 8))) == []
    assert await _texts(here, ReviewRequest(since=date(2027, 6, 9))) == ["A late thought."]


async def test_pages_meet_without_gap_or_overlap() -> None:
    here = await _two_weeks()
    seen: list[str | None] = []
    before = None
    while True:
        page = await review(here.bot, PRIYA.id, request=ReviewRequest(before=before, limit=1))
        seen += [entry.line.reflection.text for entry in page.entries]
        before = page.next
        if before is None:
            break
    assert seen == await _texts(here, ReviewRequest())
    assert len(seen) == 4


@pytest.mark.parametrize("limit", [-1, 0, 10**9])
async def test_an_odd_page_size_is_brought_into_bounds(limit: int) -> None:
    here = await _two_weeks()
    page = await review(here.bot, PRIYA.id, request=ReviewRequest(limit=limit))
    assert 1 <= len(page.entries) <= 4


async def test_a_prompt_that_left_the_bank_still_has_its_answers() -> None:
    here = await _two_weeks()
    smaller = replace(here.bot.bank, prompts=here.bot.bank.prompts[2:])
    page = await review(replace(here.bot, bank=smaller), PRIYA.id, request=ReviewRequest())
    assert [entry.prompt for entry in page.entries] == [None] * 4
    assert page.entries[0].line.reflection.prompt == BREAD.key


async def test_withdrawn_answers_are_not_shown() -> None:
    here = await _two_weeks()
    said = here.said(HANA, "Oh.", thread=here.thread(), id_="oops")
    await here.answer(HANA, "Oh.", id_="oops")
    await record_reply(here.bot, here.withdrawn(said))
    assert "Oh." not in await _texts(here, ReviewRequest())
    assert len(await _texts(here, ReviewRequest())) == 4


async def test_the_choices_are_those_of_the_readers_schools() -> None:
    here = await _two_weeks()
    choices = (await review(here.bot, TOM.id, request=ReviewRequest())).choices
    assert [school.id for school in choices.schools] == [cast.MILLBROOK.id]
    assert [channel.id for channel in choices.channels] == [cast.MILLBROOK_LEADERS.id]
    assert dict(choices.authors) == {TOM.id: TOM.name}
    narrowed = await review(here.bot, PRIYA.id, request=ReviewRequest(school=cast.MILLBROOK.id))
    assert [school.id for school in narrowed.choices.schools] == [cast.OAKFIELD.id, cast.MILLBROOK.id]


async def test_a_person_of_another_school_cannot_be_filtered_for() -> None:
    here = await _two_weeks()
    page = await review(here.bot, SAM.id, request=ReviewRequest(author=HANA.id))
    assert page.entries == ()


async def test_a_channel_of_another_school_is_refused() -> None:
    here = await _two_weeks()
    with pytest.raises(NotAllowed):
        await review(here.bot, NIA.id, request=ReviewRequest(channel=cast.OAKFIELD_LEADERS.id))


async def test_ones_own_reflections_come_with_their_prompts() -> None:
    here = await _two_weeks()
    page = await my_reflections(here.bot, HANA.id, limit=1)
    assert [entry.prompt.key for entry in page.entries if entry.prompt] == [BREAD.key]
    rest = await my_reflections(here.bot, HANA.id, before=page.next)
    assert [entry.prompt.key for entry in rest.entries if entry.prompt] == [APPLES.key]


async def test_a_governor_sees_what_was_asked_and_which_evidence_to_look_for_but_no_words_or_names() -> None:
    here = await _two_weeks()
    page = await asked(here.bot, GORDON.id, request=AskedRequest())
    assert [(entry.prompt.key, entry.prompt.evidence) for entry in page.entries if entry.prompt] == [
        (BREAD.key, ("a note on bread",)),
        (APPLES.key, ("a note on apples",)),
    ]
    assert {entry.school_name for entry in page.entries} == {cast.OAKFIELD.name}
    shown = repr(page)
    for word in ("gate", "Assembly", HANA.name, DEV.name, HANA.id):
        assert word not in shown.replace(repr(page.viewer), "")


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ((), "fewer"),
        ((HANA,), "fewer"),
        ((HANA, HANA, HANA), "fewer"),
        ((HANA, DEV, HANA, DEV), "fewer"),
        ((HANA, DEV, LEWIS), "3"),
        ((HANA, DEV, LEWIS, PRIYA, PRIYA), "4"),
    ],
    ids=lambda given: "-".join(member.id for member in given) if isinstance(given, tuple) else given,
)
async def test_a_small_number_of_people_is_not_counted_out(by: tuple[Member, ...], told: str) -> None:
    here = await world()
    await here.tick_at(DUE)
    for number, member in enumerate(by):
        await here.answer(member, "Something.", id_=f"m{number}")
    page = await asked(here.bot, GRACE.id, request=AskedRequest(school=cast.OAKFIELD.id))
    (entry,) = page.entries
    assert (
        entry.answered
        == {
            "fewer": "fewer than three people have answered",
            "3": "3 people have answered",
            "4": "4 people have answered",
        }[told]
    )
