"""The pieces that our views are put together from, in Slack's Block Kit: pure, and short enough for Slack."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from adapters.slack.limits import cut
from bot.domain.channel import MessageRef

Block = dict[str, Any]
View = dict[str, Any]

SECTION = 3000
HEADER = 150
BUTTON = 75
TITLE = 24
OPTION = 75
PLACEHOLDER = 150
CONFIRMED = 300


def plain(text: str) -> Block:
    """Text in which Slack sees no markup at all."""
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn(text: str) -> Block:
    """Text with Slack's markup, in which everything of a bank's or a person's has been escaped."""
    return {"type": "mrkdwn", "text": cut(text, SECTION)}


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(cut(text, HEADER))}


def section(text: str, *, id: str | None = None, accessory: Block | None = None) -> Block:  # noqa: A002 - Slack's word
    """A paragraph, with a button beside it if there is one."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if id is not None:
        block["block_id"] = id
    if accessory is not None:
        block["accessory"] = accessory
    return block


def context(*texts: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


def divider() -> Block:
    """A line."""
    return {"type": "divider"}


def actions(elements: Sequence[Block], *, id: str | None = None) -> Block:  # noqa: A002 - Slack's word
    """Buttons and the like in a row."""
    block: Block = {"type": "actions", "elements": list(elements)}
    if id is not None:
        block["block_id"] = id
    return block


def button(  # noqa: PLR0913 - what a button has
    text: str,
    *,
    action: str,
    value: str = "",
    style: str | None = None,
    confirm: Block | None = None,
    label: str | None = None,
) -> Block:
    """A button; `label` is what a screen reader says instead of `text`, where that alone would be unclear."""
    element: Block = {"type": "button", "action_id": action, "text": plain(cut(text, BUTTON))}
    if value:
        element["value"] = value
    if style is not None:
        element["style"] = style
    if confirm is not None:
        element["confirm"] = confirm
    if label is not None:
        element["accessibility_label"] = cut(label, BUTTON)
    return element


def link_button(text: str, *, action: str, url: str) -> Block:
    """A button that goes somewhere; Slack tells us of the press as well."""
    return {"type": "button", "action_id": action, "text": plain(cut(text, BUTTON)), "url": url}


def asks(title: str, *, text: str, yes: str, no: str = "Leave it") -> Block:
    """A question before something is done."""
    return {
        "title": plain(cut(title, 100)),
        "text": plain(cut(text, CONFIRMED)),
        "confirm": plain(cut(yes, 30)),
        "deny": plain(cut(no, 30)),
    }


def modal(  # noqa: PLR0913 - what a modal has
    title: str,
    blocks: Sequence[Block],
    *,
    callback: str | None = None,
    submit: str | None = None,
    close: str = "Close",
    metadata: str | None = None,
) -> View:
    """A modal view."""
    view: View = {
        "type": "modal",
        "title": plain(cut(title, TITLE)),
        "close": plain(close),
        "blocks": list(blocks),
    }
    if callback is not None:
        view["callback_id"] = callback
    if submit is not None:
        view["submit"] = plain(submit)
    if metadata is not None:
        view["private_metadata"] = metadata
    return view


def thread_link(thread: MessageRef) -> str:
    """The way to a thread in whichever Slack its reader uses, made without asking Slack.

    A client that does not know `message_ts` opens the channel. https://docs.slack.dev/interactivity/deep-linking
    """
    team, _, channel = thread.address.partition("/")
    return "https://slack.com/app_redirect?" + urlencode(
        {"team": team, "channel": channel, "message_ts": thread.id}
    )


def linked(text: str, url: str) -> str:
    """A link in mrkdwn; `text` has been escaped, and holds neither `|` nor `>`."""
    return f"<{url}|{text}>"
