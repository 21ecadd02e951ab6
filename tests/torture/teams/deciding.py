"""A person who says how a delivery ended where nobody else can tell: they go and look at Teams."""

from dataclasses import dataclass
from random import Random

from sqlalchemy import text

from adapters.store.engine import reading_engine
from adapters.store.sql_store import SqlStore
from adapters.teams.connector import Connector
from adapters.teams.credentials import NoTokens
from adapters.teams.links import thread_link
from adapters.teams.pacing import Pacing
from adapters.teams.platform import TeamsPlatform
from adapters.teams.references import References
from bot.domain.channel import MessageRef
from bot.domain.delivery import DeliveryId
from bot.domain.people import MemberId
from bot.ports.store import StoreUnavailable
from bot.usecases.bot import Bot
from bot.usecases.sending.decide import AlreadySettled, NotPosted, NotThatMessage, WasPosted, decide
from prompts.library import load_bank
from scheduler.clock import SystemClock
from tests.torture.teams.diary import Diary
from tests.torture.teams.plan import DECIDES, ROOMS, TENANT
from tests.torture.teams.seen import There, delivery_on

UNDECIDED = "SELECT id, channel FROM deliveries WHERE state = 'uncertain' AND claimed_by IS NULL AND not_before IS NULL"
BANK = load_bank()


@dataclass(slots=True, kw_only=True)
class Decider:
    """Looks now and then at the deliveries page, and at some of what stands there."""

    database: str
    store: SqlStore
    there: There
    diary: Diary
    dice: Random

    async def look(self, *, share: float) -> None:
        """A person has decided about that share of what is undecided, each as it is on Teams."""
        for delivery, channel in self._undecided():
            if self.dice.random() < share:
                await self._decide(DeliveryId(delivery), channel=ROOMS[channel])

    async def _decide(self, delivery: DeliveryId, *, channel: str) -> None:
        standing = [each for each in await self.there.prompts(channel) if delivery_on(each.card) == delivery]
        ended: WasPosted | NotPosted = NotPosted.SEND_IT
        if standing:
            there = MessageRef(platform="teams", address=f"{TENANT}/{channel}", id=standing[0].id)
            ended = WasPosted(thread_link(there))
        try:
            await decide(self._bot(), MemberId(DECIDES), delivery, ended=ended)
        except (AlreadySettled, StoreUnavailable):
            return
        except NotThatMessage as error:
            self.diary.refused.append(f"deciding of {delivery}: {error}")
            return
        self.diary.decided += 1

    def _bot(self) -> Bot:
        clock = SystemClock()
        connector = Connector(NoTokens(), pacing=Pacing(clock))
        platform = TeamsPlatform(connector, References(self.store.installations, clock=clock))
        return Bot(
            name="decider", store=self.store, bank=BANK, platforms={platform.name: platform}, clock=clock
        )

    def _undecided(self) -> list[tuple[str, str]]:
        engine = reading_engine(self.database)
        try:
            with engine.connect() as here:
                return [(row.id, row.channel) for row in here.execute(text(UNDECIDED))]
        finally:
            engine.dispose()
