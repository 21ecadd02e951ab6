"""The bank's promises: what it refuses, what it finds, and what its version says."""

from pathlib import Path

import pytest

from prompts.faults import BankError, UnknownPromptError, UnknownSequenceError
from prompts.library import load_bank
from prompts.model import Citation, Prompt, PromptBank
from tests.prompts.small_bank import VISION, a_prompt, write_bank


@pytest.fixture
def bank(tmp_path: Path) -> PromptBank:
    return load_bank(write_bank(tmp_path))


def keys(prompts: tuple[Prompt, ...]) -> list[str]:
    return [prompt.key for prompt in prompts]


def test_a_bank_refuses_two_prompts_with_one_key() -> None:
    with pytest.raises(BankError, match="vision-known: this key is used twice"):
        PromptBank(prompts=(a_prompt(), a_prompt()))


@pytest.mark.parametrize(
    "question", ["", "   ", "Tell us.", "What is *this*?", "Who is <@U123>?", "Why\x07?"]
)
def test_a_bank_refuses_a_question_that_is_empty_or_holds_markup(question: str) -> None:
    with pytest.raises(BankError, match="`question`"):
        PromptBank(prompts=(a_prompt(question=question),))


def test_getting_an_unknown_prompt_offers_near_misses_and_says_where_to_look(bank: PromptBank) -> None:
    with pytest.raises(UnknownPromptError) as refused:
        bank.get("vision-knwon")
    assert 'did you mean "vision-known"' in str(refused.value)
    assert "golden-thread prompts list" in str(refused.value)


def test_getting_a_known_prompt_returns_it(bank: PromptBank) -> None:
    assert bank.get("roles-scale").theme == "roles"


def test_choosing_nothing_in_particular_chooses_the_whole_bank_in_its_order(bank: PromptBank) -> None:
    assert keys(bank.choose()) == ["roles-scale", "vision-known", "vision-step"]


def test_filters_narrow_one_another(bank: PromptBank) -> None:
    assert keys(bank.choose(themes=["vision"], audiences=["senco"])) == ["vision-step"]
    assert keys(bank.choose(themes=["roles"], audiences=["senco"])) == []
    assert keys(bank.choose(kinds=["scale", "action"])) == ["roles-scale", "vision-step"]
    assert keys(bank.choose(keys=["vision-known", "taken-out-last-year"])) == ["vision-known"]


def test_a_framework_filter_takes_an_element_or_a_whole_family(bank: PromptBank) -> None:
    assert keys(bank.choose(frameworks=["afa.vision"])) == ["vision-known", "vision-step"]
    assert keys(bank.choose(frameworks=["dfe"])) == ["roles-scale", "vision-step"]


def test_a_sequence_is_chosen_in_the_order_of_its_steps(bank: PromptBank) -> None:
    assert keys(bank.choose(sequence="first-steps")) == ["roles-scale", "vision-known"]
    assert keys(bank.choose(sequence="first-steps", themes=["vision"])) == ["vision-known"]


def test_an_unknown_sequence_is_refused(bank: PromptBank) -> None:
    with pytest.raises(UnknownSequenceError, match='did you mean "first-steps"'):
        bank.choose(sequence="first-step")


def test_a_prompt_says_which_document_and_section_it_comes_from(bank: PromptBank) -> None:
    (citation,) = bank.sources_of(bank.get("vision-known"))
    assert (citation.title, citation.section, citation.date) == (
        "A paper on leadership",
        "A shared vision",
        "2010",
    )
    assert citation.url == "https://example.org/paper"


def test_the_version_changes_with_the_content_and_with_nothing_else(tmp_path: Path) -> None:
    first = load_bank(write_bank(tmp_path / "a")).version
    again = load_bank(write_bank(tmp_path / "b", vision=VISION + "\n# a remark\n")).version
    other = load_bank(write_bank(tmp_path / "c", vision=VISION.replace("minutes = 3", "minutes = 4"))).version
    assert first == again
    assert first != other
    assert len(first) == 12


def test_a_question_on_a_scale_knows_its_scale(bank: PromptBank) -> None:
    scale = bank.scale_of(bank.get("roles-scale"))
    assert scale is not None
    assert [position.key for position in scale.positions] == ["apart", "alone", "helping", "together"]
    assert bank.scale_of(bank.get("vision-known")) is None


def test_prompts_chosen_by_key_keep_the_order_they_were_named_in(bank: PromptBank) -> None:
    assert keys(bank.choose(keys=["vision-step", "gone-since", "roles-scale"])) == [
        "vision-step",
        "roles-scale",
    ]


@pytest.mark.parametrize(
    ("written", "said"), [("2025-02-05", "5 February 2025"), ("2010", "2010"), ("2010-05", "2010-05")]
)
def test_a_full_date_is_said_in_words(written: str, said: str) -> None:
    cited = Citation(row="r", section="s", title="t", publisher="p", date=written, url=None)
    assert cited.published == said
