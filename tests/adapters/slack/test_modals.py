"""The modals as Slack shows them: looked at, within every limit, and with nobody's words read as markup."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack import modals
from adapters.slack.limits import check
from bot.domain.message import PromptMessage
from bot.domain.reflection import LONGEST
from bot.usecases.hearing.answering import Question
from tests import cast
from tests.adapters import drawn
from tests.adapters.golden import is_golden
from tests.adapters.slack.log_entries import THREAD, entry
from tests.adapters.slack.stage import read_as_markup, words

GOLDEN = Path(__file__).parent / "golden"


def question(message: PromptMessage) -> Question:
    return Question(thread=THREAD, channel=cast.OAKFIELD_LEADERS, school=cast.OAKFIELD, message=message)


LONG_POSITIONS = replace(
    drawn.FULL, positions=("We have begun, in one or two places. " * 3, "It is everywhere.")
)
SHOWN: dict[str, dict[str, Any]] = {
    "modal_reflect": modals.reflect(question(drawn.PLAIN)),
    "modal_reflect_on_a_scale": modals.reflect(question(drawn.FULL)),
    "modal_reflect_on_a_long_scale": modals.reflect(question(LONG_POSITIONS)),
    "modal_kept": modals.kept(private=False),
    "modal_kept_private": modals.kept(private=True),
    "modal_change": modals.change(entry(boxed=True)),
    "modal_change_a_message": modals.change(entry()),
    "modal_withdraw": modals.withdraw(entry(boxed=True)),
    "modal_withdraw_a_message": modals.withdraw(entry()),
    "modal_withdrawn": modals.withdrawn(boxed=True, private=False),
    "modal_withdrawn_a_message": modals.withdrawn(boxed=False, private=False),
    "modal_why": modals.why(question(drawn.FULL)),
}


@pytest.mark.parametrize("name", SHOWN)
def test_it_looks_as_it_was_looked_at(name: str) -> None:
    check(SHOWN[name])
    assert is_golden(GOLDEN / f"{name}.json", SHOWN[name])


@settings(max_examples=60)
@given(drawn.prompts)
def test_any_prompt_fits_into_its_modals_and_none_of_it_is_markup(message: PromptMessage) -> None:
    for view in (modals.reflect(question(message)), modals.why(question(message))):
        check(view)
        assert not read_as_markup(view)


@given(drawn.anything, st.sampled_from([(False, False), (True, False), (True, True)]))
def test_any_answer_fits_into_its_modals_and_none_of_it_is_markup(text: str, kind: tuple[bool, bool]) -> None:
    said = entry(text=text[:LONGEST], boxed=kind[0], private=kind[1])
    for view in (modals.change(said), modals.withdraw(said)):
        check(view)
        assert "<!channel>" not in "".join(read_as_markup(view))


def test_every_prompt_of_the_bank_can_be_answered_and_explained_in_full() -> None:
    for message in drawn.of_the_bank():
        reflect, why = modals.reflect(question(message)), modals.why(question(message))
        check(reflect)
        check(why)
        for part in (
            message.question,
            message.follow_up,
            message.promise,
            message.safeguarding,
            *message.positions,
        ):
            assert part in words(reflect)
        for part in (message.why, message.theme, *message.sources, *message.evidence):
            assert part in words(why)
        for acronym in message.acronyms:
            assert acronym.meaning in words(why)


def test_what_is_chosen_and_what_is_written_fit_into_the_box_when_it_is_changed() -> None:
    for message in drawn.of_the_bank():
        view = modals.reflect(question(message))
        (field,) = [each for each in view["blocks"] if each.get("block_id") == "text"]
        longest = max(map(len, message.positions), default=0)
        both = entry(text="x" * longest + "\n\n" + "y" * field["element"]["max_length"], boxed=True)
        if message.positions:
            assert modals.change(both)["callback_id"] == modals.CHANGE


def test_an_answer_too_long_for_a_box_is_not_shortened_by_changing_it() -> None:
    view = modals.change(entry(text="x" * 3001, boxed=True))
    assert "submit" not in view
    assert "cannot be changed here" in words(view)


def test_a_modal_carries_ids_and_no_words() -> None:
    assert (
        SHOWN["modal_reflect"]["private_metadata"] == '{"address":"T01ASH/C01OAK","ts":"1794298500.000008"}'
    )
    assert SHOWN["modal_change"]["private_metadata"] == '{"reflection":"910000000000000002"}'
    assert SHOWN["modal_withdraw"]["private_metadata"] == '{"reflection":"910000000000000002"}'
