"""In which order the workers of a run take the tests: what takes long first, so that nobody waits for the last one."""

from collections.abc import Sequence
from itertools import chain

import pytest

LONG = (
    "tests/benchmarks",
    "tests/browser",
    "tests/torture",
    "tests/demo",
    "tests/scenarios/slack/test_the_whole_program.py",
    "tests/scenarios/teams/test_the_whole_program.py",
    "tests/commands",
    "tests/store/test_migrations.py",
    "tests/scenarios/test_one_log_across_platforms.py",
)
"""Where a test may take seconds, the longest first."""


def dealt(items: Sequence[pytest.Item], *, workers: int) -> list[pytest.Item]:
    """The same tests: each worker's share, which is a run of them as long as the others', begins with long ones.

    The tests of a file stay together, since they may share what took long to make.
    """
    files: dict[str, list[pytest.Item]] = {}
    short: list[pytest.Item] = []
    for item in items:
        if item.nodeid.startswith(LONG):
            files.setdefault(item.nodeid.partition("::")[0], []).append(item)
        else:
            short.append(item)
    longest = sorted(
        files, key=lambda file: next(at for at, each in enumerate(LONG) if file.startswith(each))
    )
    shares = [
        list(chain.from_iterable(files[file] for file in longest[at::workers])) for at in range(workers)
    ]
    size, over = divmod(len(items), workers)
    for at, share in enumerate(shares):
        room = max(0, size + (at < over) - len(share))
        share.extend(short[:room])
        del short[:room]
    return [*chain.from_iterable(shares), *short]
