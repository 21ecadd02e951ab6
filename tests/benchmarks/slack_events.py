"""What a signed event from Slack costs until it is durably kept and answered: against a bare bolt app that does nothing."""

import json
import time
from collections.abc import Sequence
from itertools import islice

from rich.progress import Progress
from slack_sdk.signature import SignatureVerifier

from tests.benchmarks import writing
from tests.benchmarks.crowd import WORKSPACE, leader
from tests.benchmarks.databases import Engine
from tests.benchmarks.findings import Section
from tests.benchmarks.house import DUE
from tests.benchmarks.sending import against, request, require_kept, server, while_planning
from tests.benchmarks.sizes import Sizes
from tests.benchmarks.slack_server import BOT, SECRET

P99_TIMES = 3
EVENTS = "/slack/events"


async def slack_events(engine: Engine, *, sizes: Sizes, shown: Progress) -> Section:
    """What is found on one kind of database."""
    section = Section(
        title=f"A reply on Slack, {engine.name}",
        about=(
            "Ours: a signed event of a reply in a thread goes in at `/slack/events`, is verified, translated, durably kept with its "
            "revision, its words searchable, and answered 200. The baseline: a bare bolt AsyncApp behind bolt's own Starlette handler, "
            "with one listener that does nothing and an `authorize` that answers from memory. Each is a process of its own behind the "
            f"same uvicorn, and {sizes.callers} senders wait for each answer over a connection of their own. Processor time is the "
            "whole process's, our writing thread included; PostgreSQL's own is not in it."
        ),
    )
    with engine.new() as url:
        async with (
            server("tests.benchmarks.slack_server", "ours", url, str(sizes.due)) as ours,
            server("tests.benchmarks.slack_server", "bare") as bare,
        ):
            events = _Events(ours.threads)
            if sizes.warm:
                await ours.answered(events.some(sizes.replies), senders=sizes.callers)
            await ours.asked("GET", "/kept")
            await against(
                section, ours, bare, some=events.some, sizes=sizes, shown=shown, p99_times=P99_TIMES
            )
            await while_planning(section, ours, some=events.some, senders=sizes.callers)
            await require_kept(ours)
    return section


class _Events:
    """Requests with signed events of answers to the threads given, never the same twice."""

    def __init__(self, threads: Sequence[Sequence[str]]) -> None:
        self._threads = threads
        self._texts = list(islice(writing.reflections(), 1_000))
        self._verifier = SignatureVerifier(SECRET)
        self.made = 0

    def some(self, number: int) -> list[bytes]:
        """So many new ones, signed now."""
        first, self.made = self.made, self.made + number
        return [self._signed(self._body(each)) for each in range(first, self.made)]

    def _signed(self, body: str) -> bytes:
        stamp = str(int(time.time()))
        headers = {
            "content-type": "application/json",
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": self._verifier.generate_signature(timestamp=stamp, body=body) or "",
        }
        return request("POST", EVENTS, headers, body.encode())

    def _body(self, number: int) -> str:
        channel, root, school = self._threads[number % len(self._threads)]
        text = self._texts[number % len(self._texts)]
        said_at = f"{int(DUE.timestamp()) + 60 + number // 1_000_000}.{number % 1_000_000:06d}"
        words = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        event = {
            "type": "message",
            "user": leader(school, number % 5),
            "ts": said_at,
            "client_msg_id": f"00000000-0000-4000-8000-{number:012d}",
            "text": text,
            "team": WORKSPACE,
            "thread_ts": root,
            "parent_user_id": BOT,
            "blocks": [{"type": "rich_text", "block_id": "b", "elements": [words]}],
            "channel": channel,
            "event_ts": said_at,
            "channel_type": "group",
        }
        authorization = {
            "enterprise_id": None,
            "team_id": WORKSPACE,
            "user_id": BOT,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        envelope = {
            "token": "unused",
            "team_id": WORKSPACE,
            "api_app_id": "A0GT",
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{number:08d}",
            "event_time": int(DUE.timestamp()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
        }
        return json.dumps(envelope)
