"""What several tests start from."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from playwright.sync_api import Browser

from helpers.browser import chromium
from helpers.clone import REPORTS
from sectorbook.ledger.report import Report, load_report

REPORT = "gilgit-baltistan-2025"

# A shell starts what runs in the background with interrupts ignored, which every process inherits that a test starts.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def report() -> Report:
    """The first report, as shipped."""
    return load_report(REPORT)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the first report's folder, to be spoiled."""
    return Path(shutil.copytree(REPORTS / REPORT, tmp_path / "spoiled"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of a process: Playwright's synchronous interface cannot be started twice in it."""
    with chromium() as browser:
        yield browser


@pytest.fixture(autouse=True)
def _no_figure_left_open() -> Iterator[None]:
    yield
    plt.close("all")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell of slow tests that were left out, so that a file of them does not seem to have passed."""
    left = [item for item in terminalreporter.stats.get("deselected", []) if item.get_closest_marker("slow")]
    if left and terminalreporter.config.option.markexpr == "not slow":
        tests = "slow test was" if len(left) == 1 else "slow tests were"
        terminalreporter.write_line(f"{len(left)} {tests} left out; add -m slow to run what is slow.")
