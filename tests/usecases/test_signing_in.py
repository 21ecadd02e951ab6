"""Who somebody is once they come in, where chat, account and invitation each say something of them."""

from dataclasses import replace

import pytest

from bot.domain.people import Member, MemberId, PersonRef
from bot.domain.sign_in import Account
from bot.domain.trail import Did
from bot.usecases.people.inviting import invite_link
from bot.usecases.people.signing_in import NotKnown, PassSpent, sign_in, who_is
from tests import cast
from tests.cast import DEV, GRACE, HANA, OLIVE
from tests.fakes.world import World, world

ACCOUNT = Account(issuer="https://id.example", subject="one", name="Somebody")


def in_chat(person: str) -> Account:
    return replace(ACCOUNT, person=PersonRef(platform="chat", id=person, name="Somebody"))


async def met(here: World, person: str, member: Member) -> None:
    """The bot knows that person in chat as that member."""
    here.memory.members.setdefault(member.id, member)
    here.memory.identities["chat", person] = member.id


ANSWERED = Member(id=MemberId("person-1"), trust=cast.ASHGROVE.id, name="Somebody")
"""Whom the bot knows only because they once answered."""


async def test_an_account_that_joined_stays_whose_it_is() -> None:
    here = await world()
    await sign_in(here.bot, ACCOUNT, invitation=await invite_link(here.bot, HANA.id, by=GRACE.id))
    others = await invite_link(here.bot, DEV.id, by=GRACE.id)
    assert await who_is(here.bot, await sign_in(here.bot, ACCOUNT, invitation=others)) == HANA.id
    assert await here.bot.store.sign_ins.accounts_of(DEV.id) == 0


async def test_whoever_has_a_role_in_chat_is_who_they_are_there_whatever_the_invitation() -> None:
    here = await world()
    await met(here, "U1", HANA)
    invitation = await invite_link(here.bot, DEV.id, by=GRACE.id)
    assert await who_is(here.bot, await sign_in(here.bot, in_chat("U1"), invitation=invitation)) == HANA.id


async def test_whoever_only_ever_answered_is_from_then_on_in_chat_too_who_was_invited() -> None:
    here = await world()
    await met(here, "U1", ANSWERED)
    invitation = await invite_link(here.bot, DEV.id, by=GRACE.id)
    assert await who_is(here.bot, await sign_in(here.bot, in_chat("U1"), invitation=invitation)) == DEV.id
    known = await here.bot.store.directory.known_as(PersonRef(platform="chat", id="U1", name=""))
    assert known is not None
    assert known.id == DEV.id


async def test_a_person_of_another_trust_stays_whom_that_trust_knows_in_chat() -> None:
    here = await world()
    await met(here, "U1", replace(ANSWERED, id=MemberId("person-2"), trust=OLIVE.trust))
    invitation = await invite_link(here.bot, DEV.id, by=GRACE.id)
    assert await who_is(here.bot, await sign_in(here.bot, in_chat("U1"), invitation=invitation)) == DEV.id
    assert here.memory.identities["chat", "U1"] == "person-2"


async def test_nobody_comes_in_without_any_of_them() -> None:
    here = await world()
    with pytest.raises(NotKnown):
        await sign_in(here.bot, in_chat("U9"))
    with pytest.raises(PassSpent):
        await sign_in(here.bot, in_chat("U9"), invitation="x" * 43)
    assert here.memory.sessions == {}
    assert Did.JOINED not in [act.did for act in here.memory.trail.get(cast.ASHGROVE.id, [])]
