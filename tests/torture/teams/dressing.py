"""How the program is dressed to be killed while it speaks with Teams: short waits, a fate, and its fault if it has one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from adapters.teams import connector, failures, platform
from adapters.teams.pacing import Pacing
from bot.usecases.bot import Bot
from bot.usecases.sending import echo
from tests.adapters.teams.connected import PLENTY
from tests.torture.dressing import DressedStore, Fate, Watched
from tests.torture.order import Order
from tests.torture.teams.mutants import MUTANTS

SOON = timedelta(seconds=0.4)


def dressed_for_teams(bot: Bot, order: Order) -> Bot:
    """The bot as it will live on Teams. What Teams asks us to wait is waited in full; our own waits are shortened."""
    for module in (connector, failures, platform, echo):
        # Half a minute and a minute in life: what failed is tried again within a season.
        assert isinstance(vars(module)["SOON"], timedelta)
        vars(module)["SOON"] = SOON
    real: Any = bot.platforms["teams"]
    real._connector._pacing = Pacing(bot.clock, in_a_channel=PLENTY, in_a_tenant=PLENTY)
    fate = Fate(order)
    store: Any = DressedStore(bot.store, fate, board=None)
    store.echoes = Watched("echoes", bot.store.echoes, fate)
    watched: Any = Watched("platform", real, fate)
    doomed = replace(bot, store=store, platforms={"teams": watched}, pace=order.pace)
    return MUTANTS[order.mutant](doomed) if order.mutant else doomed
