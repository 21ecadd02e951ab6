"""Programmes in and out of plain tables."""

from datetime import timedelta

from bot.charter.recurrences import read_recurrence, write_recurrence
from bot.domain.channel import ChannelId
from bot.domain.people import TrustId
from bot.domain.programme import LatePolicy, Programme, ProgrammeId, SchoolMay, Selection
from prompts.model import Audience, Kind
from prompts.references import Order
from scheduler.faults import Problem
from scheduler.model import ClosedDayRule, Recurrence
from scheduler.tables import Table

ALL = frozenset(SchoolMay)
LONGEST_GRACE = 24 * 60
"""Minutes. A prompt a day late would meet the next one."""
LONGEST_BEFORE_REMINDING = 20
"""School days. A reminder of last month's question is a nuisance."""


def read_programme(table: Table, *, trust: TrustId) -> Programme | None:
    """The programme that a table describes; None, with every fault noted on it, if it describes none."""
    key, name = table.identifier("id"), table.text("name")
    order = table.word("order", among=Order) if table.has("order") else Order.IN_ORDER
    starts = table.day("starts")
    ends = table.day("ends") if table.has("ends") else None
    recurrence = _recurrence(table)
    selection = _selection(table.table("selection"))
    late = _late(table.table("late"))
    rule = table.word("closed_day", among=ClosedDayRule) if table.has("closed_day") else ClosedDayRule.SKIP
    paused_until = table.day("paused_until") if table.has("paused_until") else None
    skipped_dates = frozenset(table.days("skipped_dates"))
    from_weight = {key: _from_one(table, key) for key in ("lighter_from", "moves_from", "skips_from")}
    remind_after = _from_one(table, "remind_after", most=LONGEST_BEFORE_REMINDING)
    channels = tuple(ChannelId(channel) for channel in table.texts("channels"))
    private_answers = table.flag("private_answers")
    may = table.words("schools_may", among=SchoolMay) if table.has("schools_may") else SchoolMay
    schools_may = frozenset(SchoolMay(word) for word in may)
    table.refuse_unknown()
    if starts and ends and ends < starts:
        table.note(
            Problem(problem=f"it ends on {ends}, before it starts on {starts}", remedy="correct one of them")
        )
    if key is None or name is None or order is None or starts is None or recurrence is None or rule is None:
        return None
    return Programme(
        id=ProgrammeId(key),
        trust=trust,
        name=name,
        selection=selection,
        order=Order(order),
        recurrence=recurrence,
        starts=starts,
        ends=ends,
        closed_day=ClosedDayRule(rule),
        late=late,
        paused_until=paused_until,
        skipped_dates=skipped_dates,
        **from_weight,
        remind_after=remind_after,
        channels=channels,
        private_answers=private_answers,
        schools_may=schools_may,
    )


def write_programme(programme: Programme) -> dict[str, object]:
    """The table that `read_programme` reads back as the same programme: texts, whole numbers, dates and lists only.

    Raises ValueError for a grace that is not whole minutes: a document could not say it.
    """
    if programme.late.grace % timedelta(minutes=1):
        raise ValueError(
            f"the grace of programme {programme.id} is {programme.late.grace}: give whole minutes"
        )
    table: dict[str, object] = {
        "id": programme.id,
        "name": programme.name,
        "order": str(programme.order),
        "starts": programme.starts,
        "closed_day": str(programme.closed_day),
        "skipped_dates": sorted(programme.skipped_dates),
        "channels": list(programme.channels),
        "recurrence": write_recurrence(programme.recurrence),
        "selection": _selection_table(programme.selection),
        "late": {
            "grace_minutes": programme.late.grace // timedelta(minutes=1),
            "closes": programme.late.closes.isoformat(),
        },
    }
    given = {
        "ends": programme.ends,
        "paused_until": programme.paused_until,
        "lighter_from": programme.lighter_from,
        "moves_from": programme.moves_from,
        "skips_from": programme.skips_from,
        "remind_after": programme.remind_after,
        "private_answers": True if programme.private_answers else None,
        "schools_may": None if programme.schools_may == ALL else sorted(map(str, programme.schools_may)),
    }
    return table | {key: value for key, value in given.items() if value is not None}


def _recurrence(table: Table) -> Recurrence | None:
    described = table.table("recurrence")
    if described is None:
        if not table.has("recurrence"):
            table.note(
                Problem(
                    problem="recurrence is missing",
                    remedy='add recurrence, such as { kind = "weekly", weekday = "tuesday", at = "08:15" }',
                )
            )
        return None
    return read_recurrence(described)


def _from_one(table: Table, key: str, *, most: int | None = None) -> int | None:
    number = table.number(key) if table.has(key) else None
    if number is not None and (number < 1 or (most is not None and number > most)):
        span = "1 or more" if most is None else f"1 to {most}"
        table.note(Problem(problem=f"{key} is {number}", remedy=f"write {span}, or take it out"))
        return None
    return number


def _selection(table: Table | None) -> Selection:
    if table is None:
        return Selection()
    selection = Selection(
        themes=tuple(table.texts("themes")),
        frameworks=tuple(table.texts("frameworks")),
        audiences=tuple(Audience(audience) for audience in table.words("audiences", among=Audience)),
        kinds=tuple(Kind(kind) for kind in table.words("kinds", among=Kind)),
        keys=tuple(table.texts("keys")),
        sequence=table.text("sequence") if table.has("sequence") else None,
        left_out=frozenset(table.texts("left_out")),
    )
    table.refuse_unknown()
    return selection


def _selection_table(selection: Selection) -> dict[str, object]:
    lists: dict[str, object] = {
        "themes": list(selection.themes),
        "frameworks": list(selection.frameworks),
        "audiences": [str(audience) for audience in selection.audiences],
        "kinds": [str(kind) for kind in selection.kinds],
        "keys": list(selection.keys),
        "left_out": sorted(selection.left_out),
    }
    given = {key: value for key, value in lists.items() if value}
    return given | ({"sequence": selection.sequence} if selection.sequence else {})


def _late(table: Table | None) -> LatePolicy:
    policy = LatePolicy()
    if table is None:
        return policy
    minutes = (
        table.number("grace_minutes") if table.has("grace_minutes") else policy.grace // timedelta(minutes=1)
    )
    closes = table.time_of_day("closes") if table.has("closes") else policy.closes
    table.refuse_unknown()
    if minutes is not None and not 0 <= minutes <= LONGEST_GRACE:
        table.note(
            Problem(problem=f"grace_minutes is {minutes}", remedy=f"write 0 to {LONGEST_GRACE} minutes")
        )
        return policy
    if minutes is None or closes is None:
        return policy
    return LatePolicy(grace=timedelta(minutes=minutes), closes=closes)
