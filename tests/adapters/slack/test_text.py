"""Between Slack's encoding and what a person wrote."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.text import escaped, mentions, plain

NAMES = {"U01": "Amina Khan"}
written = st.text(alphabet=st.sampled_from("ab1 \n&<>;@#!*_~`:/.|^-UC") | st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("slacks", "what_was_written"),
    [
        ("fish &amp; chips", "fish & chips"),
        ("&lt;b&gt;", "<b>"),
        ("&amp;lt;", "&lt;"),
        ("&quot; &nbsp;", "&quot; &nbsp;"),
        ("<@U01>", "@Amina Khan"),
        ("<@U01|amina>", "@Amina Khan"),
        ("<@W9>", "@someone"),
        ("<@W9|ben>", "@ben"),
        ("<#C01|slt>", "#slt"),
        ("<#C01>", "#channel"),
        ("<#C01|>", "#channel"),
        ("<!here>", "@here"),
        ("<!channel|channel>", "@channel"),
        ("<!everyone>", "@everyone"),
        ("<!subteam^S1|@leaders>", "@leaders"),
        ("<!subteam^S1>", "@group"),
        ("<!date^1392734382^{date}^https://a.uk/|18 February 2014>", "18 February 2014"),
        ("<https://gov.uk>", "https://gov.uk"),
        ("<http://gov.uk|gov.uk>", "gov.uk"),
        ("<https://gov.uk/send|the code &amp; more>", "the code & more (https://gov.uk/send)"),
        ("<https://a.uk/?a=1&amp;b=2>", "https://a.uk/?a=1&b=2"),
        ("<mailto:a@b.uk|a@b.uk>", "a@b.uk"),
        ("<mailto:a@b.uk|write to us>", "write to us (a@b.uk)"),
        ("<tel:+44207946000|020 7946>", "020 7946 (+44207946000)"),
        ("<tel:02079460|0207 9460>", "0207 9460"),
        ("*bold* _it_ ~no~ `code`\n> quoted", "*bold* _it_ ~no~ `code`\n> quoted"),
        ("an open < is not Slack's", "an open < is not Slack's"),
    ],
)
def test_slacks_encoding_becomes_what_a_person_wrote(slacks: str, what_was_written: str) -> None:
    assert plain(slacks, NAMES) == what_was_written


def test_the_people_a_text_names_are_told() -> None:
    assert mentions("<@U01> <@U02|ben> &lt;@U03&gt; <#C01>") == {"U01", "U02"}


@given(text=written)
def test_what_slack_encodes_comes_back_as_it_was_written(text: str) -> None:
    assert plain(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")) == text


@given(text=written)
def test_nothing_stays_alive_in_escaped_words(text: str) -> None:
    out = escaped(text)
    assert not set("<>*_~`") & set(out)
    assert not re.search(r"&(?!amp;|lt;|gt;)", out)
    assert not re.search(r"(?m)^&gt;", out), "a quotation"
    assert not re.search(r"[@#](?!\u2060)", out), "a mention or a channel by its name"
    assert not re.search(r":[\w+'-]+:", out), "a shortcode"
    assert not re.search(r"://|mailto:\S|tel:\S|\w\.\w", out.replace("\u2060", "\u2060 ")), "an address"


@given(text=st.text(alphabet="abc ,;'\n0123éß", max_size=60))
def test_words_without_marks_are_not_touched(text: str) -> None:
    assert escaped(text) == text


def test_escaped_words_read_as_they_were_but_for_marks() -> None:
    assert (
        escaped("Ask Ben & co. at 9:30, <today>").replace("\u2060", "")
        == "Ask Ben &amp; co. at 9:30, &lt;today&gt;"
    )
