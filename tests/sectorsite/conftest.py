"""One site for all tests that read it, built as `make docs` does, and served on this machine only."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser

from helpers.browser import served
from helpers.watched import Watched

NOTE_VIOLATIONS = """window.violations = [];
document.addEventListener('securitypolicyviolation', (event) =>
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` does, once for all processes that tests are handed out to."""
    temporary = tmp_path_factory.getbasetemp()
    shared = temporary.parent if "PYTEST_XDIST_WORKER" in os.environ else temporary
    home, built = shared / "site", shared / "site-is-built"
    with FileLock(shared / "site.lock"):
        if not built.exists():
            subprocess.run([sys.executable, "-m", "sectorsite.build", str(home)], check=True)
            built.touch()
    return home / "html"


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where it is served, on this machine only."""
    with served(site) as found:
        yield found


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    found = Watched(browser, address)
    yield found
    found.page.close()


@pytest.fixture
def guarded(watched: Watched) -> Watched:
    """A watched tab that notes what the policy of a page forbids."""
    watched.page.add_init_script(NOTE_VIOLATIONS)
    return watched
