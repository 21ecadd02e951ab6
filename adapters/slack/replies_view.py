"""What the slash command answers, to nobody but whoever typed it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.slack.carried import Place, of_place
from adapters.slack.dates_view import line, title, worth_listing
from adapters.slack.entries_view import found, nothing_found
from adapters.slack.limits import MESSAGE_BLOCKS, cut, size
from adapters.slack.pieces import Block, actions, button, context, section
from adapters.slack.text import escaped
from bot.asking.words import Verb
from bot.usecases.home import Coming
from bot.usecases.review import ReviewEntry

ROOM = 12_000
"""Characters of blocks, a little less than Slack takes in one message."""
MOST_CHOICES = 20
PUZZLED = 200

CHOSEN = {
    Verb.PAUSE: "chosen_pause",
    Verb.RESUME: "chosen_resume",
    Verb.SKIP: "chosen_skip",
    Verb.ASK_NOW: "chosen_ask",
}
"""The action of a button that says which programme in which school a command was for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer to a command; `text` is all of it for those who see no blocks."""

    text: str
    blocks: tuple[Block, ...] = ()


def said(words: str) -> Reply:
    """A sentence or two."""
    return Reply(text=escaped(words))


def helps(name: str, *, puzzled: str | None = None) -> Reply:
    """What the command can do, after what was not understood."""
    lines = (
        f"`{name} next` the next dates of your programmes",
        f"`{name} pause until 1 December` nothing comes before that day",
        f"`{name} resume` end the pause",
        f"`{name} skip` leave out the next date, or `{name} skip 8 December`",
        f"`{name} ask now` a question comes at once",
        f"`{name} search reading` look for words in the answers you may read",
    )
    start = "Golden Thread asks one good question at a time. To answer, choose *Reflect* under it or reply in its thread."
    if puzzled is not None:
        start = f"I did not understand “{escaped(cut(puzzled, PUZZLED))}”. This is what I know:"
    end = "Pausing, skipping and asking now are for school leads. To change or withdraw an answer of yours, open Golden Thread's Home."
    text = "\n".join((start, *lines, end))
    return Reply(text=text, blocks=(section("\n".join((start, *lines))), context(end)))


def dates(coming: Sequence[Coming]) -> Reply:
    """The next dates of each programme in each school."""
    if not coming:
        return said("No programme comes to a school of yours.")
    blocks: list[Block] = []
    for count, each in enumerate(coming):
        told = "\n".join((title(each), *(f"• {line(one)}" for one in worth_listing(each))))
        block = section(told)
        if not _room([*blocks, block]):
            blocks.append(context(f"And {len(coming) - count} more: they stand in Golden Thread's Home."))
            break
        blocks.append(block)
    return Reply(text="The next dates of your programmes", blocks=tuple(blocks))


def results(entries: Sequence[ReviewEntry], *, words: str) -> Reply:
    """What was found, each shortened and with the way to its thread."""
    if not entries:
        return Reply(text=nothing_found(words))
    start = f"With “{escaped(cut(words, PUZZLED))}” in them:"
    blocks: list[Block] = [section(start)]
    for entry in entries:
        more = [*blocks, *found([entry])]
        if not _room(more):
            break
        blocks = more
    return Reply(text=start, blocks=tuple(blocks))


def which(verb: Verb, question: str, choices: Sequence[tuple[str, Place]]) -> Reply:
    """A question which programme in which school is meant, with a button for each."""
    buttons = [
        button(name, action=f"{CHOSEN[verb]}_{number}", value=of_place(place))
        for number, (name, place) in enumerate(choices[:MOST_CHOICES])
    ]
    blocks = [section(escaped(question)), actions(buttons)]
    if len(choices) > MOST_CHOICES:
        blocks.append(context("There are more than stand here: find the others in Golden Thread's Home."))
    return Reply(text=escaped(question), blocks=tuple(blocks))


def _room(blocks: Sequence[Block]) -> bool:
    return len(blocks) < MESSAGE_BLOCKS and size(blocks) < ROOM
