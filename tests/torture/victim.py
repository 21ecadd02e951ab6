"""The process that is killed: the program as it is composed, with its ports dressed, and the nursery it is born in.

The nursery reads one order a line, forks, says `born PID`, waits for the end and says `ended STATUS`. A fork and not
a new interpreter, because reading the program's code takes longer than most of its lives here last.
"""

import asyncio
import faulthandler
import os
import signal
import sys
import traceback

import bot.app  # what takes long is read before the first birth
from adapters.local.platform import LocalPlatform
from adapters.store.sql_store import SqlStore
from bot.settings import read_settings
from bot.usecases.bot import Bot
from tests.adapters.slack.double import App
from tests.adapters.teams.double import APP
from tests.torture.dressing import dressed
from tests.torture.order import Order
from tests.torture.slack.dressing import dressed_for_slack
from tests.torture.slack.plan import TOKEN
from tests.torture.teams.dressing import dressed_for_teams

TICK = 0.2
LONGEST_LIFE = 300
"""Seconds after which a process that everybody has forgotten ends by itself."""


async def live(order: Order) -> None:
    """Serve as the program does, until killed or told to stop."""
    if order.slack is not None:
        await _live_on_slack(order)
        return
    if order.teams is not None:
        await _live_on_teams(order)
        return
    settings = read_settings(
        database=order.database,
        data=order.data,
        port=order.port,
        demonstration=True,
        tick_seconds=TICK,
        log_format="json",
    )
    if order.board is None:
        await bot.app.serve(settings, dress=lambda bare: dressed(bare, order))
        return
    apart = await SqlStore.open(order.board)

    def with_its_own_board(bare: Bot) -> Bot:
        platform = LocalPlatform(apart.board, clock=bare.clock)
        return dressed(bare, order, board=apart.board, platform=platform)

    try:
        await bot.app.serve(settings, dress=with_its_own_board)
    finally:
        await apart.close()


async def _live_on_slack(order: Order) -> None:
    app = App()
    settings = read_settings(
        database=order.database,
        data=order.data,
        port=order.port,
        tick_seconds=TICK,
        log_format="json",
        slack_signing_secret=app.signing_secret,
        slack_bot_token=TOKEN,
        slack_app_id=app.id,
        slack_api_url=order.slack,
    )
    await bot.app.serve(settings, dress=lambda bare: dressed_for_slack(bare, order))


async def _live_on_teams(order: Order) -> None:
    settings = read_settings(
        database=order.database,
        data=order.data,
        port=order.port,
        tick_seconds=TICK,
        log_format="json",
        teams_app_id=APP,
        teams_tenant_id=order.teams,
        teams_without_authentication=True,
    )
    await bot.app.serve(settings, dress=lambda bare: dressed_for_teams(bare, order))


def _be(order: Order) -> None:
    """Never returns."""
    status = 1
    try:
        with open(os.devnull, "rb") as nothing, open(order.log, "ab", buffering=0) as log:  # noqa: PTH123
            os.dup2(nothing.fileno(), 0)
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        signal.alarm(LONGEST_LIFE)
        # Whoever waits too long for an end asks what it is that it does.
        faulthandler.register(signal.SIGUSR1, all_threads=True)
        asyncio.run(live(order))
        status = 0
    except BaseException:  # noqa: BLE001 - whatever it was, this process must not go on as a second nursery
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def nursery() -> None:
    """One life after another, until nobody orders any more."""
    for line in sys.stdin:
        order = Order.from_json(line)
        pid = os.fork()
        if pid == 0:
            _be(order)
        _say(f"born {pid}")
        _, status = os.waitpid(pid, 0)
        _say(f"ended {os.waitstatus_to_exitcode(status)}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    nursery()
