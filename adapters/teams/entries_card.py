"""Answers from the log, and the questions they were given to, as a chat with the bot shows them: pure."""

from collections.abc import Collection, Sequence

from adapters.teams.limits import cut
from adapters.teams.links import thread_link
from adapters.teams.pieces import (
    Element,
    apart,
    box,
    buttons,
    execute,
    heading,
    link,
    rich,
    run,
    small,
    unfold,
    visible,
)
from adapters.teams.render import withdrawing
from bot import wording
from bot.domain.channel import MessageRef
from bot.usecases.reading.home import Asked
from bot.usecases.reading.review import ReviewEntry

CHANGE, SEARCH = "change", "search"
"""The verbs of these buttons, beside `withdraw`."""
WORDS = "words"
"""The id of what is searched for."""
NO_LONGER = "A question that is no longer asked"

_EXCERPT, _QUESTION, _NAME, _LONGEST_WORDS = 240, 300, 80, 200


def this_week(asked: Asked, *, answered: Collection[MessageRef]) -> list[Element]:
    """A question asked lately, with the way to its thread."""
    posted, question = asked.posted_at, cut(asked.prompt.question, _QUESTION)
    told = [
        _between(
            f"{wording.day(posted.date())}, {wording.clock_time(posted)}",
            asked.school.name,
            asked.channel_name,
        ),
        "You have answered." if asked.thread in answered else "",
    ]
    there = link("Open the thread", url=thread_link(asked.thread), tooltip=f"Open the thread of: {question}")
    return apart([*heading(question), *small(told, spacing="Small"), *buttons([there])])


def own(entry: ReviewEntry) -> list[Element]:
    """One's own answer, with what one may do about it."""
    said, question = entry.line.reflection, _question(entry)
    data, sure = {"reflection": str(said.id)}, f"sure-{said.id}"
    change = execute("Change", verb=CHANGE, data=data, tooltip=f"Change what you said to: {question}")
    can = [
        *([change] if said.boxed else []),
        unfold("Withdraw…", target=sure, tooltip=f"Withdraw what you said to: {question}"),
        *_there(entry),
    ]
    return [*_shown(entry), *buttons(can), withdrawing(boxed=said.boxed, id=sure, data=data)]


def found(entry: ReviewEntry) -> list[Element]:
    """An answer that they may read, with its author and the way to its thread."""
    return [*_shown(entry, author=entry.line.author_name), *buttons(_there(entry))]


def question_of(entry: ReviewEntry) -> list[Element]:
    """The question that it answers, and when it did."""
    return [*heading(_question(entry)), *small([_when(entry)], spacing="Small")]


def search(words: str = "") -> list[Element]:
    """The box to search the log in, with what was looked for."""
    field = box(
        WORDS,
        label="Words to look for",
        value=cut(words, _LONGEST_WORDS),
        placeholder="such as: reading “pupil voice”",
        longest=_LONGEST_WORDS,
        lines=False,
    )
    field |= {"isRequired": True, "errorMessage": "Please type a word or two first."}
    return apart([field, *buttons([execute("Search", verb=SEARCH, data={}, inputs=True)])])


def nothing_found(words: str) -> str:
    """What somebody hears whose search found nothing."""
    return f"Nothing that you may read has “{cut(visible(words), _LONGEST_WORDS)}” in it. Try fewer words, or other ones."


def _shown(entry: ReviewEntry, *, author: str = "") -> list[Element]:
    words = cut(" ".join(visible(entry.line.reflection.text or "").split()), _EXCERPT)
    who = [run(f"{cut(author, _NAME)}: ", weight="Bolder")] if visible(author) else []
    said = [rich([*who, run(words)]) | {"spacing": "Small"}] if who or words else []
    return apart([*question_of(entry), *said])


def _question(entry: ReviewEntry) -> str:
    return (visible(cut(entry.prompt.question, _QUESTION)) if entry.prompt else "") or NO_LONGER


def _when(entry: ReviewEntry) -> str:
    private = "private" if entry.line.reflection.private else ""
    return _between(wording.day(entry.said_at.date()), entry.line.school_name, private)


def _there(entry: ReviewEntry) -> list[Element]:
    """No thread shows what is private."""
    if entry.line.reflection.private:
        return []
    return [
        link(
            "Open the thread",
            url=thread_link(entry.thread),
            tooltip=f"Open the thread of: {_question(entry)}",
        )
    ]


def _between(*parts: str) -> str:
    kept: Sequence[str] = [cut(part, _NAME) for part in parts if visible(part)]
    return "  ·  ".join(kept)
