"""What a figure costs: laid out and written in three formats, and checked in every profile, beside matplotlib alone.

    make bench

Every figure of the notebooks is drawn for every profile. "written" is layout, PDF, SVG and PNG of the default profile;
"matplotlib" the same drawing saved three times as it is, without layout, tags or words. "checked" are all checks of one
drawing and of its files, in the slowest of its profiles. Each is the median of several runs, in seconds. Written to
benchmarks/figures.csv.
"""

from __future__ import annotations

import contextlib
import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

import sectorbook as sb
from sectorbook.errors import NoRoom
from sectorbook.figures.checks.drawing import check_drawing
from sectorbook.figures.checks.files import check_file
from sectorbook.figures.checks.rendered import RenderedFigure, fingerprint
from sectorbook.figures.export.formats import write_figure
from sectorbook.figures.layout import lay_out
from sectorbook.figures.profiles import Profile, load_profile, profile_names, profile_style
from sectorbook.figures.spec import make_spec
from sectorbook.ledger.report import Report
from sectorbook.runs.notebooks import all_notebooks, read_notebook

HERE = Path(__file__).parent
RUNS = 3
WRITTEN, CHECKED = 1.0, 0.3
"""Seconds wanted at most."""


def main() -> int:
    """Measure all, print and write what came out; 1 where a bound is missed."""
    rows = [measure(*published) for notebook in all_notebooks() for published in publications(notebook)]
    table = pd.DataFrame(rows)
    table["times matplotlib"] = table["written"] / table["matplotlib"]
    table.to_csv(HERE / "figures.csv", index=False, lineterminator="\n", float_format="%.3f")
    print(table.to_string(index=False, float_format="%.2f"))
    slow = table[(table["written"] >= WRITTEN) | (table["checked"] >= CHECKED)]["figure"]
    print(f"missed: {', '.join(slow)}" if len(slow) else f"all written in {WRITTEN:g} s, checked in {CHECKED:g} s")
    return 1 if len(slow) else 0


def publications(notebook: Path) -> list[tuple[Report, Any, str, dict[str, Any]]]:
    """What a notebook publishes: its report, and what it calls `publish` with, what is around the report among it."""
    caught: list[tuple[Report, Any, str, dict[str, Any]]] = []
    names: dict[str, Any] = {}
    publish = sb.FigureSettings.publish

    def catch(settings: Any, draw: Any, name: str, **words: Any) -> None:
        caught.append((settings.report, draw, name, words | {"context": settings.context}))

    sb.FigureSettings.publish = catch
    try:
        for cell in read_notebook(notebook).cells:
            if cell.cell_type == "code":
                with contextlib.redirect_stdout(io.StringIO()):
                    exec(cell.source, names)
    finally:
        sb.FigureSettings.publish = publish
    return caught


def measure(report: Report, draw: Any, name: str, words: dict[str, Any]) -> dict[str, object]:
    """The times of one figure."""
    height, not_for = words.pop("height", None), words.get("not_for", {})
    words.pop("where_it_fits", None)  # of publishing, not of the figure
    spec = make_spec(report, name, **({"subtitle": "", "computed": {}} | words))

    def laid_out(profile: Profile) -> Any:
        return lay_out(draw, spec.data, spec, profile, height)

    def written(profile: Profile, folder: Path) -> list[Path]:
        return write_figure(laid_out(profile), spec, profile, folder)

    def alone(figure: Any) -> None:
        for ending in ("pdf", "svg", "png"):
            figure.savefig(io.BytesIO(), format=ending)

    def checked(figure: Any, profile: Profile, files: list[Path]) -> None:
        drawn = RenderedFigure(figure)
        fingerprint(drawn)
        found = check_drawing(drawn, spec, profile) + [x for file in files for x in check_file(file, profile, spec.alt)]
        if found:
            sys.exit(f"{name}, {profile.name}: {found[0]}")

    costs = {}
    with tempfile.TemporaryDirectory() as folder:
        for profile in map(load_profile, profile_names()):
            # a profile in which the figure is left out
            with contextlib.suppress(NoRoom), profile_style(profile, salt=name):
                if profile.name in not_for:
                    continue
                figure, files = laid_out(profile), written(profile, Path(folder))
                costs[profile.name] = timed(lambda: checked(figure, profile, files))  # noqa: B023
                if profile.name == "report":
                    ours = timed(lambda: written(profile, Path(folder)))  # noqa: B023
                    plain = timed(lambda: alone(figure))  # noqa: B023
    slowest = max(costs, key=lambda key: costs[key])
    return {"figure": name, "written": ours, "matplotlib": plain, "checked": costs[slowest], "in profile": slowest}


def timed(run: Callable[[], object]) -> float:
    """The median time of several runs in seconds."""
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
