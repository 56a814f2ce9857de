"""Tidying a folder changes its form and nothing that it says, once."""

import json
from pathlib import Path

import frictionless
import pytest
from click.testing import CliRunner

import sectorbook as sb
from helpers.clone import DATA
from helpers.small_report import TABLES, csv_bytes, statement, write_report
from sectorbook.cli import main
from sectorbook.errors import LedgerError
from sectorbook.ledger.tidy import tidy

TEMPLATE = DATA.parent / "src" / "sectorbook" / "ledger" / "template" / "report"
PACKAGES = [DATA, DATA / "context", TEMPLATE, *sorted((DATA / "reports").iterdir())]


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_the_repositorys_own_packages_are_tidy(folder: Path) -> None:
    assert tidy(folder, check=True) == []


def test_a_careless_folder_is_written_as_it_should_be(tmp_path: Path) -> None:
    folder = write_report(tmp_path / "harbour")
    before = sb.load_report(folder)
    rows = [
        TABLES["statements"][0] | {"low": "062", "high": "62.0", "note": "Counted\u00a0"},
        TABLES["statements"][1] | {"printed": "more than 40"},
        TABLES["statements"][2] | {"low": "5/2", "note": 'With a comma, and a quote: \u200b"du\u00ades"'},
    ]
    raw = csv_bytes(rows, list(TABLES["statements"][0])[::-1], line="\r\n")
    (folder / "statements.csv").write_bytes(b"\xef\xbb\xbf" + raw + b",,,,\r\n")
    changes = tidy(folder)
    assert [change for change in changes if change.startswith("statements.csv")] == [
        "statements.csv: left out the byte order mark",
        "statements.csv: ended lines with LF",
        "statements.csv: put the columns in order",
        "statements.csv: added the columns relation, of, of_period, unit, headline, place",
        "statements.csv: left out empty rows",
        'statements.csv, row 2, column low: "062" becomes "62"',
        'statements.csv, row 2, column high: "62.0" becomes "62"',
        'statements.csv, row 2, column note: "Counted\\xa0" becomes "Counted"',
        'statements.csv, row 3, column shape: "at_least" becomes "more_than"',
        'statements.csv, row 3, column rounded_to: "10" becomes "0"',
        'statements.csv, row 4, column low: "5/2" becomes "2.5"',
        'statements.csv, row 4, column note: "With a comma, and a quote: \\u200b"du\\xades"" becomes '
        '"With a comma, and a quote: "dues""',
    ]
    assert (folder / "statements.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        "B-1,boats,2024,,,,point,62,62,,no,1,core,,POST,1,,62 boats,digits,,Counted",
        "B-2,moored_boats,2024,,,,more_than,40,,,no,0,core,,POST,1,,more than 40,digits,,",
        "B-3,harbour_dues,2024,,,,range,2.5,3.5,,yes,0.1,core,,POST,1,,about $2.5–3.5 million,digits,,"
        '"With a comma, and a quote: ""dues"""',
    ]
    columns = ["low", "high", "about", "printed"]
    assert sb.load_report(folder).statements.loc["B-3", columns].equals(before.statements.loc["B-3", columns])
    assert tidy(folder) == []


def test_quotes_that_no_cell_needs_are_a_change_of_their_own_only_where_nothing_else_changes(tmp_path: Path) -> None:
    folder = write_report(tmp_path / "harbour")
    tidy(folder)
    text = (folder / "sources.csv").read_text(encoding="utf-8")
    (folder / "sources.csv").write_text(text.replace(",The Harbour Post,", ',"The Harbour Post",'), encoding="utf-8")
    assert tidy(folder) == ["sources.csv: kept quotes only where a cell needs them"]
    (folder / "sources.csv").write_text(text.replace("\n", "\r\n"), encoding="utf-8", newline="")
    assert tidy(folder) == ["sources.csv: ended lines with LF"]


def test_what_an_older_indicators_csv_meant_is_written_out(tmp_path: Path) -> None:
    rows = [
        statement("B-1", "harbour_dues", "a loss of $3.5 million", "-3.5", "-3.5", rounded_to="0.1"),
        statement("B-2", "full_berths", "71%", "71", "71"),
    ]
    folder = write_report(tmp_path / "harbour", statements=rows, identities=TABLES["identities"])
    tidy(folder)
    lines = (folder / "indicators.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "id,label,unit,definition,topic,signed,whole,limit"
    assert [line.split(",")[0] for line in lines if line.endswith(",yes,,")] == ["harbour_dues"]
    assert [line.split(",")[0] for line in lines if line.endswith(",,,100")] == ["catch_growth", "full_berths"]
    assert sb.load_report(folder).statements.at["B-1", "low"] == -3.5


def test_what_an_older_file_could_print_has_the_reading_words(tmp_path: Path) -> None:
    rows = [
        statement("B-1", "harbour_dues", "15", "15", "15"),
        statement("B-2", "harbour_dues", "$10 million and $15 million", "10", "15", shape="range"),
        statement("B-3", "boats", "62 boats", "62", "62"),
    ]
    folder = write_report(tmp_path / "harbour", statements=rows)
    assert list(sb.load_report(folder).statements["reading"]) == ["digits", "digits", "digits"]
    tidy(folder)
    assert list(sb.load_report(folder).statements["reading"]) == ["words", "words", "digits"]
    write_report(folder, statements=[statement("B-3", "boats", "62 boats", "63", "63")])
    with pytest.raises(LedgerError, match='the printed "62 boats" gives 62'):
        sb.load_report(folder)


def test_the_descriptor_keeps_what_it_says_besides_the_tables(tmp_path: Path) -> None:
    folder = write_report(tmp_path / "harbour")
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    descriptor |= {
        "title": "Häfen",
        "period": "2024",
        "sources": [{"title": "The Post", "path": "https://example.org/"}],
    }
    descriptor["resources"][0] |= {"title": "Where it is printed", "bytes": 3, "schema": {"fields": []}}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    tidy(folder)
    written = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert "Häfen" in (folder / "datapackage.json").read_text(encoding="utf-8")
    assert (written["period"], written["sources"]) == ("2024", descriptor["sources"])
    first = written["resources"][0]
    assert (first["title"], first["path"], "bytes" in first) == ("Where it is printed", "sources.csv", False)
    assert [field["name"] for field in first["schema"]["fields"]][:2] == ["id", "title"]


def test_a_table_beside_the_others_gets_an_entry(tmp_path: Path) -> None:
    folder = write_report(tmp_path / "harbour")
    (folder / "ratios.csv").write_text(
        "numerator,denominator,words\nharbour_dues,boats,dues for each boat\n", encoding="utf-8"
    )
    assert "datapackage.json: wrote the entry of ratios anew" in tidy(folder)
    assert list(sb.load_report(folder).ratios["words"]) == ["dues for each boat"]


def test_checking_writes_nothing_and_tells_by_its_exit(tmp_path: Path) -> None:
    folder = write_report(tmp_path / "harbour")
    before = contents(folder)
    done = CliRunner().invoke(main, ["tidy", str(folder), "--check"])
    assert done.exit_code == 1
    assert "statements.csv: added the columns relation, of, of_period, unit, headline, place" in done.output
    assert contents(folder) == before
    assert CliRunner().invoke(main, ["tidy", str(folder)]).exit_code == 0
    done = CliRunner().invoke(main, ["tidy", str(folder), "--check"])
    assert (done.exit_code, done.output) == (0, "Nothing to change.\n")
    assert set(contents(folder)) == set(before)


@pytest.mark.parametrize(
    ("file", "raw"),
    [
        ("sources.csv", b"id;title\n"),
        ("statements.csv", b"id,indicator\n"),
        ("identities.csv", b"\xff"),
        ("datapackage.json", b"{"),
    ],
)
def test_nothing_is_written_where_a_file_cannot_be_read(tmp_path: Path, file: str, raw: bytes) -> None:
    folder = write_report(tmp_path / "harbour")
    (folder / file).write_bytes(raw)
    before = contents(folder)
    with pytest.raises(LedgerError, match=file):
        tidy(folder)
    assert contents(folder) == before


def test_nothing_is_left_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_report(tmp_path / "harbour")
    before = contents(folder)

    def full(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="the disk is full"):
        tidy(folder)
    assert contents(folder) == before


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_frictionless_accepts_every_package_of_the_repository(folder: Path) -> None:
    assert frictionless.Package(str(folder / "datapackage.json")).validate().valid


@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        ("62 boats", "x" * 81, 2),
        (",core,,POST,1,,62", ",main,,POST,1,,62", 2),
        ("B-2,moored_boats,2024", "B-2,moored_boats,lately", 3),
        ("B-3,", "B-2,", 4),
        (",POST,1,,62", ",TIMES,1,,62", 2),
        (",2.5,", ",two,", 4),
    ],
)
def test_frictionless_and_loading_find_the_same_row(tmp_path: Path, old: str, new: str, row: int) -> None:
    folder = write_report(tmp_path / "harbour")
    tidy(folder)
    text = (folder / "statements.csv").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / "statements.csv").write_text(text.replace(old, new), encoding="utf-8")
    (errors,) = frictionless.Package(str(folder / "datapackage.json")).validate().flatten(["rowNumber"])
    with pytest.raises(LedgerError) as caught:
        sb.load_report(folder)
    assert errors == [row]
    assert {problem.row for problem in caught.value.problems} == {row}
