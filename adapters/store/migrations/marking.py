"""For migration 0006: the database itself writes down that a part of a trust's set-up is not what it was."""

import sqlalchemy as sa
from alembic import op

PARTS = {
    "trusts": ("trust", "id, name, keep_months, demonstration, calendar, locked"),
    "schools": ("schools", ""),
    "members": ("people", ""),
    "grants": ("people", ""),
    "identities": ("people", ""),
    "channels": ("channels", "id, trust, school, platform, address, name, closed_because"),
    "programmes": ("programmes", "id, trust, name, definition"),
    "programme_channels": ("programmes", ""),
    "school_choices": ("choices", ""),
    "own_prompts": ("prompts", ""),
}
"""Of which part each table is, and which of its columns make the set-up; all of them where none is named."""
SLOTS = 16
"""Marks of one part side by side: processes that change it at once hardly ever wait for each other."""
FUNCTION = f"""
CREATE FUNCTION {{schema}}.mark_set_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  whose text[];
  each text;
  part text := TG_ARGV[0];
  marked text := 'golden_thread.marked_' || TG_ARGV[0];
BEGIN
  IF TG_TABLE_NAME = 'trusts' THEN whose := ARRAY[OLD.id, NEW.id]; ELSE whose := ARRAY[OLD.trust, NEW.trust]; END IF;
  FOREACH each IN ARRAY whose LOOP
    -- Once in a transaction will do: until its end nobody else sees the mark.
    IF each IS NOT NULL AND current_setting(marked, true) IS DISTINCT FROM each THEN
      INSERT INTO {{schema}}.set_up_marks (trust, part, slot, mark)
        VALUES (each, part, pg_backend_pid() % {SLOTS}, gen_random_uuid()::text)
        ON CONFLICT ON CONSTRAINT pk_set_up_marks DO UPDATE SET mark = EXCLUDED.mark;
      PERFORM set_config(marked, each, true);
    END IF;
  END LOOP;
  RETURN NULL;
END $$
"""  # noqa: S608 - words of ours
"""The table by its whole name: whoever writes may have looked up the others in another way."""
FUNCTION_FOR_ALL = f"""
CREATE FUNCTION {{schema}}.mark_every_set_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  said text := coalesce(current_setting('golden_thread.trust', true), '');
BEGIN
  PERFORM set_config('golden_thread.trust', '*', true);
  INSERT INTO {{schema}}.set_up_marks (trust, part, slot, mark)
    SELECT id, TG_ARGV[0], pg_backend_pid() % {SLOTS}, gen_random_uuid()::text FROM {{schema}}.trusts
    ON CONFLICT ON CONSTRAINT pk_set_up_marks DO UPDATE SET mark = EXCLUDED.mark;
  PERFORM set_config('golden_thread.trust', said, true);
  RETURN NULL;
END $$
"""  # noqa: S608 - words of ours
"""TRUNCATE is of no row, and heeds no policy: a table that is emptied by it may have been everybody's."""
BEGINNING = """
INSERT INTO set_up_marks (trust, part, slot, mark) SELECT trusts.id, '{part}', 0, {mark} FROM trusts
"""


def make_marks() -> None:
    """From now on whoever changes a set-up, by whatever way, gives that part of it a mark that it never had."""
    marks = op.create_table(
        "set_up_marks",
        sa.Column("trust", sa.String(length=64), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("trust", "part", "slot", name=op.f("pk_set_up_marks")),
    )
    if op.get_bind().dialect.name == "postgresql":
        said = "current_setting('golden_thread.trust', true)"
        op.execute(f"ALTER TABLE {marks.name} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {marks.name} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY of_its_trust ON {marks.name} USING (trust = {said} OR {said} = '*')")
        schema = op.get_bind().scalar(sa.text("SELECT quote_ident(current_schema())"))
        op.execute(FUNCTION.format(schema=schema))
        op.execute(FUNCTION_FOR_ALL.format(schema=schema))
        _mark_what_is_there("gen_random_uuid()::text")
        for table, (part, columns) in PARTS.items():
            of = f" OF {columns}" if columns else ""
            op.execute(
                f"CREATE TRIGGER mark_{table} AFTER INSERT OR DELETE OR UPDATE{of} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION mark_set_up('{part}')"
            )
            op.execute(
                f"CREATE TRIGGER mark_{table}_emptied BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION mark_every_set_up('{part}')"
            )
        return
    _mark_what_is_there("hex(randomblob(16))")
    for table, (part, columns) in PARTS.items():
        for happened, rows in (("INSERT", ("NEW",)), ("DELETE", ("OLD",)), ("UPDATE", ("OLD", "NEW"))):
            of = f" OF {columns}" if columns and happened == "UPDATE" else ""
            body = " ".join(
                _sqlite_mark(f"{row}.{'id' if table == 'trusts' else 'trust'}", part) for row in rows
            )
            op.execute(
                f"CREATE TRIGGER mark_{table}_{happened.lower()} AFTER {happened}{of} ON {table} "
                f"FOR EACH ROW BEGIN {body} END"
            )


def drop_marks() -> None:
    """Nothing is marked any more."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in PARTS:
        if postgresql:
            op.execute(f"DROP TRIGGER mark_{table} ON {table}")
            op.execute(f"DROP TRIGGER mark_{table}_emptied ON {table}")
        else:
            for happened in ("insert", "delete", "update"):
                op.execute(f"DROP TRIGGER mark_{table}_{happened}")
    if postgresql:
        op.execute("DROP FUNCTION mark_set_up()")
        op.execute("DROP FUNCTION mark_every_set_up()")
    op.drop_table("set_up_marks")


def _mark_what_is_there(mark: str) -> None:
    """Every set-up has marks from the beginning: one without any would look like one whose marks were lost."""
    for part in dict.fromkeys(part for part, _ in PARTS.values()):
        op.execute(BEGINNING.format(part=part, mark=mark))


def _sqlite_mark(trust: str, part: str) -> str:
    """Taken out and put in: in a trigger ON CONFLICT would heed the statement that fired it."""
    return (
        f"DELETE FROM set_up_marks WHERE trust = {trust} AND part = '{part}'; "  # noqa: S608 - words of ours
        f"INSERT INTO set_up_marks (trust, part, slot, mark) VALUES ({trust}, '{part}', 0, hex(randomblob(16)));"
    )
