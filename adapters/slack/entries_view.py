"""Answers from the log as they are shown in Slack: in Home, in the search modal, after a command. Pure."""

from collections.abc import Sequence

from adapters.slack.carried import of_reflection
from adapters.slack.limits import cut
from adapters.slack.pieces import (
    PLACEHOLDER,
    Block,
    View,
    actions,
    button,
    context,
    divider,
    linked,
    modal,
    plain,
    section,
    thread_link,
)
from adapters.slack.rich import paragraph, rich, words
from adapters.slack.text import escaped
from adapters.slack.whose import PLATFORM
from bot import wording
from bot.usecases.reading.review import ReviewEntry

SEARCH = "search"
EXCERPT = 240
LONGEST_WORDS = 200
NOT_YET = "You have not answered a question yet. What you answer is listed here."


def asked(entry: ReviewEntry) -> str:
    """The question that it answers."""
    return entry.prompt.question if entry.prompt else "A question that is no longer asked"


def when(entry: ReviewEntry) -> str:
    """Its day, its school, and whether it is private."""
    private = " · private" if entry.line.reflection.private else ""
    return f"{wording.day(entry.said_at.date())} · {entry.line.school_name}{private}"


def excerpt(entry: ReviewEntry) -> str:
    """How it begins, on one line."""
    return cut(" ".join((entry.line.reflection.text or "").split()), EXCERPT)


def found(entries: Sequence[ReviewEntry]) -> list[Block]:
    """Others' answers, each with its author and the way to its thread."""
    blocks: list[Block] = []
    for entry in entries:
        blocks += _shown(entry, author=entry.line.author_name, id=f"found-{entry.line.reflection.id}")
    return blocks


def nothing_found(looked_for: str) -> str:
    """What someone hears whose search found nothing."""
    return f"Nothing that you may read has “{escaped(cut(looked_for, LONGEST_WORDS))}” in it. Try fewer words, or other ones."


def search(*, looked_for: str = "", entries: Sequence[ReviewEntry] | None = None) -> View:
    """The box to search the log in; once searched, with what was found."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": "words",
        "max_length": LONGEST_WORDS,
        "placeholder": plain(cut("such as: reading “pupil voice”", PLACEHOLDER)),
    }
    if looked_for:
        element["initial_value"] = cut(looked_for, LONGEST_WORDS)
    blocks: list[Block] = [
        {"type": "input", "block_id": "words", "label": plain("Words to look for"), "element": element}
    ]
    if entries is not None:
        blocks.append(divider())
        blocks += found(entries) or [section(nothing_found(looked_for))]
    return modal("Search the log", blocks, callback=SEARCH, submit="Search")


def own(entry: ReviewEntry) -> list[Block]:
    """One's own answer, with what one may do about it."""
    carried, question = of_reflection(entry.line.reflection.id), asked(entry)
    return [
        *_shown(entry, author=None, id=f"own-{entry.line.reflection.id}"),
        actions(
            [
                button("Change…", action="change_ask", value=carried, label=f"Change: {question}"),
                button("Withdraw…", action="withdraw_ask", value=carried, label=f"Withdraw: {question}"),
            ]
        ),
    ]


def _shown(entry: ReviewEntry, *, author: str | None, id: str) -> list[Block]:  # noqa: A002 - Slack's word
    who = words(f"{author}: ", italic=True) if author else []
    shown = entry.thread.platform == PLATFORM and not entry.line.reflection.private
    link = f" · {linked('Open the thread', thread_link(entry.thread))}" if shown else ""
    return [
        *rich(
            paragraph(words(f"{asked(entry)}\n", bold=True)),
            paragraph(who, words(excerpt(entry))),
            id=id,
        ),
        context(escaped(when(entry)) + link),
    ]
