"""What several tests start from.

Nothing that is slow to import is imported before a test needs it: the process that hands out tests to others, and each
run of a single file, would wait for it in vain.
"""

from __future__ import annotations

import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from helpers.clone import REPORTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from sectorbook.ledger.report import Report

REPORT = "gilgit-baltistan-2025"

# A shell starts what runs in the background with interrupts ignored, which every process inherits that a test starts.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def report() -> Report:
    """The first report, as shipped."""
    from sectorbook.ledger.report import load_report

    return load_report(REPORT)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the first report's folder, to be spoiled."""
    return Path(shutil.copytree(REPORTS / REPORT, tmp_path / "spoiled"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of a process: Playwright's synchronous interface cannot be started twice in it."""
    from helpers.browser import chromium

    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session", autouse=True)
def _one_warm_process() -> Iterator[None]:
    """Fork single runs from the process that runs of many notebooks have rehearsed, instead of from one more.

    What the command itself starts for a single run is tried in processes of its own (`test_rehearsal.py`).
    """
    from sectorbook.runs import rehearsal

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rehearsal, "LOADING", rehearsal.REHEARSAL)
        yield


@pytest.fixture(autouse=True)
def _no_figure_left_open() -> Iterator[None]:
    yield
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell of slow tests that were left out, so that a file of them does not seem to have passed."""
    left = [item for item in terminalreporter.stats.get("deselected", []) if item.get_closest_marker("slow")]
    if left and terminalreporter.config.option.markexpr == "not slow":
        tests = "slow test was" if len(left) == 1 else "slow tests were"
        terminalreporter.write_line(f"{len(left)} {tests} left out; add -m slow to run what is slow.")
