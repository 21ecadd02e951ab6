"""What people read about coming in: sessions, links and invitations."""


def joined_already(name: str) -> str:
    """Why nobody is invited who has an account."""
    return f"{name} can sign in already. Should they have lost their account, remove them first and invite them again."
