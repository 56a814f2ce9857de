"""`make figures` runs what changed, and nothing else."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.clone import ROOT
from helpers.processes import forks_of, gone, wait_for
from sectorbook.figures.profiles import profile_names
from sectorbook.staging import LOCK, PREFIX, RUNNING, lock

STATEMENTS = "data/reports/gilgit-baltistan-2025/statements.csv"
TOTAL = "EST-03,sector_revenue,undated,,,,range,15,18,,no,1,core,,BR,2,,between $15 million and $18 million"
ALL = [*(f"0{number}" for number in range(1, 8)), "do"]
"""The seven, and docs/does_the_lead_fit.ipynb."""
OWN_STYLE = "font.size: 30\naxes.facecolor: red\nsavefig.bbox: tight\ntext.usetex: True\nbackend: TkAgg\n"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's files in another folder, every figure made there.

    The folder has a name that a shell and a locale can stumble over, and a style of matplotlib lies around.
    """
    folder = tmp_path_factory.mktemp("copy") / "a b" / "é"
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    for place in (folder, folder / "notebooks"):
        (place / "matplotlibrc").write_text(OWN_STYLE, encoding="utf-8")
    make_figures(folder)
    (folder / "notebooks" / "matplotlibrc").unlink()
    return folder


def make_figures(folder: Path, *words: str, code: int = 0, **variables: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "LC_ALL": "C", **variables}
    command = [sys.executable, "-m", "doit", *words]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def run_notebooks(printed: str) -> list[str]:
    """The notebooks that ran, sorted, by what doit prints: a dot where a task ran, dashes where it did not."""
    return sorted(
        line.split()[1].removeprefix("notebook:")[:2]
        for line in printed.splitlines()
        if line.startswith(".  notebook:")
    )


def outdated_notebooks(folder: Path) -> list[str]:
    """The notebooks that would run now, as doit tells without running them."""
    status = [line.split() for line in make_figures(folder, "list", "--all", "--status").splitlines()]
    return sorted(
        name.removeprefix("notebook:")[:2] for letter, name, *_ in status if (letter, name[:9]) == ("R", "notebook:")
    )


def digests(folder: Path) -> dict[str, str]:
    files = [*(folder / "figures").iterdir(), *(folder / "notebooks").iterdir()]
    others = tuple(f"_{name}" for name in profile_names())  # figures for other profiles are not committed
    own = [file for file in files if file.is_file() and not file.stem.endswith(others)]
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in own}


@pytest.mark.slow
def test_a_rebuild_gives_the_committed_bytes(copy: Path) -> None:
    assert digests(copy) == digests(ROOT)


@pytest.mark.slow
def test_nothing_runs_when_nothing_changed(copy: Path) -> None:
    printed = make_figures(copy)
    assert run_notebooks(printed) == []
    assert "figures/feasible_region.pdf" in printed


@pytest.mark.slow
def test_one_changed_number_shows_in_drawings_and_outputs_and_its_return_brings_the_bytes_back(copy: Path) -> None:
    before, path = digests(copy), copy / STATEMENTS
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(TOTAL, TOTAL.replace("18", "17")), encoding="utf-8")
    assert run_notebooks(make_figures(copy)) == ALL
    changed = digests(copy)
    for name in ("feasible_region.pdf", "feasible_region.svg", "feasible_region.png", "02_do_the_figures_add_up.ipynb"):
        assert changed[name] != before[name], name
    assert "$11.5m–$13.5m" in (copy / "figures" / "feasible_region.csv").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    make_figures(copy)
    assert digests(copy) == before


@pytest.mark.slow
def test_only_the_notebook_whose_cell_changed_runs(copy: Path) -> None:
    path = copy / "notebooks" / "01_what_the_report_says.ipynb"
    original = path.read_bytes()
    notebook = json.loads(original)
    notebook["metadata"]["language_info"]["version"] = "3.99"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert run_notebooks(make_figures(copy)) == []
    texts = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    texts[1]["source"] = "Another text."
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert run_notebooks(make_figures(copy)) == ["01"]
    path.write_bytes(original)
    assert run_notebooks(make_figures(copy)) == ["01"]
    assert digests(copy) == digests(ROOT)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "runs"),
    [
        ("src/sectorbook/figures/charts/plane.py", ALL),
        ("src/sectorbook/figures/styles/report.mplstyle", ALL),
        ("uv.lock", ALL),
        ("src/sectorbook/ledger/verification/verify.py", []),
        ("README.md", []),
    ],
)
def test_what_a_notebook_rests_on_makes_it_run(copy: Path, file: str, runs: list[str]) -> None:
    path = copy / file
    original = path.read_bytes()
    path.write_bytes(original + b"\n# a comment\n")
    assert outdated_notebooks(copy) == runs
    path.write_bytes(original)


@pytest.mark.slow
def test_a_lost_or_altered_figure_is_made_again(copy: Path) -> None:
    before = digests(copy)
    (copy / "figures" / "feasible_region.svg").unlink()
    (copy / "figures" / "printed_ranges.csv").write_text("x\n", encoding="utf-8")
    assert run_notebooks(make_figures(copy)) == ["01", "02"]
    assert digests(copy) == before


@pytest.mark.slow
def test_a_broken_ledger_stops_the_run_with_its_place_and_leaves_the_figures(copy: Path) -> None:
    before, path = digests(copy), copy / STATEMENTS
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(TOTAL, TOTAL.replace("15,18", "18,15")), encoding="utf-8")
    printed = make_figures(copy, code=1)
    assert "statements.csv, row 4, column low: the low end is above the high end 15" in printed
    assert digests(copy) == before
    path.write_text(text, encoding="utf-8")
    make_figures(copy)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "variables"),
    [
        ("02_do_the_figures_add_up", {}),
        ("02_do_the_figures_add_up", {"PROFILES": "web"}),
        ("audit", {}),
        ("audit", {"REPORT": "nepal-2022"}),
    ],
)
def test_parameters_that_were_tried_do_not_become_figures_without_a_word(
    copy: Path, name: str, variables: dict[str, str]
) -> None:
    path = copy / "notebooks" / f"{name}.ipynb"
    original = path.read_bytes()
    path.write_bytes(original.replace(rb"about: str = \"printed\"", rb"about: str = \"rounding\""))
    before = digests(copy)
    printed = make_figures(copy, code=1, **variables)
    assert f'{name}.ipynb: about is "rounding", and its figures were drawn with "printed"' in printed
    assert digests(copy) == before
    path.write_bytes(original)


@pytest.mark.slow
def test_new_parameters_are_taken_where_they_are_meant(copy: Path) -> None:
    before, path = digests(copy), copy / "notebooks" / "03_what_a_head_earns.ipynb"
    original = path.read_bytes()
    path.write_bytes(original.replace(b"seed: int = 1 ", b"seed: int = 2 "))
    assert run_notebooks(make_figures(copy, PARAMETERS="new")) == ["03"]
    card = json.loads((copy / "figures" / "revenue_per_head.json").read_text(encoding="utf-8"))
    assert card["parameters"]["seed"] == 2
    assert run_notebooks(make_figures(copy)) == []
    assert 'PARAMETERS="old"' in make_figures(copy, code=1, PARAMETERS="old")
    path.write_bytes(original)
    make_figures(copy, PARAMETERS="new")
    assert digests(copy) == before


@pytest.mark.slow
def test_make_sets_itself_up_in_any_folder_and_finds_nothing_to_do(copy: Path) -> None:
    around = {**os.environ, "LC_ALL": "C", "MATPLOTLIBRC": str(copy), "SECTORBOOK_WORKSPACE": str(copy / "nowhere")}
    make = ["make", f"PYTHON={sys.executable}", "figures"]
    done = subprocess.run(make, cwd=copy, env=around, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert run_notebooks(done.stdout) == []
    assert "figures/feasible_region.pdf" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("torn", ["", "{", "[]", '{"notebook:01_what_the_report_says": {"_val', '{"a": 1}'])
def test_what_is_remembered_of_builds_repairs_itself(copy: Path, torn: str) -> None:
    path = copy / ".doit.json"
    original = path.read_bytes()
    path.write_text(torn, encoding="utf-8")
    assert outdated_notebooks(copy) == ALL
    path.write_bytes(original)


@pytest.mark.slow
def test_a_build_clears_up_what_a_killed_one_left_and_keeps_others_out(copy: Path) -> None:
    left = copy / "figures" / "audit" / f"{RUNNING}audit-abc"
    left.mkdir()
    assert run_notebooks(make_figures(copy)) == []
    assert not left.exists()
    with lock(copy / "figures"):
        assert "Another run writes to" in make_figures(copy, code=1)
    assert not list(copy.rglob(f"{PREFIX}*"))


@pytest.mark.slow
def test_what_ends_make_ends_what_it_runs(copy: Path) -> None:
    before, path = digests(copy), copy / "figures" / "printed_ranges.csv"
    original = path.read_bytes()
    path.write_bytes(b"x\n")
    command = ["make", f"PYTHON={sys.executable}", "figures"]
    with subprocess.Popen(command, cwd=copy, stdout=subprocess.PIPE, encoding="utf-8") as make:
        assert make.stdout
        printed = next(line for line in make.stdout if line.startswith(".  notebook:"))
        assert "01_what_the_report_says" in printed
        (works,) = forks_of(make.pid)
        assert "doit" in Path(f"/proc/{works}/cmdline").read_text(encoding="utf-8")
        below = [
            works,
            *(server for server in forks_of(works)),
            *(f for server in forks_of(works) for f in forks_of(server)),
        ]
        make.terminate()
        assert make.wait(30) != 0
        assert wait_for(lambda: all(map(gone, below)), 2)
    path.write_bytes(original)
    (copy / "figures" / LOCK).unlink(missing_ok=True)  # empty, and free since its process is gone
    assert digests(copy) == before
