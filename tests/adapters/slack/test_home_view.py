"""The app's Home as Slack shows it: looked at, within every limit, and with nobody's words read as markup."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack import entries_view
from adapters.slack.home_view import home_view, stranger_view
from adapters.slack.limits import check
from adapters.slack.replies_view import reply
from bot import wording
from bot.asking.words import Verb
from bot.domain.channel import MessageRef
from bot.domain.owed import Reason, Why
from bot.domain.programme import ProgrammeId, SchoolMay
from bot.usecases.composing import PromptShown, show
from bot.usecases.reading.home import Asked, Coming, Home
from bot.usecases.reading.preview import PreviewDate
from bot.usecases.spoken.outcomes import (
    Dates,
    Done,
    Found,
    Helps,
    Mine,
    Newest,
    Outcome,
    Place,
    SignInLink,
    ThisWeek,
    Which,
)
from bot.wording.sign_in import link_offered
from tests import cast
from tests.adapters import drawn
from tests.adapters.golden import is_golden
from tests.adapters.slack.log_entries import THREAD, entry
from tests.adapters.slack.stage import buttons, read_as_markup, words
from tests.fakes.bank import BANK

GOLDEN = Path(__file__).parent / "golden"


def shown(key: str) -> PromptShown:
    found = show(BANK, key)
    assert found is not None
    return found


def on(day: date, *, left_out: Reason | None = None, prompt: str | None = "bread") -> PreviewDate:
    return PreviewDate(
        occurrence=day,
        due_at=datetime.combine(day, time(8, 15), tzinfo=UTC),
        left_out=wording.skipped(left_out) if left_out else None,
        moved=None,
        prompt=None if left_out or prompt is None else shown(prompt),
    )


SKIPPED = date(2026, 12, 8)
COMING = Coming(
    programme=cast.WEEKLY,
    school=cast.OAKFIELD,
    dates=(
        on(date(2026, 11, 24)),
        on(date(2026, 12, 1), prompt="cheese"),
        on(SKIPPED, left_out=Reason(Why.DATE_SKIPPED)),
        on(date(2026, 12, 22), left_out=Reason(Why.CLOSED_DAY, "Christmas holiday")),
    ),
    paused_until=None,
    paused_here=False,
    skipped=frozenset({SKIPPED}),
    may=frozenset(SchoolMay),
)
PAUSED = replace(
    COMING,
    dates=(
        on(date(2026, 11, 24), left_out=Reason(Why.PAUSED, date(2026, 11, 30))),
        on(date(2026, 12, 1)),
    ),
    paused_until=date(2026, 11, 30),
    paused_here=True,
    skipped=frozenset(),
)
ASKED = Asked(
    school=cast.OAKFIELD,
    channel_name="slt",
    prompt=shown("apples"),
    posted_at=datetime(2026, 11, 17, 8, 15, tzinfo=UTC),
    thread=THREAD,
)
EMPTY = Home(
    viewer=cast.GORDON, asked=(), mine=(), newest=None, words=None, found=None, coming=None, closed=()
)
LEADER = replace(EMPTY, viewer=cast.HANA, asked=(ASKED,), mine=(entry(1, boxed=True), entry(2, private=True)))
SENCO = replace(EMPTY, viewer=cast.PRIYA, asked=(ASKED,), newest=(entry(1), entry(2, private=True)))
LEAD = replace(
    EMPTY,
    viewer=cast.LEWIS,
    asked=(ASKED,),
    coming=(COMING, replace(PAUSED, school=cast.MILLBROOK)),
    closed=(replace(cast.OAKFIELD_LEADERS, closed_because="It is archived in Slack. Bring it back there."),),
)
PLACE = Place(programme=cast.WEEKLY.id, school=cast.OAKFIELD.id, on=date(2026, 12, 1))
HELPS = Helps(puzzled=None, leads=False, reads=False)
OUTCOMES: dict[str, Outcome] = {
    "command_help": replace(HELPS, leads=True, reads=True, asked=True, connects=True),
    "command_help_of_a_governor": HELPS,
    "command_sign_in": SignInLink(
        words=link_offered(), address="https://thread.example/sign-in/link/not-a-secret"
    ),
    "command_puzzled": replace(HELPS, puzzled="dance <!here>", reads=True, asked=True),
    "command_this_week": ThisWeek(asked=(ASKED,)),
    "command_this_week_nothing": ThisWeek(asked=()),
    "command_mine": Mine(entries=LEADER.mine),
    "command_mine_nothing": Mine(entries=()),
    "command_newest": Newest(entries=SENCO.newest or ()),
    "command_newest_nothing": Newest(entries=()),
    "command_next": Dates(coming=(COMING, PAUSED)),
    "command_next_nothing": Dates(coming=()),
    "command_search": Found(words="share", entries=(entry(1), entry(2))),
    "command_search_nothing": Found(words="unheard", entries=()),
    "command_search_without_words": Found(words="", entries=()),
    "command_which": Which(
        verb=Verb.PAUSE, choices=(("Weekly, Oakfield", PLACE), ("Weekly, Millbrook", PLACE))
    ),
    "command_done": Done(words=wording.date_skipped(SKIPPED)),
}
REPLIES = {name: reply(outcome, command="/goldenthread") for name, outcome in OUTCOMES.items()}
SHOWN: dict[str, dict[str, Any]] = {
    "home_of_a_leader": home_view(LEADER),
    "home_of_a_senco": home_view(SENCO),
    "home_of_a_school_lead": home_view(LEAD, notice="Tuesday 8 December 2026 is skipped."),
    "home_of_a_governor": home_view(EMPTY),
    "home_of_a_stranger": stranger_view(wording.not_known(platform="slack", person="T01ASH/U01NEW")),
    "search": entries_view.search(),
    "search_found": entries_view.search(looked_for="share", entries=(entry(1),)),
    "search_found_nothing": entries_view.search(looked_for="unheard", entries=()),
    **{name: {"text": told.text, "blocks": list(told.blocks)} for name, told in REPLIES.items()},
}


@pytest.mark.parametrize("name", SHOWN)
def test_it_looks_as_it_was_looked_at(name: str) -> None:
    assert is_golden(GOLDEN / f"{name}.json", SHOWN[name])


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_is_within_a_messages_limits_and_has_a_text(name: str) -> None:
    check(REPLIES[name].blocks, text=REPLIES[name].text)
    assert REPLIES[name].text


ENTRIES = st.lists(
    st.builds(lambda number, text: entry(number, text=text), st.integers(0, 99), drawn.anything),
    max_size=5,
    unique_by=lambda each: each.line.reflection.id,
).map(tuple)
COMINGS = st.lists(
    st.builds(
        lambda name, why, programme: replace(
            COMING,
            programme=replace(cast.WEEKLY, id=ProgrammeId(programme), name=name),
            dates=tuple(replace(each, left_out=why if each.left_out else None) for each in COMING.dates * 3),
        ),
        drawn.anything,
        drawn.anything,
        st.text(min_size=1, max_size=300),
    ),
    max_size=20,
    unique_by=lambda each: each.programme.id,
).map(tuple)
HOMES = st.builds(
    lambda asked, mine, newest, coming, closed: replace(
        EMPTY, asked=asked, mine=mine, newest=newest, coming=coming, closed=closed
    ),
    st.lists(
        st.builds(
            lambda question, theme, ts: replace(
                ASKED,
                prompt=replace(ASKED.prompt, question=question, theme_name=theme),
                thread=MessageRef(platform="slack", address="T1/C1", id=ts),
            ),
            drawn.anything,
            drawn.words,
            st.text(alphabet="0123456789.", min_size=1, max_size=20),
        ),
        max_size=10,
    ).map(tuple),
    ENTRIES,
    ENTRIES,
    COMINGS,
    st.lists(
        st.builds(
            lambda name, why: replace(cast.OAKFIELD_LEADERS, name=name, closed_because=why),
            drawn.anything,
            drawn.anything,
        ),
        max_size=12,
    ).map(tuple),
)


@settings(max_examples=25)
@given(HOMES, st.none() | drawn.anything)
def test_any_home_is_within_slacks_limits_and_none_of_it_is_markup(home: Home, notice: str | None) -> None:
    view = home_view(home, notice=notice)
    check(view)
    assert not [text for text in read_as_markup(view) if "<!" in text or "<@" in text]


@settings(max_examples=25)
@given(COMINGS, ENTRIES, drawn.anything)
def test_any_reply_is_within_slacks_limits_and_none_of_it_is_markup(
    coming: tuple[Coming, ...], entries: tuple[Any, ...], typed: str
) -> None:
    outcomes: tuple[Outcome, ...] = (
        Dates(coming=coming),
        Found(words=typed, entries=entries),
        Newest(entries=entries),
        Mine(entries=entries),
        Helps(puzzled=typed, leads=True, reads=True),
        Which(
            verb=Verb.SKIP,
            choices=tuple((f"{each.programme.name}{each.school.name}", PLACE) for each in coming),
        ),
        Done(words=typed),
    )
    for outcome in outcomes:
        told = reply(outcome, command="/goldenthread")
        check(told.blocks, text=told.text)
        texts = [told.text, *read_as_markup(list(told.blocks))]
        assert not [text for text in texts if "<!" in text or "<@" in text]


def test_what_there_is_no_room_for_is_counted() -> None:
    many = tuple(replace(COMING, programme=replace(cast.WEEKLY, id=ProgrammeId(f"p{n}"))) for n in range(40))
    drawn_of = len(buttons(home_view(replace(LEAD, coming=many)), "ask_now"))
    assert 5 < drawn_of < 40
    assert f"And {40 - drawn_of} more" in words(home_view(replace(LEAD, coming=many)))


def test_a_holiday_of_many_weeks_does_not_hide_the_date_after_it() -> None:
    holiday = Reason(Why.CLOSED_DAY, "Summer holiday")
    tuesdays = [date(2027, 7, 27) + timedelta(weeks=week) for week in range(8)]
    dates = (*(on(day, left_out=holiday) for day in tuesdays[:-1]), on(tuesdays[-1]))
    listed = words(home_view(replace(LEAD, coming=(replace(COMING, dates=dates),))))
    assert "Tuesday 14 September 2027" in listed
    assert listed.count("Summer holiday") == 5


def test_the_dates_of_a_pause_are_said_once_and_not_one_by_one() -> None:
    seen = words(home_view(replace(LEAD, coming=(PAUSED,))))
    assert "nothing comes before Monday 30 November 2026" in seen
    assert "Tuesday 24 November 2026" not in seen


def test_an_answer_may_stand_in_home_twice() -> None:
    check(home_view(replace(LEADER, newest=LEADER.mine, coming=(COMING,))))


def test_a_private_answer_has_no_link_to_a_thread_that_does_not_show_it() -> None:
    assert "app_redirect" not in str(entries_view.found([entry(private=True)]))
    assert "app_redirect" in str(entries_view.found([entry()]))


def test_what_stands_on_another_platform_is_shown_without_ways_that_lead_nowhere() -> None:
    elsewhere = MessageRef(platform="teams", address="t1/19:a@thread.tacv2", id="1700000000000")
    asked = home_view(replace(LEADER, asked=(replace(ASKED, thread=elsewhere),), mine=()))
    assert ASKED.prompt.question in words(asked)
    assert not buttons(asked, "reflect")
    assert not buttons(asked, "open_thread")
    answers = {"blocks": entries_view.found([replace(entry(1), thread=elsewhere)])}
    assert "Open the thread" not in words(answers)
    assert "Open the thread" in words({"blocks": entries_view.found([entry(1)])})
