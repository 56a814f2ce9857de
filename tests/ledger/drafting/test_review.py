"""Drafts are decided on in a terminal and through a table; what was decided is stored, and nothing else."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import sectorbook as sb
from helpers.told import problems_told
from sectorbook.cli import main
from sectorbook.errors import LedgerError, ReviewError
from sectorbook.ledger.drafting.draft import draft_report
from sectorbook.ledger.drafting.review import DECIDED, SHOWN, Decision, Drafts, read_as, take_decisions, write_decisions

TEXT = """Some 300 registered companies work in the valley.

The companies' revenue is $3.5 million.

They employ over 40 people and 12 dogs; the fares rose by 6% and boats aged over five years.
"""
IDS = [f"V-{number:02}" for number in range(1, 7)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    text = tmp_path / "valley.txt"
    text.write_text(TEXT, encoding="utf-8")
    return draft_report(text, str(tmp_path / "valley")).folder


def statements(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "statements.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def review(folder: Path, *answers: str) -> Result:
    said = "".join(f"{answer}\n" for answer in answers)
    return CliRunner().invoke(main, ["draft", "--review", str(folder)], input=said)


def cells(row: dict[str, str], *names: str) -> tuple[str, ...]:
    return tuple(row[name] for name in names)


def test_a_number_takes_what_is_suggested_into_the_core(folder: Path) -> None:
    done = review(folder, "1", "1", "q")
    assert done.exit_code == 0, done.output
    assert done.stdout.endswith("2 decided, 4 left.\n")
    found = statements(folder)
    assert cells(found["V-01"], "indicator", "role", "low", "unit", "about", "note") == (
        *("registered_companies", "core", "300", "", "yes", ""),
    )
    assert cells(found["V-02"], "indicator", "role", "low", "unit", "rounded_to") == (
        *("company_revenue", "core", "3.5", "", "0.1"),
    )
    report = sb.load_report(folder)
    assert list(report.core.index) == ["V-01", "V-02"]
    assert sb.reconcile(report).bounds.loc["company_revenue", ["low", "high"]].tolist() == [3.5, 3.5]


def test_enter_takes_no_suggestion(folder: Path) -> None:
    before = statements(folder)
    assert review(folder, "", "", "q").stdout.endswith("0 decided, 6 left.\n")
    assert statements(folder) == before


def test_a_bare_count_is_no_money(folder: Path) -> None:
    done = review(folder, "company_revenue", "q")
    assert 'names no currency, and "MUSD/year" is money' in done.stdout
    assert statements(folder)["V-01"]["role"] == "draft"


def test_an_unknown_relation_is_asked_again(folder: Path) -> None:
    done = review(folder, "e", "", "", "2017-04", "-", "1", "q")
    assert done.exit_code == 0, done.output
    assert "'2017-04' is not one of" in done.output


def test_what_is_asked_is_shown_in_its_words_with_what_was_read(folder: Path) -> None:
    shown = review(folder, "q").stdout
    assert shown.count("Answer with the number of a suggestion") == 1
    assert review(folder, "?", "q").stdout.count("Answer with the number of a suggestion") == 2
    assert "1 of 6, paragraph 1\n  [Some 300 registered companies] work in the valley.\n" in shown
    assert "  read as: about 300 companies\n  1 registered_companies: Registered companies (company)\n" in shown
    assert "Indicator [s]:" in shown


@pytest.mark.parametrize(
    ("answer", "role", "indicator"),
    [
        ("1t", "test", "registered_companies"),
        ("1 q", "quote", "registered_companies"),
        ("active_companies", "core", "active_companies"),
        ("activ t", "test", "active_companies"),
        ("active companies", "core", "active_companies"),
    ],
)
def test_an_answer_names_indicator_and_role(folder: Path, answer: str, role: str, indicator: str) -> None:
    review(folder, answer, "q")
    assert cells(statements(folder)["V-01"], "role", "indicator") == (role, indicator)


def test_a_slip_of_a_name_is_asked_back(folder: Path) -> None:
    done = review(folder, "activ_compnies", "y", "q")
    assert "Did you mean active_companies?" in done.stdout
    assert statements(folder)["V-01"]["indicator"] == "active_companies"


def test_what_is_begun_by_several_names_is_asked_again(folder: Path) -> None:
    done = review(folder, "company", "q")
    assert "Which one: company_revenue, company_exports, company_employees?" in done.stdout
    assert statements(folder)["V-01"]["role"] == "draft"


def test_a_new_indicator_goes_to_the_reports_own_table(folder: Path) -> None:
    review(folder, "valley firms", "y", "Firms of the valley", "", "q")
    with (folder / "indicators.csv").open(encoding="utf-8", newline="") as file:
        (own,) = csv.DictReader(file)
    assert cells(own, "id", "label", "unit", "whole") == ("valley_firms", "Firms of the valley", "company", "yes")
    assert sb.load_report(folder).core["indicator"].tolist() == ["valley_firms"]


def test_what_is_no_figure_moves_to_the_other_table(folder: Path) -> None:
    review(folder, "s", "s", "s", "n dogs are not counted", "q")
    assert list(statements(folder)) == [one for one in IDS if one != "V-04"]
    with (folder / "not_figures.csv").open(encoding="utf-8", newline="") as file:
        assert [tuple(row.values()) for row in csv.DictReader(file)] == [("3", "12", "dogs are not counted")]


def test_an_edit_says_what_an_ambiguous_expression_means(folder: Path) -> None:
    skipped = ["s"] * 5
    review(folder, *skipped, "e", "more than 5 years", "2019", "-", "target_horizon")
    row = statements(folder)["V-06"]
    assert cells(row, "shape", "low", "high", "period", "reading", "role", "printed") == (
        *("more_than", "5", "", "2019", "words", "core", "over five years"),
    )


def test_a_change_needs_what_it_is_a_change_from(folder: Path) -> None:
    review(folder, *["s"] * 4, "company_revenue", "", "2018", "q")
    row = statements(folder)["V-05"]
    assert cells(row, "relation", "of", "of_period", "role", "low") == (
        "change",
        "company_revenue",
        "2018",
        "core",
        "6",
    )


def test_a_second_edit_begins_with_what_the_first_one_said(folder: Path) -> None:
    shown = review(folder, "e", "", "", "change", "-", "2023", "e", "", "", "", "", "", "q").stdout
    assert shown.count("Of which period (- for the same) [-]") == 1
    assert shown.count("Of which period (- for the same) [2023]") == 1


def test_a_change_without_what_it_is_from_stays_a_draft(folder: Path) -> None:
    done = review(folder, *["s"] * 4, "company_revenue", "-", "q")
    assert "It stays a draft" in done.stdout
    assert cells(statements(folder)["V-05"], "indicator", "role") == ("company_revenue", "draft")


def test_what_cannot_be_stored_is_told_and_asked_again(folder: Path) -> None:
    done = review(folder, "company_revenue", "1", "q")
    assert 'names no currency, and "MUSD/year" is money' in done.stdout
    assert statements(folder)["V-01"]["indicator"] == "registered_companies"


def test_a_core_that_cannot_hold_is_kept_as_it_is_decided(folder: Path) -> None:
    review(folder, "active_companies", "s", "s", "active_companies", "q")
    assert cells(statements(folder)["V-04"], "indicator", "role") == ("active_companies", "core")


def test_the_end_of_the_input_keeps_what_is_done(folder: Path) -> None:
    done = review(folder, "1")
    assert done.exit_code == 0
    assert "1 decided, 5 left." in done.stdout
    assert statements(folder)["V-01"]["role"] == "core"


def test_an_interrupted_write_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    drafts = Drafts(folder)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("sectorbook.ledger.drafting.review.write_files", fail)
    with pytest.raises(OSError, match="disk full"):
        drafts.decide({"V-01": Decision("core", "registered_companies")})
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert sorted(path.name for path in folder.parent.iterdir()) == ["valley", "valley.txt"]


def table_of(folder: Path, changes: dict[str, dict[str, str]], delimiter: str = ",", mark: str = "\ufeff") -> Path:
    """The table of what is left, filled in and saved as a spreadsheet does."""
    file = folder.parent / "left.csv"
    write_decisions(Drafts(folder), file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        row.update(changes.get(row["id"], {}))
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write(mark)
        writer = csv.DictWriter(out, [*SHOWN, *DECIDED], delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return file


def test_the_table_opens_in_a_spreadsheet(folder: Path) -> None:
    file = folder.parent / "left.csv"
    done = CliRunner().invoke(main, ["draft", "--review", str(folder), "--table", str(file)])
    assert done.exit_code == 0, done.output
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfid,paragraph,words,printed,read,perhaps,indicator,role,period")
    assert raw.count(b"\r\n") == 7
    again = CliRunner().invoke(main, ["draft", "--review", str(folder), "--table", str(file)])
    assert again.exit_code == 1
    assert "exists" in again.stderr


@pytest.mark.parametrize(("delimiter", "mark"), [(",", "\ufeff"), (";", "\ufeff"), ("\t", "")])
def test_a_table_is_taken_back_as_spreadsheets_save_it(folder: Path, delimiter: str, mark: str) -> None:
    changes = {
        "V-01": {"indicator": "valley_firms", "label": "Firms", "unit": "company"},
        "V-02": {"indicator": "company_revenue", "role": "Test", "period": "2019"},
        "V-04": {"role": "not a figure", "note": "dogs"},
        "V-05": {"indicator": "company_revenue", "role": "core", "of": "company_revenue", "of_period": "2018"},
        "V-06": {"indicator": "target_horizon", "role": "core", "says": "more than 5 years"},
    }
    file = table_of(folder, changes, delimiter, mark)
    done = CliRunner().invoke(main, ["draft", "--review", str(folder), "--from", str(file)])
    assert done.exit_code == 0, done.output
    assert "5 decided, 1 left." in done.stdout
    assert "which figures add up to which" in done.stdout
    found = statements(folder)
    assert [(name, found[name]["indicator"], found[name]["role"]) for name in found] == [
        ("V-01", "valley_firms", "core"),
        ("V-02", "company_revenue", "test"),
        ("V-03", "", "draft"),
        ("V-05", "company_revenue", "core"),
        ("V-06", "target_horizon", "core"),
    ]
    assert found["V-02"]["period"] == "2019"
    assert cells(found["V-06"], "shape", "low") == ("more_than", "5")


def test_an_untouched_table_changes_nothing(folder: Path) -> None:
    before = (folder / "statements.csv").read_bytes()
    assert take_decisions(Drafts(folder), table_of(folder, {})) == 0
    assert (folder / "statements.csv").read_bytes() == before


def test_a_row_without_role_and_indicator_stays_a_draft_with_what_is_changed(folder: Path) -> None:
    assert take_decisions(Drafts(folder), table_of(folder, {"V-06": {"says": "5 years", "period": "2020"}})) == 0
    row = statements(folder)["V-06"]
    assert cells(row, "role", "shape", "low", "period") == ("draft", "point", "5", "2020")
    assert "boats aged [over five years]" in row["note"]


def test_a_draft_with_an_indicator_is_not_decided_by_an_untouched_table(folder: Path) -> None:
    review(folder, *["s"] * 4, "company_revenue", "-", "q")
    assert take_decisions(Drafts(folder), table_of(folder, {})) == 0
    assert cells(statements(folder)["V-05"], "role", "indicator") == ("draft", "company_revenue")


@pytest.mark.parametrize(
    ("changes", "row", "column", "says"),
    [
        ({"V-01": {"indicator": "activ_companies"}}, 2, "indicator", "Did you mean"),
        ({"V-02": {"indicator": "company_revenue", "role": "cor"}}, 3, "role", "there is no such role"),
        ({"V-03": {"role": "core"}}, 4, "indicator", "needs an indicator"),
        ({"V-04": {"indicator": "students_trained", "period": "Dec-17"}}, 5, "period", "pattern"),
        ({"V-05": {"indicator": "company_revenue", "role": "core"}}, 6, "of", "lacks what it compares with"),
        ({"V-06": {"indicator": "target_horizon", "says": "some while"}}, 7, "says", "could not be read"),
        ({"V-06": {"indicator": "target_horizon", "role": "core"}}, 7, "shape", "needs it"),
        ({"V-01": {"id": "V-09", "role": "core"}}, 2, "id", "no draft has this id"),
        ({"V-01": {"role": "not a figure"}, "V-06": {"indicator": "x", "role": "core"}}, 7, "indicator", "no such"),
        ({"V-01": {"role": "not a figure"}, "V-05": {"indicator": "company_revenue"}}, 6, "of", "lacks"),
    ],
)
def test_each_problem_of_a_table_is_named_by_its_row_and_nothing_is_taken(
    folder: Path, changes: dict[str, dict[str, str]], row: int, column: str, says: str
) -> None:
    before = (folder / "statements.csv").read_bytes()
    with pytest.raises(ReviewError) as caught:
        take_decisions(Drafts(folder), table_of(folder, changes))
    assert (row, column) in [(problem.row, problem.column) for problem in problems_told(caught.value)]
    assert "left.csv, row" in str(caught.value)
    assert says in str(caught.value)
    assert (folder / "statements.csv").read_bytes() == before


def test_an_indicator_that_can_be_none_is_told_as_it_is_written(folder: Path) -> None:
    with pytest.raises(ReviewError) as caught:
        take_decisions(Drafts(folder), table_of(folder, {"V-01": {"indicator": "Big Firms"}}))
    assert [problem.value for problem in problems_told(caught.value)] == ["Big Firms"]


def test_the_indicator_that_a_draft_has_is_suggested_first(folder: Path) -> None:
    drafts, row = Drafts(folder), statements(folder)["V-01"]
    assert drafts.suggested(row)[0] != "sector_revenue"
    assert drafts.suggested(row | {"indicator": "sector_revenue"}) == ["sector_revenue", *drafts.suggested(row)][:4]


def test_a_table_of_another_report_is_refused_once(folder: Path) -> None:
    strange = {f"V-0{number}": {"id": f"Z-0{number}", "role": "core", "indicator": "x"} for number in range(1, 7)}
    with pytest.raises(ReviewError, match="none of its 6 rows has the id of a statement of valley") as caught:
        take_decisions(Drafts(folder), table_of(folder, strange))
    assert len(problems_told(caught.value)) == 1


def test_a_table_without_its_columns_is_refused(folder: Path) -> None:
    file = folder.parent / "left.csv"
    file.write_text("id,role\nV-01,core\n", encoding="utf-8")
    with pytest.raises(ReviewError, match="the header lacks indicator"):
        take_decisions(Drafts(folder), file)


def test_an_empty_table_is_refused(folder: Path) -> None:
    file = folder.parent / "left.csv"
    file.write_bytes(b"")
    with pytest.raises(ReviewError) as caught:
        take_decisions(Drafts(folder), file)
    assert [problem.what for problem in problems_told(caught.value)] == ["the table is empty"]


def test_a_cell_that_a_spreadsheet_would_compute_is_guarded(tmp_path: Path) -> None:
    text = tmp_path / "valley.txt"
    text.write_text("The yield was -5% there.", encoding="utf-8")
    drafts = Drafts(draft_report(text, str(tmp_path / "valley")).folder)
    write_decisions(drafts, tmp_path / "left.csv")
    assert ",'-5%," in (tmp_path / "left.csv").read_text(encoding="utf-8-sig")


def test_a_decision_on_what_is_no_draft_any_more_changes_nothing(folder: Path) -> None:
    drafts = Drafts(folder)
    drafts.decide({"V-01": Decision("core", "registered_companies")})
    with pytest.raises(LedgerError, match="no such indicator"):
        drafts.decide({"V-03": Decision("core", "nothing_known")})
    assert len(Drafts(folder).left) == 5


@pytest.mark.parametrize(
    ("cells_of_row", "words"),
    [
        ({"shape": ""}, "not read"),
        ({"shape": "more_than", "low": "40", "unit": "person"}, "more than 40 people"),
        ({"shape": "range", "low": "3", "high": "4", "unit": "MUSD", "about": "yes"}, "about $3m\u2013$4m"),
        ({"shape": "point", "low": "6", "high": "6", "unit": "percent", "relation": "change"}, "6%, a change from ..."),
        ({"shape": "at_most", "high": "7", "period": "2019"}, "at most 7, 2019"),
    ],
)
def test_what_was_read_is_said_in_words(cells_of_row: dict[str, str], words: str) -> None:
    empty = dict.fromkeys(("low", "high", "unit", "about", "relation", "of", "of_period"), "")
    assert read_as({**empty, "period": "undated", **cells_of_row}) == words
