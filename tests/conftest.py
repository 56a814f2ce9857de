"""What several tests start from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from helpers.clone import REPORTS
from sectorbook.ledger.report import Report, load_report

REPORT = "gilgit-baltistan-2025"


@pytest.fixture(scope="session")
def report() -> Report:
    """The first report, as shipped."""
    return load_report(REPORT)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the first report's folder, to be spoiled."""
    return Path(shutil.copytree(REPORTS / REPORT, tmp_path / "spoiled"))


@pytest.fixture(autouse=True)
def _no_figure_left_open() -> Iterator[None]:
    yield
    plt.close("all")
