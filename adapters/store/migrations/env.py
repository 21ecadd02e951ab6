"""How Alembic runs our migrations: on the connection and in the transaction that `migrating` gives it."""

from alembic import context

from adapters.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    # True of SQLite too, because our engine begins the transaction itself.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
