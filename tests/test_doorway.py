"""What every platform's door asks of a body: small, quick, and an object of JSON."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.doorway import Refusal, an_object, kind_of, read


async def pieces(*given: bytes) -> AsyncIterator[bytes]:
    for each in given:
        yield each


async def never() -> AsyncIterator[bytes]:
    yield b"{"
    await asyncio.Future()


async def got(chunks: AsyncIterator[bytes], *, declared: str = "", patience: float = 5) -> str:
    return await read(chunks, declared=declared, largest=8, patience=patience)


def said(refusal: pytest.ExceptionInfo[Refusal]) -> tuple[int, str]:
    return refusal.value.status, refusal.value.why


async def test_a_body_is_put_together_from_its_pieces() -> None:
    assert await got(pieces(b"caf", b"\xc3", b"\xa9", b""), declared="5") == "café"


@pytest.mark.parametrize("declared", ["9", "9" * 18, "9" * 5000])
async def test_a_body_that_says_that_it_is_too_big_is_not_read(declared: str) -> None:
    untouched = pieces(b"x")
    with pytest.raises(Refusal) as refusal:
        await got(untouched, declared=declared)
    assert said(refusal) == (413, "size")
    assert await anext(untouched) == b"x"


@pytest.mark.parametrize("declared", ["", "3", "-1", "²", "many"])
async def test_a_body_that_is_bigger_than_it_says_is_counted(declared: str) -> None:
    with pytest.raises(Refusal) as refusal:
        await got(pieces(b"xxxx", b"xxxx", b"x"), declared=declared)
    assert said(refusal) == (413, "size")


async def test_the_largest_is_let_in() -> None:
    assert await got(pieces(b"xxxx", b"xxxx"), declared="8") == "x" * 8


async def test_a_body_that_does_not_end_in_time_is_given_up() -> None:
    with pytest.raises(Refusal) as refusal:
        await got(never(), patience=0.01)
    assert said(refusal) == (408, "slow")


async def test_a_body_of_no_alphabet_is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        await got(pieces(b"\xff"))
    assert said(refusal) == (400, "encoding")


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "null", '"words"', "[" * 100_000, "9" * 5000])
def test_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        an_object(text)
    assert said(refusal) == (400, "json")


def test_an_object_is_what_it_says() -> None:
    assert an_object('{"a": [1]}') == {"a": [1]}


@pytest.mark.parametrize(
    ("escaped", "read"),
    [
        (r"\ud83d", "\ufffd"),
        (r"\uDE00\ud83d", "\ufffd\ufffd"),
        (r"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (r"a\u0000b", "a\ufffdb"),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\\ud83d \\\ud83d", "\\ud83d \\\ufffd"),
        (r"\u00e9 \n \" \u0001", 'é \n " \x01'),
    ],
)
def test_half_a_character_is_none(escaped: str, read: str) -> None:
    assert an_object(f'{{"{escaped}": ["{escaped}"]}}') == {read: [read]}


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("application/json", "application/json"),
        (" Application/JSON ; charset=utf-8", "application/json"),
        ("", ""),
    ],
)
def test_a_media_type_is_read_without_its_parameters(header: str, kind: str) -> None:
    assert kind_of(header) == kind
