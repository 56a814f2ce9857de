"""A package has regular files of its own folder, and lists all of its tables."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from helpers.small_report import write_report
from helpers.told import problems_told
from sectorbook.errors import LedgerError, Problem
from sectorbook.ledger.report import load_report
from sectorbook.values.units import is_unit


def problems(folder: Path) -> list[Problem]:
    with pytest.raises(LedgerError) as raised:
        load_report(folder)
    return problems_told(raised.value)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_report(tmp_path / "harbour")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes")
@pytest.mark.parametrize("name", ["notes.txt", "statements.csv"])
def test_a_named_pipe_in_the_folder_is_refused_without_waiting(folder: Path, name: str) -> None:
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    assert any(problem.file == name and "a named pipe" in problem.value for problem in problems(folder))


def test_a_link_out_of_the_folder_is_refused_and_one_inside_is_not(folder: Path) -> None:
    (folder.parent / "elsewhere.txt").write_text("x", encoding="utf-8")
    (folder / "inside.txt").symlink_to("sources.csv")
    load_report(folder)
    (folder / "notes.txt").symlink_to("../elsewhere.txt")
    assert [problem.file for problem in problems(folder)] == ["notes.txt"]


@pytest.mark.parametrize("name", ["zz.csv", "statements (1).csv", "SOURCES.CSV"])
def test_a_table_that_nobody_listed_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_text("a\n1\n", encoding="utf-8")
    assert [problem.what for problem in problems(folder)] == [f"{name} is in the folder, but not listed"]


@pytest.mark.parametrize(
    "descriptor",
    [
        [],
        None,
        {"title": "x"},
        {"title": None, "resources": []},
        {"title": "x", "resources": [{"name": None}]},
        {"title": "x", "resources": [{"name": "sources"}, {"name": "sources"}]},
        {"title": "x", "resources": [{"name": f"r{number}"} for number in range(101)]},
        {"title": "a\x1b[31m", "resources": []},
        {"title": "x", "period": 2024, "resources": []},
    ],
)
def test_a_descriptor_of_another_form_is_one_problem(folder: Path, descriptor: Any) -> None:
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert [problem.what for problem in problems(folder)][:1] == ["it is not a data package"]


def test_a_table_that_comes_by_another_scheme_is_refused(folder: Path) -> None:
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"][0]["scheme"] = "https"
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    (problem,) = problems(folder)
    assert (problem.file, problem.column, problem.value) == ("datapackage.json", "scheme", "https")
    assert problem.what == 'the scheme of "sources" is not "file"'


@pytest.mark.parametrize(("profile", "is_refused"), [("data-package", False), (".data-package", True)])
def test_a_profile_is_a_name_and_no_path(folder: Path, profile: str, is_refused: bool) -> None:
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    (folder / "datapackage.json").write_text(json.dumps(descriptor | {"profile": profile}), encoding="utf-8")
    if is_refused:
        assert [(one.column, one.value) for one in problems(folder)] == [("profile", profile)]
    else:
        assert len(load_report(folder).core) == 3


def test_a_strange_file_and_an_unlisted_table_are_both_reported(folder: Path) -> None:
    (folder.parent / "elsewhere.txt").write_text("x", encoding="utf-8")
    (folder / "notes.txt").symlink_to("../elsewhere.txt")
    (folder / "zz.csv").write_text("a\n1\n", encoding="utf-8")
    assert {(one.file, one.value) for one in problems(folder)} >= {("datapackage.json", "zz")}
    assert "notes.txt" in {one.file for one in problems(folder)}


def test_a_period_has_at_most_forty_signs(folder: Path) -> None:
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    (folder / "datapackage.json").write_text(json.dumps(descriptor | {"period": "x" * 40}), encoding="utf-8")
    assert load_report(folder).period == "x" * 40
    (folder / "datapackage.json").write_text(json.dumps(descriptor | {"period": "x" * 41}), encoding="utf-8")
    assert [problem.what for problem in problems(folder)][:1] == ["it is not a data package"]


def test_a_relation_that_there_is_not_is_reported_once(folder: Path) -> None:
    text = (folder / "statements.csv").read_text(encoding="utf-8")
    head, first, *rest = text.splitlines()
    (folder / "statements.csv").write_text(
        "\n".join([f"{head},relation,of,of_period", f"{first},no such,moored_boats,", *(f"{row},,," for row in rest)]),
        encoding="utf-8",
    )
    assert [problem.column for problem in problems(folder)] == ["relation"]


def test_a_row_of_countless_cells_is_one_problem(folder: Path) -> None:
    with (folder / "statements.csv").open("a", encoding="utf-8") as table:
        table.write("," * 200_000 + "x\n")
    assert any("200,001 cells" in problem.what for problem in problems(folder))


@pytest.mark.parametrize(
    "expression",
    ["(", "1e999999999 USD", "9**9**9", "USD**99", "1/0", "a" * 81, "USD;", "lambda: 1", "10 kilogram", ""],
)
def test_what_pint_would_compute_is_no_unit(expression: str) -> None:
    assert not is_unit(expression)


@pytest.mark.parametrize("expression", ["MUSD/year", "km**2", "m^3", "USD/person/year", "kilogram * meter", "1/year"])
def test_units_with_one_power_and_quotients_are_units(expression: str) -> None:
    assert is_unit(expression)
