"""Golden files: what we draw, as JSON that pastes into the vendor's card designer, to be looked at whenever it changes.

`GOLDEN_THREAD_TEST_GOLDEN=write pytest tests/adapters` writes them anew; look at each before it is committed.
"""

import json
import os
from pathlib import Path
from typing import Any

WRITE = os.environ.get("GOLDEN_THREAD_TEST_GOLDEN") == "write"


def is_golden(path: Path, drawn: Any) -> bool:
    """Whether the file holds what was drawn: words in a `.txt`, anything else as JSON."""
    text = drawn if path.suffix == ".txt" else json.dumps(drawn, indent=2, ensure_ascii=False)
    if WRITE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{text}\n", encoding="utf-8")
    return path.read_text(encoding="utf-8") == f"{text}\n"
