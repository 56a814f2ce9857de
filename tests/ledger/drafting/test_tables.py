"""A table is drafted as a person reads it: figures, years, where they are printed, and what its rows say of them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sectorbook as sb
from sectorbook.cli import main
from sectorbook.errors import DocumentError, SectorbookError
from sectorbook.ledger.drafting.documents import read_details, read_document
from sectorbook.ledger.drafting.draft import draft_report
from sectorbook.ledger.drafting.printed_periods import another_year, period_of_cell
from sectorbook.ledger.drafting.row_words import mean_of
from sectorbook.ledger.drafting.table_columns import table_rows

MILLS = [
    ["What", "Figure", "Year", "Where it is printed"],
    ["Mills in the valley", "412", "2024", "p. 4"],
    ["of which with a dam", "about 60%", "2024", "p. 4"],
    ["Hands per mill", "21", "2024", "p. 5"],
    ["Sales of flour", "US$ 95 million", "2024", "p. 2"],
    ["Sales of flour (previous year)", "US$ 80 million", "2023", "Table 2"],
    ["Decline of sales of bran", "18%", "2024", "p. 2"],
    ["Of which rye", "US$ 61 million", "2024", "pp. 9-10"],
]
COLUMNS = ("printed", "low", "unit", "relation", "period", "paragraph", "place")
BY_HAND = [
    ("412", "412", "", "", "2024", "2", "p. 4"),
    ("about 60%", "60", "percent", "share", "2024", "3", "p. 4"),
    ("21", "21", "", "per", "2024", "4", "p. 5"),
    ("US$ 95 million", "95", "MUSD", "", "2024", "5", "p. 2"),
    ("US$ 80 million", "80", "MUSD", "", "2023", "6", "Table 2"),
    ("18%", "-18", "percent", "change", "2024", "7", "p. 2"),
    ("US$ 61 million", "61", "MUSD", "", "2024", "8", "pp. 9-10"),
]


def saved(folder: Path, rows: list[list[str]], name: str = "mills.csv", delimiter: str = ",", mark: str = "") -> Path:
    file = folder / name
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write(mark)
        csv.writer(out, delimiter=delimiter).writerows(rows)
    return file


def as_csv(folder: Path) -> Path:
    return saved(folder, MILLS)


def as_excel_saves_it(folder: Path) -> Path:
    return saved(folder, MILLS, delimiter=";", mark="\ufeff")


def with_tabs(folder: Path) -> Path:
    return saved(folder, MILLS, "mills.tsv", "\t")


def as_markdown(folder: Path) -> Path:
    rows = [MILLS[0], ["---"] * 4, *MILLS[1:]]
    file = folder / "mills.md"
    file.write_text("\n".join(f"| {' | '.join(row)} |" for row in rows), encoding="utf-8")
    return file


def as_html(folder: Path) -> Path:
    head, *body = ("".join(f"<td>{cell}</td>" for cell in row) for row in MILLS)
    file = folder / "mills.html"
    rows = "".join(f"<tr>{row}</tr>" for row in body)
    file.write_text(f"<table><thead><tr>{head}</tr></thead>{rows}</table>", encoding="utf-8")
    return file


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def drafted(folder: Path, rows: list[list[str]]) -> list[dict[str, str]]:
    return table(draft_report(saved(folder, rows), str(folder / "valley")).folder, "statements")


@pytest.mark.parametrize("write", [as_csv, as_excel_saves_it, with_tabs, as_markdown, as_html])
def test_a_table_is_read_with_the_years_and_places_of_its_rows(tmp_path: Path, write) -> None:
    folder = draft_report(write(tmp_path), str(tmp_path / "valley")).folder
    assert [tuple(row[name] for name in COLUMNS) for row in table(folder, "statements")] == BY_HAND
    reasons = {row["reason"] for row in table(folder, "not_figures")}
    assert reasons == {"the period of its row", "where its row is printed"}
    assert len(sb.load_report(folder).statements) == 7


def test_a_draft_of_a_table_has_its_rows_words_and_what_it_is_a_part_of(tmp_path: Path) -> None:
    notes = [row["note"].split("; ") for row in drafted(tmp_path, MILLS)]
    assert [note[0] for note in notes][:2] == ["Mills in the valley: [412]", "of which with a dam: [about 60%]"]
    assert 'a part of V-01, "Mills in the valley"' in notes[1]
    # the amount of another year that stands nearer, and the change, are not what rye is a part of
    assert 'a part of V-04, "Sales of flour"' in notes[6]
    assert not [part for number in (0, 2, 3, 4, 5) for part in notes[number] if part.startswith("a part of")]


def test_a_draft_of_a_table_is_verified_by_the_table(tmp_path: Path) -> None:
    folder = draft_report(as_csv(tmp_path), str(tmp_path / "valley")).folder
    done = CliRunner().invoke(main, ["verify", str(as_csv(tmp_path)), "--report", str(folder)])
    assert (done.exit_code, done.output) == (0, "0 complaints.\n")
    changed = saved(tmp_path, [[cell.replace("412", "413") for cell in row] for row in MILLS], "changed.csv")
    done = CliRunner().invoke(main, ["verify", str(changed), "--report", str(folder)])
    assert done.exit_code == 1
    assert "413" in done.output


def test_a_part_is_of_the_amount_of_its_own_year(tmp_path: Path) -> None:
    flour = [["Sales of flour", "95", "2024"], ["Sales of flour", "80", "2023"]]
    statements = drafted(tmp_path, [["What", "Figure", "Year"], *flour, ["Of which rye", "61", "2024"]])
    assert statements[2]["note"].endswith('a part of V-01, "Sales of flour"')


def test_a_cell_with_the_delimiter_a_line_break_or_quotes_is_one_cell(tmp_path: Path) -> None:
    rows = [["What", "Figure"], ["Mills, all", "8,600"], ['The "old"\nmills', "30"], ["", ""], ["Dams", "12"]]
    found = read_document(saved(tmp_path, rows))
    assert [(one.text, one.place, one.heads) for one in found] == [
        ("What | Figure", "row 1", ("", "")),
        ("Mills, all | 8,600", "row 2", ("What", "Figure")),
        ('The "old" mills | 30', "row 3", ("What", "Figure")),
        ("Dams | 12", "row 6", ("What", "Figure")),
    ]
    statements = drafted(tmp_path, rows)
    assert [(row["printed"], row["place"]) for row in statements] == [
        ("8,600", "row 2"),
        ("30", "row 3"),
        ("12", "row 6"),
    ]


def test_decimal_commas_between_semicolons_are_no_delimiters(tmp_path: Path) -> None:
    found = read_document(saved(tmp_path, [["Was", "Wert"], ["Mehl", "95,5"], ["Kleie", "3,5"]], delimiter=";"))
    assert [one.text for one in found] == ["Was | Wert", "Mehl | 95,5", "Kleie | 3,5"]


def test_commas_in_one_row_of_a_table_with_semicolons_part_no_cells(tmp_path: Path) -> None:
    rows = [["Mills, dams, weirs, ponds, all", ""], ["What", "Figure"], ["Mills", "412"]]
    found = read_document(saved(tmp_path, rows, delimiter=";"))
    assert [one.text for one in found] == ["Mills, dams, weirs, ponds, all", "What | Figure", "Mills | 412"]


def test_a_bar_in_a_cell_parts_no_cells(tmp_path: Path) -> None:
    rows = [["What", "Figure"], ["Mills | dams", "412"]]
    assert drafted(tmp_path, rows)[0]["note"] == "Mills / dams: [412]"


def test_a_row_above_the_heads_is_the_title(tmp_path: Path) -> None:
    file = saved(tmp_path, [["The mills, counted", ""], ["What", "Figure"], ["Mills", "412"]])
    assert read_details(file).title == "The mills, counted"
    assert [one.heads for one in read_document(file)] == [(), ("", ""), ("What", "Figure")]
    assert read_details(as_csv(tmp_path)).title == ""


def test_a_first_row_of_figures_is_no_row_of_heads(tmp_path: Path) -> None:
    statements = drafted(tmp_path, [["Mills", "412"], ["Dams", "30"]])
    assert [(row["printed"], row["note"]) for row in statements] == [("412", "Mills: [412]"), ("30", "Dams: [30]")]


@pytest.mark.parametrize(
    ("contents", "says"),
    [
        (b'What,Figure\nMills,"412\n', "row 2: the quotes of the row cannot be read"),
        (b"What,Figure\nM\xfchlen,412\n", "row 2: it is not UTF-8"),
        ("What,Figure\n".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04,412\n", "it is a workbook that was renamed"),
        (b"What,Figure\n" + b"Mills,412\n" * 20_001, "20,002 rows, more than the 20,000"),
        (b"What,Figure\n" + b"," * 1_500 + b"412\n", "row 2: the row has 1,501 cells"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_by_its_row(tmp_path: Path, contents: bytes, says: str) -> None:
    file = tmp_path / "mills.csv"
    file.write_bytes(contents)
    with pytest.raises(DocumentError, match=says):
        draft_report(file, str(tmp_path / "valley"))
    assert not (tmp_path / "valley").exists()


@pytest.mark.parametrize("name", ["mills.xlsx", "mills.ods", "mills.xls"])
def test_a_workbook_is_refused_with_how_to_save_it(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04")
    with pytest.raises(DocumentError, match=r"is a workbook\. Save the sheet that has the figures as CSV\. In Excel"):
        read_document(tmp_path / name)


@pytest.mark.parametrize(
    ("head", "cell", "period"),
    [
        ("Year", "2024", "2024"),
        ("Period", "FY24", "FY2024"),
        ("FY", "2023-24", "FY2023-24"),
        ("Fiscal year", "2024", "FY2024"),
        ("Date", "October 2024", "2024-M10"),
        ("Date", "2024-10", "2024-M10"),
        ("Year (survey)", "2011-12", "2011-12"),
        ("Reporting period", "the year to June 2024", "2023-M07/2024-M06"),
        ("Month", "2024-M03", "2024-M03"),
        ("Founded", "2024", "undated"),
        ("Years in business", "2024", "undated"),
    ],
)
def test_a_column_of_years_dates_its_rows(tmp_path: Path, head: str, cell: str, period: str) -> None:
    (row,) = drafted(tmp_path, [["What", "Figure", head], ["Mills", "412", cell]])
    assert (row["printed"], row["period"]) == ("412", period)


def test_years_down_the_first_column_date_rows_whatever_it_is_called(tmp_path: Path) -> None:
    statements = drafted(tmp_path, [["", "Mills", "Dams"], ["2023", "400", "30"], ["2024", "412", "31"]])
    assert [(row["printed"], row["period"], row["note"].split("; ")[0]) for row in statements] == [
        ("400", "2023", "Mills: [400]"),
        ("30", "2023", "Dams: [30]"),
        ("412", "2024", "Mills: [412]"),
        ("31", "2024", "Dams: [31]"),
    ]


def test_a_year_in_the_head_of_a_column_of_figures_dates_it(tmp_path: Path) -> None:
    statements = drafted(tmp_path, [["What", "2023", "2024"], ["Mills", "400", "412"]])
    assert [(row["printed"], row["period"]) for row in statements] == [("400", "2023"), ("412", "2024")]


def test_a_year_that_is_not_read_is_said(tmp_path: Path) -> None:
    rows = [["What", "Figure", "Year"], ["Mills", "412", "2024"], ["Dams", "30", "H1 2024"], ["Weirs", "3", "2024"]]
    statements = drafted(tmp_path, [*rows, ["Ponds", "9", "n/a"]])
    assert [row["period"] for row in statements] == ["2024", "undated", "2024", "undated"]
    assert 'the period of its row is not read: "H1 2024"' in statements[1]["note"]
    assert "not read" not in statements[3]["note"]


def test_a_year_that_its_rows_words_deny_is_left_open(tmp_path: Path) -> None:
    rows = [["What", "Figure", "Year"], ["Mills", "412", "2024"], ["Mills (previous year)", "400", "2024"]]
    statements = drafted(tmp_path, rows)
    assert [row["period"] for row in statements] == ["2024", "undated"]
    assert 'its row says "previous year", and the column of years says 2024' in statements[1]["note"]


@pytest.mark.parametrize(
    ("head", "cells", "places"),
    [
        ("Page", ["4", "5-6"], ["p. 4", "pp. 5-6"]),
        ("Page", ["4", "cover", "xii"], ["p. 4", "cover", "p. xii"]),
        ("Table", ["2", "3a"], ["Table 2", "Table 3a"]),
        ("Source", ["p. 4", "Annual report, p. 5"], ["p. 4", "Annual report, p. 5"]),
        ("Where printed", ["p. 4", "the cover"], None),
        ("Printed in", ["p. 4", "the cover"], ["p. 4", "the cover"]),
        ("Anywhere", ["\u00a7 3", "fn. 7"], ["\u00a7 3", "fn. 7"]),
    ],
)
def test_a_column_of_places_is_no_column_of_figures(tmp_path: Path, head: str, cells: list[str], places) -> None:
    rows = [["What", "Figure", head], *(["Mills", str(300 + at), cell] for at, cell in enumerate(cells))]
    statements = drafted(tmp_path, rows)
    assert [row["printed"] for row in statements] == [str(300 + at) for at in range(len(cells))]
    if places:
        assert [row["place"] for row in statements] == places


@pytest.mark.parametrize(("head", "cells"), [("Tables", ["40", "31"]), ("Lines", ["4", "6"]), ("Figure", ["12", "13"])])
def test_what_is_counted_in_a_column_stays_a_figure(tmp_path: Path, head: str, cells: list[str]) -> None:
    statements = drafted(tmp_path, [["What", head], *(["Mills", cell] for cell in cells)])
    assert [row["printed"] for row in statements] == cells


def test_a_source_that_is_no_place_is_whom_the_row_is_of(tmp_path: Path) -> None:
    rows = [["What", "Figure", "Source"], ["Mills", "412", "Millers' guild"], ["Dams", "30", "The ministry"]]
    statements = drafted(tmp_path, rows)
    assert [(row["attributed_to"], row["place"]) for row in statements] == [
        ("Millers' guild", "row 2"),
        ("The ministry", "row 3"),
    ]


@pytest.mark.parametrize(
    ("label", "printed", "relation", "low"),
    [
        ("of which new", "40%", "share", "40"),
        ("Share of rye in sales", "40%", "share", "40"),
        ("Growth of sales", "18%", "change", "18"),
        ("Change in sales", "-5%", "change", "-5"),
        ("Fall in sales", "5%", "change", "-5"),
        ("Sales growth, CAGR", "5%", "yearly", "5"),
        ("Average hands per mill", "21", "per", "21"),
        ("Sales per hand", "US$ 900", "per", "900"),
        ("Sales per year", "US$ 900", "", "900"),
        ("Mills with power", "40%", "", "40"),
        ("Rise and fall of sales", "5%", "", "5"),
    ],
)
def test_the_words_of_a_row_say_what_its_figure_is(tmp_path, label: str, printed: str, relation: str, low: str) -> None:
    (row,) = drafted(tmp_path, [["What", "Figure"], [label, printed]])
    assert (row["relation"], row["low"]) == (relation, low)
    assert sb.load_report(tmp_path / "valley").statements["role"].tolist() == ["draft"]


def test_a_mean_says_what_it_is_for_each_of() -> None:
    assert [mean_of(words) for words in ("Hands per mill", "Flour per year", "10 per cent", "Hands")] == [
        "mill",
        "",
        "",
        "",
    ]


def test_words_of_another_year_in_a_text_are_kept_for_the_review(tmp_path: Path) -> None:
    file = tmp_path / "mills.txt"
    file.write_text("Sales were $95 million, after $80 million a year earlier. In 2020 they were $70 million.", "utf-8")
    notes = [row["note"] for row in table(draft_report(file, str(tmp_path / "valley")).folder, "statements")]
    assert ['it says "a year earlier"' in note for note in notes] == [False, True, False]


@pytest.mark.parametrize(
    "words", ["last year", "previous fiscal year", "year-ago", "one year before", "The year after"]
)
def test_words_of_another_year_are_known(words: str) -> None:
    assert another_year(f"Sales, {words}, in all") == words
    assert another_year("Sales of the year") == ""


def test_months_to_a_month_are_a_period() -> None:
    cells = ("July to December 2014", "year to June 2015", "the twelve months to June 2015", "Sales to June 2015")
    assert [period_of_cell(cell) for cell in cells] == [
        "2014-M07/2014-M12",
        "2014-M07/2015-M06",
        "2014-M07/2015-M06",
        "",
    ]


def test_a_cell_that_says_more_than_a_period_is_none() -> None:
    assert [period_of_cell(cell) for cell in ("2024 (est.)", "412", "24", "2024, 2025", "")] == [""] * 5


def test_a_table_without_heads_has_no_columns(tmp_path: Path) -> None:
    assert table_rows(read_document(saved(tmp_path, [["Mills", "412"], ["Dams", "30"]]))) == {}


CELLS = st.sampled_from(
    [
        *("Year", "Page", "Source", "What", "of which", "Growth", "Hands per mill", "", " ", "n/a", "2024", "FY24"),
        *("412", "p. 4", "\u00a7 3", "x" * 90, "40%", "US$ 5 million", "previous year", "=1+1", "a | b", "-"),
        *("; a part of V-01", "\u200b", "\ue000", "9" * 31, "12-Oct", "line\nbreak", "\u0661", '"', "2024-13"),
        *("\x1b[2J", "\u202e4"),
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(st.one_of(CELLS, st.text(max_size=8)), min_size=1, max_size=6), min_size=1, max_size=8))
def test_any_table_is_refused_by_us_or_drafted_so_that_it_loads(tmp_path_factory, rows: list[list[str]]) -> None:
    folder = tmp_path_factory.mktemp("any")
    file = folder / "any.csv"
    with file.open("w", encoding="utf-8", errors="ignore", newline="") as out:
        csv.writer(out).writerows(rows)
    try:
        done = draft_report(file, str(folder / "any"))
    except SectorbookError:
        assert [path.name for path in folder.iterdir()] == ["any.csv"]
        return
    assert len(sb.load_report(done.folder).statements) == done.figures
