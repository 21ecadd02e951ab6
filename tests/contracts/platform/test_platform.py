"""What every platform does, whichever it is: `bot.ports.chat.ChatPlatform`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.channel import MessageRef
from bot.domain.delivery import DeliveryId
from bot.domain.happenings import Said
from bot.domain.message import Explained, PromptMessage, ShownAnswer
from bot.domain.picture import Picture
from bot.ports.chat import CannotTell, Refused
from tests import cast
from tests.contracts.platform.platforms import Opened

FIRST, SECOND = DeliveryId("delivery-1"), DeliveryId("delivery-2")
MINUTE = timedelta(minutes=1)


def message(question: str = "Who was not in the room?") -> PromptMessage:
    """A prompt that has everything a prompt can have."""
    return PromptMessage(
        key="not-in-the-room",
        question=question,
        why="Plans are made by those who are there.",
        follow_up="How do you know?",
        theme="Belonging",
        minutes=3,
        promise="Read by the leaders and the SENCo. Kept for 3 years.",
        safeguarding="Worried about a child? Speak to the DSL.",
        sources=("A guide, page 4",),
        evidence=("The rota",),
        positions=("Not yet", "Always"),
        acronyms=(Explained(term="DSL", meaning="Designated safeguarding lead"),),
        late=True,
    )


async def test_what_is_posted_stands_in_its_channel_and_in_no_other(on: Opened) -> None:
    posted = await on.platform.post(message(), to=on.channel, delivery=FIRST)
    assert (posted.platform, posted.address) == (on.platform.name, on.channel.address)
    assert await on.seen(on.channel) == ["Who was not in the room?"]
    assert await on.seen(on.elsewhere) == []


async def test_a_platform_posts_again_when_it_is_told_again(on: Opened) -> None:
    # Slack and Teams have no idempotency key; that each is asked once is the bot's to see to.
    first = await on.platform.post(message(), to=on.channel, delivery=FIRST)
    again = await on.platform.post(message(), to=on.channel, delivery=FIRST)
    assert first != again
    assert len(await on.seen(on.channel)) == 2


async def says_it_cannot_look(on: Opened) -> bool:
    """Whether the platform cannot be searched, which it then has to say."""
    if not on.finds:
        with pytest.raises(CannotTell):
            await on.platform.find(FIRST, at=on.channel, since=on.clock.now())
    return not on.finds


async def test_what_was_posted_is_found_by_its_delivery(on: Opened) -> None:
    since = on.clock.now()
    first = await on.platform.post(message("One?"), to=on.channel, delivery=FIRST)
    second = await on.platform.post(message("Two?"), to=on.channel, delivery=SECOND)
    if await says_it_cannot_look(on):
        return
    assert await on.platform.find(FIRST, at=on.channel, since=since) == first
    assert await on.platform.find(SECOND, at=on.channel, since=since) == second


async def test_of_two_posts_of_one_delivery_the_first_is_found(on: Opened) -> None:
    since = on.clock.now()
    first = await on.platform.post(message(), to=on.channel, delivery=FIRST)
    on.clock.advance(MINUTE)
    await on.platform.post(message(), to=on.channel, delivery=FIRST)
    if await says_it_cannot_look(on):
        return
    assert await on.platform.find(FIRST, at=on.channel, since=since) == first


async def test_what_was_never_posted_is_not_found(on: Opened) -> None:
    since = on.clock.now()
    await on.platform.post(message(), to=on.channel, delivery=SECOND)
    if await says_it_cannot_look(on):
        return
    assert await on.platform.find(FIRST, at=on.channel, since=since) is None


async def test_what_stands_in_another_channel_is_not_found_here(on: Opened) -> None:
    since = on.clock.now()
    await on.platform.post(message(), to=on.elsewhere, delivery=FIRST)
    if await says_it_cannot_look(on):
        return
    assert await on.platform.find(FIRST, at=on.channel, since=since) is None


async def test_looking_reaches_back_as_far_as_asked_and_no_further(on: Opened) -> None:
    posted = await on.platform.post(message(), to=on.channel, delivery=FIRST)
    at = on.clock.now()
    on.clock.advance(timedelta(days=3))
    if await says_it_cannot_look(on):
        return
    assert await on.platform.find(FIRST, at=on.channel, since=at - MINUTE) == posted
    assert await on.platform.find(FIRST, at=on.channel, since=at + MINUTE) is None


async def test_an_answer_in_the_thread_is_heard_as_belonging_to_it(on: Opened) -> None:
    posted = await on.platform.post(message(), to=on.channel, delivery=FIRST)
    heard = await on.answer(posted, cast.HANA, "The midday team.")
    assert isinstance(heard, Said)
    assert (heard.root, heard.text) == (posted.id, "The midday team.")
    assert heard.message.address == on.channel.address
    assert heard.message.id != posted.id
    assert heard.author.platform == on.platform.name


async def test_answers_of_two_people_in_two_threads_are_told_apart(on: Opened) -> None:
    roots = [
        await on.platform.post(message("One?"), to=on.channel, delivery=FIRST),
        await on.platform.post(message("Two?"), to=on.channel, delivery=SECOND),
    ]
    heard = [
        await on.answer(root, member, "Same words.") for root in roots for member in (cast.HANA, cast.DEV)
    ]
    said = [each for each in heard if isinstance(each, Said)]
    assert len({each.message.id for each in said}) == 4
    assert [each.root for each in said] == [roots[0].id, roots[0].id, roots[1].id, roots[1].id]
    assert said[0].author == said[2].author != said[1].author


async def test_answers_are_no_posts_of_ours(on: Opened) -> None:
    since = on.clock.now()
    posted = await on.platform.post(message(), to=on.channel, delivery=FIRST)
    await on.answer(posted, cast.HANA, FIRST)
    assert await on.seen(on.channel) == ["Who was not in the room?"]
    if await says_it_cannot_look(on):
        return
    assert await on.platform.find(FIRST, at=on.channel, since=since) == posted


async def test_acknowledging_an_answer_posts_nothing(on: Opened) -> None:
    posted = await on.platform.post(message(), to=on.channel, delivery=FIRST)
    heard = await on.answer(posted, cast.HANA, "Thank you.")
    assert isinstance(heard, Said)
    await on.platform.acknowledge(heard.message, at=on.channel)
    assert len(await on.seen(on.channel)) == 1


async def test_a_channel_of_another_platform_is_refused_and_closed(on: Opened) -> None:
    foreign = replace(on.channel, platform="another", address="somewhere")
    with pytest.raises(Refused) as refused:
        await on.platform.post(message(), to=foreign, delivery=FIRST)
    assert refused.value.closes_channel


async def test_a_thread_is_read_back_as_it_stands(on: Opened) -> None:
    posted = await on.platform.post(message(), to=on.channel, delivery=FIRST)
    other = await on.platform.post(message("Two?"), to=on.channel, delivery=SECOND)
    heard = [await on.answer(posted, member, "In the thread.") for member in (cast.HANA, cast.DEV)]
    await on.answer(other, cast.TOM, "In the other.")
    if not on.reads_back:
        with pytest.raises(CannotTell):
            await on.platform.replies(posted, at=on.channel)
        return
    found = await on.platform.replies(posted, at=on.channel)
    assert list(found.said) == heard
    assert found.standing == frozenset(each.message.id for each in found.said)


async def shown(
    on: Opened, text: str | None, root: MessageRef, *, stands: str | None = None, look: bool = False
) -> str | None:
    answer = ShownAnswer(mark="reflection-1", author_name="Hana Haddad", text=text)
    return await on.platform.show(answer, root=root, at=on.channel, stands=stands, look=look)


async def test_an_answer_from_a_box_is_shown_changed_and_taken_away(on: Opened) -> None:
    root = await on.platform.post(message(), to=on.channel, delivery=FIRST)
    if not on.has_boxes:
        with pytest.raises(Refused):
            await shown(on, "As it was.", root)
        return
    first = await shown(on, "As it was.", root)
    assert [("Hana Haddad" in each, "As it was." in each) for each in await on.stands(root)] == [(True, True)]
    assert not on.reads_back or (await on.platform.replies(root, at=on.channel)).said == ()
    assert await shown(on, "As it is.", root, stands=first) == first
    assert ["As it is." in each for each in await on.stands(root)] == [True]
    assert await shown(on, None, root, stands=first) is None
    assert await on.stands(root) == []
    assert await on.seen(on.channel) == ["Who was not in the room?"]


async def test_an_answer_that_stands_unknown_to_us_is_found_and_not_shown_twice(on: Opened) -> None:
    root = await on.platform.post(message(), to=on.channel, delivery=FIRST)
    if not on.has_boxes:
        with pytest.raises(Refused):
            await shown(on, "As it was.", root, look=True)
        return
    first = await shown(on, "As it was.", root)
    if not on.finds:
        with pytest.raises(CannotTell):
            await shown(on, "As it is.", root, look=True)
        assert len(await on.stands(root)) == 1
        return
    assert await shown(on, "As it is.", root, look=True) == first
    assert len(await on.stands(root)) == 1
    assert await shown(on, None, root, look=True) is None
    assert await on.stands(root) == []


async def test_a_person_is_told_in_private(on: Opened) -> None:
    if not on.has_boxes:
        with pytest.raises(Refused):
            await on.platform.tell("The channel was archived.", to=on.person(cast.LEWIS))
        return
    await on.platform.tell("The channel was archived.", to=on.person(cast.LEWIS))
    assert await on.told(cast.LEWIS) == ["The channel was archived."]
    assert await on.told(cast.HANA) == []
    assert await on.seen(on.channel) == []


PICTURE = Picture(
    png=b"\x89PNG",
    title="Pressure points",
    alt="Both stretched: 9 November",
    words="Both stretched: 9 November",
)


async def test_a_picture_stands_in_its_channel_and_is_no_prompt(on: Opened) -> None:
    posted = await on.platform.post(message(), to=on.channel, delivery=FIRST)
    since = on.clock.now()
    shown = await on.platform.picture(PICTURE, to=on.channel)
    assert (shown.platform, shown.address) == (on.platform.name, on.channel.address)
    assert shown.id != posted.id
    assert await on.pictures(on.channel) == [(PICTURE.title, PICTURE.alt)]
    assert await on.pictures(on.elsewhere) == []
    if on.finds:
        assert await on.platform.find(FIRST, at=on.channel, since=since) == posted


async def test_a_picture_for_a_channel_of_another_platform_is_refused(on: Opened) -> None:
    foreign = replace(on.channel, platform="another", address="somewhere")
    with pytest.raises(Refused):
        await on.platform.picture(PICTURE, to=foreign)


async def test_a_thread_is_reminded_and_nothing_else_is(on: Opened) -> None:
    root = await on.platform.post(message(), to=on.channel, delivery=FIRST)
    other = await on.platform.post(message("Two?"), to=on.channel, delivery=SECOND)
    await on.platform.remind("A gentle <reminder> & no more.", root=root, at=on.channel)
    (stands,) = await on.stands(root)
    assert "gentle" in stands
    assert await on.stands(other) == []
    assert len(await on.seen(on.channel)) == 2
    assert not on.reads_back or (await on.platform.replies(root, at=on.channel)).said == ()


async def test_a_message_is_named_by_its_id_and_by_the_link_to_it(on: Opened) -> None:
    posted = await on.platform.post(message(), to=on.channel, delivery=FIRST)
    assert on.platform.named(posted.id, at=on.channel) == posted.id
    assert on.platform.named(f"  {on.link(posted)}\n", at=on.channel) == posted.id


async def test_the_link_to_a_message_of_another_channel_names_none_of_this_one(on: Opened) -> None:
    posted = await on.platform.post(message(), to=on.elsewhere, delivery=FIRST)
    assert on.platform.named(on.link(posted), at=on.channel) is None
    assert on.platform.named(posted.id, at=replace(on.channel, platform="another")) is None


@pytest.mark.parametrize(
    "pasted", ["", " ", "it is there", "0", "-1", "https://example.org/", "https://[", "p1", "١٢٣", "9" * 400]
)
async def test_what_is_neither_id_nor_link_names_no_message(on: Opened, pasted: str) -> None:
    assert on.platform.named(pasted, at=on.channel) is None
