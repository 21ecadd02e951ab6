from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.stage import Stage, opened


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The pages over a store of their own, in which nothing has been asked yet."""
    async with opened(tmp_path) as ready:
        yield ready
