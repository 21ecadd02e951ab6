"""What every platform's door asks of a body before it is believed: small enough, quick enough, and an object of JSON."""

import asyncio
import json
import re
from collections.abc import AsyncIterable
from typing import Any

DIGITS = 18
"""More of them name no body that there is, and Python would not read them."""
_ESCAPED = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|(?P<none>\\u(?:[dD][89a-fA-F][0-9a-fA-F]{2}|0000))"
    r"|\\.",
    re.DOTALL,
)
"""What is escaped in JSON; `none` are halves of a character and NUL, which no database takes as text."""


class Refusal(Exception):  # noqa: N818 - it says what is so
    """A request that goes no further; `why` is a word for the log, and never one of the request's own."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


async def read(chunks: AsyncIterable[bytes], *, declared: str, largest: int, patience: float) -> str:
    """The whole body as text. Raises Refusal over `largest` bytes, declared or real, or after `patience` seconds."""
    if declared.isdecimal() and (len(declared) > DIGITS or int(declared) > largest):
        raise Refusal(413, "size")
    body = bytearray()
    try:
        async with asyncio.timeout(patience):
            async for chunk in chunks:
                body += chunk
                if len(body) > largest:
                    raise Refusal(413, "size")
        return body.decode("utf-8")
    except TimeoutError:
        raise Refusal(408, "slow") from None
    except UnicodeDecodeError:
        raise Refusal(400, "encoding") from None


def an_object(text: str) -> dict[str, Any]:
    """What the text says, as JSON, with U+FFFD for what is no character. Raises Refusal if it is no JSON, or no object."""
    try:
        found = json.loads(_ESCAPED.sub(_a_character, text) if "\\u" in text else text)
    except (ValueError, RecursionError):
        raise Refusal(400, "json") from None
    if not isinstance(found, dict):
        raise Refusal(400, "json")
    return found


def _a_character(escaped: re.Match[str]) -> str:
    return r"\ufffd" if escaped["none"] else escaped[0]


def kind_of(content_type: str) -> str:
    """The media type alone, in small letters."""
    return content_type.partition(";")[0].strip().lower()
