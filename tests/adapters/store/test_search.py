"""What a person types into the search field, on both databases."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.store.search import MOST_WORDS, Words, words_of
from adapters.store.sql_store import SqlStore
from bot.ports.log import LogFilter
from bot.ports.store import Store
from tests import cast
from tests.contracts.store.stage import MINUTE, NOON, post, receive, said, texts

LOG = (
    "The café's feedback and/or rabbits running.",
    "Year-7 starts 5 things with the co-ordinator.",
    "Well done🙂🎉thanks",
    "Zażółć gęślą jaźń; Ysgol Gynradd Tŷ Gwyn.",
    "قال المعلم إن الفصل هادئ",
    "NOT OR AND NEAR text tokens",
    "A zebra crossing",
)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = await SqlStore.open(database_url)
    await store.directory.establish(cast.ashgrove())
    await post(store)
    for number, text in enumerate(LOG):
        await receive(store, said(text, message=f"m{number}", at=NOON + number * MINUTE))
    yield store
    await store.close()


async def _found(store: Store, words: str) -> list[int]:
    return [LOG.index(text) for text in await texts(store, filters=LogFilter(words=words))]


async def test_words_are_found_in_any_of_their_forms_and_without_their_accents(store: Store) -> None:
    for words, lines in {
        "cafe": [0],
        "CAFÉ": [0],
        "cafés": [0],
        "cafe\u0301": [0],
        "rabbit run": [0],
        "starting": [1],
        "gesla jazn": [3],
        "ty gwyn": [3],
        "الفصل": [4],
        "the": [1, 0],
        "5": [1],
    }.items():
        assert await _found(store, words) == lines, words


async def test_signs_part_words_and_a_word_with_a_sign_in_it_stands_together(store: Store) -> None:
    for words, lines in {
        "and/or": [0],
        "or/and": [5],
        "year-7": [1],
        "-7": [1],
        "co-ordinator": [1],
        "coordinator": [],
        "done": [2],
        "thanks!": [2],
        '"well done thanks"': [2],
        "“co ordinator”": [1],
        '"ordinator co"': [],
        '"zebra': [6],
        'zeb"ra': [],
    }.items():
        assert await _found(store, words) == lines, words


async def test_no_word_is_an_operator(store: Store) -> None:
    for words, lines in {
        "NOT zebra": [],
        "zebra OR cafe": [],
        "not or and near": [5],
        "text tokens": [5],
        "tokens:zebra": [],
        "text:zebra": [],
        "zeb*": [],
        "zebra*": [6],
        "^zebra": [6],
        "NEAR(zebra crossing, 2)": [],
        "{zebra crossing} : a": [6],
        "zebra AND (crossing": [],
        "-zebra": [6],
        "zebra & !crossing": [6],
        "zebra <-> crossing": [6],
        "zebra:*": [6],
        "'zebra' \\ '' :A": [6],
        'zebra"" crossing': [6],
        "zebra; DROP TABLE reflections; --": [],
        "%zebra% :words ? $1 {0}": [],
    }.items():
        assert await _found(store, words) == lines, words


async def test_a_token_of_a_school_or_a_person_cannot_be_asked_for(store: Store) -> None:
    for value in (cast.OAKFIELD.id, cast.HANA.id, cast.OAKFIELD_LEADERS.id, "vision-1"):
        assert await _found(store, f"s{value.encode().hex()}0") == []
        assert await _found(store, f"a{value.encode().hex()}0") == []
        assert await _found(store, f"s:{value}") == []
        assert await _found(store, f"'s:{value}'") == []


@pytest.mark.parametrize(
    "words",
    [
        "\0zebra\0",
        "zebra\ud800",
        "zebra \ufffe\uffff \x1b \x07",
        "\u202ezebra\u202c",
        "zebra " + "!" * 10_000,
        "zebra " + "👩🏽‍🏫" * 1_000,
        "zebra " * 10_000,
    ],
    ids=["nul", "half", "control", "override", "signs", "emoji", "repeats"],
)
async def test_what_no_one_types_on_purpose_does_no_harm(store: Store, words: str) -> None:
    assert await _found(store, words) == [6]


async def test_a_pasted_page_finds_what_its_first_words_find(store: Store) -> None:
    page = "zebra crossing " + " ".join(f"word{number}" for number in range(2_000))
    assert await _found(store, page) == []
    assert await _found(store, "x" * 10_000) == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.text(st.characters(codec=None), max_size=40) | st.text("\"'\\ab *:()&|!<->^-+{}\0", max_size=20)
)
@example(words='"')
@example(words="''")
async def test_whatever_is_typed_is_a_search_and_nothing_else(store: Store, words: str) -> None:
    found = await _found(store, words)
    assert found == sorted(set(found), reverse=True)
    assert await _found(store, f"{words.replace(chr(34), ' ')} xyzzy") == []


def test_an_empty_field_is_no_search() -> None:
    assert words_of(None) is None
    assert words_of(" \n") is None


def test_words_and_phrases_are_taken_apart_once_each() -> None:
    assert words_of('a "b c" a “d  e” f') == Words(("a", "b c", "d e", "f"))
    assert words_of('!!! … "" ""') == Words(())


def test_a_page_of_words_is_cut_to_its_first() -> None:
    wanted = words_of(" ".join(f"w{number}" for number in range(2 * MOST_WORDS)))
    assert wanted is not None
    assert wanted.phrases == tuple(f"w{number}" for number in range(MOST_WORDS))
