"""The demonstration's own settings: a database of its own, and a tick quick enough for somebody who watches."""

from pathlib import Path
from typing import Any

from bot.settings import Settings, read_settings

FILE = "demonstration.sqlite3"
TICK = 2.0
"""Seconds."""


class AnotherVersions(Exception):  # noqa: N818 - it says what is so
    """The demonstration cannot be opened; the message says how to begin it again. Nothing in it was thrown away."""


def demonstration_settings(**overrides: Any) -> Settings:
    """The settings as given, and the demonstration's own where nothing else was asked for. Raises SettingsError."""
    given = read_settings(**overrides, demonstration=True)
    own = {"database": f"sqlite:///{own_file(given)}", "tick_seconds": TICK, "log_level": "warning"}
    return given.model_copy(
        update={key: value for key, value in own.items() if key not in given.model_fields_set}
    )


def own_file(settings: Settings) -> Path:
    """Where the demonstration keeps its data if no other database is chosen for it."""
    return settings.data / FILE
