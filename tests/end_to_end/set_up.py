"""Pieces of a set-up file for a trust that lives in a stand-in."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/London")


def trust(name: str, *, day: date) -> str:
    """The trust, and a calendar in which every day is a school day."""
    return f"""
[trust]
id = "ashgrove"
name = "{name}"

[calendar]
zone = "{ZONE.key}"
nation = "England"
school_days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
terms = [{{ name = "A long one", first = {day - timedelta(days=60)}, last = {day + timedelta(days=60)} }}]
bank_holidays = {{ removed = [{day}] }}
"""


def school(key: str) -> str:
    """A school, named as its id says."""
    return f'[[school]]\nid = "{key}"\nname = "{school_name(key)}"\n'


def school_name(key: str) -> str:
    """The name of the school with that id."""
    return key.replace("-", " ").title()


def member(
    key: str, name: str, *, roles: Iterable[str], schools: Iterable[str], known_as: tuple[str, str]
) -> str:
    """Somebody with those roles in each of those schools, or without any in the trust, known so on that platform."""
    reached = [f', school = "{each}"' for each in schools] or [""]
    granted = ", ".join(f'{{ role = "{role}"{each} }}' for role in roles for each in reached)
    platform, person = known_as
    return (
        f'[[member]]\nid = "{key}"\nname = "{name}"\nroles = [{granted}]\n'
        f'identities = [{{ platform = "{platform}", person = "{person}" }}]\n'
    )


def channel(key: str, *, of: str, platform: str, address: str, name: str) -> str:
    """A channel of that school at that address."""
    return f'[[channel]]\nid = "{key}"\nschool = "{of}"\nplatform = "{platform}"\naddress = "{address}"\nname = "{name}"\n'


def programme_to_ask_for(key: str, name: str, *, channels: Iterable[str], day: date) -> str:
    """A programme that comes in two days, and until then when it is asked for."""
    weekday = (day + timedelta(days=2)).strftime("%A").lower()
    return f"""
[[programme]]
id = "{key}"
name = "{name}"
starts = {day - timedelta(days=7)}
recurrence = {{ kind = "weekly", weekday = "{weekday}", at = "08:15" }}
private_answers = true
channels = [{_listed(channels)}]
selection = {{ keys = ["vision-heard-in-the-corridor", "pupils-say-by-july", "classroom-felt-on-tuesday"] }}
"""


def programme_due(due: datetime, *, channel: str) -> str:
    """A programme with one question, due then."""
    local = due.astimezone(ZONE)
    return f"""
[[programme]]
id = "today"
name = "Today's question"
starts = {local.date()}
recurrence = {{ kind = "on-dates", dates = [{local.date()}], at = {local.strftime("%H:%M:%S")} }}
late = {{ grace_minutes = 1440, closes = 23:59:59 }}
channels = [{_listed([channel])}]
selection = {{ keys = ["two-roles-scale"] }}
"""


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(f'"{key}"' for key in keys)
