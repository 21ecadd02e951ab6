"""The trust that lives in the stand-in: its people and channels there, and its set-up here."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.end_to_end import set_up

TENANT = "11111111-1111-1111-1111-111111111111"
BOT = "22222222-2222-2222-2222-222222222222"
TEAM = "19:ashgrove@thread.tacv2"
ASHGROVE = "Ashgrove Learning Trust"


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
GENERAL = Channel(id="general", school="harbour-primary", teams=TEAM)
"""The one that no file names: it is connected with a code. Its id is the team's, and the stand-in has no third."""
CHANNELS = (SLT, GENERAL)

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
    *("Pictures", "Shown", "Removed", "Paused", "Connected"),
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
GRACE = _person(7, "Grace Moore", "trust-lead")
PEOPLE = (AMINA, TOM, RUTH, GUS, BEA, LEN)
"""No more and no fewer are in the stand-in."""


def write_set_up(path: Path, *, due: datetime) -> None:
    """A set-up file: every programme but one waits to be asked for, and that one's question is due then."""
    day, schools = due.astimezone(set_up.ZONE).date(), [each.school for each in CHANNELS]
    written = [
        set_up.trust(ASHGROVE, day=day),
        *(set_up.school(each) for each in schools),
        *(
            set_up.member(
                each.id,
                each.name,
                roles=each.roles,
                schools=() if each is GRACE else schools,
                known_as=("teams", f"{TENANT}/{each.entra}"),
            )
            for each in (*PEOPLE, GRACE)
            if each.roles
        ),
        set_up.channel(
            SLT.id,
            of=SLT.school,
            platform="teams",
            address=SLT.address,
            name=f"{set_up.school_name(SLT.school)} leaders",
        ),
        *(
            set_up.programme_to_ask_for(
                key_of(name), name, channels=[] if name == "Connected" else [SLT.id], day=day
            )
            for name in PROGRAMMES
        ),
        set_up.programme_due(due, channel=SLT.id),
    ]
    path.write_text("\n".join(written), encoding="utf-8")


def key_of(programme: str) -> str:
    """The id of the programme with that name."""
    return programme.lower().replace(" ", "-")


def name_of(channel: Channel) -> str:
    """The name of its school."""
    return set_up.school_name(channel.school)
