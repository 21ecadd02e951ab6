"""The page of changes, over the store it is kept in."""

from datetime import timedelta

from bot.domain.trail import Act, Did, Difference
from tests import cast
from tests.adapters.stage import Stage
from tests.adapters.web.test_schools_pages import shown


async def test_a_change_is_told_in_plain_words(stage: Stage) -> None:
    said = Difference(about="Oakfield & co", setting="Day", was="Monday", now="Tuesday")
    await stage.store.trail.write(
        Act(
            trust=cast.ASHGROVE.id,
            did=Did.CHANGED_PROGRAMME,
            at=stage.clock.now() - timedelta(hours=1),
            by=cast.GRACE.id,
            about=cast.WEEKLY.id,
            differences=(said,),
        )
    )
    page = await shown(stage, cast.GRACE, "/changes")
    assert f"<bdi>{cast.GRACE.name}</bdi> changed the programme A question for Tuesday" in page
    assert "Oakfield &amp; co: Day: Monday" in page
    assert "is whole" not in page
    assert "is whole" in await shown(stage, cast.DORA, "/changes")
    assert "Nothing like that" in await shown(stage, cast.GRACE, "/changes?kind=people")
    await shown(stage, cast.GRACE, "/changes?kind=rubbish", status=422)
    await shown(stage, cast.GRACE, "/changes?before=99999999999999999999")
    await shown(stage, cast.HANA, "/changes", status=403)
