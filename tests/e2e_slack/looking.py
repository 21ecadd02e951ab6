"""A real Chromium on the stand-in's page, and the pictures that are taken there."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page, WebSocketRoute

from tests.end_to_end.page import empty_page

PICTURES = Path(__file__).parents[2] / ".cache" / "e2e-slack"
ONLY_CHARACTERS = str.maketrans("*_~`<", "∗ˍ∼ˋ‹")  # noqa: RUF001 - look-alikes are what is wanted
MARKS = (("bold", "*"), ("italic", "_"), ("strike", "~"))


@asynccontextmanager
async def page_of(address: str, *, width: int = 1200, height: int = 900) -> AsyncIterator[Page]:
    """The stand-in's page, in which rich text can be read."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with empty_page(width=width, height=height) as page:
        await page.route_web_socket("**/ui", _translated)
        await page.goto(address)
        yield page


async def act_as(page: Page, name: str) -> None:
    """The page is that person's."""
    await page.locator(".actas select").last.select_option(label=name)


async def picture(page: Page, name: str, *, of: Locator | None = None) -> None:
    """What can be seen, or only that part of it, is in a file of that name."""
    path = PICTURES / f"{name}.png"
    await (of.screenshot(path=path) if of else page.screenshot(path=path))


def _translated(route: WebSocketRoute) -> None:
    """The page draws no rich text: it gets sections that say the same."""
    server = route.connect_to_server()
    server.on_message(lambda message: route.send(json.dumps(_readable(json.loads(message)))))


def _readable(piece: Any) -> Any:
    if isinstance(piece, Mapping):
        if piece.get("type") == "rich_text":
            text = "\n".join(_lines(piece["elements"]))
            return {
                "type": "section",
                "block_id": piece.get("block_id"),
                "text": {"type": "mrkdwn", "text": text},
            }
        return {key: _readable(value) for key, value in piece.items()}
    if isinstance(piece, Sequence) and not isinstance(piece, str):
        return [_readable(each) for each in piece]
    return piece


def _lines(elements: Sequence[Mapping[str, Any]]) -> list[str]:
    lines: list[str] = []
    for element in elements:
        inside = element["elements"]
        if element["type"] == "rich_text_list":
            lines += [f"• {''.join(map(_run, each['elements']))}" for each in inside]
        elif element["type"] == "rich_text_quote":
            lines += [f"> {line}" for line in "".join(map(_run, inside)).split("\n")]
        else:
            lines.append("".join(map(_run, inside)))
    return lines


def _run(run: Mapping[str, Any]) -> str:
    # In rich text these are only characters; the page would make bold words and links of them.
    text = str(run.get("text") or run.get("url") or "").translate(ONLY_CHARACTERS)
    for style, mark in MARKS:
        if run.get("style", {}).get(style) and text.strip():
            bare = text.strip()
            text = text.replace(bare, "\n".join(f"{mark}{line}{mark}" for line in bare.split("\n")))
    return text
