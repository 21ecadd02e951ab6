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
CHANNEL = f"/channels/{cast.OAKFIELD_LEADERS.address}"


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


async def test_the_list_can_be_narrowed_to_what_needs_a_person(stage: Stage) -> None:
    delivery = await ended(stage, Settlement(state=State.UNCERTAIN, reason="Nobody knows."))
    browser = await stage.as_(cast.GRACE)
    assert delivery in (await browser.get(f"{PAGE}?state=needs-a-person")).text
    assert delivery in (await browser.get(f"{PAGE}?programme=weekly")).text
    assert delivery not in (await browser.get(f"{PAGE}?state=late")).text
    assert "Only what needs a person" in (await browser.get(PAGE)).text
    assert (await browser.get(f"{PAGE}?programme=elm-weekly")).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "before=nonsense",
        "before=",
        "before=%00",
        "before=2026-01-01T00:00:00%2B00:00%20%00",
        "before=0001-01-01T00:00:00%2B23:59%20x",
    ],
)
async def test_an_address_nobody_made_still_gives_a_page(stage: Stage, query: str) -> None:
    answer = await (await stage.as_(cast.GRACE)).get(f"{PAGE}?{query}")
    assert answer.status_code in {200, 404}


async def test_an_outcome_that_does_not_exist_is_told_beside_its_field(stage: Stage) -> None:
    await ended(stage, Settlement(state=State.MISSED, reason="Too late."))
    answer = await (await stage.as_(cast.GRACE)).get(f"{PAGE}?state=rubbish")
    assert answer.status_code == 400
    assert "There is no such outcome" in answer.text
    assert 'aria-describedby="state-fault"' in answer.text
    assert "Too late." not in answer.text


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
        ({"ended": "posted", "root": "7"}, State.POSTED),
        ({"ended": "posted", "root": f" http://127.0.0.1:8000{CHANNEL}/threads/7"}, State.POSTED),
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


async def test_what_is_no_message_of_the_channel_is_told_beside_the_field(stage: Stage) -> None:
    delivery = await uncertain(stage)
    browser = await stage.as_(cast.GRACE)
    elsewhere = "http://127.0.0.1:8000/channels/millbrook-leaders/threads/7"
    sent = await send(browser, PAGE, f"{PAGE}/{delivery}/decide", ended="posted", root=elsewhere)
    assert sent.status_code == 422
    assert "This is not the link to a message in" in sent.text
    assert "choose “Copy link” and paste it here" in sent.text
    assert f"root-fault-{delivery}" in sent.text
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


AGAIN = "Try this channel again"
SHUT = cast.OAKFIELD_LEADERS
BECAUSE = "The bot was removed from the channel."


async def close(stage: Stage) -> None:
    assert await stage.bot.store.outbox.close_channel(SHUT.id, because=BECAUSE)


async def is_closed(stage: Stage) -> bool:
    found = await stage.bot.store.directory.channel(SHUT.platform, SHUT.address)
    assert found is not None
    return found.closed_because is not None


@pytest.mark.parametrize("member", [cast.LEWIS, cast.GRACE])
async def test_a_closed_channel_stands_at_the_top_with_why_and_is_tried_again(
    stage: Stage, member: Member
) -> None:
    await ended(stage, Settlement(state=State.REFUSED, reason="Because of the snow."))
    await close(stage)
    browser = await stage.as_(member)
    page = (await browser.get(PAGE)).text
    assert page.index(BECAUSE) < page.index(AGAIN) < page.index("Because of the snow.")
    assert SHUT.name in page
    sent = await send(browser, PAGE, f"{PAGE}/channels/{SHUT.id}/reopen?state=refused")
    assert (sent.status_code, sent.headers["location"]) == (303, f"{PAGE}?state=refused")
    assert not await is_closed(stage)
    assert f"<button>{AGAIN}" not in (await browser.get(PAGE)).text


@pytest.mark.parametrize(
    ("member", "status"), [(cast.PRIYA, 403), (cast.HANA, 403), (cast.TOM, 403), (cast.OLIVE, 404)]
)
async def test_who_does_not_decide_neither_sees_nor_opens_a_closed_channel(
    stage: Stage, member: Member, status: int
) -> None:
    await close(stage)
    browser = await stage.as_(member)
    assert BECAUSE not in (await browser.get(PAGE)).text
    sent = await send(browser, "/demo/people", f"{PAGE}/channels/{SHUT.id}/reopen")
    assert sent.status_code == status
    assert await is_closed(stage)


async def test_a_closed_channel_is_not_opened_without_the_forms_token(stage: Stage) -> None:
    await close(stage)
    browser = await stage.as_(cast.LEWIS)
    assert (await browser.post(f"{PAGE}/channels/{SHUT.id}/reopen", data={"csrf": "x"})).status_code == 403
    assert await is_closed(stage)


async def test_a_channel_that_is_open_already_is_said_to_be(stage: Stage) -> None:
    browser = await stage.as_(cast.LEWIS)
    sent = await send(browser, "/demo/people", f"{PAGE}/channels/{SHUT.id}/reopen")
    assert sent.status_code == 200
    assert "This channel is open" in sent.text


async def test_what_to_do_about_a_refusal_names_the_button_that_is_there(stage: Stage) -> None:
    await ended(stage, Settlement(state=State.REFUSED, reason="Because of the snow."))
    await close(stage)
    page = (await (await stage.as_(cast.LEWIS)).get(PAGE)).text
    assert f"\u201c{AGAIN}\u201d" in page


async def test_what_came_of_one_question_in_several_channels_is_told_once(stage: Stage) -> None:
    for channel, school in (
        (cast.OAKFIELD_LEADERS, cast.OAKFIELD),
        (cast.MILLBROOK_LEADERS, cast.MILLBROOK),
    ):
        await stage.ask(KEY, channel=channel, school=school)
    page = (await (await stage.as_(cast.GRACE)).get(PAGE)).text
    assert "in 2 channels" in page
    assert page.count('<li class="card') == 1
    assert page.count('<li id="delivery-') == 2
