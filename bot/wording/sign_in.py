"""What people read about coming in: sessions, links and invitations."""

from urllib.parse import urlsplit


def joined_already(name: str) -> str:
    """Why nobody is invited who has an account."""
    return f"{name} can sign in already. Should they have lost their account, remove them first and invite them again."


def vouched_for(issuer: str, *, name: str | None) -> str:
    """By which account somebody is known: the name of who vouches for it, or else where they are."""
    return f"Your account at {name or urlsplit(issuer).hostname or issuer}, which you sign in with."


def known_in_chat(platform: str) -> str:
    """Where the bot knows somebody."""
    if platform == "local":
        return "You take part in channels on these pages."
    return f"The bot knows you in {platform.title()}, and can send you a link to sign in there."


def known_by_nothing() -> str:
    """Nobody vouches for somebody yet."""
    return "No account is joined to you yet, and the bot does not know you in chat: you came in with your invitation."


def signed_out_there() -> str:
    """One browser was ended."""
    return "That browser is signed out."


def signed_out_elsewhere() -> str:
    """All others were ended."""
    return "You are signed in here alone. Links to sign in that you had not used yet open nothing any more."


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
