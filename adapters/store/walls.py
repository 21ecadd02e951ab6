"""Whether PostgreSQL itself keeps trusts apart for the program's own user, and what stands in the way if not."""

from sqlalchemy import URL, create_engine, text
from sqlalchemy.exc import DBAPIError

from adapters.store.engine import CONNECT_SECONDS, database_url
from adapters.store.failures import in_our_words
from bot.ports.store import StoreUnavailable

_ABOVE = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
_TRUSTED = text("SELECT proleakproof FROM pg_proc WHERE oid = 'ts_match_vq(tsvector, tsquery)'::regprocedure")
_CLOSED = text(
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'alembic_version' AND NOT "
    "(has_table_privilege(quote_ident(schemaname) || '.' || quote_ident(tablename), 'SELECT') AND "
    "has_table_privilege(quote_ident(schemaname) || '.' || quote_ident(tablename), 'INSERT') AND "
    "has_table_privilege(quote_ident(schemaname) || '.' || quote_ident(tablename), 'UPDATE') AND "
    "has_table_privilege(quote_ident(schemaname) || '.' || quote_ident(tablename), 'DELETE')) ORDER BY tablename"
)
PASSES_BY = (
    "WARNING: the program's user of PostgreSQL is a superuser or has BYPASSRLS, so the database does not keep trusts "
    "apart by itself. Make a plain user, as docs/operating.md says."
)
SEARCHES_SLOWLY = (
    "A search of the log reads every answer, because PostgreSQL may not use its index before it has checked the trust. "
    "Have a superuser run ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF in this database."
)
CLOSED = (
    "The program's user of PostgreSQL may not read and write {tables}, which a newer version may have made under another "
    "user's name: nothing is shown or sent. Have that user GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES to it, or "
    "make the program's user their owner, as docs/operating.md says."
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
            closed = list(connection.scalars(_CLOSED))
            slowly = [] if connection.execute(_TRUSTED).scalar_one() else [SEARCHES_SLOWLY]
            return [CLOSED.format(tables=", ".join(closed)), *slowly] if closed else slowly
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
