"""What the bot says reads like a person wrote it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot import wording
from bot.domain.delivery import FINAL, State
from bot.domain.owed import Reason, Why


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(0), "0 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=59), "59 seconds"),
        (timedelta(seconds=60), "1 minute"),
        (timedelta(seconds=90), "90 seconds"),
        (timedelta(minutes=2), "2 minutes"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=26), "26 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=7), "7 days"),
    ],
)
def test_lengths_of_time(length: timedelta, said: str) -> None:
    assert wording.span(length) == said


@pytest.mark.parametrize(
    ("months", "said"),
    [(1, "1 month"), (6, "6 months"), (12, "1 year"), (18, "18 months"), (36, "3 years")],
)
def test_how_long_things_are_kept(months: int, said: str) -> None:
    assert wording.keep_length(months) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [([], "nothing"), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists(words: list[str], said: str) -> None:
    assert wording.listed(words) == said


def test_a_day_is_written_out_without_a_leading_nought() -> None:
    assert wording.day(date(2026, 11, 3)) == "Tuesday 3 November 2026"


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_is_a_sentence_of_its_own(why: Why) -> None:
    about = date(2026, 11, 3) if why in {Why.PAUSED, Why.NOT_STARTED, Why.ENDED} else "It is archived."
    if why in {Why.TOO_LATE, Why.ANOTHER_CAME}:
        said = wording.missed(
            Reason(why), due_at=datetime(2026, 7, 7, 7, 15, tzinfo=UTC), zone="Europe/London"
        )
    else:
        said = wording.skipped(Reason(why, about))
    assert said[0].isupper()
    assert said.endswith(".")
    assert "None" not in said
    assert said != wording.skipped(Reason(Why.TOO_LATE))


def test_what_was_missed_names_the_schools_own_time() -> None:
    due = datetime(2026, 7, 7, 7, 15, tzinfo=UTC)
    said = wording.missed(Reason(Why.TOO_LATE), due_at=due, zone="Europe/London")
    assert "Tuesday 7 July 2026 at 08:15" in said


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_word_and_all_but_posted_say_what_to_do(state: State) -> None:
    assert wording.status(state, late=False)
    assert (wording.remedy(state) is None) == (state is State.POSTED)
    assert {State.POSTED} <= FINAL


def test_the_promise_fits_a_card() -> None:
    promise = wording.reader_promise(school="Oakfield Primary School", keep_months=36)
    assert len(promise) < 350
    assert "never who said what" in promise
