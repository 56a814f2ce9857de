"""What a command works in, and what comes with the package for where there is nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import sectorbook as sb
from helpers.clone import CLONE, DATA, REPORTS
from sectorbook.cli import main
from sectorbook.ledger.workspace import (
    VARIABLE,
    catalogue_for,
    check_output_folder,
    find_workspace,
    init_workspace,
    new_report,
    shipped,
    use_workspace,
    workspace_around,
)

WIDE = "mean_wage,Mean wage,USD/person/year,What is paid,people,,,\n"


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, which lies in no workspace."""
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("within", [".", "data", "data/reports", "notebooks/deep/er"])
def test_the_workspace_is_the_nearest_folder_with_data(
    outside: Path, monkeypatch: pytest.MonkeyPatch, within: str
) -> None:
    init_workspace(outside / "mine")
    (outside / "mine" / within).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(outside / "mine" / within)
    assert find_workspace().root == outside / "mine"


@pytest.mark.parametrize(
    ("path_in_it", "is_one"),
    [("data/reports/", True), ("data/indicators.csv", True), ("data/other.csv", False), ("reports/", False)],
)
def test_a_workspace_has_data_with_reports_or_a_catalogue(outside: Path, path_in_it: str, is_one: bool) -> None:
    path = outside / "some" / path_in_it
    path.parent.mkdir(parents=True)
    if path_in_it.endswith("/"):
        path.mkdir()
    else:
        path.write_text("", encoding="utf-8")
    nearest = workspace_around(outside / "some")
    assert (nearest is not None and nearest.root == outside / "some") is is_one


def test_the_variable_goes_before_the_current_folder(outside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    init_workspace(outside)
    monkeypatch.setenv(VARIABLE, str(CLONE.root))
    assert find_workspace() == CLONE


def test_use_workspace_a_workspace_ends(outside: Path) -> None:
    with use_workspace(CLONE.root):
        assert find_workspace() == CLONE
        with use_workspace(None):
            assert find_workspace() == CLONE
    assert workspace_around(outside) is None
    with pytest.raises(sb.SectorbookError, match="There is no workspace here"):
        find_workspace()


@pytest.mark.parametrize("words", ["new-report hill", "ask hill", "ask", "verify {text}"])
def test_a_command_that_needs_a_workspace_says_so_and_how_to_make_one(outside: Path, words: str) -> None:
    text = outside / "text.txt"
    text.write_text("Some 20 companies.", encoding="utf-8")
    done = CliRunner().invoke(main, words.format(text=text).split())
    assert done.exit_code == 1
    assert "There is no workspace here" in done.stderr
    assert "sectorbook init DIR" in done.stderr
    assert list(outside.iterdir()) == [text]


def test_a_folder_that_is_named_and_is_none_is_refused(outside: Path) -> None:
    done = CliRunner().invoke(main, ["--workspace", str(outside / "gone"), "ask", "hill"])
    assert done.exit_code == 1
    assert f"{outside / 'gone'} is no workspace" in done.stderr


def test_an_initialised_folder_is_a_workspace_in_which_a_report_loads(
    outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert CliRunner().invoke(main, ["init", "mine"]).exit_code == 0
    assert {path.name for path in (outside / "mine").iterdir()} == {"data", "README.md"}
    for name in ("indicators.csv", "datapackage.json"):
        assert (outside / "mine/data" / name).read_bytes() == (DATA / name).read_bytes()
    done = CliRunner().invoke(main, ["--workspace", "mine", "new-report", "hill"])
    assert done.exit_code == 0, done.stderr
    monkeypatch.chdir(outside / "mine" / "data")
    assert sb.load_report("hill").slug == "hill"
    assert CliRunner().invoke(main, ["ask"]).stdout == CliRunner().invoke(main, ["ask", "hill"]).stdout != ""


def test_a_folder_that_has_data_or_is_a_file_is_left_as_it_is(outside: Path) -> None:
    (outside / "file").write_text("mine", encoding="utf-8")
    (outside / "full" / "data").mkdir(parents=True)
    for name, says in (("file", "is a file"), ("full", "data exists")):
        with pytest.raises(sb.SectorbookError, match=says):
            init_workspace(outside / name)
    assert (outside / "file").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in (outside / "full").rglob("*")] == ["data"]


def test_a_readme_that_is_there_stays(outside: Path) -> None:
    (outside / "README.md").write_text("mine", encoding="utf-8")
    init_workspace(outside)
    assert (outside / "README.md").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in outside.iterdir()) == ["README.md", "data"]


def test_a_report_outside_any_workspace_is_read_with_the_catalogue_of_the_package(outside: Path) -> None:
    copy = Path(shutil.copytree(REPORTS / "nepal-2022", outside / "nepal-2022"))
    assert workspace_around(copy) is None
    inside = sb.reconcile(sb.load_report(REPORTS / "nepal-2022")).bounds
    assert sb.reconcile(sb.load_report(copy)).bounds.equals(inside)
    assert sb.load_report(copy).digest == sb.load_report(REPORTS / "nepal-2022").digest


def test_a_report_is_read_with_the_catalogue_of_its_own_workspace(
    outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "other"):
        init_workspace(outside / name)
        new_report("hill", outside / name / "data/reports")
    with (outside / "one/data/indicators.csv").open("a", encoding="utf-8", newline="\n") as catalogue:
        catalogue.write(WIDE.replace("mean_wage", "only_of_one"))
    monkeypatch.chdir(outside / "other")
    assert catalogue_for(outside / "one/data/reports/hill") == outside / "one/data"
    assert "only_of_one" in sb.load_report(outside / "one/data/reports/hill").indicators.index
    assert "only_of_one" not in sb.load_report("hill").indicators.index


def test_a_workspace_without_a_catalogue_takes_that_of_the_package(outside: Path) -> None:
    (outside / "data/reports").mkdir(parents=True)
    assert catalogue_for(outside / "data/reports") == shipped("catalogue")
    assert "sector_revenue" in sb.load_report(new_report("hill")).indicators.index


@pytest.mark.parametrize(("names", "says"), [([], "sectorbook new-report NAME"), (["b", "a"], "Name one: a, b")])
def test_a_report_is_left_out_only_where_there_is_one(outside: Path, names: list[str], says: str) -> None:
    init_workspace(outside)
    for name in names:
        new_report(name)
    done = CliRunner().invoke(main, ["ask"])
    assert done.exit_code == 1
    assert says in done.stderr


def test_at_most_three_reports_are_suggested_for_the_beginning_of_a_name(outside: Path) -> None:
    init_workspace(outside)
    for number in range(1, 5):
        new_report(f"hill-{number}")
    with pytest.raises(sb.SectorbookError) as caught:
        sb.load_report("hill")
    assert sum(f'"hill-{number}"' in str(caught.value) for number in range(1, 5)) == 3


@pytest.mark.parametrize("nothing", ["", " "])
def test_a_folder_for_results_without_a_name_is_refused(nothing: str) -> None:
    with pytest.raises(sb.ParameterError, match="The folder for the results is empty"):
        check_output_folder(nothing)
