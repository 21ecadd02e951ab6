"""Secrets encrypted before they reach the database, with keys that only the settings hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.ports.installations import SecretsUnreadable

SETTING = "GOLDEN_THREAD_KEYS"
HOW = "`golden-thread keys new` makes one"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A secret that nobody reads without the key of that name. The name tells keys apart, and nothing of a key."""

    text: str
    key: str


class Keys:
    """The keys there are, newest first: the first seals, and any of them opens."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Raises ValueError for what is no key, without repeating it."""
        try:
            made = [Fernet(key) for key in keys]
        except ValueError:
            raise ValueError(f"{SETTING} holds something that is no key; {HOW}.") from None
        self._all = MultiFernet(made) if made else None
        self.newest = _name(keys[0]) if keys else None
        """The name of the key that seals, if there is one."""

    def seal(self, secret: str) -> Sealed:
        """The secret, to be opened with the newest key. Raises ValueError, saying what to set, if there is no key."""
        if self._all is None or self.newest is None:
            raise ValueError(
                f"There is no key to keep a secret with. Set {SETTING}: {HOW}. Keep it safe, for without it nobody can "
                "read what it sealed."
            )
        return Sealed(self._all.encrypt(secret.encode()).decode("ascii"), self.newest)

    def open(self, sealed: Sealed, *, whose: str, forget: str) -> str:
        """The secret again. Raises SecretsUnreadable, naming `whose` it is, the key, and how to `forget` the secret."""
        try:
            if self._all is not None:
                return self._all.decrypt(sealed.text).decode()
        except InvalidToken:
            pass
        raise SecretsUnreadable(
            f"The secret of {whose} was sealed with the key {sealed.key}, which is not in {SETTING}. Put that key back, "
            f"after the newest one; or, if it is lost, run `golden-thread {forget}`, and install the bot there anew."
        )


def new_key() -> str:
    """A key that nobody has had before."""
    return Fernet.generate_key().decode("ascii")


def _name(key: str) -> str:
    return blake2b(key.encode(), digest_size=8, person=b"golden-thread").hexdigest()
