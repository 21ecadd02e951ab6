"""The trust that lives in the stand-in: its people and channels there, and its set-up here."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.end_to_end import set_up

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
LAKESIDE = Channel(id="lakeside-slt", school="lakeside-primary", slack="C09LAK")
"""The one that no file names: it is connected with a code."""
CHANNELS = (SLT, MILLBROOK, HOLLIN, OAKFIELD, TARN, WESTGATE, RIVERSIDE, ON_TIME)

AMINA = Person(id="amina", name="Amina Khan", slack="U01AMINA", roles=("school-lead",))
TOM = Person(id="tom", name="Tom Whitfield", slack="U02TOM", roles=("leader",))
RUTH = Person(id="ruth", name="Ruth Adeyemi", slack="U03RUTH", roles=("senco",))
GUEST = Person(id="gus", name="Gus Hale", slack="U04GUS")
GRACE = Person(id="grace", name="Grace Moore", slack="U05GRACE", roles=("trust-lead",))
PEOPLE = (AMINA, TOM, RUTH, GUEST, GRACE)


def write_set_up(path: Path, *, due: datetime) -> None:
    """A set-up file: one programme waits to be asked for, and one question is due then."""
    day, schools = due.astimezone(set_up.ZONE).date(), [each.school for each in (*CHANNELS, LAKESIDE)]
    written = [
        set_up.trust(ASHGROVE, day=day),
        *(set_up.school(each) for each in schools),
        *(
            set_up.member(
                each.id,
                each.name,
                roles=each.roles,
                schools=() if each is GRACE else schools,
                known_as=("slack", f"{TEAM}/{each.slack}"),
            )
            for each in PEOPLE
            if each.roles
        ),
        *(
            set_up.channel(
                each.id,
                of=each.school,
                platform="slack",
                address=f"{TEAM}/{each.slack}",
                name=each.id,
            )
            for each in CHANNELS
        ),
        set_up.programme_to_ask_for(
            "weekly",
            "One question a week",
            channels=[each.id for each in CHANNELS if each != ON_TIME],
            day=day,
        ),
        set_up.programme_due(due, channel=ON_TIME.id),
    ]
    path.write_text("\n".join(written), encoding="utf-8")


def name_of(channel: Channel) -> str:
    """The name of its school."""
    return set_up.school_name(channel.school)
