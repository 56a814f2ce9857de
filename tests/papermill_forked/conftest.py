"""Rehearsals to name in notebooks, each a module outside the repository."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from papermill_forked import forks

Write = Callable[[str, str], str]

PLOTTING = """
def rehearse():
    import matplotlib.pyplot as plt, pandas, pandas.io.formats.style, numpy
    pandas.DataFrame({"a": [1]})._repr_html_()
    numpy.random.rand()
    plt.plot([1, 2])
    plt.close("all")
"""


def _write_into(folder: Path) -> Iterator[Write]:
    """A function that writes a module, which servers find, and returns the name of its function `rehearse`."""
    written = []

    def write(module: str, source: str) -> str:
        (folder / f"{module}.py").write_text(source, encoding="utf-8")
        written.append(f"{module}:rehearse")
        return written[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))
        yield write
    for name in written:
        server = forks._servers.pop(name, None)
        if server and server is not forks._servers.get(""):  # a rehearsal that fails has the plain one
            server.close()


@pytest.fixture
def write_rehearsal(tmp_path: Path) -> Iterator[Write]:
    yield from _write_into(tmp_path)


@pytest.fixture(scope="module")
def plotting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The metadata of a notebook that wants pandas and matplotlib imported, and a figure drawn by pyplot."""
    for write in _write_into(tmp_path_factory.mktemp("plotting")):
        yield {"rehearse": write("plotting", PLOTTING)}
