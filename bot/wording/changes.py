"""Who changed what, in plain words."""

from bot.domain.trail import Did

_DONE = {
    Did.SIGNED_IN: "signed in",
    Did.INVITED: "invited {about}",
    Did.JOINED: "came in by an invitation",
    Did.CHANGED_ROLES: "changed what {about} may do",
    Did.REMOVED: "removed {about}",
    Did.CHANGED_TRUST: "changed the trust",
    Did.CHANGED_SCHOOL: "changed {about}",
    Did.CHANGED_CHANNEL: "changed the channel {about}",
    Did.CHANGED_CALENDAR: "changed the calendar of {about}",
    Did.CHARTED_PRESSURE: "charted the pressure points of {about}",
    Did.CHANGED_PROGRAMME: "changed the programme {about}",
    Did.CHANGED_PROMPT: "changed the trust's own questions",
    Did.CHOSE_FOR_SCHOOL: "changed the programme {about} for one school",
    Did.TRIED_PROGRAMME: "asked for a question of a programme in {about}, to try it",
    Did.APPLIED_SET_UP: "applied a set-up file",
    Did.POSTED_PICTURE: "sent the heat map to {about}",
}
COMMAND_LINE = "Whoever runs the program"
"""Who did what has no member's name to it."""


def done(did: Did, *, about: str | None, bare: bool = False) -> str:
    """What somebody did, to stand after their name; `bare` where nothing changed by it, as by a new link for somebody."""
    said = "made an invitation link for {about}" if bare and did is Did.INVITED else _DONE[did]
    return said.format(about=about or "something that is no longer here")


def whole(*, broken_at: int | None) -> str:
    """Whether the record is as it was written."""
    if broken_at is None:
        return (
            "This record is whole: each entry follows from the one before it. Somebody who runs the database could still "
            "write all of it anew, or cut off its end: a backup kept elsewhere would show that."
        )
    return (
        f"Entry {broken_at} of this record is not as it was written: somebody has changed the database itself. Ask whoever "
        "runs the program to compare it with a backup."
    )
