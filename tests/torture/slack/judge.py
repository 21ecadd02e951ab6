"""The end of it: what the database and Slack say against what people did, read without the program's help."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.adapters.slack.double import Team
from tests.torture.judge import Verdict, _looking_at
from tests.torture.slack.diary import Boxed, Diary, Written
from tests.torture.slack.evidence import Evidence, Row
from tests.torture.slack.plan import ELSEWHERE, ROOMS, TEAM

Fault = tuple[str, str]
"""What is wrong, and whether that is something lost, doubled or stray."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackVerdict(Verdict):
    """The same, with what was answered in modals, what stands in threads for it, and how often Slack failed."""

    boxed: int
    shown: int
    troubles: int

    def __str__(self) -> str:
        return (
            f"{self.troubles} faults of Slack's, {self.posts} posts, {self.replies} replies, {self.boxed} in a box, {self.shown} shown, {self.edits} edits, "
            f"{self.withdrawals} withdrawals, lost {len(self.lost)}, doubled {len(self.doubled)}, stray {len(self.stray)}"
        )


def judge(  # noqa: PLR0913 - all that there is to be looked at
    database: str,
    team: Team,
    *,
    owed: Sequence[tuple[str, str]],
    diary: Diary,
    logs: Sequence[Path] = (),
    troubles: int = 0,
) -> SlackVerdict:
    """Everything is looked at once, when nothing is under way any more."""
    with _looking_at(database) as here:
        found = Evidence(here, team)
    shown = sum(map(len, found.echoes.values()))
    faults: dict[str, list[str]] = {"lost": [], "doubled": [], "stray": []}
    for fault, kind in (
        *_deliveries(found, owed),
        *_standing(found),
        *(fault for each in diary.written for fault in _written(found, each)),
        *(fault for each in diary.boxed for fault in _boxed(found, each)),
        *_shown(found, diary),
        *_nobodys(found, diary),
        *_spilled(logs, diary),
    ):
        faults[kind].append(fault)
    return SlackVerdict(
        posts=len(found.roots),
        replies=len(diary.written),
        boxed=sum(each.heard for each in diary.boxed),
        shown=shown,
        troubles=troubles,
        edits=sum(len(each.edits) for each in diary.written) + sum(each.changes for each in diary.boxed),
        withdrawals=sum(each.deleted for each in diary.written)
        + sum(each.taken_back for each in diary.boxed),
        lost=tuple(faults["lost"]),
        doubled=tuple(faults["doubled"]),
        stray=tuple(faults["stray"]),
    )


def _deliveries(found: Evidence, owed: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    rows = Counter((row["programme"], row["channel"]) for row in found.deliveries.values())
    for pair in owed:
        if rows[pair] == 0:
            yield f"{pair}: no row", "lost"
        if rows[pair] > 1:
            yield f"{pair}: {rows[pair]} rows", "doubled"
    for id_, row in found.deliveries.items():
        yield from _ending(f"{row['programme']} in {row['channel']}", row, found.prompts[id_])


def _ending(name: str, row: Row, seen: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    if row["state"] != "posted":
        yield f"{name}: ended {row['state']}, because: {row['reason']}", "lost"
    elif not seen:
        yield f"{name}: posted, says the row, and nobody can see it", "lost"
    elif (ROOMS[row["channel"]], row["root"]) not in seen:
        yield f"{name}: the row names another thread than its own", "stray"
    if row["claimed_by"] is not None:
        yield f"{name}: still held", "stray"
    if len(seen) > 1:
        yield f"{name}: people see it {len(seen)} times", "doubled"
    if any(channel != ROOMS[row["channel"]] for channel, _ in seen):
        yield f"{name}: it stands in another channel", "stray"


def _standing(found: Evidence) -> Iterator[Fault]:
    for delivery in found.prompts.keys() - found.deliveries.keys():
        if found.prompts[delivery]:
            yield f"prompt of {delivery}: no row knows of it", "stray"
    for message in found.ours_elsewhere:
        yield f"{message['ts']}: the bot said something that nobody asked it to", "stray"


def _written(found: Evidence, written: Written) -> Iterator[Fault]:
    name = f"{written.mark} ({written.ts})"
    kept = found.reflections.pop((f"{TEAM}/{written.channel}", written.ts), [])
    if len(kept) > 1:
        yield f"{name}: {len(kept)} reflections", "doubled"
    if not kept and not written.deleted:
        yield f"{name}: it stands in its thread and is not in the log", "lost"
    for row in kept:
        yield from _in_its_place(found, name, row, channel=written.channel, root=written.root)
        keys = Counter(revision["key"] for revision in found.revisions[row["id"]])
        if any(times > 1 for times in keys.values()):
            yield f"{name}: a revision is there twice", "doubled"
        if keys.keys() - {"said", "withdrawn", *written.edits}:
            yield f"{name}: a revision that nobody wrote", "stray"
        if row["boxed"] or row["private"]:
            yield f"{name}: kept as if it came from a box", "stray"
        if written.deleted:
            yield from _without_words(found, name, row)
        elif row["text"] != written.text:
            yield f"{name}: the log says something else than its thread", "lost"
        elif written.told - keys.keys():
            yield f"{name}: revisions {sorted(keys)}, and these were answered: {sorted(written.told)}", "lost"


def _boxed(found: Evidence, boxed: Boxed) -> Iterator[Fault]:
    kept = found.reflections.pop((f"{TEAM}/{boxed.channel}", f"box-{boxed.view}"), [])
    if len(kept) > 1:
        yield f"{boxed.mark}: {len(kept)} reflections", "doubled"
    if not kept and boxed.heard:
        yield f"{boxed.mark}: its author was told that it is kept, and it is not in the log", "lost"
    for row in kept:
        yield from _in_its_place(found, boxed.mark, row, channel=boxed.channel, root=boxed.root)
        if (bool(row["boxed"]), bool(row["private"])) != (True, boxed.private):
            yield f"{boxed.mark}: kept for other readers than its author chose", "stray"
        if len(found.revisions[row["id"]]) != 1 + boxed.changes + boxed.taken_back:
            there, done = len(found.revisions[row["id"]]), 1 + boxed.changes + boxed.taken_back
            yield f"{boxed.mark}: {there} revisions of {done}", "lost" if there < done else "doubled"
        if boxed.taken_back:
            yield from _without_words(found, boxed.mark, row)
        elif row["text"] != boxed.text:
            yield f"{boxed.mark}: its author was told that it says something else", "lost"
        yield from _shown_as_it_is(found, boxed, row)


def _in_its_place(found: Evidence, name: str, row: Row, *, channel: str, root: str) -> Iterator[Fault]:
    if row["delivery"] != found.roots.get((channel, root)):
        yield f"{name}: kept under another prompt", "stray"


def _without_words(found: Evidence, name: str, row: Row) -> Iterator[Fault]:
    if row["withdrawn_at"] is None or row["text"] is not None:
        yield f"{name}: taken back, and that is not in the log", "lost"
    if any(revision["text"] is not None for revision in found.revisions[row["id"]]):
        yield f"{name}: taken back, and a revision still has its words", "stray"


def _shown_as_it_is(found: Evidence, boxed: Boxed, row: Row) -> Iterator[Fault]:
    shown, wanted = found.echoes.pop(str(row["id"]), []), not (boxed.private or boxed.taken_back)
    echo = found.owed.get(row["id"])
    if len(shown) > wanted:
        where = f"its thread shows it {len(shown)} times"
        yield f"{boxed.mark} (private: {boxed.private}, taken back: {boxed.taken_back}): {where}", "doubled"
    elif len(shown) < wanted:
        yield f"{boxed.mark}: its thread does not show it", "lost"
    elif wanted:
        channel, message = shown[0]
        if (channel, message["thread_ts"]) != (boxed.channel, boxed.root):
            yield f"{boxed.mark}: shown in another thread", "stray"
        if boxed.text not in message["text"] or boxed.text not in json.dumps(message["blocks"]):
            yield f"{boxed.mark}: its thread shows what it said before", "lost"
        if echo is None or echo["stands"] != message["ts"]:
            yield f"{boxed.mark}: we do not know which message shows it", "stray"
    if echo is not None and echo["owed"]:
        yield f"{boxed.mark}: still to be shown", "lost"


def _shown(found: Evidence, diary: Diary) -> Iterator[Fault]:
    """What is left over when everything that people did has been looked at."""
    for mark, messages in found.echoes.items():
        for _, message in messages:
            yield f"{message['ts']}: shows the answer {mark}, which nobody gave", "stray"
    for (address, said_as), kept in found.reflections.items():
        if kept:
            yield f"reflection of {said_as} in {address}: nobody said that in a thread of ours", "stray"
    private = [each.mark for each in diary.boxed if each.private]
    for place in found.team.places.values():
        written = json.dumps(list(place.messages.values()))
        for mark in private:
            if mark in written:
                yield f"{mark}: private, and it stands in {place.name}", "stray"


def _nobodys(found: Evidence, diary: Diary) -> Iterator[Fault]:
    for refused in diary.refused:
        yield f"refused, and nothing was wrong with it: {refused}", "lost"
    for row in found.waiting:
        yield f"what was said as {row['message']} still waits for its prompt", "stray"
    words = " ".join(str(revision["text"]) for rows in found.revisions.values() for revision in rows)
    for mark in diary.outside:
        if mark in words:
            yield f"{mark}: none of ours, and its words are kept", "stray"
    if any(f"{TEAM}/{ELSEWHERE}" == address for address, _ in found.reflections):
        yield "something of another channel is in the log", "stray"


def _spilled(logs: Sequence[Path], diary: Diary) -> Iterator[Fault]:
    written = "".join(path.read_text(encoding="utf-8") for path in logs if path.exists())
    every = [*(each.mark for each in diary.written), *(each.mark for each in diary.boxed), *diary.outside]
    for mark in every:
        if mark in written:
            yield f"{mark}: its words are in a log", "stray"
