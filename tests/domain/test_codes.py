"""Codes that people read out and type."""

import pytest

from bot.domain.sign_in import code_in, new_code


def test_a_code_is_read_however_it_is_typed() -> None:
    code = new_code()
    bare = code.replace("-", "")
    for typed in (code, bare, code.lower(), f" {bare[:4]} {bare[4:]} ", f"“{code}”."):
        assert code_in(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "K7QF", "K7QF-3M2", "K7QF-3M2P-9", "K7QO-3M2P", "K7Q1-3M2P", "K7QF-3M2É"]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert code_in(typed) is None


def test_codes_differ() -> None:
    assert len({new_code() for _ in range(1000)}) == 1000
