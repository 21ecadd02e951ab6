"""What the pages about people say: roles, what each lets one do, and why something cannot be saved."""

from collections.abc import Mapping

MAY: Mapping[str, str] = {
    "JOIN_THE_CHANNEL": "Take part in the school's channel: get its questions and answer them.",
    "READ_THE_LOG": "Read what was answered and who said it, except answers that are for the SENCo alone.",
    "SEE_WHAT_WAS_ASKED": "See which questions were asked, without names or answers.",
    "SEE_DELIVERIES": "See what became of each question: posted, late, left out and why.",
    "DECIDE_DELIVERIES": "Settle a delivery that needs a person, and open a closed channel again.",
    "READ_PRIVATE_ANSWERS": "Read the answers that people gave for the SENCo alone.",
    "ADJUST_THE_PROGRAMME": "Pause, move or skip a school's questions, as far as the trust allows.",
    "TRY_A_PROGRAMME": "Send the next question of a programme to one channel now, to try it.",
    "SET_PROGRAMMES": "Decide which questions go to which schools, and when.",
    "KEEP_SCHOOLS": "Add schools, and change their names.",
    "CONNECT_CHANNELS": "Connect a school's channels.",
    "MANAGE_PEOPLE": "Invite people, and give and take away their roles.",
    "KEEP_THE_CALENDAR": "Keep terms, holidays and training days.",
    "CHART_SENCO_PRESSURE": "Mark the weeks that weigh on the SENCo.",
    "CHART_LEADER_PRESSURE": "Mark the weeks that weigh on the school's leaders.",
    "SEE_THE_SET_UP": "See the programmes, the schools' settings and the calendar.",
    "SEE_THE_TRAIL": "See who changed which setting, and when.",
}
"""What somebody may do, by the name of the deed: the start of each line is a verb."""

NOT_IN_YET = "Has not signed in yet: needs an invitation"
"""Of somebody who has no way in."""


def name_missing() -> str:
    """Nobody was named."""
    return "Write the person's name, as colleagues know them."


def name_is_no_address() -> str:
    """An e-mail address stands where a name is wanted."""
    return "Write the person's name, not an e-mail address: none is needed or kept."


def name_too_long(most: int) -> str:
    """More than a name."""
    return f"Write the name in at most {most} characters."


def roles_missing() -> str:
    """No role was ticked."""
    return "Tick at least one role: without one, they could see nothing."


def school_unknown(name: str) -> str:
    """What was typed is no school's name."""
    return (
        f"There is no school called “{name}” in this trust. Choose one from the list, or check the spelling."
    )


def role_not_chosen() -> str:
    """A school was named, and no role there."""
    return "Choose which role they hold at that school."


def school_not_named() -> str:
    """A role was chosen, and no school."""
    return "Name the school for that role."


def role_not_offered() -> str:
    """The form asked for a role that there is not."""
    return "One of these roles does not exist, or belongs to a school that is not here. Tick them again."


def last_trust_lead(name: str) -> str:
    """Why somebody stays trust lead."""
    return (
        f"{name} is the only trust lead. Without one nobody could decide about questions, people or calendars: "
        "make somebody else trust lead first."
    )


def roles_changed_meanwhile() -> str:
    """Somebody's own roles were changed in the moment in which they saved."""
    return "Your roles were changed at this very moment, so nothing was saved. Look again at what you may do."


def changed_meanwhile(name: str) -> str:
    """Two people changed the same roles."""
    return (
        f"Somebody else changed the roles of {name} while this page was open. Nothing was saved. "
        "What you see now is how they stand: look, and save again if it is still wanted."
    )


def signed_in(*, accounts: int, in_chat: bool) -> str:
    """How somebody signs in."""
    if accounts:
        return "Signs in with an account"
    if in_chat:
        return "Signs in with a link from the bot"
    return NOT_IN_YET


def usually(label: str) -> str:
    """How most of them sign in, said once for all."""
    return f"Where nothing else is said, people sign in {label.removeprefix('Signs in ')}."


def saved(name: str) -> str:
    """Roles were saved."""
    return f"Saved. What {name} sees and may do changes with their next click."


def removed(name: str) -> str:
    """Somebody was removed."""
    return f"{name} has no role any more and is signed out everywhere. What they answered stays where it was."


def invited(name: str) -> str:
    """Somebody new is known."""
    return f"{name} is added. They come in with an invitation link, or by writing to the bot in chat once it knows them."
