"""A question that was asked lately, with the ways to answer it: in Home, and after a command. Pure."""

from adapters.slack.carried import of_thread
from adapters.slack.pieces import Block, actions, button, link_button, thread_link
from adapters.slack.rich import paragraph, rich, small, words
from adapters.slack.whose import PLATFORM
from bot import wording
from bot.usecases.reading.home import Asked

NOTHING_ASKED = "Nothing was asked in a channel of yours in the last seven days."


def asked_blocks(each: Asked, *, number: int) -> list[Block]:
    """The question and when it came; one that came on another platform is answered there."""
    posted = each.posted_at
    blocks = [
        *rich(paragraph(words(each.prompt.question, bold=True)), id=f"asked-{each.thread.id}-{number}"),
        *small(
            f"{each.prompt.theme_name} · {each.school.name} · {wording.day(posted.date())}, "
            f"{wording.clock_time(posted)}",
            id=f"about-{each.thread.id}-{number}",
        ),
    ]
    return [*blocks, _ways(each)] if each.thread.platform == PLATFORM else blocks


def _ways(each: Asked) -> Block:
    return actions(
        [
            button(
                "Reflect",
                action="reflect",
                value=of_thread(each.thread),
                style="primary",
                label=f"Reflect on: {each.prompt.question}",
            ),
            link_button("Open the thread", action="open_thread", url=thread_link(each.thread)),
        ]
    )
