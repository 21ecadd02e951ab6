"""The modals: answering, changing and taking back an answer, and why a question is asked. Pure."""

from collections.abc import Sequence

from adapters.slack.carried import of_reflection, of_thread
from adapters.slack.entries_view import asked, when
from adapters.slack.limits import cut, length
from adapters.slack.pieces import (
    OPTION,
    SECTION,
    Block,
    View,
    actions,
    button,
    divider,
    modal,
    plain,
    section,
)
from adapters.slack.rich import QUOTED, bullets, paragraph, quotation, rich, small, visible, words
from bot.usecases.hearing.answering import Question
from bot.usecases.reading.review import ReviewEntry

ANSWER, CHANGE, WITHDRAW = "answer", "change", "withdraw"
LONGEST_INPUT = 3000
"""Characters that Slack lets a person type in one field."""
GAP = 2
"""Between the sentence that was chosen and the words that follow it."""
MOST_POSITIONS = 10
BEGUN = 45
"""Characters of a sentence that stands in full above."""
HINT = 2000


def reflect(question: Question) -> View:
    """The box in which a question is answered."""
    message, positions = question.message, question.message.positions[:MOST_POSITIONS]
    room = LONGEST_INPUT - (max(map(length, positions)) + GAP if positions else 0)
    private = [_privately(message.private_promise)] if message.private_promise else []
    return modal(
        "Reflect",
        [
            *rich(paragraph(words(message.question, bold=True)), id="question"),
            *_choosing(positions),
            *rich(paragraph(words(message.follow_up)), id="follow-up"),
            _answer_field(room, on_scale=bool(positions)),
            *private,
            divider(),
            *small(cut(message.promise, SECTION), id="promise"),
            *small(cut(message.safeguarding, SECTION), id="safeguarding"),
        ],
        callback=ANSWER,
        submit="Send",
        close="Not now",
        metadata=of_thread(question.thread),
    )


def change(entry: ReviewEntry) -> View:
    """The box in which one's own answer is changed, or where it says how else to change it."""
    said = entry.line.reflection
    text = said.text or ""
    fits = said.boxed and length(text) <= LONGEST_INPUT
    if fits:
        answer = [_answer_field(LONGEST_INPUT, on_scale=False, text=text)]
    else:
        answer = [*_own_words(text), section(_how_else(boxed=said.boxed))]
    carried = of_reflection(said.id)
    withdraw = button("Withdraw it…", action="withdraw_ask", value=carried, style="danger")
    return modal(
        "Your answer",
        [*_question_of(entry), *answer, divider(), actions([withdraw], id="own")],
        callback=CHANGE if fits else None,
        submit="Save" if fits else None,
        close="Cancel" if fits else "Close",
        metadata=carried,
    )


def withdraw(entry: ReviewEntry) -> View:
    """What it means to take one's answer back, before it is done."""
    said = entry.line.reflection
    stands = _stands(boxed=said.boxed, private=said.private)
    return modal(
        "Withdraw your answer?",
        [
            *_question_of(entry),
            *_own_words(said.text or ""),
            divider(),
            section(f"{MEANING} {stands}".strip()),
        ],
        callback=WITHDRAW,
        submit="Withdraw",
        close="Keep it",
        metadata=of_reflection(said.id),
    )


MEANING = (
    "If you withdraw this answer, its words are taken out of the log for good, earlier versions as well."
)
STILL_STANDS = (
    "The message itself still stands in Slack, because only you can delete it: point at it, choose *More actions* "
    "(⋮), then *Delete message*."
)


def kept(*, private: bool) -> View:
    """What someone hears whose answer has been kept."""
    shown = "Only you and the SENCo can read it." if private else "The thread shows it in a moment."
    return notice(
        "Thank you", f"Your answer is kept. {shown} You can change or withdraw it from Golden Thread's Home."
    )


def withdrawn(*, boxed: bool, private: bool) -> View:
    """What someone hears who has taken their answer back."""
    stands = _stands(boxed=boxed, private=private)
    return notice("Withdrawn", f"The words of your answer are gone from the log. {stands}".strip())


def notice(title: str, text: str) -> View:
    """A few words of our own, and nothing to fill in."""
    return modal(title, [section(text)])


def why(question: Question) -> View:
    """Why a question is asked, where it comes from and what to look for."""
    message = question.message
    acronyms = [
        paragraph(words(each.term, bold=True), words(f": {each.meaning}\n")) for each in message.acronyms
    ]
    return modal(
        "Why this question?",
        [
            *rich(paragraph(words(message.question, bold=True)), id="question"),
            *_told("Why it is asked", paragraph(words(message.why)), id="why"),
            *_told("Theme", paragraph(words(message.theme)), id="theme"),
            *_told("And then", paragraph(words(message.follow_up)), id="follow-up"),
            *_told("Evidence to look for", bullets(message.evidence), id="evidence"),
            *_told("In other words", *acronyms, id="acronyms"),
            *_told("Where it comes from", bullets(message.sources), id="sources"),
        ],
    )


def _stands(*, boxed: bool, private: bool) -> str:
    """What becomes of the thread: we can take out only what we put there."""
    if private:
        return ""
    return "Where the thread shows it, it is gone from there as well in a moment." if boxed else STILL_STANDS


def _choosing(positions: tuple[str, ...]) -> list[Block]:
    """The sentences of a scale to choose from, read in full above where they are too long for Slack's options."""
    if not positions:
        return []
    short = all(visible(sentence) and length(sentence) <= OPTION for sentence in positions)
    options = [
        {
            "text": plain(sentence if short else _begun(f"{number}. {sentence}")),
            "value": str(number - 1),
        }
        for number, sentence in enumerate(positions, start=1)
    ]
    field: Block = {
        "type": "input",
        "block_id": "position",
        "optional": True,
        "label": plain("Which of these is nearest to you today?"),
        "element": {"type": "radio_buttons", "action_id": "position", "options": options},
    }
    if short:
        return [field]
    listed = [
        paragraph(words(f"{number}. {sentence}\n")) for number, sentence in enumerate(positions, start=1)
    ]
    return [*rich(*listed, id="positions"), field]


def _begun(sentence: str) -> str:
    """Enough of it to be told from the others, on one line of a telephone."""
    if length(sentence) <= BEGUN:
        return sentence
    start = cut(sentence, BEGUN)
    whole_words = start.removesuffix("…").rpartition(" ")[0].rstrip(" ,;:")
    return f"{whole_words}…" if length(whole_words) > BEGUN // 2 else start


def _answer_field(longest: int, *, on_scale: bool, text: str = "") -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": True,
        "max_length": longest,
    }
    if text:
        element["initial_value"] = text
    return {
        "type": "input",
        "block_id": "text",
        "optional": on_scale,
        "label": plain("What makes you say so?" if on_scale else "Your answer"),
        "hint": plain(f"Up to {longest:,} characters. Please do not name pupils."),
        "element": element,
    }


def _privately(promise: str) -> Block:
    return {
        "type": "input",
        "block_id": "private",
        "optional": True,
        "label": plain("Who may read it"),
        "hint": plain(
            cut(f"With a tick: {promise[:1].lower()}{promise[1:]} Without one, the thread shows it.", HINT)
        ),
        "element": {
            "type": "checkboxes",
            "action_id": "private",
            "options": [{"text": plain("Keep it private to me and the SENCo"), "value": "private"}],
        },
    }


def _how_else(*, boxed: bool) -> str:
    if boxed:
        return "This answer is longer than a box in Slack can hold, so it cannot be changed here."
    return (
        "You wrote this answer as a message in the thread: edit the message in Slack, and the log follows. Only you "
        "can edit it there."
    )


def _question_of(entry: ReviewEntry) -> list[Block]:
    return [*rich(paragraph(words(asked(entry), bold=True)), id="question"), *small(when(entry), id="when")]


def _own_words(text: str) -> list[Block]:
    """How one's own answer begins, as it was written."""
    return rich(quotation(cut(text, QUOTED)), id="words")


def _told(title: str, *parts: Sequence[Block], id: str) -> list[Block]:  # noqa: A002 - Slack's word
    """A few lines under a title, or nothing where there are none."""
    if not any(parts):
        return []
    return rich(paragraph(words(f"{title}\n", bold=True)), *parts, id=id)
