"""What one can ask the bot for in its chat, as it says so itself: pure."""

from adapters.teams.pieces import Element, buttons, execute, paragraph, rich, run, small
from bot import wording

SAY = "say"
"""The verb of a button whose data hold the words to do as if typed."""
UNDERSTOOD = "Write to me in plain words. I know these:"

_ANYBODY = (
    ("this week", "the questions asked lately, with the way to them"),
    ("my reflections", "what you have answered, to change or withdraw it"),
    ("sign in", "a link to the pages of Golden Thread"),
    ("snooze until 1 December", "no messages from me to you alone before that day"),
    ("wake", "I write to you again before that"),
)
_READERS = (
    ("newest", "the newest reflections that you may read"),
    ("search reading", "the reflections with that word in them"),
    ("busy weeks", "the weeks that weigh on SENCo and school leader"),
)
_LEADERS = (
    ("next", "the next dates of your programmes"),
    ("pause until 1 December", "nothing comes before that day"),
    ("resume", "the pause ends"),
    ("skip 8 December", "that date is left out; “skip” alone leaves out the next one"),
    ("bring back 8 December", "that date is not left out after all"),
    ("ask now", "a question comes at once"),
    ("try again", "a channel that was closed has been put right, and gets its questions again"),
    ("send again", "a question that I could not be sure of is not there, and comes again"),
)


def what_is_understood(*, leads: bool, reads: bool) -> list[Element]:
    """What somebody can ask for, buttons for what needs no more than its name, and where a worry belongs instead."""
    every = [*_ANYBODY, *(_READERS if reads else ()), *(_LEADERS if leads else ())]
    known = [
        rich([run(f"• {words}", weight="Bolder"), run(f": {meaning}")]) | {"spacing": "Small"}
        for words, meaning in every
    ]
    say = [
        ("This week", "this week"),
        ("My reflections", "my reflections"),
        *([("Newest", "newest")] if reads else []),
        *([("Next dates", "next")] if leads else []),
    ]
    return [
        *paragraph(UNDERSTOOD),
        *known,
        *buttons([execute(name, verb=SAY, data={"word": words}) for name, words in say]),
        *small([wording.safeguarding()]),
    ]
