"""What a database's own errors mean to us: it cannot be used now, or it refused what it was given.

Drivers quote the row in their messages, and a row may hold what somebody wrote: no driver's message leaves here.
"""

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError

from bot.ports.store import StoreUnavailable

_SQLITE = {
    3: ("may not be read", "check who owns the file and its folder"),
    5: (
        "is locked by another program",
        "close what has it open (a backup, a database browser); this is tried again",
    ),
    6: (
        "is locked by another program",
        "close what has it open (a backup, a database browser); this is tried again",
    ),
    7: ("ran out of memory", "give the machine more memory, or stop what uses it"),
    8: ("cannot be written to", "make the file and its folder writable for the user that runs this program"),
    10: (
        "could not be read or written: the disk failed",
        "check the disk, then restore the newest backup if it is damaged",
    ),
    11: ("is damaged", "stop the program, keep the file, and restore the newest backup"),
    13: ("is full: there is no room left on the disk", "free some space; nothing that was confirmed is lost"),
    14: (
        "cannot be opened",
        "check that its folder exists and that the user that runs this program may write there",
    ),
    26: ("is not a SQLite database", "check the path in the settings, or restore the newest backup"),
}
_POSTGRES = {
    "08": (
        "cannot be reached",
        "check that the server runs and that its address is right; this is tried again",
    ),
    "28": ("refused the sign-in", "check the user and the password in the database's address"),
    "3D": ("does not exist", "create it, or correct its name in the database's address"),
    "53": ("has no room left (disk, memory or connections)", "free some, or raise the server's limits"),
    "57": ("is stopping or starting", "wait until the server is up; this is tried again"),
    "58": ("could not read or write its files", "check the server's disk and its log"),
    "40": ("had two changes in each other's way", "nothing: this is tried again"),
    "55P03": ("is locked by another program", "end the long transaction on the server; this is tried again"),
    "25006": ("only lets itself be read", "point the settings at the server that accepts changes"),
    "XX001": ("is damaged", "stop the program and restore the newest backup"),
}
_INSUFFICIENT_PRIVILEGE = "42501"
_AWAY = _POSTGRES["08"]
_PASSING = frozenset({"08", "57", "40", "55P03"})


class RefusedByDatabase(Exception):  # noqa: N818 - it says what is so
    """The database would not take a row. The message names the rule it broke and never the row."""


class NotOfThisTrust(RefusedByDatabase, ValueError):  # noqa: N818 - as above
    """What was to be written is another trust's: the database itself refused it."""


def unavailable(error: DBAPIError) -> StoreUnavailable | None:
    """The error as “the database cannot be used now”, in a sentence with its remedy; None if it is not that."""
    found = _meaning(error)
    if found is None:
        return None
    what, remedy = found
    return StoreUnavailable(f"The database {what}. What to do: {remedy}.")


def in_our_words(error: DBAPIError) -> Exception:
    """The error without its driver's message: unavailable, or refused by the rule it names."""
    if _sqlstate(error) == _INSUFFICIENT_PRIVILEGE and "row-level security" in str(error.orig):
        return NotOfThisTrust("the database refused a row: it belongs to another trust")
    return unavailable(error) or RefusedByDatabase(_refusal(error))


def passes_by_itself(error: DBAPIError) -> bool:
    """Whether the same work may succeed in a moment: the connection was lost, or two transactions collided."""
    if error.connection_invalidated:
        return True
    sqlstate = _sqlstate(error)
    if sqlstate is None:
        return _sqlite_code(error) is None and isinstance(error, OperationalError | InterfaceError)
    return sqlstate in _PASSING or sqlstate[:2] in _PASSING


def _meaning(error: DBAPIError) -> tuple[str, str] | None:
    code = _sqlite_code(error)
    if code is not None:
        return _SQLITE.get(code & 0xFF)
    sqlstate = _sqlstate(error)
    if sqlstate is not None:
        return _POSTGRES.get(sqlstate) or _POSTGRES.get(sqlstate[:2])
    # psycopg has no code for a server that could not be reached or went away.
    if error.connection_invalidated or isinstance(error, OperationalError | InterfaceError):
        return _AWAY
    return None


def _refusal(error: DBAPIError) -> str:
    rule = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    if rule:
        return f"the database refused a row: it breaks {rule}"
    if isinstance(error, IntegrityError):
        # SQLite names the rule or its columns and quotes nothing of the row.
        return f"the database refused a row: {error.orig}"
    kind = type(error.orig).__name__
    return (
        f"the database refused a statement ({kind} {_sqlstate(error) or _sqlite_code(error) or ''})".replace(
            " )", ")"
        )
    )


def _sqlite_code(error: DBAPIError) -> int | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code if isinstance(code, int) else None


def _sqlstate(error: DBAPIError) -> str | None:
    state = getattr(error.orig, "sqlstate", None)
    return state if isinstance(state, str) else None
