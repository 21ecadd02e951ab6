"""What people type is understood as they mean it, in a hurry and on a phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.asking.words import Verb, may_be_a_code, read_words


@pytest.mark.parametrize(
    ("verb", "ways"),
    [
        (
            Verb.HELP,
            ["", "help", "HELP!", "?", "??", "hi", "Hello there", "thanks", "Thank you!", "What can you do?"],
        ),
        (
            Verb.HELP,
            ["please", "golden thread", "hi Golden Thread", "ok", "show me", "can you help me please"],
        ),
        (
            Verb.MINE,
            ["mine", "Mine.", "my reflections", "my answers", "My reflection", "show me my answers, please"],
        ),
        (Verb.MINE, ["what have I said?", "I'd like to see my own reflections", "Can you change my answer"]),
        (
            Verb.THIS_WEEK,
            ["this week", "week", "question", "Prompt", "this week's question", "this weeks prompt"],
        ),
        (
            Verb.THIS_WEEK,
            ["This week\u2019s question?", "what\u2019s this week's prompt", "What is the question?"],
        ),
        (Verb.THIS_WEEK, ["today's question", "latest question", "show me this week's questions please"]),
        (
            Verb.NEWEST,
            ["newest", "latest", "new", "What's new?", "newest reflections", "show me the latest answers"],
        ),
        (Verb.MINE, ["withdraw", "I want to withdraw my answer", "what did I say last week?"]),
        (Verb.NEWEST, ["anything new?", "Is there anything new"]),
        (Verb.NEXT, ["next", "NEXT", "dates", "next dates", "when", "When is the next one?", "what's next"]),
        (Verb.NEXT, ["when is the next question?", "what comes next", "next question please"]),
        (Verb.PAUSE, ["pause", "pause until", "Pause it please", "can you pause", "stop"]),
        (Verb.RESUME, ["resume", "Resume.", "unpause", "please end the pause", "carry on", "start again"]),
        (
            Verb.SKIP,
            ["skip", "skip it", "skip the next one please", "Skip next", "leave out the next question"],
        ),
        (Verb.KEEP_DATE, ["undo the skip", "please cancel the skip"]),
        (Verb.KEEP_DATE, ["bring back", "bring it back", "unskip", "keep", "bring it back please"]),
        (Verb.ASK_NOW, ["ask", "Ask now", "ask us a question now", "ask a question", "Please ask now."]),
        (Verb.TRY_AGAIN, ["try again", "Please try again.", "try this channel again", "retry"]),
        (
            Verb.SEND_AGAIN,
            ["send again", "Please send it again.", "resend", "Can you send the question again?"],
        ),
        (Verb.SEND_AGAIN, ["It is not there", "it isn\u2019t there", "It never came!", "it didn't come"]),
        (Verb.BUSY_WEEKS, ["busy weeks", "Which weeks are busy?", "show us the heat map", "pressure points"]),
        (Verb.SEARCH, ["search", "find", "look for", "Search:"]),
        (Verb.CONNECT, ["connect", "Connect this channel", "link this channel please", "connect it here"]),
    ],
)
def test_a_few_words_are_enough(verb: Verb, ways: list[str]) -> None:
    for typed in ways:
        found = read_words(typed)
        assert (typed, found.verb, found.rest, found.puzzled) == (typed, verb, "", None)


@pytest.mark.parametrize(
    ("typed", "verb", "rest"),
    [
        ("pause until 1 December", Verb.PAUSE, "1 December"),
        ("Pause:  1/12", Verb.PAUSE, "1/12"),
        ("please could you pause it until Monday please", Verb.PAUSE, "Monday"),
        ("stop until 1 Dec.", Verb.PAUSE, "1 Dec"),
        ("skip on Monday", Verb.SKIP, "Monday"),
        ("skip next Tuesday!", Verb.SKIP, "Tuesday"),
        ("don\u2019t ask on Tuesday", Verb.SKIP, "Tuesday"),
        ("leave out 8 December, please", Verb.SKIP, "8 December"),
        ("connect K7QF-3M2P", Verb.CONNECT, "K7QF-3M2P"),
        ("please connect this channel k7qf 3m2p.", Verb.CONNECT, "k7qf 3m2p"),
        ("Can you link this channel with K7QF3M2P please", Verb.CONNECT, "K7QF3M2P"),
        ("join using the code “K7QF-3M2P”", Verb.CONNECT, "“K7QF-3M2P”"),
        ("connect K7QF-3M2", Verb.CONNECT, "K7QF-3M2"),
        ("connect", Verb.CONNECT, ""),
        ("bring back 8 December", Verb.KEEP_DATE, "8 December"),
        ("can you bring 8 December back please?", Verb.KEEP_DATE, "8 December"),
        ("keep 8 December", Verb.KEEP_DATE, "8 December"),
        ("search pupil voice", Verb.SEARCH, "pupil voice"),
        ("Search for pupil voice", Verb.SEARCH, "pupil voice"),
        ("search for", Verb.SEARCH, "for"),
        ("search for for", Verb.SEARCH, "for"),
        ('find "pupil voice"', Verb.SEARCH, '"pupil voice"'),
        ("can you look for “pupil voice”?", Verb.SEARCH, "“pupil voice”?"),
        ("find help please", Verb.SEARCH, "help please"),
        ("search next", Verb.SEARCH, "next"),
    ],
)
def test_what_is_said_after_it_is_kept(typed: str, verb: Verb, rest: str) -> None:
    found = read_words(typed)
    assert (found.verb, found.rest, found.puzzled) == (verb, rest, None)


@pytest.mark.parametrize(
    "typed",
    [
        "dance",
        "resume the dance",
        "next year",
        "ask why",
        "bring biscuits",
        "connect teachers with their parents",
        "link reading to writing",
        "join us",
        "We talked about reading aloud.",
        "what",
        "please dance",
        "my class was loud today",
        "help Tom with his spelling",
        "new boy in year 3",
        "...",
        "🧵",
    ],
)
def test_what_is_not_understood_is_given_back_with_the_help(typed: str) -> None:
    found = read_words(typed)
    assert (found.verb, found.rest, found.puzzled) == (Verb.HELP, "", typed)


def test_every_verb_can_be_said_by_its_own_word() -> None:
    assert [read_words(verb.replace("-", " ")).verb for verb in Verb if verb is not Verb.KEEP_DATE] == [
        verb for verb in Verb if verb is not Verb.KEEP_DATE
    ]


@given(st.text())
def test_whatever_is_typed_is_something_to_ask_for(typed: str) -> None:
    found = read_words(typed)
    assert found.verb in Verb
    assert found.puzzled is None or found.verb is Verb.HELP


WORDS = st.lists(st.text(min_size=1).filter(lambda word: bool(word.split())), min_size=1).map(" ".join)
COURTESIES = st.sampled_from(["", "please ", "Can you ", "hi, could you please ", "Golden Thread, "])


@given(COURTESIES, st.sampled_from(["search for", "look for", "look up", "SEARCH FOR"]), WORDS)
def test_a_search_loses_no_word(before: str, opening: str, words: str) -> None:
    found = read_words(f"{before}{opening} {words}")
    assert (found.verb, found.rest) == (Verb.SEARCH, " ".join(words.split()))


@given(WORDS)
def test_whatever_is_not_understood_is_given_back_whole(typed: str) -> None:
    found = read_words(typed)
    assert found.puzzled in {None, " ".join(typed.split())}
    assert found.puzzled is None or found.rest == ""


@pytest.mark.parametrize("typed", ["K7QF-3M2P", "k7qf 3m2p", "“KQFA-MPRS”", "k7qf3m2"])
def test_a_code_right_or_wrong_is_nobodys_words(typed: str) -> None:
    assert may_be_a_code(typed)


@pytest.mark.parametrize("typed", ["", "teachers", "part-time", "we talked to 3 of the parents"])
def test_words_are_no_code(typed: str) -> None:
    assert not may_be_a_code(typed)
