"""Payloads in the shape in which Slack sends them."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "payloads"


def recorded(name: str) -> dict[str, Any]:
    """The payload of that name."""
    body: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return body
