"""One site for all tests that read it, built as `make docs` does, and served on this machine only."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.browser import served


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
