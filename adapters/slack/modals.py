"""The modals: answering, changing and taking back an answer, and why a question is asked. Pure."""

from adapters.slack.carried import of_reflection, of_thread
from adapters.slack.entries_view import asked, when
from adapters.slack.limits import cut, length
from adapters.slack.pieces import (
    OPTION,
    Block,
    View,
    actions,
    button,
    context,
    divider,
    modal,
    plain,
    section,
    words_of,
)
from adapters.slack.text import escaped
from bot.usecases.answering import Question
from bot.usecases.review import ReviewEntry

ANSWER, CHANGE, WITHDRAW = "answer", "change", "withdraw"
LONGEST_INPUT = 3000
"""Characters that Slack lets a person type in one field."""
GAP = 2
"""Between the sentence that was chosen and the words that follow it."""
MOST_POSITIONS = 10
HINT = 2000


def reflect(question: Question) -> View:
    """The box in which a question is answered."""
    message, positions = question.message, question.message.positions[:MOST_POSITIONS]
    room = LONGEST_INPUT - (max(map(length, positions)) + GAP if positions else 0)
    blocks = [
        section(f"*{escaped(message.question)}*"),
        *_choosing(positions),
        _answer_field(room, on_scale=bool(positions)),
    ]
    if message.follow_up:
        blocks.insert(1, section(escaped(message.follow_up)))
    if message.private_promise:
        blocks.append(_privately(message.private_promise))
    blocks += [divider(), context(escaped(message.promise)), context(escaped(message.safeguarding))]
    return modal(
        "Reflect",
        blocks,
        callback=ANSWER,
        submit="Send",
        close="Not now",
        metadata=of_thread(question.thread),
    )


def change(entry: ReviewEntry) -> View:
    """The box in which one's own answer is changed, or where it says how else to change it."""
    said = entry.line.reflection
    words = said.text or ""
    blocks = [section(asked(entry)), context(when(entry))]
    fits = said.boxed and length(words) <= LONGEST_INPUT
    if fits:
        blocks.append(_answer_field(LONGEST_INPUT, on_scale=False, words=words))
    else:
        blocks.append(words_of(words))
        blocks.append(section(_how_else(boxed=said.boxed)))
    withdraw = button("Withdraw it…", action="withdraw_ask", value=of_reflection(said.id), style="danger")
    blocks += [divider(), actions([withdraw], id="own")]
    return modal(
        "Your answer",
        blocks,
        callback=CHANGE if fits else None,
        submit="Save" if fits else None,
        close="Cancel" if fits else "Close",
        metadata=of_reflection(said.id),
    )


def withdraw(entry: ReviewEntry) -> View:
    """What it means to take one's answer back, before it is done."""
    said = entry.line.reflection
    meaning = (
        "If you withdraw this answer, its words are taken out of the log for good, earlier versions as well."
    )
    stands = _stands(boxed=said.boxed, private=said.private)
    return modal(
        "Withdraw your answer?",
        [
            section(asked(entry)),
            context(when(entry)),
            words_of(said.text or ""),
            divider(),
            section(f"{meaning} {stands}".strip()),
        ],
        callback=WITHDRAW,
        submit="Withdraw",
        close="Keep it",
        metadata=of_reflection(said.id),
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
    blocks = [
        section(f"*{escaped(message.question)}*"),
        section(f"*Why it is asked*\n{escaped(message.why)}"),
    ]
    blocks.append(section(f"*Theme*\n{escaped(message.theme)}"))
    if message.follow_up:
        blocks.append(section(f"*Then ask*\n{escaped(message.follow_up)}"))
    if message.evidence:
        blocks.append(section("*Evidence to look for*\n" + _list(message.evidence)))
    if message.acronyms:
        told = "\n".join(f"*{escaped(each.term)}*: {escaped(each.meaning)}" for each in message.acronyms)
        blocks.append(section(f"*In other words*\n{told}"))
    if message.sources:
        blocks.append(section("*Where it comes from*\n" + _list(message.sources)))
    return modal("Why this question?", blocks)


def _stands(*, boxed: bool, private: bool) -> str:
    """What becomes of the thread: we can take out only what we put there."""
    if private:
        return ""
    return "Where the thread shows it, it is gone from there as well in a moment." if boxed else STILL_STANDS


def _choosing(positions: tuple[str, ...]) -> list[Block]:
    """The sentences of a scale to choose from, read in full above where they are too long for Slack's options."""
    if not positions:
        return []
    short = all(length(sentence) <= OPTION for sentence in positions)
    options = [
        {
            "text": plain(sentence if short else cut(f"{number}. {sentence}", OPTION)),
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
    listed = "\n".join(f"{number}. {escaped(sentence)}" for number, sentence in enumerate(positions, start=1))
    return [section(listed), field]


def _answer_field(longest: int, *, on_scale: bool, words: str = "") -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": "text",
        "multiline": True,
        "max_length": longest,
    }
    if words:
        element["initial_value"] = words
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
        "hint": plain(cut(promise, HINT)),
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


def _list(items: tuple[str, ...]) -> str:
    return "\n".join(f"• {escaped(item)}" for item in items)
