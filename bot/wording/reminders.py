"""What a thread is gently reminded of, and what a trust lead hears of a morning: no blame, and no names."""

from datetime import date

from bot import wording

FIRST_WORDS = 80
"""Characters of a question by which people know it again."""


def reminder(*, question: str, school: str) -> str:
    """One reminder in a thread. How to answer is each platform's own to say."""
    return (
        f"A gentle reminder, for whoever has a moment: \u201c{first_words(question)}\u201d is still open. One sentence is "
        f"enough, and it can wait. Answers are read by the leaders and the SENCo of {school}, and by the trust's data "
        "protection lead."
    )


def first_words(question: str) -> str:
    """The beginning of a question, cut between two words where it is long."""
    said = " ".join(question.split())
    if len(said) <= FIRST_WORDS:
        return said
    return f"{said[: FIRST_WORDS + 1].rsplit(' ', 1)[0][:FIRST_WORDS].rstrip(' ,;:')}\u2026"


def summary(*, uncertain: int, closed: int, refused: int, missed: int, address: str | None) -> str:
    """What needs a person in a trust: how many, never which school."""
    counts = (
        (uncertain, "question may or may not have been posted", "questions may or may not have been posted"),
        (closed, "channel is closed", "channels are closed"),
        (refused, "question was refused", "questions were refused"),
        (missed, "question was missed", "questions were missed"),
    )
    said = [f"{number} {one if number == 1 else many}" for number, one, many in counts if number]
    where = f"See what each needs: {address}" if address else "The deliveries page says what each needs."
    return f"Good morning. In your trust, {wording.listed(said)}. {where}"


def snoozed(until: date) -> str:
    """The bot keeps quiet for one person."""
    return (
        f"I will send you nothing of my own accord before {wording.day(until)}. Questions still come to your channels, "
        "and the deliveries page still shows everything. Say \u201cwake up\u201d to hear from me again sooner."
    )


def awake() -> str:
    """The bot writes to that person again."""
    return "You hear from me again."


def snooze_is_past(until: date) -> str:
    """The date given does not lie ahead."""
    return f"{wording.day(until)} does not lie ahead. Say until which day I should keep quiet, such as \u201csnooze until 5 January\u201d."


def snooze_too_long(until: date) -> str:
    """The date given is too far away."""
    return (
        f"{wording.day(until)} is more than a year away. Choose an earlier day: you can always snooze again."
    )


def snooze_until_when() -> str:
    """No date was given."""
    return "Until when? Say for example \u201csnooze until 5 January\u201d."
