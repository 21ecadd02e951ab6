"""How long the bot waits for what."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The waits that together make once out of at-most-once and a look-up. Raises ValueError if they cannot.

    `lease`: how long a claim holds; nobody looks into a claimed row before it has run out.
    `post_timeout`: how long one call to a platform may take; nothing is posted that could outlast its lease.
    `settling`: how long a platform's history may lag behind what it has accepted.
    `turn`: for how long one tick goes on claiming, to send and again to look; the rest then waits for the next.
    `spared`: how long a platform that gives no clear answers is left alone.
    `quiet`: how long nobody may have answered under a message before it is drawn anew, which may empty the box that
    somebody is writing in; `overdue`: how long those wait to be counted who answered where others go on answering.
    `recheck`: how long after a look-up that failed the next is tried, and `give_up` after the due time, a person is asked.
    """

    lease: timedelta = timedelta(seconds=120)
    post_timeout: timedelta = timedelta(seconds=30)
    settling: timedelta = timedelta(seconds=60)
    turn: timedelta = timedelta(seconds=20)
    spared: timedelta = timedelta(seconds=60)
    quiet: timedelta = timedelta(minutes=5)
    overdue: timedelta = timedelta(hours=1)
    recheck: timedelta = timedelta(minutes=5)
    give_up: timedelta = timedelta(hours=24)

    def __post_init__(self) -> None:
        if self.post_timeout >= self.lease:
            raise ValueError(
                f"a post may take {self.post_timeout} and its lease holds {self.lease}: make the lease longer"
            )
