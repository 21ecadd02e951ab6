"""What people do in our own Teams: each leaves it as it then is, and returns the activity that tells our bot of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.adapters.teams.double import activities
from tests.adapters.teams.double.activities import Activity
from tests.adapters.teams.double.state import Message, Person, Place, State, Team

Json = Mapping[str, Any]


@dataclass(slots=True)
class People:
    """Persons are named by their object ids, places by theirs. `region` says by which address Teams speaks."""

    state: State
    service_url: Callable[[str], str]
    region: str = "uk"
    _events: "count[int]" = field(default_factory=lambda: count(1))

    def say(
        self, person: str, text: str, *, channel: str, root: str | None = None, mention: bool = False
    ) -> Activity:
        """Somebody writes in a channel, in the thread of `root` or as a new post."""
        place, id_ = self._place(channel), self.state.next_id()
        said = activities.words(text, mention=mention, app=self.state.app)
        place.messages[id_] = Message(id=id_, root=root, by=person, activity={"text": text})
        about = activities.of_channel(channel, place.team)
        where = activities.in_channel(channel, root or id_)
        return self._from(person, "message", id_=id_, conversation=where, channel_data=about, **said)

    def edit(self, message: str, text: str, *, channel: str, mention: bool = False) -> Activity:
        """Its author changes a message."""
        return self._changed(message, text, channel=channel, event="editMessage", mention=mention)

    def delete(self, message: str, *, channel: str) -> Activity:
        """Its author deletes a message. Teams says neither its text nor, always, who deleted it."""
        place = self._place(channel)
        gone = place.messages.pop(message)
        about = activities.of_channel(channel, place.team, eventType="softDeleteMessage")
        where = activities.in_channel(channel, gone.root or message)
        return self._from(gone.by, "messageDelete", id_=message, conversation=where, channel_data=about)

    def undelete(self, message: str, text: str, *, by: str, channel: str, root: str) -> Activity:
        """Its author takes the deletion back."""
        place = self._place(channel)
        place.messages[message] = Message(id=message, root=root, by=by, activity={"text": text})
        return self._changed(message, text, channel=channel, event="undeleteMessage", mention=False)

    def press(  # noqa: PLR0913 - a press has that many parts that differ
        self,
        person: str,
        verb: str,
        data: Json | None = None,
        *,
        channel: str,
        root: str,
        inputs: Mapping[str, str] | None = None,
        automatic: bool = False,
    ) -> Activity:
        """Somebody presses an Action.Execute of the card that opens that thread, or (`automatic`) only looks at it."""
        place = self._place(channel)
        return self._from(
            person,
            "invoke",
            id_=self._event_id(),
            conversation=activities.in_channel(channel, root),
            channel_data=activities.of_channel(channel, place.team, source={"name": "message"}),
            replyToId=root,
            **activities.execute(verb, data or {}, inputs=inputs or {}, automatic=automatic),
        )

    def submit(
        self,
        person: str,
        data: Json,
        *,
        channel: str,
        root: str,
        inputs: Mapping[str, str] | None = None,
    ) -> Activity:
        """The same on a Teams too old for Execute: a message with a value."""
        place = self._place(channel)
        return self._from(
            person,
            "message",
            id_=self.state.next_id(),
            conversation=activities.in_channel(channel, root),
            channel_data=activities.of_channel(channel, place.team),
            replyToId=root,
            value={**data, **(inputs or {})},
        )

    def chat(self, person: str, text: str) -> Activity:
        """Somebody writes to our bot in private."""
        chat, id_ = self._chat(person), self.state.next_id()
        chat.messages[id_] = Message(id=id_, root=None, by=person, activity={"text": text})
        said = activities.words(text, mention=False, app=self.state.app)
        return self._from(person, "message", id_=id_, conversation=activities.in_chat(chat.id), **said)

    def press_in_chat(
        self,
        person: str,
        verb: str,
        data: Json | None = None,
        *,
        inputs: Mapping[str, str] | None = None,
        card: str = "1",
    ) -> Activity:
        """Somebody presses an Action.Execute of a card of ours in their chat."""
        return self._from(
            person,
            "invoke",
            id_=self._event_id(),
            conversation=activities.in_chat(self._chat(person).id),
            channel_data={"source": {"name": "message"}},
            replyToId=card,
            **activities.execute(verb, data or {}, inputs=inputs or {}),
        )

    def submit_in_chat(self, person: str, data: Json, *, inputs: Mapping[str, str] | None = None) -> Activity:
        """The same on a Teams too old for Execute."""
        where = activities.in_chat(self._chat(person).id)
        value = {**data, **(inputs or {})}
        return self._from(person, "message", id_=self.state.next_id(), conversation=where, value=value)

    def install(self, person: str) -> tuple[Activity, Activity]:
        """Somebody takes our app for themselves: `installationUpdate` and `conversationUpdate`."""
        self.state.people[person].has_app = True
        return self._personally(person, "add")

    def uninstall(self, person: str) -> Activity:
        """Somebody removes our app for themselves."""
        told = self._personally(person, "remove")[0]
        self.state.people[person].has_app = False
        return told

    def add_bot(self, team: str, *, by: str, channel: str | None = None) -> tuple[Activity, Activity]:
        """Our app is added to a team, for a channel chosen there: `installationUpdate` and `conversationUpdate`."""
        inside = self.state.teams[team]
        inside.has_app = True
        installed = self._of_team(inside, by=by, kind="installationUpdate", at=channel, action="add")
        about = self._about(inside, "teamMemberAdded", None)
        added = activities.accounts([f"28:{self.state.app}"])
        joined = self._of_team(
            inside, by=by, kind="conversationUpdate", at=channel, about=about, membersAdded=added
        )
        return installed, joined

    def remove_bot(self, team: str, *, by: str) -> tuple[Activity, Activity]:
        """Our app is removed from a team."""
        inside = self.state.teams[team]
        inside.has_app = False
        removed = self._of_team(inside, by=by, kind="installationUpdate", action="remove")
        about = self._about(inside, "teamMemberRemoved", None)
        gone = activities.accounts([f"28:{self.state.app}"])
        return removed, self._of_team(
            inside, by=by, kind="conversationUpdate", about=about, membersRemoved=gone
        )

    def team_event(self, name: str, *, team: str, by: str, renamed: str | None = None) -> Activity:
        """teamRenamed, teamArchived, teamUnarchived, teamDeleted, teamHardDeleted or teamRestored."""
        inside = self.state.teams[team]
        inside.name = renamed or inside.name
        inside.archived = name == "teamArchived" or (inside.archived and name != "teamUnarchived")
        about = self._about(inside, name, None)
        return self._of_team(inside, by=by, kind="conversationUpdate", about=about)

    def channel_event(self, name: str, *, channel: str, by: str, renamed: str | None = None) -> Activity:
        """channelRenamed, channelDeleted, channelRestored or channelCreated of a channel that is there."""
        place = self._place(channel)
        inside = self.state.teams[place.team]
        place.name = renamed or place.name
        place.deleted = name == "channelDeleted" or (place.deleted and name != "channelRestored")
        about = self._about(inside, name, {"id": place.id, "name": place.name})
        return self._of_team(inside, by=by, kind="conversationUpdate", about=about)

    def _changed(self, message: str, text: str, *, channel: str, event: str, mention: bool) -> Activity:
        place = self._place(channel)
        found = place.messages[message]
        found.activity, found.edits = {"text": text}, found.edits + 1
        said = activities.words(text, mention=mention, app=self.state.app)
        about = activities.of_channel(channel, place.team, eventType=event)
        where = activities.in_channel(channel, found.root or message)
        return self._from(
            found.by, "messageUpdate", id_=message, conversation=where, channel_data=about, **said
        )

    def _personally(self, person: str, action: str) -> tuple[Activity, Activity]:
        where = activities.in_chat(self._chat(person).id)
        installed = self._from(
            person, "installationUpdate", id_=self._event_id(), conversation=where, action=action
        )
        added = activities.accounts([self.state.people[person].teams_id, f"28:{self.state.app}"])
        joined = self._from(
            person, "conversationUpdate", id_=self._event_id(), conversation=where, membersAdded=added
        )
        return installed, joined

    def _of_team(
        self, team: Team, *, by: str, kind: str, at: str | None = None, about: Json | None = None, **more: Any
    ) -> Activity:
        where = activities.in_channel(at or team.id, None)
        selected = {"settings": {"selectedChannel": {"id": at or team.id}}} if about is None else {}
        data = about if about is not None else self._about(team, "", None) | selected
        return self._from(
            by, kind, id_=self._event_id(), conversation=where, channel_data=data, of=team, **more
        )

    def _about(self, team: Team, event: str, channel: Mapping[str, str] | None) -> Activity:
        about = activities.event(event, team=team.id, team_name=team.name, group=team.group, channel=channel)
        return about if event else {key: each for key, each in about.items() if key != "eventType"}

    def _from(  # noqa: PLR0913 - an activity has that many parts that differ
        self,
        person: str,
        kind: str,
        *,
        id_: str,
        conversation: Json,
        channel_data: Json | None = None,
        of: Team | None = None,
        **more: Any,
    ) -> Activity:
        who = self.state.people[person]
        return activities.envelope(
            kind,
            id_=id_,
            at=self.state.clock.now(),
            service_url=self.service_url(self.region),
            app=self.state.app,
            tenant=of.tenant if of else who.tenant,
            sender=_sender(who),
            conversation=conversation,
            channel_data=channel_data,
            **more,
        )

    def _place(self, channel: str) -> Place:
        place = self.state.place(channel)
        assert place is not None, f"our own Teams has no place {channel}"
        return place

    def _chat(self, person: str) -> Place:
        return self.state.chat_with(self.state.people[person])

    def _event_id(self) -> str:
        return f"f:{next(self._events):08x}"


def _sender(person: Person) -> dict[str, str]:
    return {"id": person.teams_id, "name": person.name, "aadObjectId": person.id}
