"""Whether a demonstration that was made before can be opened by this version of the program."""

import asyncio
from pathlib import Path

from adapters.store.lock import AlreadyRunning
from adapters.store.migrating import migrate
from adapters.store.sql_store import SqlStore
from bot.demo.settings import AnotherVersions
from bot.demo.year import ASHGROVE
from bot.ports.store import StoreUnavailable


async def require_openable(file: Path) -> None:
    """The demonstration in that file is at this version and can be read.

    Raises AnotherVersions, AlreadyRunning, StoreUnavailable.
    """
    address = f"sqlite:///{file}"
    try:
        await asyncio.to_thread(migrate, address)
        store = await SqlStore.open(address, reading=True)
        try:
            await store.directory.charter(ASHGROVE)
            await store.directory.plannable()
        finally:
            await store.close()
    except (AlreadyRunning, StoreUnavailable):
        raise
    except Exception as error:
        raise AnotherVersions(
            f"The demonstration in {file} was made by another version of this program, and cannot be opened "
            f"({type(error).__name__}). `make reset-demo` throws it away, with whatever was tried in it; `make run` "
            "then begins it again."
        ) from error
