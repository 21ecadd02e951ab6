"""How the program is dressed to be killed while it speaks with Slack: short waits, a fate, and its fault if it has one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from adapters.slack import failures, membership, speaking
from adapters.slack.pacing import Pacing
from bot.usecases.bot import Bot
from bot.usecases.sending import echo
from tests.torture.dressing import DressedStore, Fate, Watched
from tests.torture.order import Order
from tests.torture.slack.mutants import MUTANTS

SOON = timedelta(seconds=0.4)
POSTS_A_SECOND = 200.0
LOOKS_A_MINUTE = 100_000


def dressed_for_slack(bot: Bot, order: Order) -> Bot:
    """The bot as it will live on Slack. What Slack asks us to wait is waited in full; our own waits are shortened."""
    for module in (failures, membership, speaking, echo):
        # Half a minute and a minute in life: what failed is tried again within a season.
        assert isinstance(vars(module)["SOON"], timedelta)
        vars(module)["SOON"] = SOON
    platform: Any = bot.platforms["slack"]
    platform._speaking._pacing = Pacing(
        bot.clock,
        lookups_per_minute=LOOKS_A_MINUTE,
        in_a_workspace=POSTS_A_SECOND,
        in_a_channel=POSTS_A_SECOND,
    )
    fate = Fate(order)
    store: Any = DressedStore(bot.store, fate, board=None)
    store.echoes = Watched("echoes", bot.store.echoes, fate)
    watched: Any = Watched("platform", platform, fate)
    doomed = replace(bot, store=store, platforms={"slack": watched}, pace=order.pace)
    return MUTANTS[order.mutant](doomed) if order.mutant else doomed
