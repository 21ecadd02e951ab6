"""Between what Teams sends and what a person wrote."""

import re

from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.text import Mention, escaped, inert, plain

US = Mention(text="<at>Golden Thread</at>", name=None)
written = st.text(alphabet=st.sampled_from("ab1 \n&<>{}[]()#+-=|!*_~`\\:/.") | st.characters(), max_size=60)


def test_each_mention_is_one_span() -> None:
    text = "<at>Golden Thread</at> <at>Golden Thread</at> Golden Thread"
    assert plain(text, mentions=[US]) == "<at>Golden Thread</at> Golden Thread"
    assert plain(text, mentions=[US, US]) == "Golden Thread"


def test_a_name_is_not_read_as_xml() -> None:
    mention = Mention(text="<at>B</at>", name="B <script> & Co")
    assert plain("<p>ask <at>B</at></p>", mentions=[mention], tagged=True) == "ask @B <script> & Co"


@given(text=written.filter(lambda text: "&nbsp;" not in text))
def test_words_that_mention_nobody_stay_as_they_were(text: str) -> None:
    assert plain(text) == text.replace("\u00a0", " ").strip()


@given(text=written)
def test_no_markdown_stays_alive_in_escaped_words(text: str) -> None:
    out = escaped(text)
    assert not set("*_~`\\") & set(out)
    assert not re.search(r"[\[\]<>&!](?!\u2060)", out)
    assert not re.search(r"(?m)^\s*([-+#|=]|\d+[.)])\s", out)
    assert not re.search(r"://|\{\{|\w\.\w", out)


@given(text=written)
def test_no_function_stays_alive_in_a_run(text: str) -> None:
    assert "{{" not in inert(text)
    assert inert(text).replace("\u2060", "") == text.replace("\u2060", "")
