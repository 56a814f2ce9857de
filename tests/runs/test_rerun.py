"""The repository's notebooks, run again: elsewhere, with other parameters, on another folder."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import sectorbook as sb
from helpers.clone import DOCS, NOTEBOOKS, ROOT
from helpers.notebook_runs import show_with
from sectorbook.figures.gallery import write_checks
from sectorbook.runs.notebooks import all_notebooks, find_notebook

LINK = re.compile(r'\[([^\[\]]*)\]\([^()\s]+\)|<a href=\\"[^"]*\\">(.*?)</a>')
"""A link in a notebook's file, which leads elsewhere, or is plain words, where the notebook lies elsewhere."""
OLDER_PROCESSOR = {
    "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX2,-FMA",
    "OPENBLAS_CORETYPE": "Nehalem",
}
"""What lets NumPy, the C library and OpenBLAS compute as on a processor without wide registers and fused products."""


def contents(folder: Path) -> dict[str, str]:
    files = [file for file in folder.iterdir() if file.is_file()]
    return {file.name: hashlib.sha256(_without_targets(file)).hexdigest() for file in files}


def _without_targets(file: Path) -> bytes:
    if file.suffix != ".ipynb":
        return file.read_bytes()
    return LINK.sub(lambda link: link[1] or link[2], file.read_text(encoding="utf-8")).encode()


@pytest.mark.parametrize("name", [*(path.stem for path in all_notebooks()), "audit"])
def test_a_notebook_that_is_run_again_gives_what_is_stored(tmp_path: Path, name: str) -> None:
    sb.run(name, tmp_path)
    stored = contents(ROOT / "figures" / ("audit" if name == "audit" else "")) | contents(NOTEBOOKS)
    assert contents(tmp_path).items() <= stored.items()


@pytest.mark.slow
def test_two_processes_that_differ_in_everything_give_the_same_bytes(tmp_path: Path) -> None:
    # Under these two seeds a set of two words comes out in two orders.
    surroundings = [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LANG": "C", "cwd": str(ROOT)},
        {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LANG": "tr_TR.UTF-8", "cwd": str(tmp_path), **OLDER_PROCESSOR},
    ]
    (tmp_path / "matplotlibrc").write_text("font.size: 30\naxes.facecolor: red\nfigure.dpi: 50\n", encoding="utf-8")
    written = []
    for place, around in enumerate(surroundings):
        out = tmp_path / str(place)
        runs = [f"sb.run({str(find_notebook(name))!r}, {str(out)!r})" for name in ("01", "02", "06")]
        code = "; ".join(["import sectorbook as sb", *runs])
        environment = {**os.environ, **{key: value for key, value in around.items() if key != "cwd"}}
        subprocess.run(
            [sys.executable, "-c", code], check=True, env=environment, cwd=around["cwd"], capture_output=True
        )
        written.append(contents(out))
    assert written[0] == written[1]
    stored = contents(ROOT / "figures") | contents(NOTEBOOKS)
    assert written[0].items() <= stored.items()


@pytest.mark.parametrize(
    ("name", "parameters", "words"),
    [
        ("02", {"about": "rounding"}, "you get $18.45m to $18.55m"),
        ("02", {"about": "all-rounded"}, "**It can be true.**"),
        ("02", {"assume": {"company_revenue": [3.0, 4.0]}}, "assuming company_revenue $3m–$4m"),
    ],
)
def test_a_notebook_follows_its_parameters(name: str, parameters: dict[str, Any], words: str) -> None:
    assert words in json.dumps(list(show_with(name, parameters).values()), ensure_ascii=False)


def test_a_notebook_runs_on_a_report_given_by_its_folder(tmp_path: Path, package: Path) -> None:
    written = sb.run("01", tmp_path / "out", {"report": str(package)})
    assert (tmp_path / "out" / "printed_ranges.pdf") in written


SMALL = {
    "sources.csv": "PB,A small report,Somebody,2025-01-01,printed,,,,report,,yes,\n",
    "statements.csv": "S-1,freelancers,2025,,,,range,10,20,,no,10,core,,PB,1,,10 to 20,digits,the report,\n",
    "identities.csv": "",
    "not_figures.csv": "",
    "questions.csv": "",
}


def test_a_report_of_one_statement_is_audited(tmp_path: Path, package: Path) -> None:
    for file, rows in SMALL.items():
        header = (package / file).read_text(encoding="utf-8").split("\n", maxsplit=1)[0]
        (package / file).write_text(f"{header}\n{rows}", encoding="utf-8")
    (package / "ratios.csv").write_text("numerator,denominator,words\n", encoding="utf-8")
    written = sb.audit(package, tmp_path / "out")
    assert [file.suffix for file in written] == [".ipynb", ".html"]


@pytest.mark.slow
def test_every_figure_passes_every_check_in_every_profile_as_the_page_says(tmp_path: Path) -> None:
    for path in all_notebooks():
        sb.run(path, tmp_path / "figures", {"profile": "report, all"})
    write_checks(tmp_path / "figures", tmp_path / "docs")
    page = (tmp_path / "docs" / "figure-checks.md").read_text(encoding="utf-8")
    assert page == (DOCS / "figure-checks.md").read_text(encoding="utf-8")
    assert "There are no complaints." in page
    assert "Each chart has the same content in all profiles." in page
