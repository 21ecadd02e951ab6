"""The end of it: what the database and Teams say against what people did, read without the program's help."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.adapters.teams.double import Message, Teams
from tests.torture.judge import Fault, Verdict, _looking_at
from tests.torture.slack.judge import _without_words
from tests.torture.teams.diary import Boxed, Diary, Written
from tests.torture.teams.evidence import Evidence, Row
from tests.torture.teams.plan import ELSEWHERE, ROOMS, TENANT

SAYS = re.compile(r"(\d+) (?:person has|people have) reflected")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsVerdict(Verdict):
    """The same, with what was answered on cards, who settled what was unclear, and how often Teams failed."""

    boxed: int
    shown: int
    unclear: int
    witnessed: int
    decided: int
    stale: int
    troubles: int

    def __str__(self) -> str:
        return (
            f"{self.troubles} faults of Teams', {self.posts} posts ({self.witnessed} known by what people did, {self.decided} "
            f"decided by a person), {self.replies} replies, {self.boxed} in a box, {self.shown} shown ({self.unclear} unclear), "
            f"{self.edits} edits, {self.withdrawals} withdrawals, {self.stale} old numbers, "
            f"lost {len(self.lost)}, doubled {len(self.doubled)}, stray {len(self.stray)}"
        )


def judge(  # noqa: PLR0913 - all that there is to be looked at
    database: str,
    teams: Teams,
    *,
    owed: Sequence[tuple[str, str]],
    diary: Diary,
    logs: Sequence[Path] = (),
    troubles: int = 0,
) -> TeamsVerdict:
    """Everything is looked at once, when nothing is under way any more."""
    with _looking_at(database) as here:
        found = Evidence(here, teams, logs)
    faults: dict[str, list[str]] = {"lost": [], "doubled": [], "stray": []}
    for fault, kind in (
        *_deliveries(found, owed),
        *_standing(found, diary),
        *(fault for each in diary.written for fault in _written(found, each)),
        *(fault for each in diary.boxed for fault in _boxed(found, each)),
        *_nobodys(found, teams, diary),
        *_spilled(found, diary),
    ):
        faults[kind].append(fault)
    return TeamsVerdict(
        posts=len(found.roots),
        replies=sum(bool(each.told) for each in diary.written),
        boxed=sum(each.heard for each in diary.boxed),
        shown=sum(len(found.shown(each.mark)) for each in diary.boxed),
        unclear=len(found.unclear),
        witnessed=found.witnessed(),
        decided=diary.decided,
        stale=sum(1 for _ in _stale(found)),
        troubles=troubles,
        edits=sum(len(each.told.keys() - {"said"}) for each in diary.written)
        + sum(each.changes for each in diary.boxed),
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


def _ending(name: str, row: Row, seen: Sequence[tuple[str, Message]]) -> Iterator[Fault]:
    where = [(channel, each.id) for channel, each in seen]
    if row["state"] != "posted":
        yield f"{name}: ended {row['state']}, because: {row['reason']}", "lost"
    elif not where:
        yield f"{name}: posted, says the row, and nobody can see it", "lost"
    elif (ROOMS[row["channel"]], row["root"]) not in where:
        yield f"{name}: the row names another thread than its own", "stray"
    if row["claimed_by"] is not None:
        yield f"{name}: still held", "stray"
    if len(where) > 1:
        yield f"{name}: people see it {len(where)} times", "doubled"
    if any(channel != ROOMS[row["channel"]] for channel, _ in where):
        yield f"{name}: it stands in another channel", "stray"


def _standing(found: Evidence, diary: Diary) -> Iterator[Fault]:
    for delivery in found.prompts.keys() - found.deliveries.keys():
        if found.prompts[delivery]:
            yield f"prompt of {delivery}: no row knows of it", "stray"
    marks = {each.mark for each in diary.boxed}
    every = [each for said in found.under.values() for each in said]
    nobodys = [each for each in every if not any(mark in json.dumps(each.activity) for mark in marks)]
    for message in (*found.ours_elsewhere, *nobodys):
        yield f"{message.id}: the bot said something that nobody asked it to: {message.text}", "stray"


def _stale(found: Evidence) -> Iterator[str]:
    """Cards that say another number than there is: whoever answers next puts that right."""
    for id_, seen in found.prompts.items():
        for _, message in seen:
            says = SAYS.search(json.dumps(message.card))
            if (int(says[1]) if says else 0) != len(found.people[id_]):
                yield id_


def _written(found: Evidence, written: Written) -> Iterator[Fault]:
    name = f"{written.mark} ({written.id})"
    kept = found.reflections.pop((f"{TENANT}/{written.channel}", written.id), [])
    if len(kept) > 1:
        yield f"{name}: {len(kept)} reflections", "doubled"
    if not kept and written.told and not written.deleted:
        yield f"{name}: it stands in its thread, Teams has said so, and it is not in the log", "lost"
    if kept and not written.told:
        yield f"{name}: Teams has not told of it, and it is in the log", "stray"
    for row in kept:
        yield from _in_its_place(found, name, row, channel=written.channel, root=written.root)
        if row["boxed"] or row["private"]:
            yield f"{name}: kept as if it came from a box", "stray"
        yield from _worded(found, name, written, row)


def _worded(found: Evidence, name: str, written: Written, row: Row) -> Iterator[Fault]:
    keys = Counter(revision["key"] for revision in found.revisions[row["id"]])
    if any(times > 1 for times in keys.values()):
        yield f"{name}: a revision is there twice", "doubled"
    if keys.keys() - {"withdrawn", *written.told}:
        yield f"{name}: a revision that nobody wrote", "stray"
    if written.deleted:
        yield from _without_words(found, name, row)  # type: ignore[arg-type] # all that it asks are the revisions
    elif row["text"] != written.told[max(written.told, key=_when)]:
        yield f"{name}: the log says something else than its thread", "lost"
    elif written.told.keys() - keys.keys():
        yield f"{name}: revisions {sorted(keys)}, and these were answered: {sorted(written.told)}", "lost"


def _when(key: str) -> float:
    return 0.0 if key == "said" else datetime.fromisoformat(key).timestamp()


def _boxed(found: Evidence, boxed: Boxed) -> Iterator[Fault]:
    key = f"{TENANT}/{boxed.channel}", f"box-{boxed.root}-{boxed.author}-0"
    kept = found.reflections.pop(key, [])
    if len(kept) > 1:
        yield f"{boxed.mark}: {len(kept)} reflections", "doubled"
    if not kept and boxed.heard:
        yield f"{boxed.mark}: its author was told that it is kept, and it is not in the log", "lost"
    for row in kept:
        yield from _in_its_place(found, boxed.mark, row, channel=boxed.channel, root=boxed.root)
        if (bool(row["boxed"]), bool(row["private"])) != (True, boxed.private):
            yield f"{boxed.mark}: kept for other readers than its author chose", "stray"
        there, done = len(found.revisions[row["id"]]), 1 + boxed.changes + boxed.taken_back
        if there != done:
            yield f"{boxed.mark}: {there} revisions of {done}", "lost" if there < done else "doubled"
        if boxed.taken_back:
            yield from _without_words(found, boxed.mark, row)  # type: ignore[arg-type] # all that it asks are the revisions
        elif row["text"] != boxed.text:
            yield f"{boxed.mark}: its author was told that it says something else", "lost"
        yield from _shown_as_it_is(found, boxed, row)


def _in_its_place(found: Evidence, name: str, row: Row, *, channel: str, root: str) -> Iterator[Fault]:
    if row["delivery"] != found.roots.get((channel, root)):
        yield f"{name}: kept under another prompt", "stray"


def _shown_as_it_is(found: Evidence, boxed: Boxed, row: Row) -> Iterator[Fault]:
    """Once at most, and as it is now; of one whose sending was unclear nobody knows, and we do not try again."""
    shown, wanted = found.shown(boxed.mark), not (boxed.private or boxed.taken_back)
    echo, unclear = found.owed.get(row["id"]), row["id"] in found.unclear
    if len(shown) > max(wanted, unclear):
        where = f"its thread shows it {len(shown)} times"
        yield f"{boxed.mark} (private: {boxed.private}, taken back: {boxed.taken_back}): {where}", "doubled"
    elif len(shown) < wanted and not unclear:
        yield f"{boxed.mark}: its thread does not show it", "lost"
    elif wanted and not unclear:
        root, message = shown[0]
        if root != boxed.root:
            yield f"{boxed.mark}: shown in another thread", "stray"
        if boxed.text not in json.dumps(message.activity):
            yield f"{boxed.mark}: its thread shows what it said before", "lost"
        if echo is None or echo["stands"] != message.id:
            yield f"{boxed.mark}: we do not know which message shows it", "stray"
    if echo is not None and echo["owed"]:
        yield f"{boxed.mark}: still to be shown", "lost"


def _nobodys(found: Evidence, teams: Teams, diary: Diary) -> Iterator[Fault]:
    """What is left over when everything that people did has been looked at."""
    for (address, said_as), kept in found.reflections.items():
        if kept:
            yield f"reflection of {said_as} in {address}: nobody said that in a thread of ours", "stray"
    for refused in diary.refused:
        yield f"refused, and nothing was wrong with it: {refused}", "lost"
    for row in found.waiting:
        yield f"what was said as {row['message']} still waits for its prompt", "stray"
    words = " ".join(str(revision["text"]) for rows in found.revisions.values() for revision in rows)
    for mark in diary.outside:
        if mark in words:
            yield f"{mark}: none of ours, and its words are kept", "stray"
    private = [each.mark for each in diary.boxed if each.private]
    for channel in (*ROOMS.values(), ELSEWHERE):
        written = json.dumps([each.activity for each in teams.channel(channel).messages.values()])
        for mark in private:
            if mark in written:
                yield f"{mark}: private, and it stands in {channel}", "stray"


def _spilled(found: Evidence, diary: Diary) -> Iterator[Fault]:
    every = [*(each.mark for each in diary.written), *(each.mark for each in diary.boxed), *diary.outside]
    for mark in every:
        if mark in found.log:
            yield f"{mark}: its words are in a log", "stray"
