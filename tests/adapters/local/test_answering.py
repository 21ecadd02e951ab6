"""What somebody typed into the answer box."""

import pytest

from adapters.local.answering import LIMIT, draft

POSITIONS = ("Bolted on", "Whole-school")


def test_words_are_sent_tidied_and_kept_as_typed() -> None:
    written = draft({"text": "  one\r\ntwo\x00  "})
    assert (written.text, written.typed, written.fault) == ("one\ntwo", "  one\r\ntwo\x00  ", None)


@pytest.mark.parametrize(
    "typed", ["", "   ", "\r\n\t", "\x00\x07", "\u200b\u2060", "\u2800", "\u3164 \u115f\u1160", "\uffa0"]
)
def test_an_answer_without_words_is_asked_for_again(typed: str) -> None:
    assert draft({"text": typed}).fault == "Write an answer before you send it."


def test_blanks_stay_inside_other_text() -> None:
    written = draft({"text": "\u2801\u2800\u2803"})
    assert (written.text, written.fault) == ("\u2801\u2800\u2803", None)


def test_the_limit_is_counted_as_it_will_be_kept() -> None:
    assert draft({"text": "a\r\n" * (LIMIT // 2) + "  "}).fault is None


def test_an_answer_over_the_limit_is_told_by_how_much_and_stays_typed() -> None:
    written = draft({"text": "é" * (LIMIT + 432)})
    assert written.fault is not None
    assert "10,432" in written.fault
    assert "shorten it by 432" in written.fault
    assert len(written.typed) == LIMIT + 432


def test_on_a_scale_a_sentence_is_enough_and_words_come_after_it() -> None:
    assert draft({"position": "1"}, positions=POSITIONS).text == "Whole-school"
    assert draft({"position": "0", "text": "So far."}, positions=POSITIONS).text == "Bolted on\n\nSo far."


@pytest.mark.parametrize("position", ["2", "-1", "x", "²", "01", "9" * 5_000], ids=len)
def test_a_position_that_is_not_on_the_scale_is_none(position: str) -> None:
    assert (
        draft({"position": position}, positions=POSITIONS).fault == "Choose a sentence, or write an answer."
    )
