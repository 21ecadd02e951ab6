"""Nothing that we draw goes past one of Slack's limits."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack import limits
from adapters.slack.limits import TooBig, check, cut, length


def text(characters: int, kind: str = "plain_text") -> dict[str, Any]:
    return {"type": kind, "text": "x" * characters}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": "a", "text": text(5)} | more


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def modal(**more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": text(5), "blocks": []} | more


def options(count: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "type": "section",
        "text": text(1),
        "accessory": {"type": "static_select", "options": [{"text": text(5), "value": "v"} | more] * count},
    }


def field(**more: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "label": text(5),
        "element": {"type": "plain_text_input", "action_id": "a"} | more,
    }


AT_LIMITS = [
    ("blocks of a message", lambda n: [{"type": "divider"}] * n, 50),
    ("blocks of modal", lambda n: modal(blocks=[{"type": "divider"}] * n), 100),
    ("blocks of home", lambda n: {"type": "home", "blocks": [{"type": "divider"}] * n}, 100),
    ("text of section", lambda n: [{"type": "section", "text": text(n, "mrkdwn")}], 3000),
    ("fields of section", lambda n: [{"type": "section", "fields": [text(1)] * n}], 10),
    ("field of section", lambda n: [{"type": "section", "fields": [text(n)]}], 2000),
    ("text of header", lambda n: [{"type": "header", "text": text(n)}], 150),
    ("elements of context", lambda n: [{"type": "context", "elements": [text(1)] * n}], 10),
    ("text of plain_text", lambda n: [{"type": "context", "elements": [text(n)]}], 3000),
    ("elements of actions", lambda n: [actions(*(button(action_id=str(at)) for at in range(n)))], 25),
    ("text of button", lambda n: [actions(button(text=text(n)))], 75),
    ("accessibility_label of button", lambda n: [actions(button(accessibility_label="x" * n))], 75),
    ("value of button", lambda n: [actions(button(value="x" * n))], 2000),
    ("url of button", lambda n: [actions(button(url="x" * n))], 3000),
    ("action_id of button", lambda n: [actions(button(action_id="x" * n))], 255),
    ("block_id of divider", lambda n: [{"type": "divider", "block_id": "x" * n}], 255),
    ("options of static_select", lambda n: [options(n)], 100),
    ("text of option", lambda n: [options(text=text(n))], 75),
    ("description of option", lambda n: [options(description=text(n))], 75),
    ("value of option", lambda n: [options(value="x" * n)], 150),
    ("title of confirm", lambda n: [actions(button(confirm={"title": text(n)}))], 100),
    ("text of confirm", lambda n: [actions(button(confirm={"title": text(1), "text": text(n)}))], 300),
    ("confirm of confirm", lambda n: [actions(button(confirm={"title": text(1), "confirm": text(n)}))], 30),
    ("deny of confirm", lambda n: [actions(button(confirm={"title": text(1), "deny": text(n)}))], 30),
    ("label of input", lambda n: [{"type": "input", "label": text(n), "element": {}}], 2000),
    ("hint of input", lambda n: [{"type": "input", "hint": text(n), "element": {}}], 2000),
    ("initial_value of plain_text_input", lambda n: [field(initial_value="x" * n)], 3000),
    ("max_length of plain_text_input", lambda n: [field(max_length=n)], 3000),
    ("placeholder of plain_text_input", lambda n: [field(placeholder=text(n))], 150),
    ("title of modal", lambda n: modal(title=text(n)), 24),
    ("submit of modal", lambda n: modal(submit=text(n)), 24),
    ("close of modal", lambda n: modal(close=text(n)), 24),
    ("callback_id of modal", lambda n: modal(callback_id="x" * n), 255),
    ("external_id of modal", lambda n: modal(external_id="x" * n), 255),
    ("private_metadata of modal", lambda n: modal(private_metadata="x" * n), 3000),
]


@pytest.mark.parametrize(("name", "drawn", "limit"), AT_LIMITS, ids=[each[0] for each in AT_LIMITS])
def test_a_limit_may_be_reached_and_not_passed(name: str, drawn: Any, limit: int) -> None:
    check(drawn(limit))
    with pytest.raises(TooBig, match=f"^{name}: "):
        check(drawn(limit + 1))


def test_all_blocks_together_have_a_size() -> None:
    with pytest.raises(TooBig, match="size of all blocks"):
        check([{"type": "section", "text": text(2_900)}] * 5)
    check([{"type": "section", "text": text(2_900)}] * 4)


def test_a_messages_text_has_a_limit() -> None:
    check([], text="x" * 40_000)
    with pytest.raises(TooBig, match="text of a message"):
        check([], text="x" * 40_001)


@pytest.mark.parametrize("kind", ["plain_text", "mrkdwn", "text"])
def test_an_empty_text_is_refused_as_slack_does(kind: str) -> None:
    with pytest.raises(TooBig, match="empty"):
        check([{"type": "context", "elements": [{"type": kind, "text": ""}]}])


def test_ids_are_there_once() -> None:
    with pytest.raises(TooBig, match="block_id a is there twice"):
        check([{"type": "divider", "block_id": "a"}] * 2)
    with pytest.raises(TooBig, match="action_id a is there twice"):
        check([actions(button(), button())])
    check([actions(button()), actions(button())])


def test_the_message_of_a_fault_has_none_of_the_words() -> None:
    with pytest.raises(TooBig) as caught:
        check([{"type": "header", "text": {"type": "plain_text", "text": "canary" * 50}}])
    assert "canary" not in str(caught.value)


@given(words=st.text(max_size=40) | st.text(alphabet="😀a ", max_size=40), limit=st.integers(1, 30))
def test_what_is_cut_fits_and_says_so(words: str, limit: int) -> None:
    shown = cut(words, limit)
    assert length(shown) <= limit
    assert shown == words or (shown.endswith("…") and words.startswith(shown[:-1]) and length(words) > limit)


def test_an_emoji_counts_as_slack_counts_it() -> None:
    assert length("😀") == 2
    assert limits.size("a\n") == 5
