"""What an activity from Teams costs until it is durably kept and answered: against a bare turn of the Bot Framework's."""

from rich.progress import Progress

from tests.benchmarks.databases import Engine
from tests.benchmarks.findings import Section, within
from tests.benchmarks.sending import against, require_kept, while_planning
from tests.benchmarks.sizes import Sizes
from tests.benchmarks.teams_loop import HELD, after_the_loop, looked_at

BELIEVED = "… both without looking at a token"


async def teams_events(engine: Engine, *, sizes: Sizes, shown: Progress) -> Section:
    """What is found on one kind of database."""
    section = Section(
        title=f"A reply on Teams, {engine.name}",
        about=(
            "Ours: an activity with a reply in a thread goes in at `/teams/messages` with a token of its own (RS256), which is checked; it is "
            "translated, durably kept with its revision, its words searchable, and answered 200. The baseline: a bare turn of "
            "botbuilder's CloudAdapterBase behind Starlette, which checks the same token, reads the activity and does nothing, with its known "
            "faults mended: clients made once, status codes looked up in a set. Each is a process of its own behind the same uvicorn, "
            f"and {sizes.callers} senders wait for each answer over a connection of their own. Processor time is the whole "
            "process's, our writing thread included; PostgreSQL's own is not in it. The loop is held for as long as a coroutine "
            "that wants to run every millisecond has to wait, also where it waits for the machine's other work: therefore each moment is "
            f"lived through by {sizes.starts} new processes, and the middle one counts."
        ),
    )
    async with after_the_loop(section, engine, sizes=sizes, shown=shown) as both:
        ours, bare, made = both.ours, both.bare, both.activities
        if sizes.warm:
            await ours.answered(made.some(sizes.replies), senders=sizes.callers)
        await ours.asked("GET", "/kept")
        async with looked_at(ours) as watch:
            await against(section, ours, bare, some=made.some, sizes=sizes, shown=shown)
        what = f"the longest that a call computed on our loop while {sizes.callers} send at once"
        section.lines.append(within(what, watch.call, limit=HELD))
        await against(section, ours, bare, some=made.unsigned, sizes=sizes, shown=shown, how=BELIEVED)
        await while_planning(section, ours, some=made.some, senders=sizes.callers)
        await require_kept(ours)
    return section
