"""The bank that is shipped keeps the promises made about it."""

import re
from collections import Counter
from functools import cache
from itertools import groupby

import pytest

from prompts.coverage import coverage
from prompts.library import load_bank
from prompts.model import Prompt, PromptBank
from prompts.references import Audience, Kind, Season

DFE_ELEMENTS = {"dfe.values", "dfe.teaching", "dfe.resources", "dfe.roles", "dfe.services"}
NAMED_SEQUENCES = {
    "partnership-models",
    "whole-school-scale",
    "after-training",
    "induction-essentials",
    "governors-assurances",
}
YES_OR_NO = re.compile(r"(?:is|are|do|does|have|has|can|did|will|would|could|should)\b", re.IGNORECASE)


@cache
def shipped() -> PromptBank:
    return load_bank()


@pytest.fixture
def bank() -> PromptBank:
    return shipped()


def keys(prompts: list[Prompt]) -> list[str]:
    return [prompt.key for prompt in prompts]


def test_it_holds_between_150_and_250_prompts(bank: PromptBank) -> None:
    assert 150 <= len(bank.prompts) <= 250


def test_every_row_of_the_sources_is_drawn_on(bank: PromptBank) -> None:
    assert len(bank.rows) == 125
    assert [row.row.id for row in coverage(bank) if row.bare] == []


def test_every_framework_element_is_asked_about(bank: PromptBank) -> None:
    asked = {element for prompt in bank.prompts for element in prompt.frameworks}
    assert {framework.key for framework in bank.frameworks} - asked == set()


def test_every_audience_kind_and_season_is_served(bank: PromptBank) -> None:
    assert {audience for prompt in bank.prompts for audience in prompt.audience} == set(Audience)
    assert {prompt.kind for prompt in bank.prompts} == set(Kind)
    assert {season for prompt in bank.prompts for season in prompt.seasons} == set(Season)


def test_most_questions_are_short(bank: PromptBank) -> None:
    short = [prompt for prompt in bank.prompts if len(prompt.question) < 160]
    assert len(short) > len(bank.prompts) / 2


def test_each_prompt_asks_one_question(bank: PromptBank) -> None:
    assert keys([prompt for prompt in bank.prompts if prompt.question.count("?") != 1]) == []


def test_no_question_or_follow_up_is_asked_in_the_same_words_twice(bank: PromptBank) -> None:
    words = Counter(
        text.casefold() for prompt in bank.prompts for text in (prompt.question, prompt.follow_up)
    )
    assert [text for text, times in words.items() if times > 1] == []


def test_at_most_one_prompt_in_twenty_can_be_ended_by_yes_or_no(bank: PromptBank) -> None:
    closed = [prompt for prompt in bank.prompts if YES_OR_NO.match(prompt.question)]
    assert len(closed) <= len(bank.prompts) / 20, keys(closed)


def test_nobody_is_asked_why_they_have_not(bank: PromptBank) -> None:
    accusing = re.compile(
        r"why (?:haven|hasn|didn|don|aren|isn)[\u2019']t|why (?:have|has|did|do) (?:we|you) not",
        re.IGNORECASE,
    )
    assert (
        keys([prompt for prompt in bank.prompts if accusing.search(f"{prompt.question} {prompt.follow_up}")])
        == []
    )


def test_every_theme_ends_with_an_action(bank: PromptBank) -> None:
    last = {
        theme: list(prompts)[-1] for theme, prompts in groupby(bank.prompts, key=lambda prompt: prompt.theme)
    }
    assert len(last) == len(bank.themes)
    assert {theme for theme, prompt in last.items() if prompt.kind is not Kind.ACTION} == set()


def test_there_are_prompts_light_enough_for_pressure_weeks(bank: PromptBank) -> None:
    assert len([prompt for prompt in bank.prompts if prompt.minutes == 1]) >= 5


def test_the_named_sequences_and_scales_are_there(bank: PromptBank) -> None:
    assert {sequence.key for sequence in bank.sequences} >= NAMED_SEQUENCES
    assert {scale.key for scale in bank.scales} >= {"partnership-models", "whole-school"}
    assert len(bank.sequence("after-training").steps) == 6
    assert len(bank.sequence("governors-assurances").steps) == 16
    assert len(bank.sequence("induction-essentials").steps) >= 5


def test_the_whole_school_scale_is_asked_on_each_of_the_five_elements(bank: PromptBank) -> None:
    placed = {
        element for prompt in bank.prompts if prompt.scale == "whole-school" for element in prompt.frameworks
    }
    assert placed >= DFE_ELEMENTS


def test_every_acronym_is_spelt_out_or_stands_in_the_glossary(bank: PromptBank) -> None:
    acronym = re.compile(r"\b[A-Z][A-Za-z]*[A-Z][A-Za-z]*\b")
    unexplained = {
        (prompt.key, word)
        for prompt in bank.prompts
        for text in (prompt.question, prompt.why, prompt.follow_up, *prompt.evidence)
        for word in acronym.findall(text)
        if not bank.terms_in(word)
    }
    assert unexplained == set()


def test_every_prompt_can_say_where_it_comes_from(bank: PromptBank) -> None:
    assert (
        keys([prompt for prompt in bank.prompts if len(bank.sources_of(prompt)) != len(prompt.draws_on)])
        == []
    )
