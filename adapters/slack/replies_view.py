"""What the slash command answers, to nobody but whoever typed it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.slack.asked_view import NOTHING_ASKED, asked_blocks
from adapters.slack.carried import of_place
from adapters.slack.dates_view import line, title, worth_listing
from adapters.slack.entries_view import NOT_YET, found, nothing_found, own
from adapters.slack.limits import MESSAGE_BLOCKS, cut, size
from adapters.slack.pieces import Block, actions, button, context, section
from adapters.slack.text import escaped
from bot import wording
from bot.asking.words import Verb
from bot.usecases.spoken.outcomes import (
    Dates,
    Done,
    Found,
    Helps,
    Mine,
    Newest,
    Outcome,
    SignInLink,
    ThisWeek,
    Which,
)

ROOM = 12_000
"""Characters of blocks, a little less than Slack takes in one message."""
MOST_CHOICES = 20
PUZZLED = 200

CHOSEN = {
    Verb.PAUSE: "chosen_pause",
    Verb.RESUME: "chosen_resume",
    Verb.SKIP: "chosen_skip",
    Verb.KEEP_DATE: "chosen_keep",
    Verb.ASK_NOW: "chosen_ask",
    Verb.SEND_AGAIN: "chosen_send",
}
"""The action of a button that says which programme in which school a command was for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer to a command; `text` is all of it for those who see no blocks."""

    text: str
    blocks: tuple[Block, ...] = ()


def reply(outcome: Outcome, *, command: str) -> Reply:
    """What became of a command; `command` is its name."""
    match outcome:
        case Helps():
            return _helps(outcome, command)
        case ThisWeek() | Mine():
            return _own(outcome)
        case Newest() | Found():
            return _read(outcome, command)
        case Dates():
            return _dates(outcome)
        case Which():
            return _which(outcome)
        case Done() | SignInLink():
            return _told(outcome)


def said(words: str) -> Reply:
    """A sentence or two."""
    return Reply(text=escaped(words))


def _told(outcome: Done | SignInLink) -> Reply:
    told = said(outcome.words)
    if isinstance(outcome, Done):
        return told
    # In the block alone: the text is what notifications show.
    return replace(told, blocks=(section(f"{told.text}\n<{outcome.address}|Sign in to Golden Thread>"),))


def _helps(helps: Helps, name: str) -> Reply:
    """What the command can do, after what was not understood."""
    lines = [f"`{name} this week` the questions asked lately in your channels"] if helps.asked else []
    lines += [
        f"`{name} mine` your own reflections, to read, change or withdraw",
        f"`{name} sign in` a link to the pages of Golden Thread",
        f"`{name} snooze until 1 December` no messages from me to you alone before that day; `{name} wake` ends it",
    ]
    if helps.reads:
        lines += [
            f"`{name} newest` the newest reflections you may read",
            f"`{name} search reading` look for words in them",
            f"`{name} busy weeks` the weeks that weigh on SENCo and school leader",
        ]
    if helps.leads:
        lines += [
            f"`{name} next` the next dates of your programmes",
            f"`{name} pause until 1 December` nothing comes before that day",
            f"`{name} resume` end the pause",
            f"`{name} skip` leave out the next date, or `{name} skip 8 December`",
            f"`{name} bring back 8 December` have a skipped date after all",
            f"`{name} ask now` a question comes at once",
            f"`{name} try again` post again in a channel that was closed",
            f"`{name} send again` send a question that I could not be sure of, and that is not there",
        ]
    if helps.connects:
        lines.append(
            f"`{name} connect CODE` typed in a channel: a school's questions can come there; the code is on its page"
        )
    start = "Golden Thread asks one good question at a time. To answer, choose *Reflect* under it or reply in its thread."
    if helps.puzzled is not None:
        start = f"I did not understand “{escaped(cut(helps.puzzled, PUZZLED))}”. This is what I know:"
    blocks = [section("\n".join((start, *lines)))]
    if helps.leads:
        return Reply(text="\n".join((start, *lines)), blocks=tuple(blocks))
    end = "Pausing, skipping and asking now are for school leads."
    return Reply(text="\n".join((start, *lines, end)), blocks=(*blocks, context(end)))


def _own(shown: ThisWeek | Mine) -> Reply:
    """What they are asked, or have answered, with what they can do about it."""
    if isinstance(shown, ThisWeek):
        asked = [asked_blocks(each, number=number) for number, each in enumerate(shown.asked)]
        return _listed("Asked lately in your channels:", asked) if asked else said(NOTHING_ASKED)
    answers = [own(entry) for entry in shown.entries]
    return _listed("Your own reflections, newest first:", answers) if answers else said(NOT_YET)


def _read(shown: Newest | Found, name: str) -> Reply:
    """Others' answers, each shortened and with the way to its thread."""
    groups = [found([entry]) for entry in shown.entries]
    if isinstance(shown, Newest):
        return _listed("Newest in your schools:", groups) if groups else said("Nobody has answered yet.")
    if not shown.words:
        return said(f"Type what to look for, such as: {name} search reading")
    if not groups:
        return Reply(text=nothing_found(shown.words))
    return _listed(f"With “{escaped(cut(shown.words, PUZZLED))}” in them:", groups)


def _dates(dates: Dates) -> Reply:
    """The next dates of each programme in each school."""
    if not dates.coming:
        return said(wording.no_programme_of_yours())
    blocks: list[Block] = []
    for count, each in enumerate(dates.coming):
        told = "\n".join((title(each), *(f"• {line(one)}" for one in worth_listing(each))))
        block = section(told)
        if not _room([*blocks, block]):
            blocks.append(
                context(f"And {len(dates.coming) - count} more: they stand in Golden Thread's Home.")
            )
            break
        blocks.append(block)
    return Reply(text="The next dates of your programmes", blocks=tuple(blocks))


def _which(which: Which) -> Reply:
    """A question which programme in which school is meant, with a button for each."""
    question = escaped(wording.which_one(which.verb))
    buttons = [
        button(name, action=f"{CHOSEN[which.verb]}_{number}", value=of_place(place))
        for number, (name, place) in enumerate(which.choices[:MOST_CHOICES])
    ]
    blocks = [section(question), actions(buttons)]
    if len(which.choices) > MOST_CHOICES:
        blocks.append(context("There are more than stand here: find the others in Golden Thread's Home."))
    return Reply(text=question, blocks=tuple(blocks))


def _listed(start: str, groups: Sequence[Sequence[Block]]) -> Reply:
    """As many of them as there is room for, whole ones only."""
    blocks: list[Block] = [section(start)]
    for group in groups:
        if not _room([*blocks, *group]):
            break
        blocks += group
    return Reply(text=start, blocks=tuple(blocks))


def _room(blocks: Sequence[Block]) -> bool:
    return len(blocks) < MESSAGE_BLOCKS and size(blocks) < ROOM
