from collections.abc import AsyncIterator

import pytest

from tests.adapters.stage import Stage, opened


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    """The pages over a store of their own, in which nothing has been asked yet."""
    async with opened(sqlite_url) as ready:
        yield ready
