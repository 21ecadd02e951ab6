"""What people read about connecting a channel to a school: in the channel itself and on the school's page."""


def code_of_no_use() -> str:
    """One sentence for every code that connects nothing: which it is would help only somebody who guesses."""
    return (
        "That code does not connect anything. A code works once, for seven days, and only the newest one does: "
        "take another from the school's page, under Connect a channel."
    )


def connected(*, school: str, address: str | None) -> str:
    """The channel is there, and what comes next; `address` is its page, where that is known."""
    here = f": {address}" if address else "."
    return (
        f"This channel is connected to {school}. Nothing is asked here yet: "
        f"choose on its page which programmes come to it{here}"
    )


def connected_here_already(*, school: str) -> str:
    """There was nothing to do, and the code is still good for another channel."""
    return (
        f"This channel is connected to {school} already. The code was not used: it works in another channel."
    )


def connected_before() -> str:
    """It was connected a moment ago, or a code that was used is typed again; whose it is may not be said."""
    return (
        "This channel is connected already: there is nothing more to do here. "
        "For another channel, take a new code from the school's page, under Connect a channel."
    )


def connected_to(*, school: str) -> str:
    """It is another school's of the same trust."""
    return f"This channel is connected to {school} already, so it cannot be another school's. The code was not used."


def connected_already() -> str:
    """It is another trust's, of which nothing is said."""
    return "This channel is connected already, so it cannot be connected again. The code was not used."


def channel_without_name(*, school: str) -> str:
    """What a channel is called of which the platform gives no name."""
    return f"A channel of {school}"


def typed_elsewhere() -> str:
    """It was typed where there is no channel: to the bot alone, say."""
    return (
        "A channel is connected from inside it: send the same there, with the code. The school lead and the trust lead get "
        "one on the page of the school, under “Connect a channel”."
    )


def channel_name_missing() -> str:
    """No name was given."""
    return "Give the channel a name that its people know, for example “Oakfield leaders”."


def name_too_long(most: int) -> str:
    """More than a name."""
    return f"Write the name in at most {most} characters."


def channel_there_already(name: str) -> str:
    """The school has one of that name."""
    return f"This school has a channel called “{name}” already. Give this one another name."


def changed_meanwhile() -> str:
    """Somebody else was quicker."""
    return (
        "Somebody changed which programmes come here while this page was open. "
        "Below is how it is now: choose again."
    )


def made(name: str, *, chooses: bool) -> str:
    """A channel was made on the page; `chooses` where whoever made it may let programmes come to it."""
    next_ = ": choose below which programmes come to it." if chooses else "."
    return f"{name} is there. Nothing is asked in it yet{next_}"


def renamed(name: str) -> str:
    """It has the name that was given."""
    return f"The channel is called {name} from now on."


def saved() -> str:
    """Which programmes come to it is settled."""
    return "Saved. What was posted stays as it is."


def place(platform: str) -> str:
    """Where a channel is, such as "in Slack"."""
    return "in the browser" if platform == "local" else f"in {platform.capitalize()}"
