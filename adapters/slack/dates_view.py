"""The next dates of a programme in a school, with what its lead may do about them. Pure."""

from adapters.slack.carried import of_place
from adapters.slack.limits import IDS, length
from adapters.slack.pieces import Block, actions, asks, button, plain, section
from adapters.slack.text import escaped
from bot import wording
from bot.domain.programme import SchoolMay
from bot.usecases.reading.home import Coming
from bot.usecases.reading.preview import PreviewDate
from bot.usecases.spoken.outcomes import Place

MOST_DATES = 6
PAUSE = "pause_until"


def coming_blocks(coming: Coming) -> list[Block]:
    """The programme, its dates, and a row of what may be done."""
    blocks = [section(title(coming))]
    dates = worth_listing(coming)
    blocks += [_date(coming, each) for each in dates]
    if not dates:
        blocks.append(section("No date is to come."))
    if can := _can(coming):
        blocks.append(can)
    return blocks


def worth_listing(coming: Coming) -> list[PreviewDate]:
    """The dates on which something comes, or the school can bring it back, and as many others as there is room for.

    Those of a pause go without saying: the title says until when it is.
    """
    until = coming.paused_until
    ahead = [each for each in coming.dates if until is None or each.due_at.date() >= until]
    first = [each for each in ahead if each.left_out is None or each.occurrence in coming.skipped]
    others = [each for each in ahead if each not in first]
    kept = [*first, *others][:MOST_DATES]
    return [each for each in ahead if each in kept]


def title(coming: Coming) -> str:
    """The programme and the school, and until when it is paused."""
    told = f"*{escaped(coming.programme.name)}*, {escaped(coming.school.name)}"
    if coming.paused_until is None:
        return told
    return f"{told}\n{wording.paused(coming.paused_until)}"


def line(each: PreviewDate) -> str:
    """One date: when, and what is asked, or why nothing is."""
    when = f"{wording.day(each.due_at.date())}, {wording.clock_time(each.due_at)}"
    if each.left_out:
        return f"~{when}~\n{escaped(each.left_out)}"
    told = [when]
    if each.moved:
        told.append(escaped(each.moved))
    if each.prompt:
        told.append(escaped(each.prompt.question))
    return "\n".join(told)


def _date(coming: Coming, each: PreviewDate) -> Block:
    place = Place(programme=coming.programme.id, school=coming.school.id, on=each.occurrence)
    if SchoolMay.SKIP not in coming.may:
        return section(line(each))
    day = wording.day(each.due_at.date())
    if each.occurrence in coming.skipped:
        back = button("Bring back", action="keep_date", value=of_place(place), label=f"Bring back {day}")
        return section(line(each), accessory=back)
    if each.left_out:
        return section(line(each))
    skip = button("Skip", action="skip_date", value=of_place(place), label=f"Skip {day}")
    return section(line(each), accessory=skip)


def _can(coming: Coming) -> Block | None:
    here = of_place(Place(programme=coming.programme.id, school=coming.school.id))
    elements: list[Block] = []
    # A date picker carries nothing of its own, so its row does.
    if SchoolMay.PAUSE in coming.may and length(here) <= IDS:
        elements.append(_pause(coming))
        if coming.paused_here:
            elements.append(
                button("Resume", action="resume", value=here, label=f"Resume {coming.programme.name}")
            )
    if SchoolMay.ASK_NOW in coming.may:
        sure = asks(
            "Ask a question now?",
            text=f"The next question of “{coming.programme.name}” comes to {coming.school.name} within a minute.",
            yes="Ask now",
        )
        elements.append(button("Ask now", action="ask_now", value=here, confirm=sure))
    return actions(elements, id=here if length(here) <= IDS else None) if elements else None


def _pause(coming: Coming) -> Block:
    sure = asks(
        "Pause until that day?",
        text=f"Nothing of “{coming.programme.name}” comes to {coming.school.name} before that day.",
        yes="Pause",
    )
    picker: Block = {
        "type": "datepicker",
        "action_id": PAUSE,
        "placeholder": plain("Pause until…"),
        "confirm": sure,
    }
    return picker
