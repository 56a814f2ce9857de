"""Any table of ranges becomes a chart: what is read, what is drawn, and what is said of a bad cell."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from sectorbook.cli import main
from sectorbook.errors import FigureError
from sectorbook.figures.own_tables import TableChart, read_ranges


def table(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """A table in a folder."""
    file = folder / "survey.csv"
    file.write_bytes(text.encode(encoding))
    return file


def chart(folder: Path, text: str, *words: str) -> Result:
    """What the command says of a table, whose files go to the folder "out" beside it."""
    file = table(folder, text)
    return CliRunner().invoke(main, ["chart", str(file), "--to", str(folder / "out"), *words])


def test_a_table_becomes_a_chart_with_its_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # no workspace
    text = "label,low,high\nFreelancers,11.5,14.5\nCompanies,3.5,3.5\nگلگت,2,\n"
    done = chart(tmp_path, text, "--unit", "MPKR", "--title", "Freelancers earn at least 11.5 of them")
    assert (done.exit_code, done.stderr) == (0, "")
    card = json.loads((tmp_path / "out" / "chart_of_survey.json").read_text(encoding="utf-8"))
    assert card["complaints"] == []
    assert card["alt"] == (
        "Range chart in MPKR of three rows of the table survey.csv. Freelancers earn at least 11.5 of them. "
        "Freelancers: 11.5–14.5 MPKR; Companies: 3.5 MPKR; گلگت: at least 2 MPKR."
    )
    assert {Path(name).suffix for name in card["files_sha256"]} == {".pdf", ".svg", ".png", ".csv"}
    told = CliRunner().invoke(main, ["show", str(tmp_path / "out" / "chart_of_survey.png")])
    assert told.exit_code == 0, told.output
    assert "from: the table survey.csv" in told.output
    assert "sectorbook chart survey.csv --title 'Freelancers earn" in told.output
    table(tmp_path, text.replace("14.5", "15"))
    told = CliRunner().invoke(main, ["show", str(tmp_path / "out" / "chart_of_survey.png")])
    assert (told.exit_code, "changed since: the table survey.csv" in told.output) == (1, True)


def test_without_a_title_none_stands_in_the_chart_and_many_rows_are_split(tmp_path: Path) -> None:
    rows = "".join(f"Region {chr(65 + place)},{10 + place},{30 + place}\n" for place in range(25))
    done = chart(tmp_path, f"label,low,high\n{rows}", "--unit", "%")
    assert (done.exit_code, done.stderr) == (0, "")
    parts = [pd.read_csv(file) for file in sorted((tmp_path / "out").glob("*.csv"))]
    assert [list(part["label"].str[-1]) for part in parts] == [list("ABCDEFGHIJKLM"), list("NOPQRSTUVWXY")]
    drawn = (tmp_path / "out" / "chart_of_survey.svg").read_text(encoding="utf-8")
    assert "<title" in drawn
    assert "Ranges of survey.csv" in drawn


def test_a_title_that_the_table_does_not_bear_is_complained_of(tmp_path: Path) -> None:
    done = chart(tmp_path, "label,low,high\nA,1.5,2.5\nB,3.5,4.5\n", "--title", "Firms ship 77 to 99 tonnes")
    assert done.exit_code == 1
    assert "title numbers: 77 in the title is neither in the chart's data nor given with a formula" in done.stderr
    assert (tmp_path / "out" / "chart_of_survey.pdf").is_file()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("label,low,high\r\na,-3.5,1.2E+06\r\n\r\n", "utf-8-sig"),
        ("high;label;more;low\n1200000;a;x;−3.5\n", "utf-8"),
        ("label\tlow\thigh\na\t-3.50\t+1200000.\n", "utf-8"),
    ],
)
def test_tables_are_read_as_programs_write_them(tmp_path: Path, text: str, encoding: str) -> None:
    data = read_ranges(table(tmp_path, text, encoding), TableChart())
    assert data[["label", "low", "high"]].to_numpy().tolist() == [["a", -3.5, 1.2e6]]


def test_open_ends_single_values_and_digits(tmp_path: Path) -> None:
    file = table(tmp_path, "label,low,high\na,,2.345\nb,1.236,inf\nc,-3.456,-1.2\nd,1.236,1.2361\n")
    data = read_ranges(file, TableChart(digits=2, unit="%"))
    assert list(data["low"]) == [-math.inf, 1.236, -3.456, 1.236]
    assert list(data["high"]) == [2.345, math.inf, -1.2, 1.2361]
    assert list(data["value"]) == ["at most 2.4%", "at least 1.2%", "−3.5% to −1.2%", "1.2%–1.3%"]
    (value,) = read_ranges(table(tmp_path, "name,x\na,0.70270\n"), TableChart(label="name", value="x"))["value"]
    assert value == "0.7027"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'survey.csv: the file is empty (found "nothing").'),
        ("label,low,high\n", 'survey.csv, row 1: the table has no row (found "a header only").'),
        (
            "label,lo,high\na,1,2\n",
            'survey.csv, row 1, column low: the header lacks the column (found "label,lo,high"). ',
        ),
        ("label,lo,high\na,1,2\n", 'Did you mean "lo"?'),
        ("label,low,low,high\na,1,2,3\n", "survey.csv, row 1, column low: the header names the column twice"),
        ("label,low,high\na,1,2\nb,abc,2\n", 'survey.csv, row 3, column low: it is not a number (found "abc").'),
        (
            'label,low,high\na,"1,5",2\n',
            'column low: it is not a number: it has a decimal comma (found "1,5"). Write a point',
        ),
        ("label,low,high\na,5,3\n", 'survey.csv, row 2, column low: it is above the high of the row, 3 (found "5").'),
        ("label,low,high\na,,\n", "survey.csv, row 2, column low: the row has neither end"),
        ("label,low,high\n,1,2\n", "survey.csv, row 2, column label: the row has no label"),
        ("label,low,high\na,1,2,3\n", "survey.csv, row 2: the row has 4 cells, the header 3"),
        ("label,low,high\n" + "a,1,2\n" * 201, "survey.csv: the table has 201 rows, more than the 200"),
        ("label,low,high\n" + "a,x,2\n" * 30, "And 10 more problems."),
    ],
)
def test_a_bad_table_is_told_by_file_row_column_and_value(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(FigureError) as caught:
        read_ranges(table(tmp_path, text), TableChart())
    assert message in str(caught.value)


def test_a_bad_table_is_one_message_without_files(tmp_path: Path) -> None:
    done = chart(tmp_path, "label,low,high\na,x,2\n")
    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert done.output.startswith("sectorbook: survey.csv, row 2, column low: ")
    assert not (tmp_path / "out").exists()
