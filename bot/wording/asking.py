"""What is said where somebody asks for a question outside the programme's dates."""

from collections.abc import Sequence
from datetime import time

from bot.wording.hours import out_of_hours

ON_ITS_WAY = "The question is on its way: it stands in the channel within a minute. Nothing more of this programme comes there today."
IN_CHAT = "In Slack or Teams it is enough to write “ask now” to Golden Thread."


def one_channel() -> str:
    """A trust lead tries a programme where they can look at it, and not in a whole school."""
    return "To try a programme, send its question to one channel."


def another_question() -> str:
    """Between the page and the press, something was asked or changed."""
    return "Nothing was posted: another question would come now than the one you saw. Look again, and press once more."


def notices(*, at: time, closed: str | None) -> Sequence[str]:
    """What to think of before people get a question just now."""
    shut = f"Today is not a school day there: {closed}." if closed else None
    return tuple(each for each in (shut, out_of_hours(at, now=True)) if each)


def counts() -> str:
    """It is a real question to real people, whoever asked for it."""
    return (
        "People there can answer it, and it stays. It counts as asked: the programme goes on with the question after it, "
        "and no second one comes on the same day."
    )
