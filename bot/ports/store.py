"""Everything that is kept, in one place to hand round."""

from datetime import datetime
from typing import Protocol

from bot.ports.board import Board
from bot.ports.directory import Directory
from bot.ports.echoes import Echoes
from bot.ports.inbox import Inbox
from bot.ports.installations import Installations
from bot.ports.ledger import Ledger
from bot.ports.log import ReflectionLog
from bot.ports.outbox import Outbox
from bot.ports.reminders import Reminders
from bot.ports.sign_ins import SignIns
from bot.ports.summaries import Summaries
from bot.ports.trail import Trail


class StoreUnavailable(Exception):  # noqa: N818 - it says what is so, not that someone erred
    """The database cannot be used now (locked, full, read-only, away). Nothing was changed; try again."""


class CommitUnclear(StoreUnavailable):
    """The database went away while a change was being made durable: it may have been made. Look before repeating."""


class Store(Protocol):
    """One database."""

    @property
    def outbox(self) -> Outbox:
        """What is owed to channels, and how it ended."""

    @property
    def ledger(self) -> Ledger:
        """The same, to be read by people."""

    @property
    def inbox(self) -> Inbox:
        """Where replies come in."""

    @property
    def log(self) -> ReflectionLog:
        """What was said, to be read."""

    @property
    def echoes(self) -> Echoes:
        """What threads have yet to show."""

    @property
    def installations(self) -> Installations:
        """Where the bot has been let in."""

    @property
    def directory(self) -> Directory:
        """Who and what there is."""

    @property
    def sign_ins(self) -> SignIns:
        """By which door somebody comes in."""

    @property
    def trail(self) -> Trail:
        """Who changed what, and when."""

    @property
    def reminders(self) -> Reminders:
        """Threads that nobody has answered."""

    @property
    def summaries(self) -> Summaries:
        """What needs a person in each trust."""

    @property
    def board(self) -> Board:
        """The built-in channel's own memory."""

    async def ping(self) -> None:
        """The database answers, or `StoreUnavailable` is raised."""

    async def beat(self, *, at: datetime, by: str) -> None:
        """A tick has ended at that moment."""

    async def last_beat(self) -> datetime | None:
        """When any process last ended a tick, or None."""

    async def close(self) -> None:
        """What was queued is committed and every connection is closed."""
