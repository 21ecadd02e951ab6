"""How a channel of Slack becomes one of ours: the app is invited there, and told a code."""


def steps(code: str) -> tuple[str, ...]:
    """What people do, in order."""
    return (
        "Open the channel in Slack, type /invite @Golden Thread and send it.",
        f"In the same channel, type /goldenthread connect {code} and send it.",
    )
