"""A report loads whole or not at all, and says everything that is wrong with it."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pandas as pd
import pytest

from helpers.clone import REPORTS
from helpers.told import problems_told
from sectorbook.errors import Inconsistent, LedgerError, Problem, SectorbookError
from sectorbook.ledger.report import Report, find_report, load_report, report_names
from sectorbook.reconcile.result import reconcile

EST01 = "EST-01,freelancer_revenue,undated,,,,point,15,15,,no,1,test,yes,BR,1,,$15 million,digits,nobody (the opening)"
EST04 = 'EST-04,freelancers,undated,,,,range,3000,4000,,yes,1000,core,,BR,2,,"around 3,000 to 4,000",digits,the report'
EST05 = "EST-05,freelancer_revenue,undated,,,,range,10,15,,no,1,core,,BR,2,,between $10 million and $15 million,digits"


def spoil(package: Path, file: str, old: str, new: str) -> list[Problem]:
    """Replace one piece of a file, which has to stand there once, and give the problems that loading finds."""
    path = package / file
    text = path.read_bytes().decode()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_bytes(text.replace(old, new).encode())
    return problems(package)


def problems(package: Path) -> list[Problem]:
    with pytest.raises(LedgerError, match=r"cannot be loaded: \d+ problems?\.") as caught:
        load_report(package)
    return problems_told(caught.value)


# One broken package a rule: file, what stood there, what stands there now, and where the complaint has to point.
BROKEN = {
    "low above high": (
        "statements.csv",
        EST05,
        EST05.replace("10,15", "15,10"),
        6,
        "low",
        "15",
        "above the high end 10",
    ),
    "equal ends of a range": (
        "statements.csv",
        EST05,
        EST05.replace("range,10", "range,15"),
        6,
        "shape",
        "range",
        "ends are equal",
    ),
    "two ends of a point": (
        "statements.csv",
        EST01,
        EST01.replace("15,15", "14,15"),
        2,
        "shape",
        "point",
        "not equal",
    ),
    "open end of a range": (
        "statements.csv",
        EST05,
        EST05.replace("10,15", "10,"),
        6,
        "high",
        "",
        "range has a high end",
    ),
    "closed end of more_than": (
        "statements.csv",
        "EST-12,jobs_created,undated,,,,more_than,1000,,,no",
        "EST-12,jobs_created,undated,,,,more_than,1000,2000,,no",
        13,
        "high",
        "2000",
        "more_than has no high end",
    ),
    "unknown indicator": (
        "statements.csv",
        EST05,
        EST05.replace("freelancer_revenue", "freelance_revenue"),
        6,
        "indicator",
        "freelance_revenue",
        "no such indicator",
    ),
    "unknown shape": ("statements.csv", EST05, EST05.replace("range", "span"), 6, "shape", "span", "enum"),
    "unknown role": ("statements.csv", EST05, EST05.replace("core", "main"), 6, "role", "main", "enum"),
    "unknown about": (
        "statements.csv",
        EST05,
        EST05.replace("15,,no", "15,,maybe"),
        6,
        "about",
        "maybe",
        "enum",
    ),
    "unknown reading": (
        "statements.csv",
        EST01,
        EST01.replace("digits", "letters"),
        2,
        "reading",
        "letters",
        "enum",
    ),
    "unknown source": ("statements.csv", EST05, EST05.replace("BR", "BX"), 6, "source", "BX", "lookup table"),
    "id twice": (
        "statements.csv",
        EST05,
        EST05.replace("EST-05", "EST-04"),
        6,
        "id",
        "EST-04",
        "same as in the row at line 5",
    ),
    "negative count": (
        "statements.csv",
        EST04,
        EST04.replace("3000", "-3000"),
        5,
        "low",
        "-3000",
        "not negative",
    ),
    "share above 100": (
        "statements.csv",
        "EST-21,outage_share,undated,,,,point,88,88,,yes",
        "EST-21,outage_share,undated,,,,point,188,188,,yes",
        22,
        "high",
        "188",
        "above 100%",
    ),
    "step that does not divide": (
        "statements.csv",
        EST04,
        EST04.replace("yes,1000", "yes,300"),
        5,
        "rounded_to",
        "300",
        "no multiples",
    ),
    "step below zero": (
        "statements.csv",
        EST04,
        EST04.replace("yes,1000", "yes,-1000"),
        5,
        "rounded_to",
        "-1000",
        "pattern",
    ),
    "no step": (
        "statements.csv",
        EST04,
        EST04.replace("yes,1000", "yes,"),
        5,
        "rounded_to",
        "",
        "role core needs the step",
    ),
    "thousands separator": (
        "statements.csv",
        EST04,
        EST04.replace("3000", '"3,000"'),
        5,
        "low",
        "3,000",
        "not a number",
    ),
    "Arabic-Indic digits": (
        "statements.csv",
        EST01,
        EST01.replace("15,15", "١٥,15"),
        2,
        "low",
        "١٥",
        "not a number",
    ),
    "underscore in a number": (
        "statements.csv",
        EST04,
        EST04.replace("3000", "3_000"),
        5,
        "low",
        "3_000",
        "not a number",
    ),
    "exponent": ("statements.csv", EST04, EST04.replace("3000", "3e3"), 5, "low", "3e3", "not a number"),
    "infinity": ("statements.csv", EST04, EST04.replace("4000", "INF"), 5, "high", "INF", "not a number"),
    "signalling NaN": (
        "statements.csv",
        EST04,
        EST04.replace("3000", "sNaN"),
        5,
        "low",
        "sNaN",
        "not a number",
    ),
    "space around a number": (
        "statements.csv",
        EST04,
        EST04.replace("3000", " 3000"),
        5,
        "low",
        " 3000",
        "not a number",
    ),
    "space around a word": (
        "statements.csv",
        EST04,
        EST04.replace("core", "core "),
        5,
        "role",
        "core ",
        "space",
    ),
    "paragraph with a decimal": (
        "statements.csv",
        EST04,
        EST04.replace("BR,2", "BR,2.0"),
        5,
        "paragraph",
        "2.0",
        "not a whole number",
    ),
    "period that is none": (
        "statements.csv",
        EST04,
        EST04.replace("undated", "lately"),
        5,
        "period",
        "lately",
        "pattern",
    ),
    "a cell too many": ("statements.csv", EST01, EST01 + ",more", 2, "", "more", "22 cells, the header 21"),
    "a sentence as printed": (
        "statements.csv",
        "BR,1,,$15 million,digits",
        "BR,1,," + "x" * 81 + ",words",
        2,
        "printed",
        "x" * 81,
        "maxLength|maximum length",
    ),
    "identity of one term": (
        "identities.csv",
        "workforce,company_employees,1,=,,assumed,including both company employees and freelancers,15,\n"
        "workforce,workforce,-1,=,,assumed,including both company employees and freelancers,15,\n",
        "",
        5,
        "identity",
        "workforce",
        "one term only",
    ),
    "indicator twice in an identity": (
        "identities.csv",
        "workforce,company_employees,1",
        "workforce,freelancers,1",
        6,
        "indicator",
        "freelancers",
        "twice",
    ),
    "unlike units in an identity": (
        "identities.csv",
        "workforce,company_employees,1",
        "workforce,active_companies,1",
        6,
        "indicator",
        "active_companies",
        "company cannot be added to person",
    ),
    "coefficient of zero": (
        "identities.csv",
        "workforce,company_employees,1",
        "workforce,company_employees,0",
        6,
        "coefficient",
        "0",
        "says nothing",
    ),
    "coefficient without end": (
        "identities.csv",
        "workforce,company_employees,1",
        "workforce,company_employees,NaN",
        6,
        "coefficient",
        "NaN",
        "not a number",
    ),
    "identity of two relations": (
        "identities.csv",
        "workforce,company_employees,1,=",
        "workforce,company_employees,1,<=",
        6,
        "relation",
        "<=",
        'first row of "workforce" says "="',
    ),
    "unknown indicator in an identity": (
        "identities.csv",
        "workforce,company_employees,1",
        "workforce,staff,1",
        6,
        "indicator",
        "staff",
        "no such indicator",
    ),
    "copy of an unknown source": (
        "sources.csv",
        "reprint,BR",
        "reprint,BX",
        None,
        "copies",
        "BX",
        "lookup table",
    ),
    "address that is none": (
        "sources.csv",
        "https://pave.com.pk",
        "pave.com.pk",
        None,
        "url",
        None,
        "pattern",
    ),
    "date that is none": (
        "sources.csv",
        "2024-01-16,printed",
        "16.1.2024,printed",
        None,
        "date",
        "16.1.2024",
        "not a date",
    ),
    "semicolons": ("sources.csv", "id,title,publisher,", "id;title;publisher;", 1, "", None, "semicolons stand"),
}


BROKEN |= {
    "question of no indicator": (
        "questions.csv",
        "company_employees,,EST-20",
        "company_staff,,EST-20",
        6,
        "indicator",
        "company_staff",
        "none of this name",
    ),
    "question of no identity": (
        "questions.csv",
        ",revenue,",
        ",revenues,",
        3,
        "identity",
        "revenues",
        "none of this name",
    ),
    "question of no statement": (
        "questions.csv",
        ",EST-21,",
        ",EST-91,",
        7,
        "statements",
        "EST-91",
        "none of this name",
    ),
    "question of both": (
        "questions.csv",
        "company_employees,,EST-20",
        "company_employees,workforce,EST-20",
        6,
        "identity",
        "workforce",
        "an indicator or an identity",
    ),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_is_reported_with_file_row_column_and_value(package: Path, rule: str) -> None:
    file, old, new, row, column, value, what = BROKEN[rule]
    reported = spoil(package, file, old, new)
    first = [problem for problem in reported if problem.file == file]  # a statement that is gone is missed by questions
    assert len(first) == 1 or rule == "share above 100", [str(problem) for problem in reported]
    problem = first[0]
    assert problem.file == file
    assert row is None or problem.row == row
    assert problem.column == column
    assert value is None or value in problem.value
    assert re.search(what, problem.what), problem.what
    assert problem.remedy.endswith((".", "?")) or column == ""


def test_an_identity_of_whole_minus_parts_is_turned_so_that_at_most_is_of_the_parts(package: Path) -> None:
    path = package / "identities.csv"
    text = path.read_text(encoding="utf-8")
    for indicator, old, new in (("freelancers", 1, -1), ("company_employees", 1, -1), ("workforce", -1, 1)):
        assert text.count(f"workforce,{indicator},{old},") == 1
        text = text.replace(f"workforce,{indicator},{old},", f"workforce,{indicator},{new},")
    path.write_text(text, encoding="utf-8")
    turned = load_report(package)
    pd.testing.assert_frame_equal(turned.identities, load_report("gilgit-baltistan-2025").identities)
    staff = reconcile(turned.relax("workforce")).bounds.loc["company_employees"]
    assert (staff["low"], staff["high"]) == (0, 4000)


def test_every_problem_is_reported_at_once(package: Path) -> None:
    path = package / "statements.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(EST05, EST05.replace("10,15", "15,10")).replace("EST-20,workforce,", "EST-20,workers,"),
        encoding="utf-8",
    )
    reported = spoil(package, "identities.csv", "workforce,company_employees,1", "workforce,company_employees,0")
    assert {(problem.file, problem.column) for problem in reported} == {
        ("statements.csv", "low"),
        ("statements.csv", "indicator"),
        ("identities.csv", "coefficient"),
    }


@pytest.mark.parametrize(
    ("spoiled", "what"),
    [
        (lambda raw: raw.replace(b"Approximately", b"Approximately\xff"), "not UTF-8"),
        (lambda raw: raw.split(b"\n")[0] + b"\n", "no row"),
    ],
)
def test_bytes_that_are_no_plain_table_are_refused(package: Path, spoiled: object, what: str) -> None:
    path = package / "statements.csv"
    path.write_bytes(spoiled(path.read_bytes()))  # type: ignore[operator]
    reported = problems(package)
    assert [problem.file for problem in reported] == ["statements.csv"]
    assert what in reported[0].what


@pytest.mark.parametrize("name", ["statements.csv", "identities.csv", "sources.csv", "datapackage.json"])
def test_a_missing_file_is_named(package: Path, name: str) -> None:
    (package / name).unlink()
    if name == "datapackage.json":
        with pytest.raises(SectorbookError, match="There is no report"):
            load_report(package)
    else:
        assert [(problem.file, problem.what) for problem in problems(package)] == [(name, "the file is missing")]


def test_a_descriptor_that_is_not_json_is_refused(package: Path) -> None:
    (package / "datapackage.json").write_text("{", encoding="utf-8")
    assert problems(package)[0].what == "it is not a data package"


def test_a_core_that_cannot_hold_is_loaded_and_its_conflict_is_the_finding(package: Path) -> None:
    table = package / "statements.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(EST01, EST01.replace("test", "core")), encoding="utf-8")
    result = reconcile(load_report(package))
    assert result.conflicts() == [{"EST-01", "EST-03", "EST-07", "revenue"}]
    with pytest.raises(Inconsistent, match="cannot all hold"):
        _ = result.bounds


def test_an_own_indicator_that_contradicts_the_catalogue_is_refused(package: Path) -> None:
    own = "id,label,unit,definition,topic\nfreelancers,Freelancers,company,People of the freelancing community,people\n"
    (package / "indicators.csv").write_text(own, encoding="utf-8")
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    catalogue = json.loads((REPORTS.parent / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"].append(catalogue["resources"][0])
    (package / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    first = problems(package)[0]
    assert (first.file, first.row, first.column, first.value) == ("indicators.csv", 2, "unit", "company")


def test_a_message_names_place_value_and_remedy(package: Path) -> None:
    problem = spoil(package, "statements.csv", EST05, EST05.replace("freelancer_revenue", "freelance_revenue"))[0]
    assert str(problem) == (
        'statements.csv, row 6, column indicator: there is no such indicator (found "freelance_revenue"). '
        'Did you mean "freelancer_revenue"?'
    )


@pytest.mark.parametrize("name", ["nowhere", "../reports/gilgit-baltistan-2025x", "gilgit-baltistan-2024"])
def test_an_unknown_report_is_refused(name: str) -> None:
    with pytest.raises(SectorbookError, match="There is no report"):
        find_report(name)


def test_the_nearest_report_is_proposed() -> None:
    with pytest.raises(SectorbookError, match='Did you mean "gilgit-baltistan-2025"'):
        find_report("gilgit-baltistan-2024")
    with pytest.raises(SectorbookError, match='Did you mean "sco-2025"'):  # however much is missing
        find_report("s")


def test_a_name_means_the_workspaces_report_whatever_lies_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gilgit-baltistan-2025").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SECTORBOOK_WORKSPACE", str(REPORTS.parents[1]))
    assert find_report("gilgit-baltistan-2025") == REPORTS / "gilgit-baltistan-2025"


@pytest.mark.parametrize("slug", report_names())
def test_every_shipped_report_loads(slug: str) -> None:
    assert len(load_report(slug).core) > 0


def test_the_article_has_21_statements_of_which_18_are_core(report: Report) -> None:
    own = report.statements[report.statements["source"] == "BR"]
    assert list(own.index) == [f"EST-{number:02}" for number in range(1, 22)]
    assert set(own.index[own["role"] == "test"]) == {"EST-01", "EST-02"}
    assert set(own.index[own["role"] == "quote"]) == {"EST-08", "EST-09", "EST-10"}


def test_open_ends_are_not_a_number(report: Report) -> None:
    assert math.isnan(report.statements.at["EST-12", "high"])
    assert report.statements.at["EST-12", "low"] == 1000


def test_without_sets_a_statement_aside_and_says_so(report: Report) -> None:
    changed = report.without("EST-05")
    assert changed.statements.at["EST-05", "role"] == "test"
    assert report.statements.at["EST-05", "role"] == "core"
    assert changed.changes == ("without EST-05",)


def test_assume_takes_the_place_of_the_core_and_says_so(report: Report) -> None:
    changed = report.assume(company_revenue=(3.0, 4.0))
    assert list(changed.core.index[changed.core["indicator"] == "company_revenue"]) == ["ASSUMED-company_revenue"]
    assert changed.changes == ("assuming company_revenue $3m–$4m",)


def test_relax_turns_an_equation_into_at_most(report: Report) -> None:
    changed = report.relax("revenue")
    assert set(changed.identities.loc["revenue", "relation"]) == {"<="}
    assert set(changed.identities.loc["workforce", "relation"]) == {"="}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda report: report.without("EST-051"), 'no core statement "EST-051". Did you mean "EST-05"'),
        (lambda report: report.relax("revenues"), 'no identity "revenues". Did you mean "revenue"'),
        (lambda report: report.assume(company_revenu=(1, 2)), 'no indicator "company_revenu". Did you mean'),
        (
            lambda report: report.assume(company_revenue=(2, 1)),
            "The assumed range of company_revenue is [2, 1]. Give a low and a high end",
        ),
        (
            lambda report: report.assume(company_revenue=(1e-20, 4)),
            "each 0 or between 1e-15 and 1e+15; the high one may be inf",
        ),
        (
            lambda report: report.assume(company_revenue=(-1, 4)),
            "The assumed range of company_revenue is [-1, 4]. Give a low and a high end, none negative",
        ),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(report: Report, change: object, message: str) -> None:
    with pytest.raises(SectorbookError, match=re.escape(message)):
        change(report)  # type: ignore[operator]


def test_a_second_assumption_takes_the_place_of_the_first(report: Report) -> None:
    changed = report.assume(freelancers=(1000, 2000)).assume(freelancers=(1500, 1700))
    assert list(changed.core[changed.core["indicator"] == "freelancers"].index) == ["ASSUMED-freelancers"]
    assert reconcile(changed).bounds.at["freelancers", "low"] == 1500


def test_an_assumption_may_be_open_above(report: Report) -> None:
    changed = report.assume(registered_companies=(200, math.inf))
    bounds = reconcile(changed).bounds.loc["registered_companies"]
    assert (bounds["low"], bounds["high"]) == (200, math.inf)
    assert changed.changes == ("assuming registered_companies at least 200 companies",)


def test_wholes_of_two_parts_are_told_with_their_parts(report: Report) -> None:
    assert ("freelancer_revenue", "company_revenue", "sector_revenue") in report.wholes_of_two
    assert ("freelancers", "company_employees", "workforce") in report.wholes_of_two


def test_what_is_tested_can_be_held_with_the_core_and_nothing_else_can(report: Report) -> None:
    changed = report.including("EST-01")
    assert "EST-01" in changed.core.index
    assert changed.changes == ("including EST-01",)
    for name in ("EST-03", "EST-08"):  # the core's already; a date
        with pytest.raises(SectorbookError, match=f'no tested statement "{name}"'):
            report.including(name)


@pytest.mark.parametrize("name", ["nepal-" + "é" * 150, "a/" * 3000, "x\0y"])  # 300 bytes, 6,000, and no path at all
def test_a_name_that_no_folder_can_have_is_no_report(name: str) -> None:
    with pytest.raises(SectorbookError, match="There is no report"):
        load_report(name)


def test_a_number_names_no_report() -> None:
    with pytest.raises(SectorbookError, match=r"named by a text or a path, not by 2\.0\."):
        load_report(2.0)  # type: ignore[arg-type]
