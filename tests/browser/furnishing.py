"""Something to see on every page: long words, a question not answered, a post nobody knows the end of, busy weeks."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.delivery import State
from bot.domain.pressure import LEADER
from bot.ports.outbox import Settlement
from prompts.references import Kind
from tests import cast
from tests.adapters.stage import Stage, send
from tests.adapters.web.test_calendar_pages import inheriting
from tests.adapters.web.test_keeping_schools_pages import with_codes
from tests.adapters.web.test_own_prompt_pages import TYPED, key_of
from tests.adapters.web.test_pressure_page import add
from tests.permissions.house import WALT

CHANNEL = "/channels/oakfield-leaders"
HERE = "/schools/oakfield/programmes/weekly/change"
LONG = "incomprehensibilities" * 12 + " https://example.org/" + "a" * 200
FIRST = "vision-heard-in-the-corridor"
A_DAY = timedelta(days=1)


async def furnished(stage: Stage) -> dict[str, str]:
    """The stage is; returns the ids of what stands in it."""
    with_codes(stage)
    await inheriting(stage)
    directory = stage.store.directory
    charter = await directory.charter(cast.ASHGROVE.id)
    assert charter
    sparing = replace(cast.WEEKLY, skips_from=3, remind_after=2)
    await directory.establish(replace(charter, programmes=(sparing,), members=(*charter.members, WALT)))
    return await _asked(stage) | {"own": await _set_up(stage), "spare": await _spare(stage)}


async def _asked(stage: Stage) -> dict[str, str]:
    hana, bank, outbox = await stage.as_(cast.HANA), stage.bot.bank, stage.store.outbox
    scale = next(prompt.key for prompt in bank.prompts if prompt.kind is Kind.SCALE)
    for key in (FIRST, scale):
        root = await stage.ask(key)
        answered = await send(hana, CHANNEL, f"{CHANNEL}/threads/{root}/answers", text=f"A thought. {LONG}")
        note = answered.headers["location"].partition("#answer-")[2]
        stage.clock.advance(A_DAY)
    own = f"{CHANNEL}/threads/{root}/answers/{note}"
    await send(hana, f"{own}/edit", f"{own}/edit", text="Another thought. مرحبا بالعالم")
    for state in (State.REFUSED, State.UNCERTAIN):
        delivery = await stage.owe(scale)
        await outbox.claim(by="stage", now=stage.clock.now(), lease=timedelta(minutes=5), limit=9)
        settled = Settlement(state=state, reason="No clear answer came back.")
        assert await outbox.settle(delivery, settled, by="stage")
        stage.clock.advance(A_DAY)
    log = (await (await stage.as_(cast.PRIYA)).get("/reflections")).text
    answered_to = log.partition("/reflections/threads/")[2].partition('"')[0]
    return {"root": str(root), "note": note, "delivery": answered_to}


async def _set_up(stage: Stage) -> str:
    grace, lewis, priya = [await stage.as_(each) for each in (cast.GRACE, cast.LEWIS, cast.PRIYA)]
    await send(grace, "/prompts/own", "/prompts/own", **TYPED)
    for query, fields in (
        ("what=day&weekday=thursday", {"what": "day", "weekday": "thursday"}),
        ("what=leave-out&prompt=" + FIRST, {"what": "leave-out", "prompt": FIRST}),
    ):
        saved = await send(lewis, f"{HERE}?{query}", HERE, **fields)
        assert saved.status_code == 303, saved.text
    assert (await add(priya, step="save")).status_code == 303
    assert (await add(lewis, whose=LEADER, name="Reports", step="save")).status_code == 303
    return await key_of(stage)


async def _spare(stage: Stage) -> str:
    """A channel of Oakfield to which nothing comes."""
    connect = "/schools/oakfield/channels/new"
    made = await send(await stage.as_(cast.LEWIS), connect, connect, step="make", name="Deputies")
    return made.headers["location"].partition("?")[0].rpartition("/")[2]
