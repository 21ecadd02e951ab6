"""What the command line says about a set-up: what differs, what an apply does, and the first run."""

from bot.domain.trail import Difference
from bot.wording import listed


def difference(found: Difference) -> str:
    """Such as "A question for Tuesday: Day: Monday → Tuesday" or "Golden questions: Schools: Oakfield joins"."""
    if found.was is None:
        said = (
            f"{found.setting}: {found.now} joins"
            if found.setting in JOINING
            else f"{found.setting}: {found.now} is new"
        )
    elif found.now is None:
        said = (
            f"{found.setting}: {found.was} leaves"
            if found.setting in JOINING
            else f"{found.setting}: {found.was} goes"
        )
    else:
        said = f"{found.setting}: {found.was} → {found.now}"
    return f"{found.about}: {said}"


JOINING = frozenset({"Schools", "Channels"})
"""What comes and goes as a whole, and is not made or lost by it."""

KINDS = {
    "school": ("school", "schools"),
    "person": ("person", "people"),
    "channel": ("channel", "channels"),
    "programme": ("programme", "programmes"),
    "choice": ("choice of a school", "choices of schools"),
    "prompt": ("prompt of your own", "prompts of your own"),
}


def stays(kind: str, number: int) -> str:
    """What the file does not name, such as "2 people are not in the file and stay as they are."."""
    one, many = KINDS[kind]
    if number == 1:
        return f"1 {one} is not in the file and stays as it was."
    return f"{number} {many} are not in the file and stay as they were."


Named = tuple[tuple[str, ...], int]
"""Some names, and how many more there are."""


def asked_in_holidays(schools: Named) -> str:
    """Programmes of every week where nobody has said when school is."""
    return (
        f"{_named(schools, 'school')} no terms: prompts come there on every weekday that is not closed, in the holidays "
        "too; add terms to the calendar, or leave it so if that is meant"
    )


def waits_for_terms(schools: Named, *, programmes: Named) -> str:
    """Programmes that go by terms where there are none."""
    told = listed((*(f"“{each}”" for each in programmes[0]), *_more(programmes[1], "programme")))
    return (
        f"{_named(schools, 'school')} no terms: nothing of {told} comes there until they are in the calendar"
    )


def look_at(doubt: str) -> str:
    """What is no fault and worth a look, beside what else an apply says."""
    return f"Look: {doubt}."


def _named(names: Named, kind: str) -> str:
    told, more = names
    return f"{listed((*told, *_more(more, kind)))} {'has' if len(told) == 1 and not more else 'have'}"


def _more(number: int, kind: str) -> tuple[str, ...]:
    return (f"{number} more {kind}s",) if number else ()


def nothing_differs() -> str:
    """The database has it all already."""
    return "Nothing differs."


def only_looked() -> str:
    """A dry run."""
    return "Nothing was changed: this was a dry run."


def not_applied() -> str:
    """Whoever was asked said no."""
    return "Nothing was changed."


def applied() -> str:
    """Done."""
    return "Applied."


def say_yes() -> str:
    """There is nobody to ask."""
    return "This would change the set-up, and there is nobody here to ask. Look at it with --dry-run, then add --yes."


def changed_meanwhile() -> str:
    """Somebody else was quicker."""
    return "The set-up was changed by somebody else while you looked. Nothing was applied: run the command again."


def more(number: int) -> str:
    """How many differences were not listed."""
    return f"… and {number} more."


def several_trusts(names: str) -> str:
    """Which trust is meant is not clear."""
    return f"There are several trusts here: name one of {names}."


def no_such_trust(names: str) -> str:
    """None has that id."""
    return (
        f"There is no such trust here. Its id is one of {names}." if names else "There is no trust here yet."
    )


def apply_this() -> str:
    """The question before it is done."""
    return "Apply this?"


def file_is_there(name: str) -> str:
    """Somebody's file is not written over."""
    return f"There is a file {name} already, and it may hold your own notes. Choose another name."


def cannot_write(name: str, why: str) -> str:
    """The file system refuses."""
    return f"{name} cannot be written ({why}). Choose a folder that is there and yours."


def written(name: str) -> str:
    """The file is there."""
    return f"{name} is written. It holds people's names: keep it where only those who need it can read it."


# The first run.


def ask_trust() -> str:
    """The first question."""
    return "The trust's name (a school on its own is a trust of one)"


def ask_school(*, first: bool) -> str:
    """One for each school."""
    return (
        "A school's name (press Enter when there are no more; schools can be added on the pages, too)"
        if first
        else "Another school's name"
    )


def ask_lead() -> str:
    """Who comes in first."""
    return "The name of the person who will lead this for the trust"


def names_missing() -> str:
    """A blank name."""
    return "Give the trust's name and the trust lead's name: neither may be empty."


def begun_already() -> str:
    """Somebody leads a trust here."""
    return (
        "There is a trust here already that somebody leads: they invite others on the page People. If that person's "
        "link was lost or is too old, `golden-thread setup --again --lead NAME` makes a new one. Another trust comes in "
        "with `golden-thread trust apply FILE`."
    )


def no_such_lead() -> str:
    """Nobody leads a trust by that name."""
    return "No trust lead of that name is here. Without --again, `golden-thread setup` makes the first one."


def several_leads() -> str:
    """A name is needed, or does not tell them apart."""
    return "More than one trust lead is here: name one with --lead, as the page People has them."


def link_for(name: str, address: str) -> str:
    """The last lines of the first run."""
    return (
        f"This link lets {name} in. It works once, for 14 days; whoever has it can use it, so give it to nobody else.\n"
        f"\n  {address}\n\nThe bot has to be running: `golden-thread serve`."
        "\n\nThe rest is done on the pages: add schools, connect the channel of each, choose a programme, invite people."
        "\nFor channels in Slack or Teams its app comes first: docs/install-slack.md and docs/install-teams.md say how."
    )
