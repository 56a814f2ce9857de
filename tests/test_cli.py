"""The command explains what it does and what went wrong, without a traceback."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers.clone import ROOT
from sectorbook.cli import main
from sectorbook.errors import Inconsistent


@pytest.mark.parametrize("command", ["run", "verify"])
def test_every_command_has_help_and_stands_in_the_readme(command: str) -> None:
    done = CliRunner().invoke(main, [command, "--help"])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 5
    assert f"sectorbook {command}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "99", "--to", "out"], 'There is no notebook "99"'),
        (["run", "02", "--set", "about=exactly", "--to", "out"], 'There is no reading "exactly"'),
        (["run", "02", "--set", "report=gilgit", "--to", "out"], 'There is no report "gilgit"'),
        (["run", "02", "--set", "assume.company_revenue=many", "--to", "out"], "assume.company_revenue"),
        (["run", "02"], "Missing option '--to'"),
        (["verify", "nowhere.txt"], "does not exist"),
        (["tidy", "x" * 300], 'There is no report "xxx'),
        (["export", "overshoot", "--profile", "~\0.mplstyle", "--to", "out"], ".mplstyle does not exist"),
    ],
)
def test_a_mistake_is_one_message_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["--workspace", str(ROOT), *words])
    assert done.exit_code == 1
    assert message in done.output
    assert "Traceback" not in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("to", "message"),
    [
        ("", "it is empty. Name a folder"),
        (" ", "it is empty. Name a folder"),
        (".", "holds {home}/data, which belongs to the workspace"),
        ("..", "holds {home}/data, which belongs to the workspace"),
        ("data", "is {home}/data, which belongs to the workspace"),
        ("data/reports/mine", "lies in {home}/data, which belongs to the workspace"),
        ("figures", "is {home}/figures, which belongs to the workspace"),
        ("figures/site", "lies in {home}/figures, which belongs to the workspace"),
        ("notebooks/../notebooks/site", "lies in {home}/notebooks, which belongs to the workspace"),
        (".git/site", "lies in {home}/.git, which belongs to the workspace"),
        ("link/site", "lies in {home}/data, which belongs to the workspace"),
        ("mine", "holds thesis.txt, which is no part of a site"),
        ("mine/thesis.txt", "is a file"),
    ],
)
def test_a_site_replaces_nothing_but_a_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str, message: str
) -> None:
    home = tmp_path / "home"
    for name in ("data/reports", "mine"):
        (home / name).mkdir(parents=True)
    (home / "mine" / "thesis.txt").write_text("years of work", encoding="utf-8")
    (home / "link").symlink_to(home / "data")
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.chdir(home)
    done = CliRunner().invoke(main, ["site", "--to", to])
    assert done.exit_code == 1
    assert message.format(home=home) in done.output
    assert "Traceback" not in done.output
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(("is_clone", "told"), [(True, True), (False, False)])
def test_an_audit_that_would_go_to_the_figures_is_told_which_command_does_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_clone: bool, told: bool
) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    if is_clone:
        (tmp_path / "dodo.py").touch()
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["audit", "nepal-2022", "--to", "figures/nepal-2022"])
    assert done.exit_code == 1
    assert "Give a folder of your own, such as out." in done.output
    assert ("make figures REPORT=NAME writes the audit of a report to figures/NAME" in done.output) == told


def test_an_audit_says_which_file_to_open(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def audited(*_: object, **__: object) -> list[Path]:
        return [tmp_path / "audit.ipynb", tmp_path / "audit.html"]

    monkeypatch.setattr(import_module("sectorbook.runs.rehearsal"), "run_once", audited)
    done = CliRunner().invoke(main, ["audit", "nepal-2022", "--to", str(tmp_path)])
    assert done.output.splitlines()[-1] == f"Open {tmp_path / 'audit.html'}"


def test_the_command_says_what_to_do_on_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise Inconsistent("They contradict each other. Call report.without.").with_command("Run sectorbook ask.")

    monkeypatch.setattr(import_module("sectorbook.runs.rehearsal"), "run_once", fail)
    done = CliRunner().invoke(main, ["audit", "nepal-2022", "--to", "out"])
    assert done.exit_code == 1
    assert done.output == "sectorbook: Run sectorbook ask.\n"


@pytest.mark.parametrize("words", [["run", "02"], ["audit", "nepal-2022"], ["sweep", "02", "README.md"]])
def test_no_results_go_to_a_folder_without_a_name(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(main, [*words, "--to", ""])
    assert done.exit_code == 1
    assert "it is empty. Name a folder" in done.output


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"Nothing of the report."])
def test_a_text_that_cannot_be_the_article_is_reported(tmp_path: Path, raw: bytes) -> None:
    text = tmp_path / "text.txt"
    text.write_bytes(raw)
    done = CliRunner().invoke(main, ["verify", str(text)])
    assert done.exit_code == 1
    assert done.output.startswith("sectorbook: ")


def test_the_readme_shows_the_ratio_that_is_computed() -> None:
    import sectorbook as sb

    readme = (ROOT / "README.md").read_text(encoding="utf-8").replace("\\$<span></span>", "$").replace("\\$", "$")
    line = next(line for line in readme.splitlines() if "result.ratio(" in line)
    shown = re.search(r"# (.+)", line)
    assert shown is not None
    result = sb.reconcile(sb.load_report("gilgit-baltistan-2025"))
    assert str(result.ratio("freelancer_revenue", "freelancers", "USD/person/year")) == shown[1]
    bounds = result.bounds.loc["freelancer_revenue"]
    assert sb.write_range(bounds["low"], bounds["high"], bounds["unit"]).replace("–", " to ") in readme


@pytest.mark.parametrize(
    "code",
    [
        "import sectorbook; dir(sectorbook)",
        "from sectorbook import SectorbookError",
        "import sectorbook.cli as cli; cli.main(['--help'], standalone_mode=False)",
        "import sectorbook.cli as cli; cli.main(['run', '--help'], standalone_mode=False)",
    ],
)
def test_nothing_waits_for_packages_that_it_does_not_use(code: str) -> None:
    slow = "{'matplotlib', 'papermill', 'pandas', 'numpy', 'frictionless', 'pint', 'highspy', 'nbformat', 'IPython'}"
    listing = f"import sys; print('Imported:', sorted({slow} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", f"{code}\n{listing}"], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "Imported: []"
