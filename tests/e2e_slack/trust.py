"""The trust that lives in the stand-in: its people and channels there, and its set-up here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

TEAM = "T01ASH"
ASHGROVE = "Ashgrove Learning Trust"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in the workspace; without roles the bot does not know them."""

    id: str
    name: str
    slack: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A leadership channel; each is the only one of its school."""

    id: str
    school: str
    slack: str


SLT = Channel(id="slt", school="ashgrove-primary", slack="C01SLT")
MILLBROOK = Channel(id="millbrook-slt", school="millbrook-primary", slack="C02MIL")
HOLLIN = Channel(id="hollin-slt", school="hollin-high", slack="C03HOL")
OAKFIELD = Channel(id="oakfield-slt", school="oakfield-infants", slack="C04OAK")
TARN = Channel(id="tarn-slt", school="tarn-juniors", slack="C05TAR")
WESTGATE = Channel(id="westgate-slt", school="westgate-college", slack="C06WES")
RIVERSIDE = Channel(id="leadership-team", school="riverside-primary", slack="C08RIV")
"""The one of which pictures are taken."""
ON_TIME = Channel(id="harbour-slt", school="harbour-primary", slack="C07HAR")
"""The channel whose programme has a time; in the others a question comes when it is asked for."""
CHANNELS = (SLT, MILLBROOK, HOLLIN, OAKFIELD, TARN, WESTGATE, RIVERSIDE, ON_TIME)

AMINA = Person(id="amina", name="Amina Khan", slack="U01AMINA", roles=("school-lead",))
TOM = Person(id="tom", name="Tom Whitfield", slack="U02TOM", roles=("leader",))
RUTH = Person(id="ruth", name="Ruth Adeyemi", slack="U03RUTH", roles=("senco",))
GUEST = Person(id="gus", name="Gus Hale", slack="U04GUS")
PEOPLE = (AMINA, TOM, RUTH, GUEST)

ZONE = ZoneInfo("Europe/London")


def write_set_up(path: Path, *, due: datetime) -> None:
    """A set-up file: every day is a school day, one programme waits to be asked for, one question is due then."""
    local = due.astimezone(ZONE)
    day = local.date()
    schools = "\n".join(
        f'[[school]]\nid = "{channel.school}"\nname = "{name_of(channel)}"\n' for channel in CHANNELS
    )
    members = "\n".join(_member(person) for person in PEOPLE if person.roles)
    channels = "\n".join(
        f'[[channel]]\nid = "{channel.id}"\nschool = "{channel.school}"\nplatform = "slack"\n'
        f'address = "{TEAM}/{channel.slack}"\nname = "{channel.id}"\n'
        for channel in CHANNELS
    )
    asked = ", ".join(f'"{channel.id}"' for channel in CHANNELS if channel != ON_TIME)
    path.write_text(
        f"""
[trust]
id = "ashgrove"
name = "{ASHGROVE}"

[calendar]
zone = "Europe/London"
nation = "England"
school_days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
terms = [{{ name = "A long one", first = {day - timedelta(days=60)}, last = {day + timedelta(days=60)} }}]
bank_holidays = {{ removed = [{day}] }}

{schools}
{members}
{channels}
[[programme]]
id = "weekly"
name = "One question a week"
starts = {day - timedelta(days=7)}
recurrence = {{ kind = "weekly", weekday = "{(day + timedelta(days=2)).strftime("%A").lower()}", at = "08:15" }}
private_answers = true
channels = [{asked}]
selection = {{ keys = ["vision-heard-in-the-corridor", "pupils-say-by-july", "classroom-felt-on-tuesday"] }}

[[programme]]
id = "today"
name = "Today's question"
starts = {day}
recurrence = {{ kind = "on-dates", dates = [{day}], at = {local.strftime("%H:%M:%S")} }}
late = {{ grace_minutes = 1440, closes = 23:59:59 }}
channels = ["{ON_TIME.id}"]
selection = {{ keys = ["two-roles-scale"] }}
""",
        encoding="utf-8",
    )


def name_of(channel: Channel) -> str:
    """The name of its school."""
    return channel.school.replace("-", " ").title()


def _member(person: Person) -> str:
    roles = ", ".join(
        f'{{ role = "{role}", school = "{channel.school}" }}' for role in person.roles for channel in CHANNELS
    )
    return (
        f'[[member]]\nid = "{person.id}"\nname = "{person.name}"\nroles = [{roles}]\n'
        f'identities = [{{ platform = "slack", person = "{TEAM}/{person.slack}" }}]\n'
    )
