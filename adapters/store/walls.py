"""Whether PostgreSQL itself keeps trusts apart for the program's own user, and what stands in the way if not."""

from sqlalchemy import URL, create_engine, text
from sqlalchemy.exc import DBAPIError

from adapters.store.engine import CONNECT_SECONDS, database_url
from adapters.store.failures import in_our_words
from bot.ports.store import StoreUnavailable

_ABOVE = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
_TRUSTED = text("SELECT proleakproof FROM pg_proc WHERE oid = 'ts_match_vq(tsvector, tsquery)'::regprocedure")
PASSES_BY = (
    "WARNING: the program's user of PostgreSQL is a superuser or has BYPASSRLS, so the database does not keep trusts "
    "apart by itself. Make a plain user, as docs/operating.md says."
)
SEARCHES_SLOWLY = (
    "A search of the log reads every answer, because PostgreSQL may not use its index before it has checked the trust. "
    "Have a superuser run ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF in this database."
)


def gaps(address: str | URL) -> list[str]:
    """What is not as it should be, in sentences with a remedy; nothing on SQLite. Raises StoreUnavailable."""
    url = database_url(address)
    if url.get_backend_name() != "postgresql":
        return []
    engine = create_engine(url, hide_parameters=True, connect_args={"connect_timeout": CONNECT_SECONDS})
    try:
        with engine.connect() as connection:
            if connection.execute(_ABOVE).scalar_one():
                return [PASSES_BY]
            return [] if connection.execute(_TRUSTED).scalar_one() else [SEARCHES_SLOWLY]
    except DBAPIError as error:
        raise in_our_words(error) from None
    finally:
        engine.dispose()


def walls(address: str | URL) -> list[tuple[bool | None, str]]:
    """Each gap with False where it is a fault, None where it is only slow; none where the database does not answer."""
    try:
        return [(None if gap == SEARCHES_SLOWLY else False, gap) for gap in gaps(address)]
    except StoreUnavailable:
        return []
