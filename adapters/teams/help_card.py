"""What one can ask the bot for in its chat, as it says so itself: pure."""

from adapters.teams.manifest import NAME
from adapters.teams.pieces import Element, buttons, execute, paragraph, rich, run, small
from bot import wording
from bot.usecases.spoken.outcomes import Helps

SAY = "say"
"""The verb of a button whose data hold the words to do as if typed."""
UNDERSTOOD = "Write to me in plain words. I know these:"

_ASKED = (("this week", "the questions asked lately, with the way to them"),)
_ANYBODY = (
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
_CONNECTORS = (
    (
        "connect CODE",
        f"written in a channel, after @{NAME}: a school's questions can come there; the code is on its page",
    ),
)


def what_is_understood(helps: Helps) -> list[Element]:
    """What somebody can ask for, buttons for what needs no more than its name, and where a worry belongs instead."""
    of_some = ((_READERS, helps.reads), (_LEADERS, helps.leads), (_CONNECTORS, helps.connects))
    every = [*(_ASKED if helps.asked else ()), *_ANYBODY]
    every += [words for words_of_theirs, theirs in of_some if theirs for words in words_of_theirs]
    known = [
        rich([run(f"• {words}", weight="Bolder"), run(f": {meaning}")]) | {"spacing": "Small"}
        for words, meaning in every
    ]
    say = [
        *([("This week", "this week")] if helps.asked else []),
        ("My reflections", "my reflections"),
        *([("Newest", "newest")] if helps.reads else []),
        *([("Next dates", "next")] if helps.leads else []),
    ]
    return [
        *paragraph(UNDERSTOOD),
        *known,
        *buttons([execute(name, verb=SAY, data={"word": words}) for name, words in say]),
        *small([wording.safeguarding()]),
    ]
