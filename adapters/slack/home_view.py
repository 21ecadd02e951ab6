"""The app's Home: this week's question, one's own answers, and what one's role gives. Pure."""

from collections.abc import Sequence

from adapters.slack import entries_view
from adapters.slack.asked_view import NOTHING_ASKED, asked_blocks
from adapters.slack.carried import of_channel
from adapters.slack.dates_view import coming_blocks
from adapters.slack.limits import VIEW_BLOCKS
from adapters.slack.pieces import Block, View, actions, button, context, divider, header, section
from adapters.slack.text import escaped
from bot.domain.channel import Channel
from bot.domain.people import Role
from bot.usecases.reading.home import Asked, Coming, Home

MOST_ASKED = 5
MOST_CLOSED = 8
ELSEWHERE = (
    "Questions are asked of the leaders of a school, in their channel, and you are in none that is asked. What was "
    "asked, and what evidence to look for, will stand on Golden Thread's web pages. Nobody can sign in to those yet: "
    "until then, ask a leader of the school."
)


def home_view(home: Home, *, notice: str | None = None) -> View:
    """Everything for one person, under what has just become of what they did."""
    blocks: list[Block] = []
    if notice:
        blocks += [section(escaped(notice)), divider()]
    blocks += _asked(home.asked) + _mine(home) if _answers(home) else [section(ELSEWHERE)]
    if home.closed:
        blocks += _closed(home.closed)
    if home.newest is not None:
        blocks += _newest(home)
    if home.coming is not None:
        blocks += _coming(home.coming, room=VIEW_BLOCKS - len(blocks))
    return {"type": "home", "blocks": blocks}


def _answers(home: Home) -> bool:
    """Whether questions are asked of this person, or were."""
    return bool(home.asked or home.mine) or home.viewer.holds(Role.LEADER, Role.SCHOOL_LEAD, Role.SENCO)


def stranger_view(told: str) -> View:
    """For somebody the bot does not know: what to ask for, and with which ids."""
    return {
        "type": "home",
        "blocks": [
            header("Hello"),
            section(
                "Golden Thread asks a school's leaders one good question about inclusion at a time, and keeps what "
                "they answer."
            ),
            section(escaped(told)),
            context("You can answer in a thread all the same: that needs no more than being in the channel."),
        ],
    }


def trouble_view(told: str) -> View:
    """When Home cannot be drawn now."""
    return {"type": "home", "blocks": [section(escaped(told))]}


def _asked(asked: Sequence[Asked]) -> list[Block]:
    if not asked:
        return [header("This week's question"), section(NOTHING_ASKED)]
    blocks = [header("This week's question" if len(asked) == 1 else "This week's questions")]
    for number, each in enumerate(asked[:MOST_ASKED]):
        blocks += asked_blocks(each, number=number)
    return blocks


def _mine(home: Home) -> list[Block]:
    blocks = [divider(), header("My reflections")]
    if not home.mine:
        return [*blocks, section(entries_view.NOT_YET)]
    for entry in home.mine:
        blocks += entries_view.own(entry)
    return blocks


def _newest(home: Home) -> list[Block]:
    blocks = [divider(), header("Newest in your schools")]
    blocks += entries_view.found(home.newest or ()) or [section("Nobody has answered a question yet.")]
    return [*blocks, actions([button("Search the log…", action="search_ask")])]


def _closed(closed: Sequence[Channel]) -> list[Block]:
    blocks = [divider(), header("Channels that need you")]
    for channel in closed[:MOST_CLOSED]:
        again = button(
            "Try again",
            action="try_again",
            value=of_channel(channel.id),
            label=f"Try {channel.name} again",
        )
        because = f"*{escaped(channel.name)}*\n{escaped(channel.closed_because or '')}"
        blocks.append(section(because, accessory=again))
    if len(closed) > MOST_CLOSED:
        blocks.append(context(f"And {len(closed) - MOST_CLOSED} more, once these are open."))
    return blocks


def _coming(coming: Sequence[Coming], *, room: int) -> list[Block]:
    """As many programmes as there is room for."""
    blocks: list[Block] = [divider(), header("What comes next")]
    if not coming:
        return [*blocks, section("No programme comes to a school of yours.")]
    for count, each in enumerate(coming):
        drawn = coming_blocks(each)
        if len(blocks) + len(drawn) + 1 > room:
            left = len(coming) - count
            return [
                *blocks,
                context(f"And {left} more: the command with `next` lists them all."),
            ]
        blocks += drawn
    return blocks
