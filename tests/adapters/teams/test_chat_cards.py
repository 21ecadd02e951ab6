"""What the bot answers in its chat: what it may do is a button, and none of it is read as Markdown."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams import chat_cards
from adapters.teams.links import thread_link
from adapters.teams.render import AS_A_MESSAGE, TOO_LONG
from bot.asking.words import Verb, read_words
from bot.domain.owed import Reason, Why
from bot.domain.people import SchoolId
from bot.domain.programme import ProgrammeId, SchoolMay
from bot.domain.reflection import LONGEST
from bot.usecases.reading.home import Coming
from bot.usecases.reading.review import ReviewEntry
from bot.usecases.spoken.outcomes import (
    Dates,
    Done,
    Found,
    Helps,
    Mine,
    Newest,
    Outcome,
    Place,
    ThisWeek,
    Which,
)
from tests import cast
from tests.adapters import drawn
from tests.adapters.teams.shown import ASKED, COMING, EVERY, PAUSED, PLACE, THREAD, entry, on
from tests.adapters.teams.walked import buttons, is_ours, pieces, seen


def card(outcome: Outcome, **how: Any) -> dict[str, Any]:
    return chat_cards.card(outcome, **how).card


def links(shown: dict[str, Any]) -> list[str]:
    return [piece["url"] for piece in pieces(shown) if piece.get("type") == "Action.OpenUrl"]


def words(shown: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
    """What its buttons do, and where."""
    return [(each["data"]["word"], each["data"]) for each in buttons(shown, "do")]


# Help.

EVERYTHING = Helps(puzzled=None, leads=True, reads=True, asked=True, connects=True)


def test_every_word_of_the_help_is_understood() -> None:
    shown = card(EVERYTHING)
    taught = [
        piece["inlines"][0]["text"].removeprefix("• ")
        for piece in pieces(shown)
        if len(piece.get("inlines", ())) == 2
    ]
    said = [each["data"]["word"] for each in buttons(shown, "say")]
    assert len(taught) == 17
    assert len(said) == 4
    meant = {read_words(each).verb for each in (*taught, *said)}
    assert meant == set(Verb) - {Verb.HELP}


def test_help_tells_nobody_of_what_is_not_theirs() -> None:
    shown = seen(card(Helps(puzzled=None, leads=False, reads=False)))
    assert "pause" not in shown
    assert "search" not in shown
    assert "this week" not in shown.lower()
    assert "connect" not in shown
    assert "search" in seen(card(Helps(puzzled=None, leads=False, reads=True)))
    assert "pause" in seen(card(Helps(puzzled=None, leads=True, reads=False)))


def test_what_was_not_understood_is_said_back_as_it_was_typed() -> None:
    assert "“dance **now** <at>x</at>”" in seen(EVERY["chat_help_of_a_lead_puzzled"].card)


def test_a_stranger_is_told_what_to_give_to_whom_and_gets_no_buttons() -> None:
    shown = chat_cards.welcome("Nell", helps=None, told="Ask Grace.\nGive her this: 7.").card
    assert "Ask Grace.\nGive her this: 7." in seen(shown)
    assert not buttons(shown)


# Answers.


def test_ones_own_answer_is_changed_only_if_it_was_given_in_a_box() -> None:
    shown = card(Mine(entries=(entry(1, boxed=True), entry(2))))
    first, second = (str(entry(number).line.reflection.id) for number in (1, 2))
    assert [each["data"] for each in buttons(shown, "change")] == [{"reflection": first}]
    assert [each["data"] for each in buttons(shown, "withdraw")] == [
        {"reflection": first},
        {"reflection": second},
    ]


def test_a_private_answer_says_so_and_has_no_link_to_a_thread_that_does_not_show_it() -> None:
    for outcome in (Mine(entries=(entry(private=True),)), Newest(entries=(entry(private=True),))):
        assert not links(card(outcome))
        assert "private" in seen(card(outcome))
    assert links(card(Found(words="x", entries=(entry(),)))) == [thread_link(THREAD)]


def test_others_answers_name_their_author_and_have_no_buttons_but_the_search() -> None:
    shown = card(Found(words="share", entries=(entry(1), entry(2))))
    assert "Hana Haddad: " in seen(shown)
    assert [each["verb"] for each in buttons(shown)] == ["search"]
    (box,) = [piece for piece in pieces(shown) if piece.get("type") == "Input.Text"]
    assert (box["id"], box["value"]) == ("words", "share")


def test_a_search_without_words_is_only_the_box() -> None:
    assert "Nothing that you may read" not in seen(card(Found(words="", entries=())))
    assert "“unheard”" in seen(EVERY["chat_found_nothing"].card)


def test_it_says_whether_this_weeks_question_has_been_answered() -> None:
    assert "You have answered." in seen(card(ThisWeek(asked=(ASKED,)), answered={THREAD}))
    shown = card(ThisWeek(asked=(ASKED,)), answered={replace(THREAD, id="1794298599999")})
    assert "You have answered." not in seen(shown)
    assert links(shown) == [thread_link(THREAD)]


def test_what_there_is_no_room_for_is_counted_and_found_in_the_log() -> None:
    many = Mine(entries=tuple(entry(number, boxed=True, text="é" * 300) for number in range(30)))
    shown = card(many, log="https://golden.example/log")
    listed = len(buttons(shown, "change"))
    assert 3 < listed < 20
    assert f"And {30 - listed} more: open the reflection log." in seen(shown)
    assert links(shown)[-1] == "https://golden.example/log"
    assert f"And {30 - listed} more" in seen(card(many))


# Changing one's own answer.


def test_an_answer_is_changed_in_a_box_that_holds_all_of_it() -> None:
    shown = chat_cards.change(entry(boxed=True, text="We met.\nThey came."), notice="That was empty.").card
    (box,) = [piece for piece in pieces(shown) if piece.get("type") == "Input.Text"]
    assert (box["id"], box["value"], box["isRequired"]) == ("answer", "We met.\nThey came.", True)
    assert [each["verb"] for each in buttons(shown)] == ["save", "say", "withdraw"]
    assert [each.get("associatedInputs") for each in buttons(shown)] == [None, "none", "none"]
    assert "That was empty." in seen(shown)


@pytest.mark.parametrize(
    ("said", "why"),
    [(entry(text="We met."), AS_A_MESSAGE), (entry(boxed=True, text="a" * LONGEST), TOO_LONG)],
)
def test_what_cannot_be_changed_here_says_why_and_can_be_withdrawn(said: ReviewEntry, why: str) -> None:
    shown = chat_cards.change(said).card
    assert why in seen(shown)
    assert [each["verb"] for each in buttons(shown)] == ["say", "withdraw"]


# Dates.


def test_each_date_is_skipped_or_brought_back_at_its_own_place() -> None:
    done = words(card(Dates(coming=(COMING,))))
    here = {"programme": "weekly", "school": "oakfield"}
    assert done == [
        ("ask-now", {"word": "ask-now", **here}),
        ("skip", {"word": "skip", **here, "on": "2026-11-24"}),
        ("skip", {"word": "skip", **here, "on": "2026-12-01"}),
        ("keep-date", {"word": "keep-date", **here, "on": "2026-12-08"}),
        ("pause", {"word": "pause", **here}),
    ]


@pytest.mark.parametrize(
    ("may", "verbs"),
    [
        (frozenset(), set()),
        ({SchoolMay.SKIP}, {"skip", "keep-date"}),
        ({SchoolMay.PAUSE}, {"pause", "resume"}),
        ({SchoolMay.ASK_NOW}, {"ask-now"}),
    ],
)
def test_only_what_the_trust_leaves_to_them_is_offered(may: frozenset[SchoolMay], verbs: set[str]) -> None:
    both = tuple(replace(each, may=frozenset(may)) for each in (COMING, PAUSED))
    assert {word for word, _ in words(card(Dates(coming=both)))} == verbs


def test_the_day_a_pause_ends_goes_with_no_button_but_those_that_pause() -> None:
    shown = card(Dates(coming=(COMING, PAUSED)))
    (day,) = [piece for piece in pieces(shown) if piece.get("type") == "Input.Date"]
    assert (day["id"], day["label"]) == ("until", "Pause until")
    sends = {each["data"]["word"] for each in buttons(shown, "do") if "associatedInputs" not in each}
    assert sends == {"pause"}
    pausing = [each for each in buttons(shown, "do") if each["data"]["word"] == "pause"]
    assert [(each["title"], each["tooltip"]) for each in pausing] == [
        ("Pause", "Pause A question for Tuesday, Oakfield Primary School until that day"),
        ("Pause", "Pause A question for Tuesday, Millbrook Junior School until that day"),
    ]


def test_a_pause_of_the_trusts_cannot_be_ended_here() -> None:
    shown = card(Dates(coming=(replace(PAUSED, paused_here=False),)))
    assert "nothing comes before Monday 30 November 2026" in seen(shown)
    assert "resume" not in [word for word, _ in words(shown)]


def test_the_dates_of_a_pause_are_said_once_and_not_one_by_one() -> None:
    assert "Tuesday 24 November 2026" not in seen(card(Dates(coming=(PAUSED,))))


def test_to_ask_now_is_asked_twice() -> None:
    shown = card(Dates(coming=(COMING,)))
    (folded,) = [piece for piece in pieces(shown) if piece.get("isVisible") is False]
    assert [each["data"]["word"] for each in buttons({"body": [folded]})] == ["ask-now"]
    assert "comes to Oakfield Primary School within a minute" in seen({"body": [folded]})


def test_a_holiday_of_many_weeks_does_not_hide_the_date_after_it() -> None:
    holiday = Reason(Why.CLOSED_DAY, "Summer holiday")
    tuesdays = [date(2027, 7, 27) + timedelta(weeks=week) for week in range(8)]
    dates = (*(on(day, left_out=holiday) for day in tuesdays[:-1]), on(tuesdays[-1]))
    listed = seen(card(Dates(coming=(replace(COMING, dates=dates),))))
    assert "Tuesday 14 September 2027" in listed
    assert listed.count("Summer holiday") == 5


# Which one.


def test_each_choice_is_a_button_that_does_it_there() -> None:
    outcome = Which(verb=Verb.SKIP, choices=(("Weekly, Oakfield", PLACE), ("", replace(PLACE, on=None))))
    assert [(each.get("tooltip"), each["data"]) for each in buttons(card(outcome), "do")] == [
        (
            "Choose Weekly, Oakfield",
            {"word": "skip", "programme": "weekly", "school": "oakfield", "on": "2026-12-01"},
        ),
        (None, {"word": "skip", "programme": "weekly", "school": "oakfield"}),
    ]
    assert "Weekly, Oakfield" in seen(card(outcome))


# Whatever stands in them.

ENTRIES = st.lists(
    st.builds(
        lambda number, text, boxed, name: replace(
            entry(number, text=text, boxed=boxed),
            line=replace(entry(number, text=text, boxed=boxed).line, author_name=name, school_name=name),
        ),
        st.integers(0, 99),
        drawn.anything,
        st.booleans(),
        drawn.anything,
    ),
    max_size=10,
    unique_by=lambda each: each.line.reflection.id,
).map(tuple)
COMINGS = st.lists(
    st.builds(
        lambda name, why, number: replace(
            COMING,
            programme=replace(cast.WEEKLY, id=ProgrammeId(f"p{number}"), name=name),
            school=replace(cast.OAKFIELD, name=name),
            dates=tuple(
                replace(each, left_out=why if each.left_out else None, moved=why) for each in COMING.dates * 3
            ),
        ),
        drawn.anything,
        drawn.anything,
        st.integers(0, 99),
    ),
    max_size=20,
    unique_by=lambda each: each.programme.id,
).map(tuple)


def _asked(question: str, name: str) -> ThisWeek:
    each = replace(ASKED, channel_name=name, prompt=replace(ASKED.prompt, question=question))
    return ThisWeek(asked=(each,) * 12)


def _which(name: str, times: int) -> Which:
    place = Place(programme=ProgrammeId("p" * 36), school=SchoolId("s" * 36))
    return Which(verb=Verb.ASK_NOW, choices=((name, place),) * times)


OUTCOMES: st.SearchStrategy[Outcome] = st.one_of(
    st.builds(Helps, puzzled=st.none() | drawn.anything, leads=st.booleans(), reads=st.booleans()),
    st.builds(Mine, entries=ENTRIES),
    st.builds(Newest, entries=ENTRIES),
    st.builds(Found, words=drawn.anything, entries=ENTRIES),
    st.builds(Dates, coming=COMINGS),
    st.builds(Done, words=drawn.anything),
    st.builds(_asked, drawn.anything, drawn.anything),
    st.builds(_which, drawn.anything, st.integers(0, 60)),
)


@settings(deadline=None)
@given(outcome=OUTCOMES, notice=st.just("") | drawn.anything)
def test_any_answer_of_the_bot_is_a_card_that_teams_takes_and_none_of_it_is_markdown(
    outcome: Outcome, notice: str
) -> None:
    is_ours(card(outcome, notice=notice))


@settings(deadline=None)
@given(text=drawn.anything, boxed=st.booleans(), name=drawn.anything, notice=drawn.anything)
def test_any_words_fit_into_the_box_and_the_welcome(text: str, boxed: bool, name: str, notice: str) -> None:  # noqa: FBT001 - what Hypothesis draws
    is_ours(chat_cards.change(entry(text=text, boxed=boxed), notice=notice).card)
    is_ours(chat_cards.welcome(name, helps=EVERYTHING if boxed else None, told=notice).card)
    is_ours(chat_cards.said(text).card)


def test_a_card_of_the_longest_names_in_emoji_still_fits() -> None:
    long = "😀" * 1_000
    coming: Coming = replace(
        COMING,
        programme=replace(cast.WEEKLY, name=long),
        school=replace(cast.OAKFIELD, name=long),
        dates=tuple(replace(each, moved=long, left_out=each.left_out and long) for each in COMING.dates),
    )
    many = tuple(entry(number, text=long, boxed=True) for number in range(12))
    for outcome in (Dates(coming=(coming,) * 8), Mine(entries=many), Found(words=long, entries=many)):
        is_ours(card(outcome, notice=long))
