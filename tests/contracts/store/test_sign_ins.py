"""Every store keeps who may come in, by the hash of what they hold, and lets a pass be used by one of two."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.charter import Charter
from bot.domain.people import Member, SchoolId, TrustId
from bot.domain.sign_in import IDLE, LONGEST, Account, Pass, PassKind, SignedIn, hash_of
from bot.domain.trail import Act, Did
from bot.ports.store import Store
from tests import cast

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ENTRA = Account(issuer="https://login.example/t1/v2.0", subject="s-1", name="Hana H")


def act(member: Member, did: Did = Did.JOINED) -> Act:
    return Act(trust=member.trust, did=did, at=AT, by=member.id, about=member.id)


def session(member: Member, held: str = "one", *, at: datetime = AT) -> SignedIn:
    return SignedIn(hashed=hash_of(held), trust=member.trust, member=member.id, opened_at=at, seen_at=at)


def link(
    member: Member,
    secret: str,
    *,
    kind: PassKind = PassKind.LINK,
    until: datetime = AT,
    school: SchoolId | None = None,
) -> Pass:
    return Pass(
        hashed=hash_of(secret),
        kind=kind,
        trust=member.trust,
        member=member.id,
        good_until=until,
        school=school,
    )


async def acts(store: Store, trust: TrustId = cast.ASHGROVE.id) -> list[Did]:
    return [entry.act.did for entry in reversed(await store.trail.page(trust, limit=10))]


async def test_an_account_is_known_by_its_issuer_and_subject_together(store: Store) -> None:
    assert await store.sign_ins.member_of(ENTRA) is None
    assert await store.sign_ins.join(ENTRA, member=cast.HANA.id, act=act(cast.HANA))
    assert await store.sign_ins.member_of(replace(ENTRA, name="Married since")) == cast.HANA.id
    assert await store.sign_ins.member_of(replace(ENTRA, issuer="https://other.example")) is None
    assert await store.sign_ins.member_of(replace(ENTRA, subject="s-2")) is None
    assert await store.sign_ins.accounts_of(cast.HANA.id) == 1
    assert await store.sign_ins.accounts_of(cast.DEV.id) == 0


async def test_an_account_belongs_to_one_person_whatever_their_trust(store: Store) -> None:
    assert await store.sign_ins.join(ENTRA, member=cast.HANA.id, act=act(cast.HANA))
    assert await store.sign_ins.join(ENTRA, member=cast.HANA.id, act=act(cast.HANA))
    assert not await store.sign_ins.join(ENTRA, member=cast.DEV.id, act=act(cast.DEV))
    assert not await store.sign_ins.join(ENTRA, member=cast.OLIVE.id, act=act(cast.OLIVE))
    assert await store.sign_ins.member_of(ENTRA) == cast.HANA.id
    assert await acts(store) == [Did.JOINED]
    assert await acts(store, cast.BEECHWOOD.id) == []


async def test_nobody_joins_or_comes_in_through_another_trust(store: Store) -> None:
    wrong = replace(act(cast.OLIVE), trust=cast.ASHGROVE.id)
    with pytest.raises(ValueError, match="nobody"):
        await store.sign_ins.join(ENTRA, member=cast.OLIVE.id, act=wrong)
    with pytest.raises(ValueError, match="nobody"):
        await store.sign_ins.open(session(cast.OLIVE), act=wrong)
    assert await store.sign_ins.member_of(ENTRA) is None
    assert await store.sign_ins.session(hash_of("one")) is None


async def test_a_session_is_there_as_it_was_opened_until_it_ends(store: Store) -> None:
    opened = session(cast.HANA)
    await store.sign_ins.open(opened, act=act(cast.HANA, Did.SIGNED_IN))
    assert await store.sign_ins.session(opened.hashed) == opened
    await store.sign_ins.seen(opened.hashed, at=AT + SECOND)
    assert await store.sign_ins.session(opened.hashed) == replace(opened, seen_at=AT + SECOND)
    await store.sign_ins.end(opened.hashed)
    assert await store.sign_ins.session(opened.hashed) is None
    assert await acts(store) == [Did.SIGNED_IN]


async def test_somebodys_sessions_are_listed_as_they_were_last_used_and_no_one_elses(store: Store) -> None:
    early, late = session(cast.HANA, "early"), session(cast.HANA, "late", at=AT + SECOND)
    for each in (early, late, session(cast.DEV, "devs")):
        await store.sign_ins.open(each, act=act(cast.DEV, Did.SIGNED_IN))
    assert await store.sign_ins.sessions_of(cast.HANA.id) == [late, early]
    await store.sign_ins.seen(early.hashed, at=AT + 2 * SECOND)
    assert [each.hashed for each in await store.sign_ins.sessions_of(cast.HANA.id)] == [
        early.hashed,
        late.hashed,
    ]
    assert await store.sign_ins.sessions_of(cast.GRACE.id) == []


async def test_all_sessions_but_one_end_with_every_link_and_nobody_elses(store: Store) -> None:
    for held, member in (("this", cast.HANA), ("other", cast.HANA), ("devs", cast.DEV)):
        await store.sign_ins.open(session(member, held), act=act(member, Did.SIGNED_IN))
    later = AT + SECOND
    invitation = link(cast.HANA, "invitation", kind=PassKind.INVITATION, until=later)
    for each in (link(cast.HANA, "link", until=later), link(cast.DEV, "devs", until=later), invitation):
        await store.sign_ins.offer(each)
    await store.sign_ins.end_others(cast.HANA.id, but=hash_of("this"))
    assert [each.hashed for each in await store.sign_ins.sessions_of(cast.HANA.id)] == [hash_of("this")]
    assert len(await store.sign_ins.sessions_of(cast.DEV.id)) == 1
    assert await store.sign_ins.look(hash_of("link")) is None
    assert await store.sign_ins.look(hash_of("devs")) is not None
    assert await store.sign_ins.look(invitation.hashed) is not None


async def test_who_vouches_for_somebody_is_said_once_each(store: Store) -> None:
    for number, issuer in enumerate(("https://b.example", "https://a.example", "https://b.example")):
        account = Account(issuer=issuer, subject=f"s-{number}", name="Hana")
        await store.sign_ins.join(account, member=cast.HANA.id, act=act(cast.HANA))
    assert await store.sign_ins.issuers_of(cast.HANA.id) == ["https://a.example", "https://b.example"]
    assert await store.sign_ins.issuers_of(cast.DEV.id) == []


async def test_what_was_never_there_can_be_seen_and_ended(store: Store) -> None:
    await store.sign_ins.seen(hash_of("none"), at=AT)
    await store.sign_ins.end(hash_of("none"))
    assert await store.sign_ins.session(hash_of("none")) is None


async def test_a_pass_is_good_once(store: Store) -> None:
    given = link(cast.HANA, "pass", until=AT + SECOND)
    await store.sign_ins.offer(given)
    assert await store.sign_ins.look(given.hashed) == given
    assert await store.sign_ins.look(given.hashed) == given
    assert await store.sign_ins.use(given.hashed, at=AT) == given
    assert await store.sign_ins.use(given.hashed, at=AT) is None
    assert await store.sign_ins.look(given.hashed) is None


async def test_one_of_two_who_use_a_pass_at_once_wins(store: Store, other_store: Store) -> None:
    given = link(cast.HANA, "pass", until=AT + SECOND)
    await store.sign_ins.offer(given)
    stores = (store, other_store, store, other_store)
    used = await asyncio.gather(*(each.sign_ins.use(given.hashed, at=AT) for each in stores))
    assert sorted(each is None for each in used) == [False, True, True, True]


async def test_a_pass_that_is_too_old_is_looked_at_but_not_used(store: Store) -> None:
    given = link(cast.HANA, "pass", until=AT)
    await store.sign_ins.offer(given)
    assert await store.sign_ins.use(given.hashed, at=AT) is None
    assert await store.sign_ins.look(given.hashed) == given
    assert await store.sign_ins.use(given.hashed, at=AT - SECOND) == given


async def test_a_newer_pass_of_the_same_kind_voids_the_older_one_and_no_other(store: Store) -> None:
    later = AT + SECOND
    first, second = link(cast.HANA, "first", until=later), link(cast.HANA, "second", until=later)
    invitation = link(cast.HANA, "invitation", kind=PassKind.INVITATION, until=later)
    devs = link(cast.DEV, "devs", until=later)
    for each in (first, invitation, devs, second):
        await store.sign_ins.offer(each)
    assert await store.sign_ins.use(first.hashed, at=AT) is None
    for each in (second, invitation, devs):
        assert await store.sign_ins.use(each.hashed, at=AT) == each


async def test_codes_for_two_schools_are_good_beside_each_other(store: Store) -> None:
    oakfield, again, millbrook = (
        link(cast.HANA, secret, kind=PassKind.CONNECTION, until=AT + SECOND, school=SchoolId(school))
        for secret, school in (("o", "oakfield"), ("o2", "oakfield"), ("m", "millbrook"))
    )
    for each in (oakfield, millbrook, again):
        await store.sign_ins.offer(each)
    assert await store.sign_ins.use(oakfield.hashed, at=AT) is None
    for each in (again, millbrook):
        assert await store.sign_ins.use(each.hashed, at=AT) == each


async def test_everything_that_lets_somebody_in_goes_at_once_and_nobody_elses(store: Store) -> None:
    for number, member in enumerate((cast.HANA, cast.DEV)):
        await store.sign_ins.join(replace(ENTRA, subject=member.id), member=member.id, act=act(member))
        await store.sign_ins.open(session(member, member.id), act=act(member, Did.SIGNED_IN))
        await store.sign_ins.offer(link(member, f"pass {number}", until=AT + SECOND))
    removed = replace(act(cast.HANA, Did.REMOVED), by=cast.GRACE.id)

    def refused(charter: Charter) -> Charter:
        return replace(charter, schools=(*charter.schools, cast.ELM))

    with pytest.raises(ValueError, match=cast.ELM.id):
        await store.directory.amend(cast.ASHGROVE.id, refused, act=removed, ends=cast.HANA.id)
    assert await store.sign_ins.session(hash_of(cast.HANA.id)) is not None
    # Another trust's set-up ends nobody here.
    theirs = replace(removed, trust=cast.BEECHWOOD.id)
    await store.directory.amend(cast.BEECHWOOD.id, lambda charter: charter, act=theirs, ends=cast.HANA.id)
    assert await store.sign_ins.session(hash_of(cast.HANA.id)) is not None
    await store.directory.amend(cast.ASHGROVE.id, lambda charter: charter, act=removed, ends=cast.HANA.id)
    assert (await acts(store))[-1] is Did.REMOVED
    assert await store.sign_ins.accounts_of(cast.HANA.id) == 0
    assert await store.sign_ins.session(hash_of(cast.HANA.id)) is None
    assert await store.sign_ins.look(hash_of("pass 0")) is None
    assert await store.sign_ins.accounts_of(cast.DEV.id) == 1
    assert await store.sign_ins.session(hash_of(cast.DEV.id)) is not None
    assert await store.sign_ins.look(hash_of("pass 1")) is not None


async def test_what_is_over_is_tidied_away(store: Store) -> None:
    now = AT + LONGEST
    idle, long = session(cast.HANA, "idle", at=now - IDLE), session(cast.HANA, "long")
    awake = session(cast.HANA, "awake", at=now - IDLE + SECOND)
    for each in (idle, long, awake):
        await store.sign_ins.open(each, act=act(cast.HANA, Did.SIGNED_IN))
    await store.sign_ins.seen(long.hashed, at=now)
    await store.sign_ins.offer(link(cast.HANA, "old", until=now))
    await store.sign_ins.offer(link(cast.DEV, "good", until=now + SECOND))
    await store.sign_ins.tidy(at=now)
    assert await store.sign_ins.session(idle.hashed) is None
    assert await store.sign_ins.session(long.hashed) is None
    assert await store.sign_ins.session(awake.hashed) == awake
    assert await store.sign_ins.look(hash_of("old")) is None
    assert await store.sign_ins.look(hash_of("good")) is not None


async def test_what_is_kept_does_not_show_even_its_hash_when_written_out() -> None:
    assert hash_of("one") not in repr(session(cast.HANA)) + repr(link(cast.HANA, "one"))
