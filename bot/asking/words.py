"""What somebody asks for in plain words, after a slash command or in a chat: pure, and forgiving."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What one can ask for."""

    HELP = "help"
    MINE = "mine"
    THIS_WEEK = "this-week"
    NEWEST = "newest"
    NEXT = "next"
    PAUSE = "pause"
    RESUME = "resume"
    SKIP = "skip"
    KEEP_DATE = "keep-date"
    ASK_NOW = "ask-now"
    SEARCH = "search"
    TRY_AGAIN = "try-again"
    SEND_AGAIN = "send-again"
    SIGN_IN = "sign-in"
    SNOOZE = "snooze"
    WAKE = "wake"
    BUSY_WEEKS = "busy-weeks"
    CONNECT = "connect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A verb, and what was typed after it; `puzzled` holds the words where no verb was understood."""

    verb: Verb
    rest: str = ""
    puzzled: str | None = None


_ALONE = {
    Verb.HELP: (
        "help, ?, hi, hello, hey, hiya, morning, good morning, good afternoon, good evening, thanks, many thanks, "
        "thank you, cheers, start, menu, commands, what can you do, what do you do, what can i do, what can i ask, "
        "what can i say, how does this work"
    ),
    Verb.MINE: (
        "mine, my own, my answer, my answers, my reflection, my reflections, my own answers, my own reflections, "
        "my last answer, my last reflection, my latest answers, my latest reflections, what have i said, "
        "what did i say, what did i say last week, withdraw, change my answer, edit my answer, withdraw my answer, delete my answer"
    ),
    Verb.THIS_WEEK: (
        "week, this week, this weeks, question, questions, prompt, prompts, this question, this prompt, "
        "weeks question, weeks prompt, this weeks question, this weeks questions, this weeks prompt, "
        "this weeks prompts, question this week, prompt this week, todays question, todays prompt, "
        "latest question, latest prompt"
    ),
    Verb.NEWEST: (
        "new, anything new, newest, latest, recent, answers, reflections, new answers, new reflections, newest answers, "
        "newest reflections, latest answers, latest reflections, recent answers, recent reflections"
    ),
    Verb.NEXT: (
        "next, dates, when, when next, next date, next dates, next question, next questions, next prompt, "
        "next prompts, when next question, when next prompt, comes next, coming"
    ),
    Verb.BUSY_WEEKS: (
        "busy, busy week, busy weeks, our busy weeks, next busy weeks, which weeks busy, which weeks are busy, heat map, "
        "heatmap, pressure, pressure point, pressure points, pressure week, pressure weeks"
    ),
    Verb.RESUME: "resume, unpause, restart, start again, carry on, end pause",
    Verb.ASK_NOW: (
        "ask, ask now, ask question, ask question now, ask new question, ask next question, "
        "ask next question now, question now"
    ),
    Verb.TRY_AGAIN: "try again, try this channel again, try channel again, retry, open channel again",
    Verb.SEND_AGAIN: (
        "send again, send question again, send this question again, resend, resend question, post again, "
        "post question again, it is not there, it isnt there, its not there, question is not there, "
        "question isnt there, not there, isnt there, it never came, never came, question never came, "
        "it did not come, it didnt come, did not come, didnt come"
    ),
    Verb.WAKE: "wake, wake up, wake me up, unsnooze, end snooze, stop snoozing",
    Verb.SIGN_IN: (
        "sign in, sign-in, signin, sign me in, sign in link, link to sign in, log in, log-in, login, log me in, "
        "log in link, web page, web pages, website, open website, open web pages"
    ),
}
"""Said with nothing after it; in small letters, without apostrophes, and without the words of `_SMALL`."""
_OPENING = {
    Verb.SEARCH: "search, search for, find, look for, look up",
    Verb.PAUSE: "pause, stop",
    Verb.SNOOZE: "snooze, keep quiet, quiet",
    Verb.SKIP: "skip, leave out, dont ask",
    Verb.KEEP_DATE: "keep, unskip, cancel skip, cancel the skip, undo skip, undo the skip",
    Verb.CONNECT: "connect, link, join",
}
"""Said before something else, or before nothing."""
_BESIDE = {
    Verb.PAUSE: "until, till, til, to, it, everything, please, thanks",
    Verb.SNOOZE: "until, till, til, to, me, messages, my, please, thanks",
    Verb.SKIP: "on, the, next, one, date, question, prompt, it, please, thanks",
    Verb.KEEP_DATE: "back, on, the, date, it, please, thanks",
    Verb.CONNECT: "this, the, our, a, channel, chat, room, here, it, up, to, with, by, using, code, please, thanks",
}
"""What people type beside a date or a code, or in place of one that goes without saying."""
_LONGEST_CODE = 12
"""Letters and digits of anything that could be meant for a code, which has eight."""
_BEFOREHAND = (
    "please, pls, kindly, just, ok, okay, hi, hello, hey, golden, thread, can, could, would, will, you, i, id, we, "
    "wed, like, want, to, see, show, me, tell, give, list, read"
)
"""How people begin before they come to what they want."""
_SMALL = (
    "a, an, the, is, are, was, it, its, of, in, for, me, us, do, we, all, any, one, there, please, pls, thanks, "
    "what, whats, which, whens, does"
)
_MARKS = ".,:;!?…"
_APOSTROPHES = str.maketrans(dict.fromkeys("'\u2019\u2018\u02bc"))


def _each(phrases: str) -> list[str]:
    return phrases.split(", ")


_BEFORE, _DROPPED = frozenset(_each(_BEFOREHAND)), frozenset(_each(_SMALL))
_FILLING = {verb: frozenset(_each(words)) for verb, words in _BESIDE.items()}
_MEANT_ALONE = {phrase: verb for verb, phrases in _ALONE.items() for phrase in _each(phrases)}
_MEANT_OPENING = {
    tuple(phrase.split()): verb for verb, phrases in _OPENING.items() for phrase in _each(phrases)
}
_LONGEST_OPENING = max(map(len, _MEANT_OPENING))


def read_words(text: str) -> Asked:
    """What is asked for; help where that is nothing, or cannot be told. The words of a search are kept as typed."""
    typed = text.split()
    for courtesies in range(len(typed)):
        wanted = typed[courtesies:]
        if asked := _alone(wanted) or _opening(wanted):
            return asked
        if _plain(wanted[0]) not in _BEFORE:
            return Asked(verb=Verb.HELP, puzzled=" ".join(typed))
    return Asked(verb=Verb.HELP)


def _alone(typed: Sequence[str]) -> Asked | None:
    words = [_plain(word) for word in typed]
    for phrase in (words, [word for word in words if word not in _DROPPED]):
        if verb := _MEANT_ALONE.get(" ".join(phrase)):
            return Asked(verb=verb)
    return None


def _opening(typed: Sequence[str]) -> Asked | None:
    words = tuple(_plain(word) for word in typed)
    if words[0] == "bring" and "back" in words:
        # "bring back 8 December", "bring 8 December back".
        return Asked(verb=Verb.KEEP_DATE, rest=_beside(typed[1:], Verb.KEEP_DATE))
    for length in range(_LONGEST_OPENING, 0, -1):
        verb = _MEANT_OPENING.get(words[:length])
        # "search for" alone looks for nothing but that word.
        shorter = any(words[:less] in _MEANT_OPENING for less in range(1, length))
        if verb is Verb.SEARCH and (len(typed) > length or not shorter):
            return Asked(verb=verb, rest=" ".join(typed[length:]))
        if verb is Verb.CONNECT:
            return _connect(typed)
        if verb in _FILLING:
            return Asked(verb=verb, rest=_beside(typed[length:], verb))
    return None


def may_be_a_code(words: str) -> bool:
    """Whether nobody would take it for words: it has a digit, or nothing but capitals."""
    return (
        bool(words)
        and _in_a_code(words) <= _LONGEST_CODE
        and (words.upper() == words or any(map(str.isdigit, words)))
    )


def _connect(typed: Sequence[str]) -> Asked | None:
    """What was typed for a code, right or wrong; None where so much is said that something else is meant."""
    rest = _beside(typed[1:], Verb.CONNECT)
    named = _plain(typed[0]) == "connect" or "channel" in map(_plain, typed)
    meant = _in_a_code(rest) <= _LONGEST_CODE if named else may_be_a_code(rest)
    return Asked(verb=Verb.CONNECT, rest=rest) if meant else None


def _in_a_code(words: str) -> int:
    return sum(map(str.isalnum, words))


def _beside(typed: Sequence[str], verb: Verb) -> str:
    return " ".join(word for word in typed if _plain(word) not in _FILLING[verb]).rstrip(_MARKS)


def _plain(word: str) -> str:
    """As it is looked up: in small letters, without the marks around it and the apostrophe within."""
    small = word.lower().translate(_APOSTROPHES)
    return small.strip(_MARKS) or small[:1]
