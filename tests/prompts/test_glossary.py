"""Acronyms are found where they are used, and nowhere else."""

import pytest

from prompts.glossary import Term, terms_used


def a_term(term: str, meaning: str = "…") -> Term:
    return Term(term=term, meaning=meaning, plain="…", area="send")


GLOSSARY = [
    a_term("SEN"),
    a_term("SEN Support"),
    a_term("SENCo"),
    a_term("TA"),
    a_term("CP", "a"),
    a_term("CP", "b"),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The SENCo and a TA met.", ["SENCo", "TA"]),
        ("Two SENCOs, three TAs.", ["SENCo", "TA"]),
        ("TATA, ta, SENse and resent", []),
        ("SEN Support is not SEN.", ["SEN Support", "SEN"]),
        ("SEN Support", ["SEN Support"]),
        ("(TA)", ["TA"]),
        ("TA, TA and TA again", ["TA"]),
        ("CP", ["CP", "CP"]),
        ("", []),
    ],
)
def test_terms_are_found_as_whole_words_in_the_order_they_appear(text: str, found: list[str]) -> None:
    assert [term.term for term in terms_used(text, GLOSSARY)] == found


def test_an_empty_glossary_explains_nothing() -> None:
    assert terms_used("SENCo", []) == ()
