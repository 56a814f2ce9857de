"""What the review asks besides an indicator: shares and means, units, periods, names that are near, and sums."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import sectorbook as sb
from sectorbook.cli import main
from sectorbook.errors import LedgerError, ReviewError
from sectorbook.ledger.drafting.draft import draft_report
from sectorbook.ledger.drafting.review import DECIDED, SHOWN, Decision, Drafts, take_decisions, write_decisions
from sectorbook.ledger.drafting.suggestions import is_slip
from sectorbook.ledger.drafting.sums import CalledParts

TABLE = """What,Figure,Year,Page
Registered companies,412,2024,4
of which with foreign clients,about 60%,2024,4
Employees per company,21,2024,5
Exports of flour,US$ 95 million,2024,2
Of which rye,US$ 61 million,2024,9
Of which wheat,US$ 29 million,2024,9
"""
SALES = "Sales were $95 million, after $80 million a year earlier.\n\nIn 2021 sales were $70 million."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return drafted(tmp_path, TABLE, "valley.csv")


def drafted(folder: Path, text: str, name: str = "valley.txt") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return draft_report(file, str(folder / "valley")).folder


def review(folder: Path, *answers: str) -> Result:
    said = "".join(f"{answer}\n" for answer in answers)
    return CliRunner().invoke(main, ["draft", "--review", str(folder)], input=said)


def rows(folder: Path, name: str = "statements") -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells(folder: Path, name: str, *columns: str) -> tuple[str, ...]:
    row = next(row for row in rows(folder) if row["id"] == name)
    return tuple(row[column] for column in columns)


EXPORTS = ("flour_exports", "", "", "", "rye_exports", "", "", "", "wheat_exports", "", "", "")
"""Three new indicators, each with the label and the unit that are offered."""


def test_a_share_of_a_row_above_is_of_its_indicator_and_counted_like_it(folder: Path) -> None:
    done = review(folder, "registered_companies", "exporters_abroad", "", "", "", "", "", "q")
    assert "A share of which indicator (- to leave it a draft) [registered_companies]:" in done.stdout
    assert cells(folder, "V-02", "indicator", "relation", "of", "role") == (
        *("exporters_abroad", "share", "registered_companies", "core"),
    )
    assert [row["unit"] for row in rows(folder, "indicators")] == ["company"]


def test_a_mean_asks_what_it_is_for_each_of_and_says_what_that_may_be(folder: Path) -> None:
    done = review(folder, "s", "s", "company_employees", "registered_companies", "", "q")
    assert "For each company: perhaps" in done.stdout
    assert cells(folder, "V-03", "indicator", "relation", "of", "role") == (
        *("company_employees", "per", "registered_companies", "core"),
    )


def test_where_a_draft_stands_is_said_in_the_sources_own_count(folder: Path) -> None:
    assert "1 of 6, p. 4\n" in review(folder, "q").stdout


def test_a_percentage_asks_what_it_says_of_what_is_counted_otherwise(tmp_path: Path) -> None:
    folder = drafted(tmp_path, "Some 60% are active.")
    done = review(folder, "active_companies", "s", "registered_companies", "", "q")
    assert (
        "It is a percentage, and active_companies is counted in company. What does it say of active_companies?"
        in done.stdout
    )
    assert cells(folder, "V-01", "indicator", "relation", "of", "role") == (
        *("active_companies", "share", "registered_companies", "core"),
    )


def test_a_percentage_of_an_indicator_in_percent_is_asked_nothing(tmp_path: Path) -> None:
    folder = drafted(tmp_path, "Some 60% are down.")
    review(folder, "outage_share", "q")
    assert cells(folder, "V-01", "indicator", "relation", "role") == ("outage_share", "", "core")


def test_a_refused_answer_names_the_way_out_and_keeps_the_new_indicator(tmp_path: Path) -> None:
    folder = drafted(tmp_path, "Some 60% are down.")
    done = review(folder, "mills_down", "", "-", "Mills that are down", "company", "r", "s", "active_companies", "")
    assert "Say by relation and of what it is a share or a change of" in done.stdout
    assert "r: say that it is a share, a change or a mean of mills_down" in done.stdout
    assert "u: give mills_down another unit" in done.stdout
    assert cells(folder, "V-01", "indicator", "relation", "of", "role") == (
        *("mills_down", "share", "active_companies", "core"),
    )
    assert [(row["label"], row["unit"]) for row in rows(folder, "indicators")] == [("Mills that are down", "company")]


def test_the_unit_of_a_refused_new_indicator_can_be_changed_alone(tmp_path: Path) -> None:
    folder = drafted(tmp_path, "Some 60% are down.")
    review(folder, "mills_down", "", "-", "Mills that are down", "company", "u", "percent")
    assert [(row["label"], row["unit"]) for row in rows(folder, "indicators")] == [("Mills that are down", "percent")]
    assert cells(folder, "V-01", "role") == ("core",)


def test_what_is_edited_after_a_refusal_is_said_of_the_same_indicator(tmp_path: Path) -> None:
    folder = drafted(tmp_path, "Some 60 are down.")
    review(folder, "mills_down", "", "", "MUSD/year", "e", "$60 million", "2024", "-")
    assert cells(folder, "V-01", "indicator", "low", "period", "role") == ("mills_down", "60", "2024", "core")


def test_a_new_name_stays_new_on_enter_even_where_a_known_one_is_near(folder: Path) -> None:
    done = review(folder, "activ_compnies", "", "Active mills", "company", "q")
    assert "Did you mean active_companies? Enter: no, activ_compnies is a new one [y/N]" in done.stdout
    assert cells(folder, "V-01", "indicator") == ("activ_compnies",)


@pytest.mark.parametrize(
    ("typed", "known", "slip"),
    [
        ("activ_compnies", "active_companies", True),
        ("activecompanies", "active_companies", True),
        ("freelnacers", "freelancers", True),
        ("foreign_client_exporters", "freelancer_exports", False),
        ("services_exports", "it_service_exports", False),
        ("software_exports", "service_exports", False),
    ],
)
def test_only_slips_of_a_known_name_are_near(typed: str, known: str, slip: bool) -> None:
    assert is_slip(typed, known) == slip


def test_new_money_is_by_the_year_where_like_indicators_are(folder: Path) -> None:
    done = review(folder, "s", "s", "s", *EXPORTS[:4], "q")
    assert "MUSD/year is for what comes in over a year, such as revenue or exports; MUSD for what is" in done.stdout
    assert "Unit [MUSD/year]" in done.stdout
    assert [row["unit"] for row in rows(folder, "indicators")] == ["MUSD/year"]
    assert cells(folder, "V-04", "low", "unit", "role") == ("95", "", "core")


def test_new_money_is_of_a_moment_where_like_indicators_are(folder: Path) -> None:
    with (folder / "indicators.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"debt_{one},Exports debt,MUSD,Owed,report,,,\n" for one in "ab")
    assert "Unit [MUSD]" in review(folder, "s", "s", "s", "flour_exports", "", "", "", "q").stdout


def test_a_unit_that_is_none_is_asked_again(folder: Path) -> None:
    done = review(folder, "mills", "", "", "mlils", "company", "q")
    assert "mlils is no unit that is known" in done.stdout
    assert cells(folder, "V-01", "indicator") == ("mills",)


def test_money_for_each_person_is_stored_by_the_year(tmp_path: Path) -> None:
    folder = drafted(tmp_path, "What,Figure,Year\nRevenue per employee,US$ 900,2024\n", "valley.csv")
    review(folder, "company_revenue", "company_employees", "")
    assert cells(folder, "V-01", "relation", "low", "unit", "role") == ("per", "900", "USD/person/year", "core")


@pytest.mark.parametrize(("answer", "relation"), [("y", "="), ("s", "<=")])
def test_parts_that_a_table_names_are_asked_for_once_and_written(folder: Path, answer: str, relation: str) -> None:
    done = review(folder, "s", "s", "s", *EXPORTS, answer)
    asked = 'The table calls rye_exports and wheat_exports parts of flour_exports ("Of which rye").'
    assert done.stdout.count(asked) == 1
    columns = ("identity", "indicator", "coefficient", "relation", "period", "basis", "words", "paragraph")
    assert [tuple(row[name] for name in columns) for row in rows(folder, "identities")] == [
        ("flour-exports", "rye_exports", "1", relation, "2024", "assumed", "Of which rye", "6"),
        ("flour-exports", "wheat_exports", "1", relation, "2024", "assumed", "Of which rye", "6"),
        ("flour-exports", "flour_exports", "-1", relation, "2024", "assumed", "Of which rye", "6"),
    ]
    # 61 and 29 are 90: less than 95, so that only parts that are all of it contradict it
    printed = [conflict & {"V-04", "V-05", "V-06"} for conflict in sb.reconcile(sb.load_report(folder)).conflicts()]
    assert printed == ([{"V-04", "V-05", "V-06"}] if answer == "y" else [])
    assert "write into the identities.csv" not in done.stdout  # three drafts are left
    assert "which other figures add up to which" in review(folder, "1", *["n"] * 2).stdout


def test_a_sum_that_is_written_is_known_and_another_has_a_name_of_its_own(folder: Path) -> None:
    drafts = Drafts(folder)
    parts = CalledParts(drafts.left)
    of = {"V-04": "flour_exports", "V-05": "rye_exports", "V-06": "wheat_exports"}
    drafts.decide({name: Decision("core", one, label=one, unit="MUSD/year") for name, one in of.items()})
    (found,) = parts.sums(drafts.tables["statements"])
    assert not drafts.is_added_up(found)
    drafts.add_up(found, "<=")
    assert drafts.is_added_up(found)
    drafts.add_up(found, "=")
    assert {row["identity"] for row in rows(folder, "identities")} == {"flour-exports", "flour-exports-2"}


def test_parts_that_do_not_add_up_are_not_written(folder: Path) -> None:
    review(folder, "s", "s", "s", *EXPORTS, "")
    assert rows(folder, "identities") == []


def test_one_part_alone_is_asked_nothing(folder: Path) -> None:
    assert "The table calls" not in review(folder, "s", "s", "s", *EXPORTS[:8], "s").stdout


def test_an_amount_of_another_year_asks_for_its_period(tmp_path: Path) -> None:
    folder = drafted(tmp_path, SALES)
    done = review(folder, "company_revenue", "company_revenue", "2022", "2023", "company_revenue")
    assert 'The text says "a year earlier" of $80 million, and V-01, of company_revenue too, has no year' in done.stdout
    assert [cells(folder, f"V-0{number}", "period", "role") for number in (1, 2, 3)] == [
        ("2023", "core"),
        ("2022", "core"),
        ("2021", "core"),
    ]
    assert sb.reconcile(sb.load_report(folder)).conflicts() == []


def test_a_period_that_is_left_open_makes_no_figure_of_it(tmp_path: Path) -> None:
    folder = drafted(tmp_path, SALES)
    review(folder, "company_revenue", "company_revenue", "-", "company_revenue", "-", "q")
    # the first, which has no year, is a draft again once the third is known to be of 2021
    assert [cells(folder, f"V-0{number}", "period", "role") for number in (1, 2, 3)] == [
        ("undated", "draft"),
        ("undated", "draft"),
        ("2021", "core"),
    ]
    assert "a year earlier" in cells(folder, "V-02", "note")[0]


def test_undated_rows_beside_dated_ones_are_one_where_the_main_period_is_named(tmp_path: Path) -> None:
    folder = drafted(tmp_path, SALES)
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    (folder / "datapackage.json").write_text(json.dumps(descriptor | {"period": "2023"}), encoding="utf-8")
    review(folder, "company_revenue", "s", "company_revenue")
    assert cells(folder, "V-01", "period", "role") == ("undated", "core")
    assert cells(folder, "V-03", "period", "role") == ("2021", "core")


def test_what_is_undated_for_two_indicators_or_compared_only_is_not_asked(tmp_path: Path) -> None:
    folder = drafted(tmp_path, SALES)
    review(folder, "company_revenue", "freelancer_revenue", "q")
    assert [cells(folder, f"V-0{number}", "period", "role") for number in (1, 2)] == [("undated", "core")] * 2


def test_a_decision_that_would_join_two_years_is_refused_without_a_dialogue(tmp_path: Path) -> None:
    drafts = Drafts(drafted(tmp_path, SALES))
    drafts.decide({"V-01": Decision("core", "company_revenue")})
    with pytest.raises(LedgerError, match=r"V-01, .95 million, has no year, and another amount of company_revenue has"):
        drafts.decide({"V-03": Decision("core", "company_revenue")})
    assert cells(drafts.folder, "V-03", "role") == ("draft",)


def filled(folder: Path, changes: dict[str, dict[str, str]]) -> Path:
    file = folder.parent / "left.csv"
    write_decisions(Drafts(folder), file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        table = [row | changes.get(row["id"], {}) for row in csv.DictReader(lines)]
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [*SHOWN, *DECIDED])
        writer.writeheader()
        writer.writerows(table)
    return file


def test_a_table_of_decisions_names_the_row_without_a_year(tmp_path: Path) -> None:
    folder = drafted(tmp_path, SALES)
    file = filled(folder, {"V-01": {"indicator": "company_revenue"}, "V-02": {"indicator": "company_revenue"}})
    with pytest.raises(ReviewError, match=r'left\.csv, row 3, column period: the text says "a year earlier"'):
        take_decisions(Drafts(folder), file)
    assert {row["role"] for row in rows(folder)} == {"draft"}


def test_a_table_of_decisions_is_told_of_the_parts_in_it(folder: Path) -> None:
    new = {name: {"indicator": f"{one}_exports", "label": one, "unit": "MUSD/year"} for name, one in (
        ("V-04", "flour"), ("V-05", "rye"), ("V-06", "wheat"))}  # fmt: skip
    file = filled(folder, new)
    done = CliRunner().invoke(main, ["draft", "--review", str(folder), "--from", str(file)])
    assert 'The table calls rye_exports and wheat_exports parts of flour_exports ("Of which rye").' in done.stdout
