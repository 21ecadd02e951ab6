"""What every test run does: examples without a stop-watch, and a loud end when something could not be run."""

from collections import Counter

import pytest
from hypothesis import settings

# A busy machine is not a fault: how fast things are is measured by `make bench`, not by whether an example took 200 ms.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was skipped, and why, stands in the last lines, where nobody can miss it."""
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", ())
        if isinstance(report.longrepr, tuple)
    )
    if not reasons:
        return
    terminalreporter.write_sep("!", "SOME TESTS COULD NOT BE RUN HERE", red=True, bold=True)
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"NOT RUN ({count}): {reason}", red=True)
