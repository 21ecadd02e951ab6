"""A trust lead adds a school, connects its channels, and chooses what comes there, as they would press it."""

import re
from dataclasses import replace

from adapters.local.platform import LocalPlatform
from bot.domain.channel import Channel, ChannelId
from bot.domain.charter import Charter
from bot.usecases.schools.connecting import connect
from bot.usecases.schools.first_run import FIRST_CALENDAR
from tests import cast
from tests.adapters.stage import Stage, opened, send

OAKFIELD = "/schools/oakfield"
NEW = f"{OAKFIELD}/channels/new"
LEADERS = f"{OAKFIELD}/channels/oakfield-leaders"
CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")
EMPTY = Charter(
    trust=replace(cast.ASHGROVE, demonstration=True, calendar=FIRST_CALENDAR), members=(cast.GRACE, cast.DORA)
)
"""As `golden-thread setup` leaves a trust: its leads, and nothing else."""


class Elsewhere(LocalPlatform):
    """Another platform that is switched on, on which a code is typed."""

    def connecting(self, code: str) -> tuple[str, ...]:
        return ("Open the channel.", f"Type connect {code} there.")


def with_codes(stage: Stage) -> None:
    """The stage has another platform, on which channels are connected with a code."""
    other = Elsewhere(stage.store.board, clock=stage.clock)
    stage.bot.platforms["slack"] = other  # type: ignore[index] # the stage made it a dict


async def test_a_school_its_channel_and_its_dates_are_there_in_a_few_presses(stage: Stage) -> None:
    grace = await stage.as_(cast.GRACE)
    added = await send(grace, "/schools/new", "/schools/new", name="Fern Hill & Co")
    assert added.status_code == 303
    page = (await grace.get(added.headers["location"])).text
    assert "Fern Hill &amp; Co is added." in page
    here = added.headers["location"].partition("?")[0]
    assert f'href="{here}/channels/new"' in page
    made = await send(grace, f"{here}/channels/new", f"{here}/channels/new", step="make", name="Heads")
    channel = made.headers["location"].partition("?")[0]
    assert "in no programme" in (await grace.get(here)).text
    seen = re.search(r'name="seen" value="([^"]*)"', (await grace.get(channel)).text)
    assert seen
    form = {"programme": "weekly", "seen": seen[1]}
    shown = await send(grace, channel, channel, step="see", **form)
    assert "A question for Tuesday</b> comes here" in shown.text
    assert "Tuesday 17 November 2026" in shown.text
    saved = await send(grace, channel, channel, step="save", **form)
    assert saved.headers["location"] == f"{channel}?done=saved"
    assert "Next: " in (await grace.get(here)).text
    assert "in no programme" not in (await grace.get(here)).text
    changes = (await grace.get("/changes")).text
    for said in ("changed Fern Hill &amp; Co", "changed the channel Heads", "in the browser"):
        assert said in changes


async def test_a_fault_is_told_beside_its_field_and_nothing_typed_is_lost(stage: Stage) -> None:
    grace = await stage.as_(cast.GRACE)
    for page, action, name in (
        ("/schools/new", "/schools/new", "HARBOUR academy"),
        (f"{OAKFIELD}/name", f"{OAKFIELD}/name", "HARBOUR academy"),
        (NEW, NEW, "OAKFIELD primary school leaders"),
    ):
        sent = await send(grace, page, action, name=name)
        assert sent.status_code == 422
        assert 'aria-describedby="name-fault"' in sent.text
        assert f'value="{name}"' in sent.text
        assert "already" in sent.text


async def test_a_code_is_shown_once_with_the_steps_and_is_in_no_address(stage: Stage) -> None:
    with_codes(stage)
    lewis = await stage.as_(cast.LEWIS)
    sent = await send(lewis, NEW, NEW, step="code")
    assert (sent.status_code, sent.headers["cache-control"]) == (200, "no-store")
    code = CODE.findall(sent.text)[0]
    assert f"Type connect {code} there." in sent.text
    assert "In Slack" in sent.text
    assert not re.search(rf'(href|action)="[^"]*{code}', sent.text)
    assert not CODE.search((await lewis.get(NEW)).text)
    assert not CODE.search((await lewis.get(OAKFIELD)).text)
    await connect(stage.bot, code, platform="slack", address="C1", name="heads")
    assert "heads</a>" in (await lewis.get(OAKFIELD)).text


async def test_where_no_code_can_be_typed_none_is_given(stage: Stage) -> None:
    grace = await stage.as_(cast.GRACE)
    assert "Get a code" not in (await grace.get(NEW)).text
    sent = await send(grace, NEW, NEW, step="code")
    assert sent.status_code == 422
    assert not CODE.search(sent.text)


async def test_a_school_lead_sees_who_chooses_and_what_they_may_bring_here(stage: Stage) -> None:
    lewis = await stage.as_(cast.LEWIS)
    made = await send(lewis, NEW, NEW, step="make", name="Heads")
    channel = made.headers["location"].partition("?")[0]
    page = (await lewis.get(channel)).text
    assert "You can bring here" in page
    bring = re.search(r'href="([^"]*what=add-channel[^"]*)"', page)
    assert bring
    assert (await lewis.get(bring[1].replace("&amp;", "&"))).status_code == 200
    assert "Take it out of all programmes" not in page
    weekly = replace(cast.WEEKLY, schools_may=frozenset())
    made_up = replace(cast.ASHGROVE, demonstration=True)
    await stage.store.directory.establish(Charter(trust=made_up, programmes=(weekly,)))
    assert "ask Grace Greene" in (await lewis.get(channel)).text


async def test_what_was_ticked_comes_back_and_what_changed_meanwhile_is_told(stage: Stage) -> None:
    grace = await stage.as_(cast.GRACE)
    seen = re.search(r'name="seen" value="([^"]*)"', (await grace.get(LEADERS)).text)
    assert seen
    back = await send(grace, LEADERS, LEADERS, step="back", seen=seen[1])
    assert back.status_code == 200
    assert 'value="weekly" checked' not in back.text
    assert 'value="weekly" checked' in (await grace.get(LEADERS)).text
    other = await send(grace, LEADERS, LEADERS, step="save", seen="something else")
    assert other.status_code == 422
    assert "while this page was open" in other.text
    assert 'href="#programmes"' in other.text


async def test_a_channel_that_is_closed_says_why_and_what_to_do(stage: Stage) -> None:
    await stage.store.outbox.close_channel(cast.OAKFIELD_LEADERS.id, because="It was archived.")
    assert "Try this channel again" in (await (await stage.as_(cast.LEWIS)).get(LEADERS)).text
    page = (await (await stage.as_(cast.HANA)).get(LEADERS)).text
    assert "It was archived." in page
    assert "Try this channel again" not in page


async def test_a_channel_of_another_platform_is_not_renamed_here(stage: Stage) -> None:
    with_codes(stage)
    slack = Channel(
        id=ChannelId("oakfield-slack"),
        trust=cast.ASHGROVE.id,
        school=cast.OAKFIELD.id,
        platform="slack",
        address="C1",
        name="heads",
    )
    made_up = replace(cast.ASHGROVE, demonstration=True)
    await stage.store.directory.establish(Charter(trust=made_up, channels=(slack,)))
    grace = await stage.as_(cast.GRACE)
    page = (await grace.get(f"{OAKFIELD}/channels/oakfield-slack")).text
    assert "in Slack" in page
    assert "Rename it" not in page
    assert (await grace.get(f"{OAKFIELD}/channels/oakfield-slack/name")).status_code == 404
    renamed = await send(grace, f"{LEADERS}/name", f"{LEADERS}/name", name="Deputies")
    assert "The channel is called Deputies" in (await grace.get(renamed.headers["location"])).text


async def test_a_school_taken_out_keeps_its_people_and_its_channels(stage: Stage) -> None:
    grace = await stage.as_(cast.GRACE)
    assert "Take this school out of all programmes" in (await grace.get(OAKFIELD)).text
    shown = await grace.get(f"{OAKFIELD}/leave")
    assert "Tuesday 17 November 2026" in shown.text
    done = await send(grace, f"{OAKFIELD}/leave", f"{OAKFIELD}/leave")
    page = (await grace.get(done.headers["location"])).text
    assert "No programme comes to Oakfield Primary School any more" in page
    assert "in no programme" in page
    assert cast.LEWIS.name in page
    assert "In no programme: Oakfield Primary School leaders" in (await grace.get("/schools")).text
    assert "nothing to take it out of" in (await grace.get(f"{OAKFIELD}/leave")).text


async def test_the_form_of_a_programme_offers_a_new_channel(stage: Stage) -> None:
    grace = await stage.as_(cast.GRACE)
    made = await send(grace, NEW, NEW, step="make", name="Deputies of Oakfield")
    key = made.headers["location"].partition("?")[0].rpartition("/")[2]
    for form in ("/programmes/new?from=empty", "/programmes/weekly/edit"):
        page = (await grace.get(form)).text
        assert f'value="{key}"' in page
        assert "Deputies of Oakfield" in page


async def test_a_trust_without_a_school_is_led_to_its_first_question(sqlite_url: str) -> None:
    async with opened(sqlite_url, charters=(EMPTY,)) as stage:
        grace = await stage.as_(cast.GRACE)
        for page in (
            "/",
            "/programmes/new",
            "/people",
            "/people/invite",
            "/schools",
            "/programmes/new?from=empty",
        ):
            found = await grace.get(page)
            assert (found.status_code, 'href="/schools/new"' in found.text) == (200, True), page
        for who in (grace, await stage.as_(cast.DORA)):
            for door in set(re.findall(r'href="(/[a-z/]*)"', (await who.get("/")).text)):
                assert (await who.get(door)).status_code == 200, door
        added = await send(grace, "/schools/new", "/schools/new", name="Fern Hill")
        here = added.headers["location"].partition("?")[0]
        assert "Connect a channel" in (await grace.get("/")).text
        await send(grace, f"{here}/channels/new", f"{here}/channels/new", step="make", name="Heads")
        assert "Choose a programme" in (await grace.get("/")).text
