"""Every store shows the log the same way: to each scope its own, newest first, a page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest

from bot.domain.channel import Channel
from bot.domain.delivery import DeliveryId
from bot.domain.people import Member, TrustId
from bot.domain.reflection import ReflectionId
from bot.domain.scope import Scope
from bot.ports.log import LogFilter, LogLine
from bot.ports.store import Store
from tests import cast
from tests.contracts.store.stage import (
    EVERYTHING,
    MINUTE,
    NOON,
    TUESDAY,
    edited,
    post,
    read,
    receive,
    said,
    scope_of,
    texts,
    withdrawn,
)

OAK, MILL, ELM = cast.OAKFIELD_LEADERS, cast.MILLBROOK_LEADERS, cast.ELM_LEADERS


@dataclass(frozen=True)
class Told:
    """One answer of the example log."""

    channel: Channel
    by: Member
    prompt: str
    text: str
    minute: int


LOG = (
    Told(OAK, cast.HANA, "vision-1", "Every corridor shows reading.", 0),
    Told(MILL, cast.TOM, "vision-1", "Reading buddies in Year 3.", 1),
    Told(OAK, cast.DEV, "vision-1", "Money follows need.", 2),
    Told(ELM, cast.OLIVE, "vision-1", "Reading at Elm.", 3),
    Told(OAK, cast.HANA, "values-1", "Governors asked about reading.", 4),
    Told(MILL, cast.NIA, "values-1", "Every corridor, every class.", 5),
    Told(OAK, cast.DEV, "values-1", "Attendance is up.", 6),
    Told(MILL, cast.TOM, "values-1", "Money is short.", 7),
)
PROMPTS = ("vision-1", "values-1")


async def test_the_newest_answer_comes_first(store: Store) -> None:
    await _tell(store)
    assert await texts(store) == _expected(lambda told: told.channel is not ELM)


async def test_a_line_carries_the_names_its_reader_needs(store: Store) -> None:
    await post(store, MILL, root="thread-7")
    await receive(store, said(root="thread-7", channel=MILL, by=cast.NIA))
    [line] = await read(store)
    assert (line.author_name, line.school_name, line.channel_name) == (
        cast.NIA.name,
        cast.MILLBROOK.name,
        MILL.name,
    )
    assert (line.zone, line.root) == (cast.CALENDAR.zone, "thread-7")


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
async def test_pages_follow_each_other_without_a_gap_or_a_repeat(store: Store, limit: int) -> None:
    await _tell(store)
    seen: list[str] = []
    before: ReflectionId | None = None
    while page := await store.log.page(EVERYTHING, filters=LogFilter(), before=before, limit=limit):
        assert len(page) <= limit
        seen += [line.reflection.text or "" for line in page]
        before = page[-1].reflection.id
    assert seen == _expected(lambda told: told.channel is not ELM)


async def test_a_page_of_nothing_is_empty(store: Store) -> None:
    await _tell(store)
    assert list(await store.log.page(EVERYTHING, filters=LogFilter(), before=None, limit=0)) == []


async def test_an_answer_that_comes_between_two_pages_disturbs_neither(store: Store) -> None:
    await _tell(store)
    first = await store.log.page(EVERYTHING, filters=LogFilter(), before=None, limit=3)
    await receive(store, said("Just now.", message="new", root="vision-1", at=NOON + 99 * MINUTE))
    rest = await store.log.page(EVERYTHING, filters=LogFilter(), before=first[-1].reflection.id, limit=100)
    assert [line.reflection.text for line in (*first, *rest)] == _expected(
        lambda told: told.channel is not ELM
    )


async def test_a_scope_of_one_school_shows_that_school(store: Store) -> None:
    await _tell(store)
    assert await texts(store, scope_of(cast.OAKFIELD)) == _expected(lambda told: told.channel is OAK)
    assert await texts(store, scope_of(cast.HARBOUR)) == []


async def test_a_scope_of_no_school_shows_nothing(store: Store) -> None:
    deliveries = await _tell(store)
    nothing = scope_of()
    assert await _all_that_is_shown(store, nothing, deliveries) == set()


async def test_a_scope_with_another_trusts_school_shows_nothing_of_it(store: Store) -> None:
    deliveries = await _tell(store)
    mistaken = Scope(trust=cast.ASHGROVE.id, schools=frozenset({cast.OAKFIELD.id, cast.ELM.id}))
    assert await _all_that_is_shown(store, mistaken, deliveries) == set(
        _expected(lambda told: told.channel is OAK)
    )


async def test_a_scope_of_another_trust_shows_nothing_of_ours(store: Store) -> None:
    deliveries = await _tell(store)
    theirs = Scope(trust=cast.BEECHWOOD.id, schools=EVERYTHING.schools)
    assert await _all_that_is_shown(store, theirs, deliveries) == set()
    assert (
        await _all_that_is_shown(store, Scope(trust=TrustId("none"), schools=EVERYTHING.schools), deliveries)
        == set()
    )


async def test_a_scope_of_an_author_shows_what_that_person_said(store: Store) -> None:
    deliveries = await _tell(store)
    mine = scope_of(cast.OAKFIELD, cast.MILLBROOK, author=cast.DEV)
    assert await _all_that_is_shown(store, mine, deliveries) == {"Money follows need.", "Attendance is up."}
    assert await store.log.heard(mine) == {"vision-1": 1, "values-1": 1}
    assert await store.log.authors(mine) == {cast.DEV.id: cast.DEV.name}


async def test_a_filter_never_widens_a_scope(store: Store) -> None:
    await _tell(store)
    oak_only, mine = scope_of(cast.OAKFIELD), scope_of(cast.OAKFIELD, author=cast.DEV)
    beyond = [
        (oak_only, LogFilter(school=cast.MILLBROOK.id)),
        (oak_only, LogFilter(channel=MILL.id)),
        (oak_only, LogFilter(author=cast.TOM.id)),
        (oak_only, LogFilter(words="buddies")),
        (oak_only, LogFilter(channel=MILL.id, words="reading")),
        (mine, LogFilter(author=cast.HANA.id)),
        (mine, LogFilter(author=cast.HANA.id, words="reading")),
        (mine, LogFilter(words="reading")),
    ]
    for scope, filters in beyond:
        assert await texts(store, scope, filters=filters) == [], filters


async def test_filters_narrow_alone_and_together(store: Store) -> None:
    """Each of 192 combinations, against a reading of the example by hand."""
    await _tell(store)
    ashgrove, by_text = _expected(lambda told: told.channel is not ELM), {told.text: told for told in LOG}
    schools, channels = (None, cast.MILLBROOK.id), (None, OAK.id)
    authors, prompts = (None, cast.TOM.id, cast.DEV.id), (None, (), ("vision-1",), PROMPTS)
    words, moments = (None, "reading"), (None, (NOON + 1 * MINUTE, NOON + 6 * MINUTE))
    for school, channel, author, asked, word, between in product(
        schools, channels, authors, prompts, words, moments
    ):
        since, until = between or (None, None)
        filters = LogFilter(
            school=school,
            channel=channel,
            author=author,
            prompts=asked,
            words=word,
            since=since,
            until=until,
        )
        expected = [text for text in ashgrove if _fits(by_text[text], filters)]
        assert await texts(store, filters=filters) == expected, filters


async def test_dates_include_their_first_moment_and_not_their_last(store: Store) -> None:
    await _tell(store)
    exactly = LogFilter(since=NOON + 4 * MINUTE, until=NOON + 6 * MINUTE)
    assert await texts(store, filters=exactly) == _expected(lambda told: told.minute in {4, 5})


async def test_a_prompt_nobody_was_asked_finds_nothing(store: Store) -> None:
    await _tell(store)
    assert await texts(store, filters=LogFilter(prompts=("never-asked",))) == []


async def test_many_prompts_at_once_find_the_same(store: Store) -> None:
    await _tell(store)
    many = (*PROMPTS, *(f"never-asked-{number}" for number in range(700)))
    assert await texts(store, filters=LogFilter(prompts=many)) == await texts(store)


async def test_a_thread_reads_from_its_first_answer_to_its_last(store: Store) -> None:
    deliveries = await _tell(store)
    thread = await store.log.thread(EVERYTHING, delivery=deliveries["vision-1", OAK.id])
    assert [line.reflection.text for line in thread] == [
        "Every corridor shows reading.",
        "Money follows need.",
    ]


async def test_a_thread_is_shown_to_its_schools_readers_only(store: Store) -> None:
    deliveries = await _tell(store)
    theirs = deliveries["vision-1", MILL.id]
    assert list(await store.log.thread(scope_of(cast.OAKFIELD), delivery=theirs)) == []


async def test_what_was_heard_counts_each_prompt_in_the_scope(store: Store) -> None:
    await _tell(store)
    assert await store.log.heard(EVERYTHING) == {"vision-1": 3, "values-1": 4}
    assert await store.log.heard(scope_of(cast.MILLBROOK)) == {"vision-1": 1, "values-1": 2}


async def test_authors_are_those_who_said_something_by_name(store: Store) -> None:
    await _tell(store)
    found = await store.log.authors(scope_of(cast.OAKFIELD))
    assert list(found.items()) == [(cast.DEV.id, cast.DEV.name), (cast.HANA.id, cast.HANA.name)]


async def test_what_was_withdrawn_counts_for_nothing(store: Store) -> None:
    await post(store)
    first, second = said("Kept.", message="m1"), said("Gone.", message="m2", by=cast.DEV)
    await receive(store, first, second, withdrawn(second))
    assert await texts(store) == ["Kept."]
    assert await store.log.heard(EVERYTHING) == {"vision-1": 1}
    assert await store.log.authors(EVERYTHING) == {cast.HANA.id: cast.HANA.name}
    assert await texts(store, filters=LogFilter(author=cast.DEV.id)) == []
    assert await texts(store, filters=LogFilter(words="gone")) == []


async def test_every_word_must_occur_in_any_order(store: Store) -> None:
    await _tell(store)
    assert await texts(store, filters=LogFilter(words="CORRIDOR every")) == [
        "Every corridor, every class.",
        "Every corridor shows reading.",
    ]
    assert await texts(store, filters=LogFilter(words="corridor money")) == []


async def test_quoted_words_must_stand_together(store: Store) -> None:
    await _tell(store)
    assert await texts(store, filters=LogFilter(words='"corridor every"')) == ["Every corridor, every class."]


@pytest.mark.parametrize("words", ["", "   ", "\n\t"])
async def test_an_empty_search_field_does_not_narrow(store: Store, words: str) -> None:
    await _tell(store)
    assert await texts(store, filters=LogFilter(words=words)) == await texts(store)


@pytest.mark.parametrize("words", ["!!!", "…", '""', '"', "- + * ( )", "👍"])
async def test_a_search_for_something_without_a_word_finds_nothing(store: Store, words: str) -> None:
    await _tell(store)
    await receive(store, said('👍 !!! … " - + * ( )', message="odd", root="vision-1"))
    assert await texts(store, filters=LogFilter(words=words)) == []


async def test_an_edited_answer_is_found_by_its_new_words_and_not_by_its_old(store: Store) -> None:
    await post(store)
    first = said("The zebra project.")
    await receive(store, first, edited(first, "The giraffe project."))
    assert await texts(store, filters=LogFilter(words="giraffe")) == ["The giraffe project."]
    assert await texts(store, filters=LogFilter(words="zebra")) == []
    assert await texts(store, filters=LogFilter(words="project")) == ["The giraffe project."]


async def test_searching_pages_like_the_log_itself(store: Store) -> None:
    await _tell(store)
    filters = LogFilter(words="reading")
    first = await store.log.page(EVERYTHING, filters=filters, before=None, limit=2)
    rest = await store.log.page(EVERYTHING, filters=filters, before=first[-1].reflection.id, limit=2)
    assert [line.reflection.text for line in (*first, *rest)] == _expected(
        lambda told: told.channel is not ELM and "reading" in told.text.lower()
    )
    assert len(first) == 2


async def _tell(store: Store) -> dict[tuple[str, str], DeliveryId]:
    """The example log is there; returns its deliveries by prompt and channel."""
    deliveries: dict[tuple[str, str], DeliveryId] = {}
    for number, (prompt, channel) in enumerate(product(PROMPTS, (OAK, MILL, ELM))):
        programme = cast.ELM_WEEKLY if channel is ELM else cast.WEEKLY
        day = TUESDAY + timedelta(days=number)
        deliveries[prompt, channel.id] = await post(
            store, channel, root=prompt, on=day, prompt=prompt, programme=programme
        )
    for told in reversed(LOG):  # the order of arrival does not matter
        answer = said(
            told.text,
            message=f"m{told.minute}",
            root=told.prompt,
            channel=told.channel,
            by=told.by,
            at=NOON + told.minute * MINUTE,
        )
        await receive(store, answer)
    return deliveries


async def _all_that_is_shown(
    store: Store, scope: Scope, deliveries: dict[tuple[str, str], DeliveryId]
) -> set[str]:
    """Whatever any way of reading shows in that scope, which had better agree with what is counted there."""
    pages: list[Sequence[LogLine]] = [
        await read(store, scope),
        *[await read(store, scope, filters=LogFilter(words=word)) for word in ("reading", "money", "every")],
        *[await read(store, scope, filters=LogFilter(school=school)) for school in scope.schools],
        *[await read(store, scope, filters=LogFilter(channel=each.id)) for each in (OAK, MILL, ELM)],
        *[await read(store, scope, filters=LogFilter(author=each.id)) for each in cast.PEOPLE],
        await read(store, scope, filters=LogFilter(prompts=PROMPTS)),
        *[await store.log.thread(scope, delivery=delivery) for delivery in deliveries.values()],
    ]
    shown = {line.reflection.id: line for page in pages for line in page}
    assert sum((await store.log.heard(scope)).values()) == len(shown)
    assert set(await store.log.authors(scope)) == {line.reflection.author for line in shown.values()}
    return {line.reflection.text or "" for line in shown.values()}


def _expected(wanted: Callable[[Told], bool]) -> list[str]:
    return [told.text for told in reversed(LOG) if wanted(told)]


def _fits(told: Told, filters: LogFilter) -> bool:
    at = NOON + told.minute * MINUTE
    return (
        filters.school in {None, told.channel.school}
        and filters.channel in {None, told.channel.id}
        and filters.author in {None, told.by.id}
        and (filters.prompts is None or told.prompt in filters.prompts)
        and (filters.words is None or filters.words in told.text.lower())
        and (filters.since is None or filters.since <= at)
        and (filters.until is None or at < filters.until)
    )
