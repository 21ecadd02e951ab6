"""What people do in our own Slack: each leaves the channel as it then is, and returns the event that tells of it."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.adapters.slack.double import payloads
from tests.adapters.slack.double.state import Place, State, Team

Body = dict[str, Any]


@dataclass(slots=True)
class People:
    """Every method returns the whole body that Slack would send to our app."""

    state: State
    _files: "count[int]" = field(default_factory=lambda: count(1))

    def say(  # noqa: PLR0913 - a message has that many parts that differ
        self,
        user: str,
        text: str,
        *,
        team: str,
        channel: str,
        thread: str | None = None,
        broadcast: bool = False,
        files: tuple[str, ...] = (),
    ) -> Body:
        """Somebody writes, in a thread if one is given; a message with `files` shares those names."""
        inside, place = self._at(team, channel)
        ts = self.state.next_ts()
        message: Body = {
            "type": "message",
            "user": user,
            "text": text,
            "ts": ts,
            "team": inside.users[user].team if user in inside.users else team,
            "client_msg_id": f"client-{ts}",
        }
        if thread is not None:
            message["thread_ts"] = thread
        if broadcast:
            message |= {"subtype": "thread_broadcast", "root": dict(place.messages.get(thread or "", {}))}
        if files:
            message |= {"subtype": "file_share", "files": [self._file(name, team=team) for name in files]}
        place.messages[ts] = message
        return self._told(inside, place, message)

    def edit(self, ts: str, text: str, *, team: str, channel: str) -> Body:
        """Its author changes a message."""
        inside, place = self._at(team, channel)
        before = dict(place.messages[ts])
        place.messages[ts] |= {
            "text": text,
            "edited": {"user": before["user"], "ts": self.state.next_ts()},
        }
        return self._told(
            inside,
            place,
            {
                "type": "message",
                "subtype": "message_changed",
                "hidden": True,
                "message": dict(place.messages[ts]),
                "previous_message": before,
                "ts": self.state.next_ts(),
            },
        )

    def delete(self, ts: str, *, team: str, channel: str) -> Body:
        """Its author deletes a message. A root with replies is left as a tombstone."""
        inside, place = self._at(team, channel)
        before = place.messages[ts]
        if len(place.thread(ts)) > 1:
            gone = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": True}
            place.messages[ts] = {**gone, "text": "This message was deleted.", "ts": ts, "thread_ts": ts}
        else:
            del place.messages[ts]
        return self._told(
            inside,
            place,
            {
                "type": "message",
                "subtype": "message_deleted",
                "hidden": True,
                "deleted_ts": ts,
                "previous_message": dict(before),
                "ts": self.state.next_ts(),
            },
        )

    def archive(self, channel: str, *, team: str, user: str) -> Body:
        """Somebody archives a channel."""
        inside, place = self._at(team, channel)
        place.archived = True
        kind = "group_archive" if place.private else "channel_archive"
        return self._event(inside, {"type": kind, "channel": channel, "user": user})

    def put_bot_out(self, channel: str, *, team: str) -> Body:
        """Somebody removes our bot from a channel."""
        inside, place = self._at(team, channel)
        place.members.discard(inside.bot_user)
        kind = "group_left" if place.private else "channel_left"
        return self._event(inside, {"type": kind, "channel": channel, "event_ts": self.state.next_ts()})

    def uninstall(self, *, team: str) -> tuple[Body, Body]:
        """The app is taken out of the workspace: `app_uninstalled` and `tokens_revoked`, which come in either order."""
        inside = self.state.teams[team]
        inside.gone = "account_inactive"
        revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [inside.bot_user]}}
        return self._event(inside, {"type": "app_uninstalled"}), self._event(inside, revoked)

    def _at(self, team: str, channel: str) -> tuple[Team, Place]:
        inside = self.state.teams[team]
        return inside, inside.places[channel]

    def _told(self, team: Team, place: Place, message: Body) -> Body:
        about = {
            "channel": place.id,
            "channel_type": "group" if place.private else "channel",
            "event_ts": message["ts"],
        }
        return self._event(team, {**message, **about})

    def _event(self, team: Team, event: Body) -> Body:
        return payloads.envelope(
            event,
            team=team.id,
            app=self.state.app.id,
            bot_user=team.bot_user,
            enterprise=team.enterprise,
            at=int(self.state.clock.now().timestamp()),
        )

    def _file(self, name: str, *, team: str) -> Body:
        id_ = f"F{next(self._files):08d}"
        link = f"https://files.slack.com/{team}/{id_}/{name}"
        return {
            "id": id_,
            "name": name,
            "title": name,
            "mimetype": "text/plain",
            "permalink": link,
            "url_private": link,
        }
