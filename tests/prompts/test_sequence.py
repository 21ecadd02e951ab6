"""Which prompt comes next, in every order, through rounds, removals and additions."""

from collections.abc import Sequence
from functools import partial
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.model import Prompt
from prompts.references import Season
from prompts.sequence import Order, next_prompt
from tests.prompts.small_bank import a_prompt

KEYS = [f"p-{letter}" for letter in "abcdefgh"]
ELEMENTS = ["afa.vision", "dfe.roles", "needs.semh"]

Chooser = partial[Prompt | None]

# `next_prompt` in every circumstance: what is left to give it is the candidates and what was asked.
choosers = st.builds(
    partial,
    st.just(next_prompt),
    order=st.sampled_from(Order),
    seed=st.text(max_size=3),
    season=st.sets(st.sampled_from(Season)),
    heard=st.dictionaries(st.sampled_from(ELEMENTS), st.integers(0, 5)),
    lightest=st.booleans(),
)


def banks(*, least: int = 1) -> st.SearchStrategy[list[Prompt]]:
    prompts = st.builds(
        a_prompt,
        st.sampled_from(KEYS),
        frameworks=st.lists(st.sampled_from(ELEMENTS), min_size=1, unique=True).map(tuple),
        minutes=st.integers(1, 3),
        seasons=st.lists(st.sampled_from(Season), unique=True).map(tuple),
    )
    return st.lists(prompts, min_size=least, unique_by=attrgetter("key"))


def asked_in_turn(candidates: Sequence[Prompt], *, times: int, order: Order, seed: str = "") -> list[str]:
    asked: list[str] = []
    for _ in range(times):
        following = next_prompt(candidates, order=order, asked=asked, seed=seed)
        assert following is not None
        asked.append(following.key)
    return asked


@given(choosers, st.lists(st.sampled_from(KEYS)))
def test_without_candidates_there_is_nothing_to_ask(choose: Chooser, asked: list[str]) -> None:
    assert choose([], asked=asked) is None


@given(banks(), choosers, st.lists(st.sampled_from([*KEYS, "removed"])))
def test_with_candidates_there_is_always_one_of_them_to_ask(
    candidates: list[Prompt], choose: Chooser, asked: list[str]
) -> None:
    assert choose(candidates, asked=asked) in candidates


@given(banks(), st.data())
def test_nothing_repeats_until_every_candidate_has_been_asked(
    candidates: list[Prompt], data: st.DataObject
) -> None:
    asked: list[str] = []
    for _ in range(3):
        this_round: set[str] = set()
        for _ in candidates:
            following = data.draw(choosers)(candidates, asked=asked)
            assert following is not None
            assert following.key not in this_round
            this_round.add(following.key)
            asked.append(following.key)


@given(banks(least=2), choosers)
def test_a_new_round_never_begins_with_the_prompt_just_asked(
    candidates: list[Prompt], choose: Chooser
) -> None:
    asked: list[str] = []
    for _ in range(3 * len(candidates)):
        following = choose(candidates, asked=asked)
        assert following is not None
        assert asked[-1:] != [following.key]
        asked.append(following.key)


@given(banks(least=3), choosers, st.data())
def test_bank_changes_between_askings_repeat_nothing_while_something_was_never_asked(
    everything: list[Prompt], choose: Chooser, data: st.DataObject
) -> None:
    asked: list[str] = []
    for _ in range(2 * len(everything)):
        candidates = data.draw(st.lists(st.sampled_from(everything), min_size=1, unique=True))
        following = choose(candidates, asked=asked)
        assert following is not None
        if any(prompt.key not in asked for prompt in candidates):
            assert following.key not in asked
        asked.append(following.key)


@given(banks(least=2), st.text(max_size=3), st.data())
def test_adding_a_prompt_moves_no_others_in_a_shuffle(
    candidates: list[Prompt], seed: str, data: st.DataObject
) -> None:
    added = data.draw(st.sampled_from(candidates))
    before = [prompt for prompt in candidates if prompt is not added]
    without = asked_in_turn(before, times=len(before), order=Order.SHUFFLED, seed=seed)
    with_it = asked_in_turn(candidates, times=len(candidates), order=Order.SHUFFLED, seed=seed)
    assert [key for key in with_it if key != added.key] == without


@given(banks(least=2), st.integers(0, 20), st.text(max_size=3), st.data())
def test_removing_a_prompt_keeps_the_others_in_their_order_for_the_rest_of_the_round(
    candidates: list[Prompt], turns: int, seed: str, data: st.DataObject
) -> None:
    done = turns % len(candidates)
    whole = asked_in_turn(candidates, times=len(candidates), order=Order.SHUFFLED, seed=seed)
    asked, planned = whole[:done], whole[done:]
    removed = data.draw(st.sampled_from(candidates)).key
    left = [prompt for prompt in candidates if prompt.key != removed]
    for expected in (key for key in planned if key != removed):
        following = next_prompt(left, order=Order.SHUFFLED, asked=asked, seed=seed)
        assert following is not None
        assert following.key == expected
        asked.append(expected)


def test_in_order_asks_in_the_order_given_and_then_again() -> None:
    candidates = [a_prompt(key) for key in ("c", "a", "b")]
    assert asked_in_turn(candidates, times=6, order=Order.IN_ORDER) == ["c", "a", "b", "c", "a", "b"]


def test_another_order_goes_on_with_the_first_that_was_not_asked_yet() -> None:
    first, second, third, fourth = (a_prompt(key) for key in KEYS[:4])
    another = [second, fourth, first, third]
    asked = [first.key, second.key]
    for expected in (fourth, third, second):
        following = next_prompt(another, order=Order.IN_ORDER, asked=asked)
        assert following == expected
        asked.append(following.key)


def test_a_prompt_added_later_comes_before_anything_repeats_and_then_takes_its_place() -> None:
    before = [a_prompt("a"), a_prompt("b")]
    after = [a_prompt("a"), a_prompt("new"), a_prompt("b")]
    asked = ["a", "b", "a"]
    assert asked_in_turn(before, times=3, order=Order.IN_ORDER) == asked
    for expected in ("new", "b", "a", "new", "b"):
        following = next_prompt(after, order=Order.IN_ORDER, asked=asked)
        assert following is not None
        assert following.key == expected
        asked.append(expected)


def test_two_seeds_shuffle_differently_and_one_seed_shuffles_rounds_differently() -> None:
    candidates = [a_prompt(key) for key in KEYS]
    one = asked_in_turn(candidates, times=16, order=Order.SHUFFLED, seed="one")
    two = asked_in_turn(candidates, times=8, order=Order.SHUFFLED, seed="two")
    assert one[:8] != two
    assert one[:8] != one[8:]
    assert one[:8] != KEYS


def test_a_new_round_of_a_shuffle_does_not_always_open_with_the_same_prompt() -> None:
    candidates = [a_prompt(key) for key in KEYS]
    rounds = [asked_in_turn(candidates, times=9, order=Order.SHUFFLED, seed=str(seed)) for seed in range(5)]
    assert any(asked[8] != asked[0] for asked in rounds)


def test_seasonal_asks_this_season_first_then_the_untagged_then_what_waits_for_another_season() -> None:
    candidates = [
        a_prompt("autumn", seasons=(Season.YEAR_START,)),
        a_prompt("any"),
        a_prompt("summer", seasons=(Season.YEAR_END, Season.TERM_END)),
    ]
    asked: list[str] = []
    for expected in ("summer", "any", "autumn"):
        following = next_prompt(candidates, order=Order.SEASONAL, asked=asked, season={Season.TERM_END})
        assert following is not None
        assert following.key == expected
        asked.append(expected)


def test_out_of_any_season_the_tagged_prompts_wait() -> None:
    candidates = [a_prompt("autumn", seasons=(Season.YEAR_START,)), a_prompt("any")]
    assert next_prompt(candidates, order=Order.SEASONAL, asked=[]) == candidates[1]


def test_least_heard_asks_about_the_element_with_the_fewest_reflections() -> None:
    candidates = [
        a_prompt("vision", frameworks=("afa.vision",)),
        a_prompt("both", frameworks=("afa.vision", "dfe.roles")),
        a_prompt("roles", frameworks=("dfe.roles",)),
    ]
    heard = {"afa.vision": 4, "dfe.roles": 1}
    assert next_prompt(candidates, order=Order.LEAST_HEARD, asked=[], heard=heard) == candidates[1]
    assert next_prompt(candidates, order=Order.LEAST_HEARD, asked=["both"], heard=heard) == candidates[2]
    assert next_prompt(candidates, order=Order.LEAST_HEARD, asked=[]) == candidates[0]


@pytest.mark.parametrize(("asked", "expected"), [([], "light"), (["light"], "heavy")])
def test_a_pressure_week_takes_a_one_minute_prompt_while_the_round_has_one(
    asked: list[str], expected: str
) -> None:
    candidates = [a_prompt("heavy", minutes=5), a_prompt("light", minutes=1)]
    following = next_prompt(candidates, order=Order.IN_ORDER, asked=asked, lightest=True)
    assert following is not None
    assert following.key == expected
