from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reflection import tidy

ASCII = st.text(st.characters(min_codepoint=0, max_codepoint=127))


@given(ASCII)
def test_plain_text_is_tidied_the_same_with_and_without_other_letters_in_it(text: str) -> None:
    # One letter beyond ASCII takes the long way: it must lead to the same place.
    assert tidy(f"é{text}é") == f"é{tidy(f'x{text}x')[1:-1]}é"


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


def test_line_breaks_and_tabs_are_somebody_s_own() -> None:
    assert tidy("  one\r\ntwo\x00\tthree\x7f\r") == "one\ntwo\tthree"
