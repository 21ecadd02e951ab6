"""What falls due is found whether planning looks every few seconds or once a day, and remembered lulls hide none of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.agenda import agenda_between
from bot.ports.directory import Plannable
from bot.usecases.lulls import Lulls
from bot.usecases.sending.agendas import agendas_of
from tests import cast

MONDAY_NIGHT = datetime(2026, 9, 7, 22, 0, tzinfo=UTC)
TUESDAY = datetime(2026, 9, 8, 12, 0, tzinfo=UTC)


def _planned(until: datetime) -> Plannable:
    return Plannable(
        programme=cast.WEEKLY,
        edition=1,
        planned_edition=1,
        planned_until=until,
        channels=((cast.OAKFIELD_LEADERS, cast.OAKFIELD), (cast.ELM_LEADERS, cast.ELM)),
    )


@given(st.lists(st.integers(1, 60 * 60 * 40), max_size=40), st.lists(st.booleans(), min_size=40, max_size=40))
def test_remembered_lulls_hide_nothing_that_falls_due(seconds: list[int], marked: list[bool]) -> None:
    lulls, plan, now = Lulls(), _planned(MONDAY_NIGHT), MONDAY_NIGHT
    found: list[datetime] = []
    for passed, marks in zip(seconds, marked, strict=False):
        now += timedelta(seconds=passed)
        (agendas,) = agendas_of([plan], now=now, lulls=lulls)
        found += [dated.occurrence.due_at for dates in agendas.dates[:1] for dated in dates]
        if agendas or marks:
            plan = replace(plan, planned_until=now)
    wanted = agenda_between(cast.WEEKLY, cast.OAKFIELD.calendar, after=MONDAY_NIGHT, until=now)
    assert found == [dated.occurrence.due_at for dated in wanted]


def test_a_lull_ends_when_something_falls_due() -> None:
    lulls, plan = Lulls(), _planned(MONDAY_NIGHT)
    early = MONDAY_NIGHT + timedelta(hours=2)
    assert not any(agendas_of([plan], now=early, lulls=lulls))
    assert lulls.holds(plan, now=early + timedelta(minutes=1))
    assert not lulls.holds(plan, now=TUESDAY)
    assert any(agendas_of([plan], now=TUESDAY, lulls=lulls))


def test_a_lull_ends_with_whatever_is_changed_of_its_programme() -> None:
    lulls, plan = Lulls(), _planned(MONDAY_NIGHT)
    soon = MONDAY_NIGHT + timedelta(minutes=1)
    agendas_of([plan], now=soon, lulls=lulls)
    assert lulls.holds(plan, now=soon)
    assert lulls.holds(replace(plan, planned_until=soon), now=soon)
    assert not lulls.holds(replace(plan, programme=replace(plan.programme)), now=soon)
    assert not lulls.holds(replace(plan, channels=plan.channels[:1]), now=soon)
    assert not lulls.holds(replace(plan, choices={}), now=soon)
    assert not lulls.holds(replace(plan, planned_until=MONDAY_NIGHT - timedelta(days=1)), now=soon)
