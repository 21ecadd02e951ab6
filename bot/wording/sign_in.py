"""What people read about coming in: sessions, links and invitations."""


def joined_already(name: str) -> str:
    """Why nobody is invited who has an account."""
    return f"{name} can sign in already. Should they have lost their account, remove them first and invite them again."


def link_spent() -> str:
    """Why a link from the bot opens nothing, and what to do."""
    return (
        "A link from the bot works once, for ten minutes, and only the newest one does. "
        "Write “sign in” to Golden Thread in Slack or Teams for another."
    )


def invitation_spent() -> str:
    """Why an invitation opens nothing, and what to do."""
    return (
        "An invitation works once, for fourteen days, and only the newest one does. "
        "If you have joined before, sign in. If not, ask whoever invited you for another."
    )


def no_pages() -> str:
    """Why no link can be given at all."""
    return (
        "I do not know the address of my own pages. "
        "Whoever looks after Golden Thread for you has to set it first, as GOLDEN_THREAD_PUBLIC_URL."
    )


def link_offered() -> str:
    """What is said above the link."""
    return "This link signs you in. It works once, for ten minutes, and it is yours alone: do not pass it on."
