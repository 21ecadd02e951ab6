"""Prompts to draw: the longest that anyone will meet, all of the bank's, and any that could be thought of."""

from dataclasses import replace
from functools import cache

from hypothesis import strategies as st

from bot import wording
from bot.domain.message import Explained, PromptMessage
from bot.usecases.composing import compose
from prompts.library import load_bank
from tests import cast

PLAIN = PromptMessage(
    key="not-in-the-room",
    question="Whose view was missing when we last changed provision?",
    why="Plans are made by those who are in the room.",
    follow_up="How do you know, and who could ask them before half-term?",
    theme="Shared vision",
    minutes=3,
    promise=wording.reader_promise(school="Oakfield Primary", keep_months=36),
    safeguarding=wording.safeguarding(),
    sources=("SEND code of practice (DfE, 2015), chapter 1",),
    evidence=("Notes of the last provision meeting",),
    acronyms=(Explained(term="SENCo", meaning="special educational needs co-ordinator"),),
)

FULL = replace(
    PLAIN,
    follow_up="What have you seen this term that says so?",
    positions=("We have not begun.", "Some of us do it.", "All of us do it, & we check <how>."),
    late=True,
    private_promise=wording.private_promise(school="Oakfield Primary"),
)


@cache
def of_the_bank() -> tuple[PromptMessage, ...]:
    """Every prompt of the bank, with all that can be said with it, for a school with a long name."""
    bank = load_bank()
    school = replace(
        cast.OAKFIELD, name="The Blessed Margaret Clitherow Church of England and Roman Catholic Primary"
    )
    programme = cast.weekly(private_answers=True)
    return tuple(
        compose(bank, prompt, programme=programme, school=school, trust=cast.ASHGROVE, late=True)
        for prompt in bank.prompts
    )


_word = st.text(max_size=30) | st.sampled_from(
    [
        "<!channel>",
        "<@U1>",
        "*bold*",
        "_",
        "~",
        "`",
        ":smile:",
        "> quote",
        "# head",
        "https://x.uk",
        "**x**",
        "\n",
        "😀",
    ]
)
words = st.lists(_word, max_size=6).map(" ".join)
anything = words | st.builds(lambda text, times: text * times, words, st.integers(0, 400))
prompts = st.builds(
    PromptMessage,
    key=words,
    question=anything,
    why=anything,
    follow_up=anything,
    theme=anything,
    minutes=st.integers(1, 9),
    promise=anything,
    safeguarding=anything,
    sources=st.lists(anything, max_size=3).map(tuple),
    evidence=st.lists(anything, max_size=3).map(tuple),
    positions=st.lists(anything, max_size=12).map(tuple),
    acronyms=st.lists(st.builds(Explained, term=words, meaning=words), max_size=3).map(tuple),
    late=st.booleans(),
    private_promise=st.none() | anything,
)
