"""Activities in the shape in which Teams sends them."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "payloads"


def recorded(name: str) -> dict[str, Any]:
    """The activity of that name."""
    activity: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return activity
