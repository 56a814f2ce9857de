"""What no parameter, notebook or sweep may be is refused before anything runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sectorbook as sb
from helpers.clone import ROOT
from sectorbook.errors import FigureError, ParameterError, SectorbookError
from sectorbook.figures.profiles import parse_profiles
from sectorbook.ledger.report import Report
from sectorbook.ledger.workspace import check_output_folder, new_report_folder
from sectorbook.runs.notebooks import declared_parameters, read_notebook
from sectorbook.runs.parameters import parse_settings
from sectorbook.runs.sweep import failed_rows, read_rows

NOTEBOOK = ROOT / "notebooks" / "audit.ipynb"
KNOWN = declared_parameters(read_notebook(NOTEBOOK), "audit")


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (["about=printed", "about=rounding"], "about"),
        (["about=printed", "about=printed"], "about"),
        (["assume.company_revenue=1:2", "assume.company_revenue=1:2"], "assume.company_revenue"),
        (["assume=1", "assume.company_revenue=1:2"], "assume.company_revenue"),
        (["assume.company_revenue=1:2", "assume=1"], "assume"),
    ],
)
def test_a_parameter_is_given_once(settings: list[str], named: str) -> None:
    with pytest.raises(ParameterError, match=f'"{named}" is given twice'):
        parse_settings(settings, KNOWN, "audit")


@pytest.mark.parametrize("ends", ["0:1e400", "1e400:inf", "-1e999:0"])
def test_a_number_too_large_is_not_taken_for_an_open_end(ends: str) -> None:
    with pytest.raises(ParameterError, match="is too large"):
        parse_settings([f"assume.company_revenue={ends}"], KNOWN, "audit")


@pytest.mark.parametrize(
    "ends", [(float("inf"),) * 2, (5e-324, 1), (0, 1e308), (10**400, float("inf")), (float("nan"), 1)]
)
def test_an_assumed_range_has_ends_that_a_table_could_have(report: Report, ends: tuple[float, float]) -> None:
    with pytest.raises(SectorbookError, match="company_revenue"):
        report.assume(company_revenue=ends)


def test_an_indicator_can_have_the_name_of_an_argument(report: Report) -> None:
    with pytest.raises(SectorbookError, match='"self"'):
        report.assume(**{"self": (1, 2)})


@pytest.mark.parametrize(
    "content", ["[]", "{}", "1", "[" * 100_000, '{"cells": [], "metadata": []}', '{"nbformat": 4, "cells": 1}']
)
def test_what_is_no_notebook_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.ipynb").write_text(content, encoding="utf-8")
    with pytest.raises(SectorbookError, match=r"x\.ipynb"):
        read_notebook(tmp_path / "x.ipynb")


def test_a_notebook_is_read_like_any_other_file(tmp_path: Path) -> None:
    (tmp_path / "x.ipynb").symlink_to("/dev/zero")
    with pytest.raises(SectorbookError, match="a device"):
        read_notebook(tmp_path / "x.ipynb")
    (tmp_path / "y.ipynb").write_text(json.dumps({"nbformat": 4, "cells": ["\ud800"]}), encoding="utf-8")
    with pytest.raises(SectorbookError, match="half a character"):
        read_notebook(tmp_path / "y.ipynb")


def test_a_sweep_checks_the_ranges_of_every_row(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("assume.company_revenue\n3:4\ninf:inf\n3:4\n5:4\n", encoding="utf-8")
    with pytest.raises(ParameterError) as raised:
        read_rows(table, NOTEBOOK)
    assert [line.partition(":")[0] for line in str(raised.value).splitlines()] == [f"{table}, row {n}" for n in (3, 5)]


def test_the_rows_that_failed_are_named(tmp_path: Path) -> None:
    table, results = tmp_path / "t.csv", tmp_path / "results.csv"
    table.write_text("about\nprinted\nrounding\nwithin\n", encoding="utf-8")
    results.write_text("id,about,error\n1,printed,\n2,rounding,broken\n3,within,\n", encoding="utf-8")
    assert failed_rows(table, results) == [3]


@pytest.mark.parametrize("check", [check_output_folder, new_report_folder])
@pytest.mark.parametrize("path", ["x" * 300 + "/x", "a\0b"])
def test_a_path_that_no_system_can_have_is_none(tmp_path: Path, check: object, path: str) -> None:
    with pytest.raises(ParameterError, match="is no path"):
        check(f"{tmp_path}/{path}")  # type: ignore[operator]


def test_the_home_of_nobody_holds_no_profile() -> None:
    with pytest.raises(FigureError, match=r"~nobody-of-this-name"):
        parse_profiles("~nobody-of-this-name/own.mplstyle")
    with pytest.raises(FigureError, match=r'no profile "~nobody-of-this-name"'):
        parse_profiles("~nobody-of-this-name")


@pytest.mark.parametrize("period", ["a\x1b[31mb", "2" * 41, 2015])
def test_a_reports_period_is_a_line_that_can_be_seen(package: Path, period: object) -> None:
    file = package / "datapackage.json"
    content = json.loads(file.read_text(encoding="utf-8")) | {"period": period}
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(sb.LedgerError, match=r"a (title or )?period that is no"):
        sb.load_report(package)
