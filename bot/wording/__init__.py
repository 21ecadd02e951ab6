"""Every sentence the bot says to people, in plain British English, in one place to be read aloud."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.delivery import State
from bot.domain.owed import Reason, Why
from bot.domain.programme import SchoolMay
from prompts.model import Citation
from scheduler.model import Occurrence

SMALLEST_TOLD = 3
"""Fewer people than this are never counted out: a small number can point at a person."""


def day(when: date) -> str:
    """Such as "Tuesday 3 November 2026"."""
    return f"{when:%A} {when.day} {when:%B %Y}"


def clock_time(when: datetime) -> str:
    """Such as "08:15"; the caller has brought it into the school's zone."""
    return f"{when:%H:%M}"


def listed(words: Iterable[str]) -> str:
    """Such as "a, b and c"."""
    *most, last = tuple(words) or ("nothing",)
    return f"{', '.join(most)} and {last}" if most else last


def span(length: timedelta) -> str:
    """A length of time as people say it, rounded down: "50 seconds", "4 hours", "3 days"."""
    seconds = int(length.total_seconds())
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * size or seconds == size:
            return _counted(seconds // size, unit)
    return _counted(seconds, "second")


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


# What a prompt carries.


def reader_promise(*, school: str, keep_months: int) -> str:
    """Who reads the answers and how long they are kept: on every prompt (promise 7)."""
    return (
        f"Your answers are read by the leaders and the SENCo of {school}, and by the trust's data protection lead. "
        f"Governors and the trust see what was asked, never who said what. Kept for {keep_length(keep_months)}; "
        "you can edit or withdraw yours."
    )


def private_promise(*, school: str) -> str:
    """Who reads an answer that is kept private."""
    return f"Only you and the SENCo of {school} can read it. It is not shown in the channel."


def keep_length(months: int) -> str:
    """Such as "3 years" or "18 months"."""
    years, rest = divmod(months, 12)
    return _counted(years, "year") if years and not rest else _counted(months, "month")


def safeguarding() -> str:
    """Where a concern about a child belongs instead (promise 8)."""
    return (
        "Please do not name pupils here. If you are worried about a child, speak to your designated safeguarding "
        "lead (DSL) today and use the school's safeguarding system."
    )


def source_line(cited: Citation) -> str:
    """Where a question comes from, as a reader would look it up."""
    return f"{cited.title} ({cited.publisher}, {cited.published}), {cited.section}"


# What an author hears.


def too_long(*, characters: int, longest: int) -> str:
    """An answer longer than one may be."""
    return (
        f"Your answer has {characters:,} characters and an answer can have up to {longest:,}. "
        "Nothing was kept. Please shorten it or send it in parts."
    )


def nothing_said(*, edited: bool) -> str:
    """An answer without a word in it."""
    if edited:
        return "The changed answer is empty, so the earlier one stands. To take an answer back, withdraw it."
    return "There are no words in this answer, so nothing was kept. Please write something and send it again."


def no_such_thread() -> str:
    """There is no question of ours in that thread, or not any more."""
    return "There is no question from Golden Thread here any more."


def question_taken_out() -> str:
    """The prompt that was asked is not in the bank any more."""
    return (
        "This question has been taken out of the question bank. You can still answer it: reply in the thread."
    )


def no_private_answers() -> str:
    """The programme allows none."""
    return (
        "Private answers are not switched on for this programme, so nothing was kept. Share your answer with the "
        "channel, or speak to your SENCo."
    )


def kept_for_other_readers(*, private: bool) -> str:
    """The same box was sent off before, for other readers."""
    kept = "as a private one" if private else "for the channel to read"
    return (
        f"Your answer was kept when you sent it before, {kept}. To change who reads it, withdraw it where your own "
        "reflections are listed, and answer anew."
    )


def question_of_another_trust() -> str:
    """It was asked of somebody else's leaders."""
    return "This question is for the leaders of another trust, so nothing was kept."


def no_answer_of_yours() -> str:
    """It is not there, or is not theirs, which is the same to whoever asks."""
    return "There is no answer of yours here: it may have been withdrawn already."


def edit_your_message() -> str:
    """What they wrote as a message of their own, only they can change."""
    return "You wrote this answer as a message. Edit the message itself: what is kept follows it."


def not_known(*, platform: str, person: str) -> str:
    """We do not know who they are."""
    return (
        "Golden Thread does not know you yet. Ask whoever looks after it in your trust to add you, and give them "
        f"this: platform {platform}, person {person}."
    )


# What a reader of the log hears.


def answered(people: int) -> str:
    """How many have answered a prompt, without counting out a small number."""
    if people < SMALLEST_TOLD:
        return "fewer than three people have answered"
    return f"{people} people have answered"


# What became of a delivery.


def status(state: State, *, late: bool) -> str:
    """How a delivery stands, in a word or two."""
    if state is State.POSTED and late:
        return "Posted late"
    return {
        State.DUE: "Due",
        State.SENDING: "Being sent",
        State.POSTED: "Posted",
        State.REFUSED: "Refused",
        State.UNCERTAIN: "Uncertain",
        State.MISSED: "Missed",
        State.SKIPPED: "Skipped",
    }[state]


def remedy(state: State) -> str | None:
    """What a person can do about it, or None where nothing needs doing."""
    return {
        State.DUE: "Nothing: it goes out as soon as it can.",
        State.SENDING: "Nothing: it is on its way.",
        State.UNCERTAIN: (
            "Look in the channel. If the question is there, paste the link to it and choose \u201cIt was posted\u201d; "
            "if it is not, choose \u201cIt was not posted\u201d."
        ),
        State.REFUSED: (
            "Put right what the reason says. This one stays unsent; the next goes out as usual, unless the channel "
            "was closed. Then the school lead or the trust lead chooses \u201cTry this channel again\u201d at the "
            "top of the deliveries page."
        ),
        State.MISSED: "Nothing needs doing: the next question comes as planned. If many are missed, ask your IT lead.",
        State.SKIPPED: (
            "Nothing, if the reason is right. If not, change the school's calendar or the programme; a closed channel "
            "is tried again at the top of this page."
        ),
    }.get(state)


# Why a prompt was not sent.


def skipped(reason: Reason) -> str:
    """Why nothing was to come that day."""
    about = day(reason.about) if isinstance(reason.about, date) else reason.about
    return {
        Why.CLOSED_DAY: f"Not a school day: {about}.",
        Why.PAUSED: f"The programme is paused until {about}.",
        Why.DATE_SKIPPED: "This date was taken out of the programme.",
        Why.NOT_STARTED: f"The programme starts on {about}.",
        Why.ENDED: f"The programme ended on {about}.",
        Why.TAKEN_OUT: "This channel is no longer in the programme.",
        Why.CHANNEL_CLOSED: f"Nothing can be posted in this channel: {about}",
        Why.BUSY_WEEK: f"Left out: {about}.",
        Why.CAME_THIS_WEEK: f"This week has its question already: that of {about}.",
        Why.CAME_THESE_WEEKS: f"These weeks have their question already: that of {about}.",
        Why.CAME_THIS_HALF_TERM: f"This half-term has its question already: that of {about}.",
        Why.CAME_THIS_TERM: f"This term has its question already: that of {about}.",
        Why.NOTHING_TO_ASK: "The programme has no question left to ask: every one it might choose has been left out.",
    }.get(reason.why, "It was left out.")


def moved(occurrence: Occurrence) -> str | None:
    """Why a date was moved, or None if it was not."""
    because = [str(each) for each in (occurrence.moved_because, occurrence.moved_for) if each]
    return f"Moved from {day(occurrence.key)}: {', then '.join(because)}." if because else None


def missed(reason: Reason, *, due_at: datetime, zone: str) -> str:
    """Why something that was wanted never came."""
    if reason.why is Why.ANOTHER_CAME:
        return "It would have come late, and another question came to this channel that day: one late question a day is enough."
    due = due_at.astimezone(ZoneInfo(zone))
    return f"It was due on {day(due.date())} at {clock_time(due)} and could not be sent in time."


def called_off(reason: Reason) -> str:
    """The same as `skipped`, for a prompt that had been about to go out."""
    return f"It was called off just before sending. {skipped(reason)}"


# What went otherwise when a prompt was sent.


def no_such_platform(platform: str) -> str:
    """A channel of a platform that this installation does not speak on."""
    return f"This installation is not connected to {platform}. Connect it, or move the programme to another channel."


def outcome_unknown() -> str:
    """The platform gave no clear answer."""
    return (
        "It is not known whether this was posted: the platform gave no clear answer. It is being looked into."
    )


def still_looking() -> str:
    """The look-up has not succeeded yet."""
    return (
        "It is not known whether this was posted. Looking into it has not succeeded yet and is tried again."
    )


def a_person_decides() -> str:
    """Nothing but a look in the channel can tell."""
    return "It is not known whether this was posted, and only a look in the channel can tell."


def not_there_any_more() -> str:
    """Looked up, not posted, and too late to send now."""
    return "It was not posted, and by the time that was known it was too late to send it."


def waited_too_long() -> str:
    """The platform asked to wait past the last moment."""
    return "The platform asked to wait until it was too late to send this."


# What a person decided.


def decided_unsent() -> str:
    """A person looked, and it was not there."""
    return "Someone looked in the channel: it was not posted, and it was left at that."


def message_of_another() -> str:
    """It was posted, they say, as a message under which another delivery's answers are."""
    return "That message is another question's: look for the one that this question stands in."


def which_message() -> str:
    """It was posted, they say, without saying as which message."""
    return f"Say which message it is: answers are found by it. {_copy_the_link()}"


def no_message_of_this_channel(*, channel: str) -> str:
    """It was posted, they say, and what they pasted is no message there."""
    return f"This is not the link to a message in {channel}. {_copy_the_link()}"


def _copy_the_link() -> str:
    return (
        "In Teams or Slack, point at the message, open its menu (…), choose “Copy link” and paste it here; of the "
        "built-in channel, paste the address of the thread's page."
    )


def nobody_to_decide() -> str:
    """It had been settled in the meantime."""
    return "This has been settled in the meantime: nothing is left to decide."


def open_already() -> str:
    """Somebody else has had the channel tried again."""
    return "This channel is open: questions are posted there as they fall due."


# What a school lead hears who adjusts a programme.


def pause_ends_in_the_past(until: date) -> str:
    """A pause must end after today."""
    return f"A pause ends on a day to come, and {day(until)} is not: choose a later date."


def pause_too_long(until: date) -> str:
    """A pause so long is a slip of the pen, or the end of the programme."""
    return f"{day(until)} is more than a year ahead: choose an earlier date, or ask your trust to end the programme."


def nothing_comes_on(on: date) -> str:
    """There is nothing to leave out on that day."""
    return f"No question is planned for {day(on)}, so there is nothing to skip."


def date_is_past(on: date) -> str:
    """A date that cannot be skipped any more."""
    return f"{day(on)} is past: choose a date to come."


def asked_today() -> str:
    """One question a day is enough."""
    return "Today's question is there already, or on its way: one a day is enough."


def may_be_there(*, channel: str) -> str:
    """Nobody knows whether today's question was posted, and a second one might be one too many."""
    return (
        f"Today's question may stand in {channel} already. If it does, press a button on its card or mention me under "
        "it; if it does not, say “send again”."
    )


def paused_by_trust(until: date) -> str:
    """A school lead cannot end the trust's own pause."""
    return f"Your trust has paused this programme until {day(until)}. Only the trust can end that: ask your trust lead."


def came_already() -> str:
    """A date whose question somebody has asked for earlier that day."""
    return "That day's question came early: it was asked for."


def no_such_programme_here() -> str:
    """The programme is not the school's."""
    return "This programme does not come to that school."


def no_such_prompt_here() -> str:
    """The prompt is of no bank that the trust draws on."""
    return "There is no such question here."


def trust_decides(may: SchoolMay) -> str:
    """The trust has kept this to itself."""
    what = {
        SchoolMay.PAUSE: "pauses it",
        SchoolMay.SKIP: "skips a date",
        SchoolMay.ASK_NOW: "asks when",
        SchoolMay.CHANGE_DAY: "sets the day",
        SchoolMay.CHANGE_TIME: "sets the time",
        SchoolMay.LEAVE_OUT: "leaves a question out",
        SchoolMay.ADD_CHANNEL: "adds a channel",
    }[may]
    return f"In this programme only the trust {what}: ask your trust lead."


# What is said to somebody who asks for something in words.


def paused(until: date) -> str:
    """It is paused."""
    return f"Paused: nothing comes before {day(until)}."


def pause_ended() -> str:
    """It comes again."""
    return "The pause has ended."


def date_skipped(on: date) -> str:
    """The date is left out, and how to have it after all."""
    return f"{day(on)} is skipped. Say “bring back {on.day} {on:%B %Y}” to have it after all."


def date_kept(on: date) -> str:
    """The date is not left out any more."""
    return f"{day(on)} is back."


def question_coming(channels: Iterable[str]) -> str:
    """A question was asked for."""
    return f"A question is on its way to {listed(channels)}."


def no_programme_of_yours() -> str:
    """They lead a school to which nothing comes."""
    return "No programme comes to a school of yours."


def no_date_to_come(*, programme: str, school: str) -> str:
    """There is no next date to skip."""
    return f"No date of {programme} is to come in {school}."


def no_such_date() -> str:
    """What they typed is no date that can be read."""
    return "I did not understand that date. Try “1 December”, “1/12/2026”, “tomorrow” or “Monday”."


def pause_until_when() -> str:
    """A pause without its end."""
    return "Say until when, such as “pause until 1 December”."


def nothing_skipped() -> str:
    """The school has left out no date."""
    return "No date is skipped, so there is nothing to bring back."


def date_not_skipped(on: date) -> str:
    """The school has not left out that date."""
    return f"{day(on)} is not skipped, so there is nothing to bring back."


def which_one(verb: str) -> str:
    """What was asked for, by the word of `bot.asking.words.Verb`, could be meant for several programmes."""
    return {
        "pause": "Which one shall pause?",
        "resume": "Which one shall come again?",
        "skip": "Which one shall be skipped?",
        "keep-date": "Which one shall come after all?",
        "ask-now": "Which one shall ask now?",
        "send-again": "Which one is not there?",
    }[verb]


def channels_open(channels: Iterable[str]) -> str:
    """Channels that had been closed are open again."""
    return (
        f"With the next question {listed(channels)} will be tried again. If something is still not put right there, "
        "you will hear of it again."
    )


def none_closed() -> str:
    """None of the channels that they may open is closed."""
    return "None of your channels is closed: questions are posted there as they fall due."


def sent_again(*, channel: str) -> str:
    """A question that was not there is sent again."""
    return f"It is on its way again to {channel}."


def too_late_to_send_again(*, channel: str) -> str:
    """It was not there, and cannot be sent any more."""
    return f"It is too late for it now: the next question comes to {channel} as planned."


def none_to_send_again() -> str:
    """Of no question that they look after only a person can tell whether it was posted."""
    return (
        "There is no question of yours to send again: each one stands in its channel, or is being looked into. If one "
        "was sent just now and is not there, say this again in five minutes."
    )


def ask_again() -> str:
    """What they pressed does not say what is meant."""
    return "This cannot be done from here any more: please ask again."


# What the owner of a channel hears.


def channel_needs_you(*, channel: str, because: str) -> str:
    """Something keeps us from posting, and only a person can put it right."""
    return (
        f"Golden Thread cannot post its questions in {channel} any more. {because} Once that is put right, choose "
        "“Try again” in Golden Thread's Home in Slack, or say “try again” to me here in Teams. Nothing that was "
        "answered is lost."
    )


def question_needs_you(*, question: str | None, channel: str) -> str:
    """Only a look in the channel can tell whether a question was posted; the question is the bank's, if it is there."""
    which = (
        f"this question stands in {channel}: “{question}”" if question else f"a question stands in {channel}."
    )
    return (
        f"Golden Thread does not know whether {which} Please look there. If it does, press a button on its card or "
        "mention me under it. If it does not, say “send again” to me (in Slack, after my command)."
    )


# Whether the bot is well, for whoever runs the machine.


def store_away() -> str:
    """The database does not answer."""
    return (
        "The database cannot be used now: look at its disk space, its permissions and whether it is running."
    )


def never_ticked() -> str:
    """No tick has ended yet."""
    return "No tick has ended yet: nothing is planned or sent. If this lasts, restart the program and read its log."


def silent_for(length: timedelta) -> str:
    """The last tick is too long ago."""
    return (
        f"The last tick ended {span(length)} ago: nothing has been planned or sent since. "
        "Restart the program; its log says why under tick.paused or tick.part_failed."
    )


def overdue_for(length: timedelta) -> str:
    """Something has been due for too long."""
    return f"A question that fell due {span(length)} ago has not been sent. The log says why under delivery."


def clock_jumped(by: timedelta) -> str:
    """The wall clock ran ahead of time."""
    return (
        f"The machine's clock jumped forward by {span(by)}. Sending is paused. "
        "Set the clock right; if it is right now, restart the program."
    )
