"""The deliveries page: what became of each prompt, and saying how an uncertain one ended."""

from datetime import timedelta

import pytest

from bot.domain.delivery import DeliveryId, State
from bot.domain.people import Member
from bot.ports.outbox import Settlement
from tests import cast
from tests.adapters.stage import Stage, send

KEY = "vision-heard-in-the-corridor"
PAGE = "/deliveries"


async def ended(stage: Stage, settlement: Settlement) -> DeliveryId:
    """A delivery that ended like that."""
    delivery = await stage.owe(KEY)
    outbox = stage.bot.store.outbox
    await outbox.claim(by="stage", now=stage.clock.now(), lease=timedelta(minutes=5), limit=9)
    assert await outbox.settle(delivery, settlement, by="stage")
    return delivery


@pytest.mark.parametrize(
    ("state", "word"),
    [(State.REFUSED, "Refused"), (State.MISSED, "Missed"), (State.SKIPPED, "Skipped")],
)
async def test_what_was_not_posted_says_why_and_what_to_do(stage: Stage, state: State, word: str) -> None:
    await ended(stage, Settlement(state=state, reason="Because of the snow."))
    page = (await (await stage.as_(cast.GRACE)).get(PAGE)).text
    assert f'<span class="badge">{word}</span>' in page
    assert "Because of the snow." in page


async def test_the_list_can_be_narrowed_by_what_became_of_it(stage: Stage) -> None:
    await ended(stage, Settlement(state=State.MISSED, reason="Too late."))
    browser = await stage.as_(cast.GRACE)
    assert "Too late." in (await browser.get(f"{PAGE}?state=missed&school=oakfield")).text
    assert "Too late." not in (await browser.get(f"{PAGE}?state=posted")).text
    assert "Too late." not in (await browser.get(f"{PAGE}?school=millbrook")).text
    assert "Too late." not in (await browser.get(f"{PAGE}?since=2027-01-01")).text


@pytest.mark.parametrize(
    "query",
    [
        "before=nonsense",
        "before=",
        "state=nonsense",
        "before=%00",
        "before=2026-01-01T00:00:00%2B00:00%20%00",
        "before=0001-01-01T00:00:00%2B23:59%20x",
    ],
)
async def test_an_address_nobody_made_still_gives_a_page(stage: Stage, query: str) -> None:
    answer = await (await stage.as_(cast.GRACE)).get(f"{PAGE}?{query}")
    assert answer.status_code in {200, 404}


async def test_a_governor_is_told_for_whom_the_page_is(stage: Stage) -> None:
    answer = await (await stage.as_(cast.GORDON)).get(PAGE)
    assert answer.status_code == 403
    assert "This is only for" in answer.text


async def uncertain(stage: Stage) -> DeliveryId:
    return await ended(stage, Settlement(state=State.UNCERTAIN, reason="No clear answer came back."))


async def decided(
    stage: Stage, delivery: DeliveryId, form: dict[str, str], *, member: Member = cast.GRACE
) -> int:
    browser = await stage.as_(member)
    page = PAGE if member is cast.GRACE else "/demo/people"
    sent = await send(browser, page, f"{PAGE}/{delivery}/decide?state=uncertain", **form)
    return sent.status_code


async def state_of(stage: Stage, delivery: DeliveryId) -> State:
    owed = await stage.bot.store.outbox.owed(delivery)
    assert owed is not None
    return owed.delivery.state


@pytest.mark.parametrize(
    ("form", "state"),
    [
        ({"ended": "posted", "root": "1700000000.0001"}, State.POSTED),
        ({"ended": "send"}, State.DUE),
        ({"ended": "leave"}, State.MISSED),
    ],
)
async def test_a_person_says_how_an_uncertain_delivery_ended(
    stage: Stage, form: dict[str, str], state: State
) -> None:
    delivery = await uncertain(stage)
    assert await decided(stage, delivery, form) == 303
    assert await state_of(stage, delivery) is state


async def test_saying_it_was_posted_needs_the_message(stage: Stage) -> None:
    delivery = await uncertain(stage)
    assert await decided(stage, delivery, {"ended": "posted", "root": " "}) == 422
    assert await state_of(stage, delivery) is State.UNCERTAIN


async def test_deciding_twice_changes_nothing_and_says_so(stage: Stage) -> None:
    delivery = await uncertain(stage)
    browser = await stage.as_(cast.GRACE)
    address = f"{PAGE}/{delivery}/decide"
    first = await send(browser, PAGE, address, ended="leave")
    again = await send(browser, "/demo/people", address, ended="send")
    assert (first.status_code, again.status_code) == (303, 200)
    assert await state_of(stage, delivery) is State.MISSED


@pytest.mark.parametrize("member", [cast.HANA, cast.GORDON, cast.OLIVE])
async def test_only_those_who_run_the_programme_decide(stage: Stage, member: Member) -> None:
    delivery = await uncertain(stage)
    assert await decided(stage, delivery, {"ended": "send"}, member=member) in {403, 404}
    assert await state_of(stage, delivery) is State.UNCERTAIN
