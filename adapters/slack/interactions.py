"""Every listener for what people do in Slack's views: buttons, modals, the message shortcut and the app's Home."""

from slack_bolt.async_app import AsyncApp

from adapters.slack import answering, home_actions
from adapters.slack.visit import Desk, Later
from bot.usecases.bot import Bot


def register(app: AsyncApp, *, bot: Bot, later: Later, external: bool = False) -> None:
    """The app listens; what need not be done before Slack is answered is given to `later`.

    `external` lets people of other workspaces answer, where a channel is shared with them.
    """
    desk = Desk(bot=bot, later=later, external=external)
    answering.register(app, desk=desk)
    home_actions.register(app, desk=desk)
