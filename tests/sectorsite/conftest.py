"""One site for all tests that read it, built as `make docs` does, and served on this machine only."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from helpers.browser import served
from helpers.watched import Watched


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` does."""
    home = tmp_path_factory.mktemp("site")
    subprocess.run([sys.executable, "-m", "sectorsite.build", str(home)], check=True)
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
