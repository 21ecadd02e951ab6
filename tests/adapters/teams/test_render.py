"""A prompt, and an answer from its box, as Adaptive Cards."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.limits import CARD, SUMMARY, TooBig, check, size
from adapters.teams.render import AS_A_MESSAGE, HOW, LATE, PRIVATE, TOO_LONG, WHOLE, OwnAnswer, echo, prompt
from bot.domain.message import PromptMessage, ShownAnswer
from bot.domain.reflection import LONGEST, ReflectionId
from tests.adapters import drawn
from tests.adapters.golden import is_golden
from tests.adapters.teams.shown import DELIVERY, EVERY, OWN, SCALE, WORDS
from tests.adapters.teams.walked import buttons, is_ours, pieces, seen

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", EVERY)
def test_it_looks_as_it_was_looked_at(name: str) -> None:
    is_ours(EVERY[name].card)
    assert is_golden(GOLDEN / f"{name}.json", EVERY[name].card)
    assert is_golden(GOLDEN / f"{name}.txt", EVERY[name].summary)


def card(message: PromptMessage, **how: Any) -> dict[str, Any]:
    return prompt(message, delivery=DELIVERY, **how).card


def field(shown: dict[str, Any], id: str = "answer") -> dict[str, Any]:  # noqa: A002 - the card's word
    (found,) = [piece for piece in pieces(shown) if piece.get("id") == id]
    return found


def test_a_card_leaves_nothing_of_a_prompt_out() -> None:
    full = drawn.FULL
    said = (full.question, full.why, full.follow_up, full.theme, "3 minutes", full.promise, full.safeguarding)
    why = (*full.sources, *full.evidence, *(f"{each.term}: {each.meaning}" for each in full.acronyms))
    for part in (*said, full.private_promise or "", *full.positions, *why, LATE, HOW):
        assert part in seen(card(full))


def test_the_question_is_the_first_and_the_largest() -> None:
    first, *others = card(drawn.PLAIN)["body"]
    assert first["text"] == drawn.PLAIN.question
    assert (first["style"], first["size"]) == ("heading", "Large")
    assert not [each for each in pieces(others) if each.get("size") in {"Medium", "Large", "ExtraLarge"}]


def test_every_button_carries_the_delivery_and_no_words() -> None:
    for own in (None, OWN):
        for button in buttons(card(drawn.FULL, own=own)):
            assert button["data"]["delivery"] == DELIVERY
            assert WORDS not in json.dumps(button["data"])


def test_an_answer_is_shared_or_kept_private() -> None:
    assert [each["data"]["private"] for each in buttons(card(drawn.FULL), "reflect")] == [False, True]


def test_a_private_answer_is_offered_only_where_the_programme_allows_it() -> None:
    assert [each["data"]["private"] for each in buttons(card(drawn.PLAIN), "reflect")] == [False]
    assert "private" not in seen(card(drawn.PLAIN))


def test_each_persons_teams_asks_how_the_card_looks_to_them() -> None:
    for own in (None, OWN):
        refresh = card(drawn.PLAIN, own=own)["refresh"]
        assert "userIds" not in refresh
        assert (refresh["action"]["verb"], refresh["action"]["data"]) == ("view", {"delivery": DELIVERY})


@pytest.mark.parametrize(
    ("people", "said"), [(1, "1 person has reflected."), (2, "2 people have reflected."), (0, "")]
)
def test_it_says_how_many_have_reflected_and_nothing_where_nobody_has(people: int, said: str) -> None:
    shown = seen(card(replace(drawn.PLAIN, reflected=people)))
    assert said in shown
    assert ("reflected." in shown) is bool(said)


def test_a_scale_is_chosen_by_the_place_of_its_sentence_and_needs_no_words() -> None:
    choices = field(card(SCALE), "position")["choices"]
    assert [each["value"] for each in choices] == ["0", "1", "2"]
    assert [each["title"].replace("\u2060", "") for each in choices] == list(SCALE.positions)
    assert not field(card(SCALE)).get("isRequired")
    assert field(card(drawn.PLAIN))["isRequired"]


def test_a_sentence_that_cannot_be_seen_leaves_the_others_their_places() -> None:
    shown = card(replace(SCALE, positions=("\x00", "All of us do.")))
    assert field(shown, "position")["choices"] == [
        {"title": "All of us do\u2060.".replace("\u2060", ""), "value": "1"}
    ]


def test_ones_own_answer_stands_in_the_box_to_be_changed_or_withdrawn() -> None:
    shown = card(SCALE, own=OWN)
    assert field(shown)["value"] == WORDS
    assert [each["verb"] for each in buttons(shown)] == ["save", "withdraw"]
    for button in buttons(shown):
        assert button["data"] == {"delivery": DELIVERY, "reflection": str(OWN.reflection)}
    assert PRIVATE not in seen(shown)
    assert PRIVATE in seen(card(SCALE, own=replace(OWN, private=True)))


def test_to_withdraw_is_asked_twice_and_needs_nothing_in_the_box() -> None:
    shown = card(drawn.PLAIN, own=OWN)
    (withdraw,) = buttons(shown, "withdraw")
    assert withdraw["associatedInputs"] == withdraw["fallback"]["associatedInputs"] == "none"
    (folded,) = [each for each in pieces(shown) if each.get("id") == "sure"]
    assert withdraw in list(pieces(folded))
    assert folded["isVisible"] is False


def test_what_is_sent_comes_with_what_is_in_the_box() -> None:
    for button in (*buttons(card(drawn.FULL), "reflect"), *buttons(card(drawn.FULL, own=OWN), "save")):
        assert "associatedInputs" not in button


def test_what_was_written_as_a_message_is_changed_there() -> None:
    shown = card(drawn.PLAIN, own=replace(OWN, boxed=False))
    assert AS_A_MESSAGE in seen(shown)
    assert not [each for each in pieces(shown) if each.get("type") == "Input.Text"]
    assert [each["verb"] for each in buttons(shown)] == ["withdraw"]


def test_an_answer_too_long_for_a_card_is_not_shortened_by_saving_it() -> None:
    shown = card(SCALE, own=replace(OWN, text="We asked. " * 2_000))
    is_ours(shown)
    assert TOO_LONG in seen(shown)
    assert not buttons(shown, "save")
    fits = card(SCALE, own=replace(OWN, text="We asked. " * 900))
    assert field(fits)["value"] == "We asked. " * 900
    assert field(fits)["maxLength"] >= 9_000


def test_every_prompt_of_the_bank_is_shown_whole_and_fits() -> None:
    for message in drawn.of_the_bank():
        shown = prompt(replace(message, reflected=12), delivery=DELIVERY)
        check(shown.card)
        for part in (message.why, message.follow_up, message.promise, *message.positions, *message.evidence):
            assert part in seen(shown.card).replace("\u2060", "")
        assert shown.summary == message.question


own = st.none() | st.builds(
    OwnAnswer,
    reflection=st.integers(1, 2**63 - 1).map(ReflectionId),
    text=drawn.anything,
    private=st.booleans(),
    boxed=st.booleans(),
)


@settings(deadline=None)
@given(message=drawn.prompts, own=own, notice=st.just("") | drawn.anything, people=st.integers(0, 10**6))
def test_any_prompt_fits_and_nothing_of_it_is_read_as_markdown(
    message: PromptMessage, own: OwnAnswer | None, notice: str, people: int
) -> None:
    shown = prompt(replace(message, reflected=people), delivery=DELIVERY, own=own, notice=notice)
    is_ours(shown.card)
    assert len(shown.summary) <= SUMMARY


def test_a_prompt_of_nothing_but_emoji_is_cut_until_it_fits() -> None:
    long = ("😀" * 1_000,) * 12
    full = replace(drawn.FULL, question=long[0], why=long[0], positions=long, sources=long, evidence=long)
    for mine in (None, replace(OWN, text="😀" * 900)):
        shown = card(full, own=mine, notice=long[0])
        is_ours(shown)
        assert size(shown) > CARD // 4


def answer(text: str, name: str = "Hana Haddad") -> ShownAnswer:
    return ShownAnswer(mark="a1", author_name=name, text=text)


def test_an_answer_from_the_box_says_whose_it_is_and_has_no_buttons() -> None:
    shown = echo(answer(WORDS))
    assert shown.summary.startswith("Hana Haddad reflected: We asked the midday supervisors.")
    assert "Hana Haddad" in seen(shown.card)
    for line in WORDS.split("\n"):
        assert line in seen(shown.card)
    assert not [piece for piece in pieces(shown.card) if str(piece.get("type")).startswith("Action")]


def test_an_answer_that_no_card_can_hold_says_where_the_whole_of_it_is() -> None:
    assert WHOLE in seen(echo(answer("word " * (LONGEST // 5))).card)
    assert WHOLE not in seen(echo(answer("word " * 1_000)).card)


@given(
    text=st.builds(lambda text, times: (text * times)[:LONGEST], drawn.words, st.integers(0, 4_000)),
    name=drawn.words,
)
@settings(deadline=None)
def test_any_answer_fits_and_nothing_of_it_is_read_as_markdown(text: str, name: str) -> None:
    shown = echo(answer(text, name))
    is_ours(shown.card)
    assert shown.summary
    assert len(shown.summary) <= SUMMARY


@pytest.mark.parametrize("character", ['"', "\\", "\n", "a\n", "\t", "😀", "\u2028", "é", "\x7f", "{{", "<"])
def test_the_longest_answer_of_one_character_fits(character: str) -> None:
    is_ours(echo(answer((f"a{character * LONGEST}")[:LONGEST])).card)
    is_ours(card(drawn.FULL, own=replace(OWN, text=(character * LONGEST)[:LONGEST])))
    is_ours(card(drawn.FULL, own=replace(OWN, text=(character * LONGEST)[:LONGEST], boxed=False)))


def test_too_big_a_card_is_told_without_its_words() -> None:
    big = {"body": ["canary" * CARD]}
    assert size(big) > CARD
    with pytest.raises(TooBig) as caught:
        check(big)
    assert "canary" not in str(caught.value)
