"""Every page and each of its states: who looks, where they begin, and what they fill in and press to come to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.people import Member
from tests import cast
from tests.permissions.house import WALT

Fields = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A form is filled in, and sent by the button with those words; `file` is the file given along."""

    button: str
    fields: Fields = field(default_factory=dict)
    file: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One state of a page: `draws` is the route that draws it, and `shows` is said by it."""

    draws: str
    address: str
    shows: str
    who: Member | None = cast.GRACE
    presses: tuple[Press, ...] = ()
    status: int = 200


def at(draws: str, address: str, shows: str, who: Member | None = cast.GRACE, status: int = 200) -> Look:
    """What an address shows at once; the route is that address unless `draws` says another."""
    return Look(draws=f"GET {draws or address}", address=address, shows=shows, who=who, status=status)


def sent(
    draws: str, address: str, shows: str, *presses: Press, who: Member = cast.GRACE, status: int = 200
) -> Look:
    """What is shown after the presses; 303 stands for a form that was taken and led on."""
    return Look(draws=draws, address=address, shows=shows, who=who, presses=presses, status=status)


def press(button: str, **fields: str | list[str]) -> Press:
    """A press of the button with those words, once the fields hold that."""
    return Press(button=button, fields=fields)


def give(button: str, file: tuple[str, str]) -> Press:
    """The same, with a file given along."""
    return Press(button=button, file=file)


NOT_THERE = "We cannot find that page"
SEE, CHANGES = "See what this does", "See what this changes"
CHANNEL = "/channels/oakfield-leaders"
OAKFIELD = "/schools/oakfield"
HERE = f"{OAKFIELD}/programmes/weekly"
CONNECT, LEADERS = f"{OAKFIELD}/channels/new", f"{OAKFIELD}/channels/oakfield-leaders"
SPARE = f"{OAKFIELD}/channels/{{spare}}"
SHEET = (
    "first,last,kind,name\n01/09/2027,17/12/2027,term,Autumn term 2027\n03/12/2027,,,Winter fair\n",
    "dates.csv",
)
NO_SHEET = ("first,last,kind,name\n32/09/2027,,term,Autumn\n", "dates.csv")
OWN_FILE = ("question,why,follow_up,audience,minutes\nTell us.,,,nobody,99\n", "ours.csv")
WEEKS = {"first": "2027-01-11", "last": "2027-01-25", "weight": "3", "name": "Annual reviews"}
BACKWARDS = {"name": "", "first": "2026-12-02", "last": "2026-12-01"}

READING = (
    at("", "/demo/people", "Who"),
    at("/", "/", "No question has been asked", cast.TOM),
    at("/", "/", "Read and answer", cast.HANA),
    at("/", "/", "Deliveries"),
    at("/", "/", "You have no role yet", WALT),
    at("/", "/", "What was asked", cast.GORDON),
    at("/", "/nothing-here", NOT_THERE, cast.HANA, 404),
    at("/people", "/people", "", cast.HANA, 403),
    at("/channels/{address}", CHANNEL, "The newest question", cast.HANA),
    at("/channels/{address}", "/channels/millbrook-leaders", "No question has been asked", cast.TOM),
    at("/channels/{address}/threads/{root}", f"{CHANNEL}/threads/{{root}}", "Your answer", cast.DEV),
    sent(
        "POST /channels/{address}/threads/{root}/answers",
        f"{CHANNEL}/threads/{{root}}",
        "has not been sent",
        press("Answer", text=" "),
        who=cast.DEV,
        status=422,
    ),
    at(
        "/channels/{address}/threads/{root}/answers/{note}/edit",
        f"{CHANNEL}/threads/{{root}}/answers/{{note}}/edit",
        "Edit your answer",
        cast.HANA,
    ),
    sent(
        "POST /channels/{address}/threads/{root}/answers/{note}/edit",
        f"{CHANNEL}/threads/{{root}}/answers/{{note}}/edit",
        "has not been changed yet",
        press("Save", text=" "),
        who=cast.HANA,
        status=422,
    ),
    at(
        "/channels/{address}/threads/{root}/answers/{note}/withdraw",
        f"{CHANNEL}/threads/{{root}}/answers/{{note}}/withdraw",
        "Withdraw your answer?",
        cast.HANA,
    ),
    at("/prompts/{key}", "/prompts/vision-heard-in-the-corridor", "Why it is asked", cast.HANA),
    at("/reflections", "/reflections", "Another thought", cast.PRIYA),
    at("/reflections", "/reflections?words=nothing-like-it", "Nothing", cast.PRIYA),
    at("/reflections", "/reflections?since=nonsense", "Something in the search", cast.PRIYA, 400),
    at("/reflections/mine", "/reflections/mine", "Another thought", cast.HANA),
    at("/reflections/mine", "/reflections/mine", "", cast.PRIYA),
    at("/asked", "/asked", "What was asked", cast.GORDON),
    at("/reflections/threads/{delivery}", "/reflections/threads/{delivery}", "thought", cast.PRIYA),
    at("/deliveries", "/deliveries", "It was posted"),
    at("/deliveries", "/deliveries", "Deliveries", cast.HANA),
    at("/deliveries", "/deliveries?since=nonsense", "Something in the search", status=400),
    at("/deliveries", "/deliveries?state=missed", "Nothing fits"),
    sent(
        "POST /deliveries/{delivery}/decide",
        "/deliveries",
        "link",
        press("It was posted", root="nowhere"),
        status=422,
    ),
    sent("POST /messages", "/", "Nothing was changed", press("Keep quiet until then"), status=422),
    sent(
        "POST /messages",
        "/",
        "Write to me again",
        press("Keep quiet until then", until="2026-12-01"),
        who=cast.DEV,
        status=303,
    ),
    at("/changes", "/changes", "changed"),
    at("/changes", "/changes?school=oakfield", "Changes", cast.LEWIS),
)

PROGRAMMES = (
    at("/programmes", "/programmes", "New programme"),
    at("/programmes", "/programmes", "A question for Tuesday", cast.HANA),
    at("/programmes/new", "/programmes/new", "Start from this"),
    at("/programmes/new", "/programmes/new?from=year", SEE),
    at("/programmes/new", "/programmes/new?from=empty", SEE),
    sent(
        "POST /programmes/new",
        "/programmes/new?from=empty",
        "needs changing",
        press(SEE, name="", at="", starts="", channels=[], every="many", repeats="every", by="sequence"),
        status=422,
    ),
    sent("POST /programmes/new", "/programmes/new?from=needs", "What comes next", press(SEE)),
    sent(
        "POST /programmes/new",
        "/programmes/new?from=needs",
        "Ticks are kept",
        press("Choose questions by hand"),
    ),
    sent(
        "POST /programmes/new",
        "/programmes/new?from=needs",
        "Try fewer",
        press("Choose questions by hand"),
        press("Find", words="nothing-like-it"),
    ),
    sent(
        "POST /programmes/new",
        "/programmes/new?from=needs",
        "To that part of the form",
        press("How many questions is that?"),
    ),
    at("/programmes/{programme}", "/programmes/weekly", "The next dates"),
    at("/programmes/{programme}", "/programmes/weekly", "The next dates", cast.LEWIS),
    at("/programmes/{programme}", "/programmes/weekly?done=saved", "Saved"),
    at("/programmes/{programme}/copy", "/programmes/weekly/copy", SEE),
    at("/programmes/{programme}/edit", "/programmes/weekly/edit", SEE),
    sent(
        "POST /programmes/{programme}/edit",
        "/programmes/weekly/edit",
        "Date by date",
        press(SEE, weekday="thursday"),
    ),
    sent(
        "POST /programmes/{programme}/edit",
        "/programmes/weekly/edit",
        "needs changing",
        press(SEE, name="", at="", starts="", channels=[], remind_after="-1"),
        status=422,
    ),
    at("/programmes/{programme}/end", "/programmes/weekly/end", "End it today"),
    at("/prompts/own", "/prompts/own", "Write one"),
    at("/prompts/own", "/prompts/own?done=saved", "aved"),
    sent("POST /prompts/own", "/prompts/own", "needs changing", press("Add this question"), status=422),
    sent(
        "POST /prompts/own/file",
        "/prompts/own",
        "Nothing was taken",
        give("Take its questions", OWN_FILE),
        status=422,
    ),
    at("/prompts/own/{key}", "/prompts/own/{own}", "Change a question"),
    sent(
        "POST /prompts/own/{key}",
        "/prompts/own/{own}",
        "needs changing",
        press("Save", question="", why=""),
        status=422,
    ),
)

SCHOOLS = (
    at("/schools", "/schools", "Oakfield"),
    at("/schools", "/schools", "Oakfield", cast.LEWIS),
    at("/schools/new", "/schools/new", "Add it"),
    sent(
        "POST /schools/new",
        "/schools/new",
        "has not been added",
        press("Add it", name="Harbour Academy"),
        status=422,
    ),
    at("/schools/{school}/name", f"{OAKFIELD}/name", "Rename"),
    sent(
        "POST /schools/{school}/name",
        f"{OAKFIELD}/name",
        "Nothing has been saved",
        press("Save", name=""),
        status=422,
    ),
    at("/schools/{school}/leave", f"{OAKFIELD}/leave", "Date by date"),
    at("/schools/{school}/channels/new", CONNECT, "Get a code", cast.LEWIS),
    sent("POST /schools/{school}/channels/new", CONNECT, "it is shown only once", press("Get a code")),
    sent(
        "POST /schools/{school}/channels/new",
        CONNECT,
        "no new channel",
        press("Make this", name=""),
        status=422,
    ),
    at("/schools/{school}/channels/{channel}", LEADERS, "Take it out of all programmes"),
    at("/schools/{school}/channels/{channel}", LEADERS, "Programmes that come here", cast.LEWIS),
    at("/schools/{school}/channels/{channel}", SPARE, "You can bring here", cast.LEWIS),
    sent("POST /schools/{school}/channels/{channel}", LEADERS, "What changes", press(SEE, programme=[])),
    at("/schools/{school}/channels/{channel}/name", f"{LEADERS}/name", "Rename"),
    sent(
        "POST /schools/{school}/channels/{channel}/name",
        f"{LEADERS}/name",
        "Nothing has been saved",
        press("Save", name=""),
        status=422,
    ),
    at("/schools/{school}", OAKFIELD, "Pressure points"),
    at("/schools/{school}", OAKFIELD, "Programmes", cast.HANA),
    at("/schools/{school}/programmes/{programme}", HERE, "Back to the trust's", cast.LEWIS),
    at("/schools/{school}/programmes/{programme}", HERE, "From the trust"),
    at("/schools/{school}/programmes/{programme}/ask", f"{HERE}/ask", "Ask the next question", cast.LEWIS),
    at(
        "/schools/{school}/programmes/{programme}/ask",
        "/schools/millbrook/programmes/weekly/ask",
        "to try it",
    ),
    sent(
        "POST /schools/{school}/programmes/{programme}/ask",
        f"{HERE}/ask",
        "is on its way",
        press("Post it now"),
        who=cast.LEWIS,
        status=303,
    ),
    at(
        "/schools/{school}/programmes/{programme}/change",
        f"{HERE}/change?what=day&weekday=monday",
        "What changes",
        cast.LEWIS,
    ),
    at(
        "/schools/{school}/programmes/{programme}/change",
        f"{HERE}/change?what=day&weekday=thursday",
        "This changes nothing",
        cast.LEWIS,
    ),
    at(
        "/schools/{school}/programmes/{programme}/change",
        f"{HERE}/change?what=time&at=25:00",
        "Nothing was changed",
        cast.LEWIS,
        422,
    ),
    at(
        "/schools/{school}/programmes/{programme}/change",
        f"{HERE}/change?what=leave-out",
        "Nothing was changed",
        cast.LEWIS,
        422,
    ),
    sent(
        "POST /schools/{school}/programmes/{programme}/change",
        f"{HERE}/change?what=skip&on=2026-12-03",
        "Saved",
        press("Save"),
        who=cast.LEWIS,
        status=303,
    ),
    at("/schools/{school}/pressure", f"{OAKFIELD}/pressure", "Add it", cast.PRIYA),
    at("/schools/{school}/pressure", f"{OAKFIELD}/pressure", "What is charted"),
    at(
        "/schools/{school}/pressure", "/schools/harbour/pressure", "Nothing is charted in this term", cast.SAM
    ),
    sent(
        "POST /schools/{school}/pressure",
        f"{OAKFIELD}/pressure",
        "Nothing was changed yet",
        press("Add it", first=""),
        who=cast.PRIYA,
        status=422,
    ),
    sent(
        "POST /schools/{school}/pressure",
        f"{OAKFIELD}/pressure",
        "Before you save",
        press("Add it", **WEEKS),
        who=cast.PRIYA,
    ),
    sent(
        "POST /schools/{school}/pressure/post",
        f"{OAKFIELD}/pressure",
        "The heat map is in",
        press("Post it"),
        who=cast.LEWIS,
        status=303,
    ),
)

CALENDARS = (
    *(look
    for base, route, who in (
        ("/calendar", "/calendar", cast.GRACE),
        (f"{OAKFIELD}/calendar", "/schools/{school}/calendar", cast.LEWIS),
    )
    for look in (
        at(route, base, "The year at a glance", who),
        at(route, f"{base}?saved=yes&year=2030", "No terms are entered", who),
        at(f"{route}/{{form}}", f"{base}/term", CHANGES, who),
        sent(f"POST {route}/{{form}}", f"{base}/term", "not been saved", press(CHANGES, **BACKWARDS), who=who, status=422),
        sent(
            f"POST {route}/{{form}}",
            f"{base}/days",
            "Before you save",
            press(CHANGES, kind="inset", name="Moderation", first="2026-11-24"),
            who=who,
        ),
        sent(f"POST {route}/press", base, "Before you save", press("We are open then" if route != base else "Take out"), who=who),
        at(f"{route}/import", f"{base}/import", "See what is in it", who),
        sent(f"POST {route}/import", f"{base}/import", "Nothing was read", press("See what is in it"), who=who, status=422),
        sent(f"POST {route}/import", f"{base}/import", "cannot be taken", give("See what is in it", NO_SHEET), who=who, status=422),
        sent(f"POST {route}/import", f"{base}/import", "What was found", give("See what is in it", SHEET), who=who),
        sent(
            f"POST {route}/import",
            f"{base}/import",
            "Before you save",
            give("See what is in it", SHEET),
            press(CHANGES),
            who=who,
        ),
    )
    ),
    *(at("/calendar/{form}", f"/calendar/{form}", CHANGES) for form in ("days", "bank-holiday", "setting", "locks")),
    sent("POST /calendar/{form}", "/calendar/days", "not been saved", press(CHANGES, **BACKWARDS), status=422),
    sent("POST /calendar/{form}", "/calendar/bank-holiday", "not been saved", press(CHANGES), status=422),
    sent("POST /calendar/{form}", "/calendar/setting", "not been saved", press(CHANGES, school_days=[]), status=422),
    at("/calendar", "/calendar", "The year at a glance", cast.HANA),
    at("/calendar/pressure", "/calendar/pressure", "Schools see them on their heat maps"),
    sent("POST /calendar/pressure", "/calendar/pressure", "Nothing was changed yet", press(SEE, first=""), status=422),
    sent("POST /calendar/pressure", "/calendar/pressure", "Before you save", press(SEE, whose="Everyone", **WEEKS)),
)  # fmt: skip

PEOPLE = (
    at("/people", "/people", "Hana Haddad"),
    at("/people/invite", "/people/invite", "Add them"),
    sent("POST /people/invite", "/people/invite", "not been added", press("Add them", name=""), status=422),
    at("/people/{member}", "/people/priya", "Save roles"),
    at("/people/{member}", "/people/priya?saved=yes", "Save roles"),
    sent("POST /people/{member}", "/people/grace", "Nothing has been saved", press("Save roles", grant=[]), status=422),
    sent("POST /people/{member}/invite", "/people/tom", "it is shown only once", press("Make an invitation link")),
)  # fmt: skip

ROOMS: Mapping[str, tuple[Look, ...]] = {
    "reading": READING,
    "programmes": PROGRAMMES,
    "schools": SCHOOLS,
    "calendars": CALENDARS,
    "people": PEOPLE,
}

OUTSIDE = (
    at("", "/sign-in", "Sign in with", None),
    at("/sign-in/link/{secret}", "/sign-in/link/{link}", "It works once", None),
    at("/sign-in/link/{secret}", "/sign-in/link/spent", "", None, 410),
    at("/invitations/{secret}", "/invitations/{invitation}", "join", None),
    at("/sign-in/{provider}/return", "/sign-in/other/return?error=access_denied", "", None, 403),
)
"""Outside the demonstration, where people sign in."""

ONES_OWN = (at("", "/account", "Where you are signed in", None),)
"""There, once somebody has."""

NO_PAGES = {
    "GET /calendar/import/term-dates.csv": "a file",
    "GET /schools/{school}/calendar/import/term-dates.csv": "a file",
    "GET /prompts/own/template.{kind}": "a file",
    "GET /channels/{address}/events": "read by a script",
    "GET /channels/{address}/pictures/{root}.png": "a picture",
    "GET /schools/{school}/pressure/picture.png": "a picture",
    "GET /static/{name}": "what pages are made of",
    "GET /healthz": "read by a machine",
    "GET /sign-in/{provider}": "leads to the provider",
    "POST /programmes/fits": "a line within a page",
    "POST /channels/{address}/threads/{root}/answers/{note}/withdraw": "leads on",
    "POST /deliveries/channels/{channel}/reopen": "leads on",
    "POST /account/end": "leads on",
    "POST /account/end-others": "leads on",
    "POST /demo/people": "leads on",
    "POST /invitations/{secret}": "leads on",
    "POST /people/{member}/remove": "leads on",
    "POST /programmes/{programme}/end": "leads on",
    "POST /prompts/own/{key}/use": "leads on",
    "POST /schools/{school}/leave": "leads on",
    "POST /schools/{school}/pressure/take-out": "leads on",
    "POST /calendar/pressure/take-out": "the same as where one is added",
    "POST /sign-in/link/{secret}": "leads on",
    "POST /sign-out": "leads on",
}
"""The addresses that draw no page, with the reason."""
