"""What the contract suite needs of a platform, and how each platform is opened for it.

A platform joins by one line in `PLATFORMS`: a context manager that yields `Opened`.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from adapters.local.inbound import happening
from adapters.local.platform import LocalPlatform
from adapters.slack.inbound import happening as heard_on_slack
from adapters.store.sql_store import SqlStore
from adapters.teams.inbound import happening as heard_on_teams
from adapters.teams.links import thread_link
from bot.domain.channel import Channel, MessageRef
from bot.domain.happenings import Happening
from bot.domain.people import Member, PersonRef
from bot.ports.chat import ChatPlatform
from scheduler.clock import ManualClock
from tests import cast
from tests.adapters.slack.connected import connected, on_slack
from tests.adapters.slack.double import opened as our_own_slack
from tests.adapters.teams import connected as on_our_own_teams
from tests.adapters.teams.connected import HEADS, LEADERS, TEAM, TENANT, on_teams
from tests.adapters.teams.double import opened as our_own_teams


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One platform, with the hands and eyes of the people on it.

    `seen` is every text that stands in a channel as the root of a thread; `answer` is what a person does in a
    thread, and what our adapter makes of it.
    """

    platform: ChatPlatform
    channel: Channel
    elsewhere: Channel
    clock: ManualClock
    seen: Callable[[Channel], Awaitable[list[str]]]
    answer: Callable[[MessageRef, Member, str], Awaitable[Happening | None]]
    stands: Callable[[MessageRef], Awaitable[list[str]]]
    """Every text under the root of a thread, oldest first, as people see it."""
    told: Callable[[Member], Awaitable[list[str]]]
    """What one person has been told in private."""
    person: Callable[[Member], PersonRef]
    """That person as the platform knows them."""
    link: Callable[[MessageRef], str]
    """What the platform gives people who copy the link to a message."""
    pictures: Callable[[Channel], Awaitable[list[tuple[str, str]]]]
    """Every picture in a channel, by its title and its alt text."""
    finds: bool
    """Whether a post can be looked for; where it cannot, `find` says so, and so does `show` when it has to look."""
    reads_back: bool
    """Whether a thread can be read back; where it cannot, `replies` says so."""
    has_boxes: bool
    """Whether answers are given in boxes and people told in private; where not, `show` and `tell` say so."""


@asynccontextmanager
async def _local(sqlite_url: str, clock: ManualClock) -> AsyncIterator[Opened]:
    store = await SqlStore.open(sqlite_url)

    async def seen(channel: Channel) -> list[str]:
        notes = await store.board.notes(channel.address, roots=100)
        return [str(note.body["question"]) for note in notes if note.body and "question" in note.body]

    async def pictures(channel: Channel) -> list[tuple[str, str]]:
        notes = await store.board.notes(channel.address, roots=100)
        bodies = [note.body for note in notes if note.body and "png" in note.body]
        return [(str(body["title"]), str(body["alt"])) for body in bodies]

    async def answer(thread: MessageRef, member: Member, text: str) -> Happening | None:
        event = await store.board.say(
            address=thread.address, root=int(thread.id), author=member.id, text=text, at=clock.now()
        )
        return happening(event, author_name=member.name) if event else None

    async def stands(root: MessageRef) -> list[str]:
        thread = await store.board.thread(int(root.id))
        return [str(note.text) for note in thread[1:]]

    async def told(_: Member) -> list[str]:
        return []

    try:
        yield Opened(
            platform=LocalPlatform(store.board, clock=clock),
            channel=cast.OAKFIELD_LEADERS,
            elsewhere=cast.MILLBROOK_LEADERS,
            clock=clock,
            seen=seen,
            pictures=pictures,
            answer=answer,
            stands=stands,
            told=told,
            person=cast.person,
            link=lambda message: f"http://127.0.0.1:8000/channels/{message.address}/threads/{message.id}",
            finds=True,
            reads_back=False,
            has_boxes=False,
        )
    finally:
        await store.close()


@asynccontextmanager
async def _slack(_sqlite_url: str, clock: ManualClock) -> AsyncIterator[Opened]:
    with our_own_slack(clock=clock) as slack:
        team = slack.add_team("T01ASH", "Ashgrove")
        everybody = {member.id: f"U01{member.id.upper()}" for member in cast.PEOPLE}
        for member in cast.PEOPLE:
            team.add_user(everybody[member.id], member.name)
        channels = [on_slack(id_) for id_ in ("C01OAK", "C01MILL")]
        for channel in channels:
            team.add_channel(_place(channel.address), channel.name, *everybody.values())

        async def seen(channel: Channel) -> list[str]:
            roots = team.places[_place(channel.address)].roots()
            return [str(each["blocks"][0]["text"]["text"]) for each in roots if each.get("blocks")]

        async def pictures(channel: Channel) -> list[tuple[str, str]]:
            roots = team.places[_place(channel.address)].roots()
            files = [file for each in roots for file in each.get("files", ())]
            return [(str(file["title"]), str(file["alt_txt"])) for file in files]

        async def answer(thread: MessageRef, member: Member, text: str) -> Happening | None:
            body = slack.people.say(
                everybody[member.id], text, team=team.id, channel=_place(thread.address), thread=thread.id
            )
            return heard_on_slack(body)

        async def stands(root: MessageRef) -> list[str]:
            thread = team.places[_place(root.address)].thread(root.id)
            return [str(each["text"]) for each in thread if each["ts"] != root.id]

        async def told(member: Member) -> list[str]:
            direct = team.places.get(f"D{everybody[member.id]}")
            return [] if direct is None else [str(each["text"]) for each in direct.roots()]

        def person(member: Member) -> PersonRef:
            return PersonRef(platform="slack", id=f"{team.id}/{everybody[member.id]}", name=member.name)

        def permalink(message: MessageRef) -> str:
            ts = message.id.replace(".", "")
            return f"https://ashgrove.slack.com/archives/{_place(message.address)}/p{ts}"

        async with connected(slack, clock) as ready:
            yield Opened(
                platform=ready.platform,
                channel=channels[0],
                elsewhere=channels[1],
                clock=clock,
                seen=seen,
                pictures=pictures,
                answer=answer,
                stands=stands,
                told=told,
                person=person,
                link=permalink,
                finds=True,
                reads_back=True,
                has_boxes=True,
            )


@asynccontextmanager
async def _teams(_sqlite_url: str, clock: ManualClock) -> AsyncIterator[Opened]:
    with our_own_teams(clock=clock) as teams:
        everybody = {member.id: f"aad-{member.id}" for member in cast.PEOPLE}
        teams.add_team(TEAM, "Ashgrove", tenant=TENANT)
        for member in cast.PEOPLE:
            teams.add_person(everybody[member.id], member.name, tenant=TENANT, has_app=True)
        channels = [on_teams(id_) for id_ in (LEADERS, HEADS)]
        for channel in channels:
            teams.add_channel(_place(channel.address), channel.name, *everybody.values(), team=TEAM)

        async def seen(channel: Channel) -> list[str]:
            return [each.text for each in teams.channel(_place(channel.address)).roots()]

        async def pictures(channel: Channel) -> list[tuple[str, str]]:
            roots = teams.channel(_place(channel.address)).roots()
            drawn = [(each.text, part) for each in roots for part in (each.card or {}).get("body", ())]
            return [(title, str(part["altText"])) for title, part in drawn if part["type"] == "Image"]

        async def answer(thread: MessageRef, member: Member, text: str) -> Happening | None:
            place = _place(thread.address)
            return heard_on_teams(teams.people.say(everybody[member.id], text, channel=place, root=thread.id))

        async def stands(root: MessageRef) -> list[str]:
            thread = teams.channel(_place(root.address)).thread(root.id)
            return [str(each.card or each.text) for each in thread]

        async def told(member: Member) -> list[str]:
            return [each.text for each in teams.told(everybody[member.id]) if not each.by]

        def person(member: Member) -> PersonRef:
            return PersonRef(platform="teams", id=f"{TENANT}/{everybody[member.id]}", name=member.name)

        async with on_our_own_teams.connected(teams, clock) as ready:
            yield Opened(
                platform=ready.platform,
                channel=channels[0],
                elsewhere=channels[1],
                clock=clock,
                seen=seen,
                pictures=pictures,
                answer=answer,
                stands=stands,
                told=told,
                person=person,
                link=thread_link,
                finds=False,
                reads_back=False,
                has_boxes=True,
            )


def _place(address: str) -> str:
    return address.partition("/")[2]


PLATFORMS: Mapping[str, Callable[[str, ManualClock], AbstractAsyncContextManager[Opened]]] = {
    "local": _local,
    "slack": _slack,
    "teams": _teams,
}
