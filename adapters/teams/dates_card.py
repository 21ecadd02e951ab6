"""The next dates of a programme in a school, with what its lead may do about them, as a chat shows them: pure."""

from collections.abc import Sequence

from adapters.teams.limits import cut
from adapters.teams.pieces import (
    Data,
    Element,
    apart,
    buttons,
    execute,
    folded,
    heading,
    paragraph,
    rich,
    run,
    small,
    unfold,
)
from bot import wording
from bot.asking.words import Verb
from bot.domain.programme import SchoolMay
from bot.usecases.reading.home import Coming
from bot.usecases.reading.preview import PreviewDate
from bot.usecases.spoken.outcomes import Place

DO = "do"
"""The verb of every button that does something; its data say what, and where."""
UNTIL = "until"
"""The id of the day on which a pause ends."""

_MOST_DATES, _NAME, _LINE = 6, 60, 200


def do(title: str, *, verb: Verb, place: Place, tooltip: str = "", inputs: bool = False) -> Element:
    """A button that does it there."""
    return execute(cut(title, 2 * _NAME), verb=DO, data=_data(verb, place), tooltip=tooltip, inputs=inputs)


def dates(coming: Coming, *, number: int) -> list[Element]:
    """The programme with its dates, and what may be done about each; `number` tells it from the others of the card."""
    until = coming.paused_until
    paused = f"Paused: nothing comes before {wording.day(until)}." if until else ""
    told = [*heading(_named(coming)), *paragraph(paused)]
    listed = [element for each in _worth_listing(coming) for element in _date(coming, each)]
    return apart([*told, *_can(coming, number=number), *(listed or small(["No date is to come."]))])


def pausing(coming: Sequence[Coming]) -> list[Element]:
    """The day on which a pause ends, with a button for each programme that they may pause."""
    may = [each for each in coming if SchoolMay.PAUSE in each.may]
    if not may:
        return []
    one = len(may) == 1
    day: Element = {"type": "Input.Date", "id": UNTIL, "label": "Pause until"}
    told = "Nothing comes before that day."
    rows = [[*([] if one else paragraph(_named(each))), *buttons([_pause(each)])] for each in may]
    return apart([day, *small([told], spacing="Small"), *(element for row in rows for element in row)])


def chosen(name: str, *, verb: Verb, place: Place) -> list[Element]:
    """One of several places that may be meant: its name above the button, whose words a phone would cut off."""
    tooltip = f"Choose {name}" if name else ""
    return [*paragraph(name), *buttons([do("Choose", verb=verb, place=place, tooltip=tooltip)])]


def _pause(coming: Coming) -> Element:
    """The day beside it comes with it."""
    tooltip = f"Pause {_named(coming)} until that day"
    return do("Pause", verb=Verb.PAUSE, place=_place(coming), tooltip=tooltip, inputs=True)


def _worth_listing(coming: Coming) -> list[PreviewDate]:
    """The dates on which something comes, or can be brought back, and as many others as there is room for.

    Those of a pause go without saying.
    """
    until = coming.paused_until
    ahead = [each for each in coming.dates if until is None or each.due_at.date() >= until]
    first = [each for each in ahead if each.left_out is None or each.occurrence in coming.skipped]
    kept = [*first, *(each for each in ahead if each not in first)][:_MOST_DATES]
    return [each for each in ahead if each in kept]


def _date(coming: Coming, each: PreviewDate) -> list[Element]:
    day, crossed = wording.day(each.due_at.date()), bool(each.left_out)
    when = rich([run(f"{day}, {wording.clock_time(each.due_at)}", weight="Bolder", strikethrough=crossed)])
    question = "" if crossed or each.prompt is None else each.prompt.question
    told = [cut(line, _LINE) for line in (each.left_out or "", "" if crossed else each.moved or "", question)]
    return [when, *small(told, spacing="None"), *buttons(_about(coming, each))]


def _about(coming: Coming, each: PreviewDate) -> list[Element]:
    """What may be done about a date."""
    if SchoolMay.SKIP not in coming.may:
        return []
    place = Place(programme=coming.programme.id, school=coming.school.id, on=each.occurrence)
    short = f"{each.due_at.day} {each.due_at:%B}"
    if each.occurrence in coming.skipped:
        return [do(f"Bring back {short}", verb=Verb.KEEP_DATE, place=place)]
    return [] if each.left_out else [do(f"Skip {short}", verb=Verb.SKIP, place=place)]


def _can(coming: Coming, *, number: int) -> list[Element]:
    """What may be done about the programme; a question comes to everybody, so they are asked whether they are sure."""
    here, sure = _place(coming), f"ask-{number}"
    can = []
    if SchoolMay.PAUSE in coming.may and coming.paused_here:
        can.append(
            do("End the pause", verb=Verb.RESUME, place=here, tooltip=f"End the pause of {_named(coming)}")
        )
    if SchoolMay.ASK_NOW not in coming.may:
        return buttons(can)
    told = f"The next question of “{cut(coming.programme.name, _NAME)}” comes to {cut(coming.school.name, _NAME)} within a minute."
    now = do("Ask now", verb=Verb.ASK_NOW, place=here)
    can.append(unfold("Ask now…", target=sure, tooltip=f"Ask the next question of {_named(coming)} now"))
    return [*buttons(can), folded(sure, [*paragraph(told), *buttons([now])])]


def _place(coming: Coming) -> Place:
    return Place(programme=coming.programme.id, school=coming.school.id)


def _data(verb: Verb, place: Place) -> Data:
    data = {"word": verb.value, "programme": str(place.programme), "school": str(place.school)}
    data |= {"on": place.on.isoformat()} if place.on else {}
    return data | ({"channel": str(place.channel)} if place.channel else {})


def _named(coming: Coming) -> str:
    return f"{cut(coming.programme.name, _NAME)}, {cut(coming.school.name, _NAME)}"
