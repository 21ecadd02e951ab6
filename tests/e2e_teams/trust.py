"""The trust that lives in the stand-in: its people and channels there, and its set-up here."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

TENANT = "11111111-1111-1111-1111-111111111111"
BOT = "22222222-2222-2222-2222-222222222222"
TEAM = "19:ashgrove@thread.tacv2"
ASHGROVE = "Ashgrove Learning Trust"
ZONE = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in the tenant; without roles the bot does not know them."""

    id: str
    name: str
    entra: str
    roles: tuple[str, ...] = ()

    @property
    def given_name(self) -> str:
        """The first word of their name."""
        return self.name.partition(" ")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A leadership channel; each is the only one of its school."""

    id: str
    school: str
    teams: str

    @property
    def address(self) -> str:
        """As the set-up and the log name it."""
        return f"{TENANT}/{self.teams}"


SLT = Channel(id="oakfield-slt", school="oakfield-infants", teams="19:oakfield@thread.tacv2")
"""Every test has a thread of its own in it, of a programme of its own."""
ON_TIME = Channel(id="harbour-slt", school="harbour-primary", teams=TEAM)
"""The channel whose programme has a time; in the other a question comes when it is asked for."""
CHANNELS = (SLT, ON_TIME)
"""The stand-in has General, whose id is the team's, and one more."""

PROGRAMMES = (
    *(
        "Box",
        "Old box",
        "Mention",
        "Consent",
        "Private",
        "Changed",
        "Edited",
        "Twice",
        "Canary",
        "Chat",
        "Crowd",
    ),
    *("Pictures", "Shown", "Removed", "Paused"),
)
"""Each waits to be asked for, and its name is the test's that asks."""


def _person(number: int, name: str, *roles: str) -> Person:
    return Person(
        id=name.partition(" ")[0].lower(),
        name=name,
        entra=f"33333333-0000-0000-0000-{number:012d}",
        roles=roles,
    )


AMINA = _person(1, "Amina Khan", "school-lead")
"""Whoever sits at the stand-in: what is typed there comes from her, whoever is named."""
TOM = _person(2, "Tom Whitfield", "leader")
RUTH = _person(3, "Ruth Adeyemi", "senco")
GUS = _person(4, "Gus Hale")
BEA = _person(5, "Bea Moss")
LEN = _person(6, "Len Ford")
PEOPLE = (AMINA, TOM, RUTH, GUS, BEA, LEN)


def write_set_up(path: Path, *, due: datetime) -> None:
    """A set-up file: every day is a school day, one programme waits to be asked for, one question is due then."""
    local = due.astimezone(ZONE)
    day = local.date()
    schools = "\n".join(
        f'[[school]]\nid = "{channel.school}"\nname = "{name_of(channel)}"\n' for channel in CHANNELS
    )
    members = "\n".join(_member(person) for person in PEOPLE if person.roles)
    channels = "\n".join(
        f'[[channel]]\nid = "{channel.id}"\nschool = "{channel.school}"\nplatform = "teams"\n'
        f'address = "{channel.address}"\nname = "{name_of(channel)} leaders"\n'
        for channel in CHANNELS
    )
    programmes = "\n".join(_programme(name, day=day) for name in PROGRAMMES)
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
{programmes}
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
        f'identities = [{{ platform = "teams", person = "{TENANT}/{person.entra}" }}]\n'
    )


def _programme(name: str, *, day: date) -> str:
    weekday = (day + timedelta(days=2)).strftime("%A").lower()
    return f"""
[[programme]]
id = "{name.lower().replace(" ", "-")}"
name = "{name}"
starts = {day - timedelta(days=7)}
recurrence = {{ kind = "weekly", weekday = "{weekday}", at = "08:15" }}
private_answers = true
channels = ["{SLT.id}"]
selection = {{ keys = ["vision-heard-in-the-corridor", "pupils-say-by-july", "classroom-felt-on-tuesday"] }}
"""
