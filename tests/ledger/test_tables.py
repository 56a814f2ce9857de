"""Tables load however a program saved them, and are refused by name where their meaning could be another."""

import csv
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import sectorbook as sb
from helpers.clone import DATA
from helpers.small_report import TABLES, csv_bytes, statement, write_report
from helpers.told import problems_told
from sectorbook.errors import LedgerError, Problem, SectorbookError
from sectorbook.ledger.tables import is_hidden, read_lines, read_table
from sectorbook.runs.sweep import read_rows

COLUMNS = list(TABLES["statements"][0])
PLAIN = csv_bytes(TABLES["statements"], COLUMNS)
NOTEBOOK = DATA.parent / "notebooks" / "02_do_the_figures_add_up.ipynb"

FORMS = {
    "CRLF": csv_bytes(TABLES["statements"], COLUMNS, line="\r\n"),
    "CR": csv_bytes(TABLES["statements"], COLUMNS, line="\r"),
    "byte order mark and CRLF": b"\xef\xbb\xbf" + csv_bytes(TABLES["statements"], COLUMNS, line="\r\n"),
    "all quoted": csv_bytes(TABLES["statements"], COLUMNS, quoting=csv.QUOTE_ALL),
    "text quoted": csv_bytes(TABLES["statements"], COLUMNS, quoting=csv.QUOTE_NONNUMERIC),
    "columns backwards": csv_bytes(TABLES["statements"], COLUMNS[::-1]),
    "no line end at the end": PLAIN.rstrip(b"\n"),
    "empty rows at the end": PLAIN + b"," * (len(COLUMNS) - 1) + b"\n\n" + b"," * (len(COLUMNS) - 1) + b"\n",
    "empty columns at the end": b"".join(line + b",,,\n" for line in PLAIN.splitlines()),
    "letters decomposed": PLAIN.replace("Môle".encode(), "Mo\u0302le".encode()),
    "empty columns of later versions": csv_bytes(TABLES["statements"], [*COLUMNS, "relation", "of", "headline"]),
}


def problems_of(folder: Path) -> list[Problem]:
    with pytest.raises(LedgerError) as caught:
        sb.load_report(folder)
    return problems_told(caught.value)


def spoiled(folder: Path, old: str, new: str, file: str = "statements.csv") -> list[Problem]:
    raw = (write_report(folder) / file).read_bytes()
    assert raw.count(old.encode()) == 1
    (folder / file).write_bytes(raw.replace(old.encode(), new.encode()))
    return problems_of(folder)


@pytest.mark.parametrize("form", FORMS)
def test_a_table_loads_in_any_form_and_says_the_same(tmp_path: Path, form: str) -> None:
    plain = sb.load_report(write_report(tmp_path / "harbour"))
    (tmp_path / "harbour" / "statements.csv").write_bytes(FORMS[form])
    other = sb.load_report(tmp_path / "harbour")
    assert other.statements.equals(plain.statements)
    assert other.statements.at["B-3", "note"] == 'With a comma, and a quote: "dues"'
    assert other.digest == plain.digest


def test_another_cell_gives_another_digest(tmp_path: Path) -> None:
    plain = sb.load_report(write_report(tmp_path / "harbour"))
    rows = [TABLES["statements"][0] | {"note": "Counted in May"}, *TABLES["statements"][1:]]
    assert sb.load_report(write_report(tmp_path / "harbour", statements=rows)).digest != plain.digest


@pytest.mark.parametrize(
    ("raw", "row", "says", "remedy"),
    [
        (PLAIN.replace(b",", b";"), 1, "semicolons stand", "CSV UTF-8 (Comma delimited)"),
        (PLAIN.replace(b",", b"\t"), 1, "tabs stand", "Text CSV"),
        (PLAIN.decode().encode("utf-16"), 0, "UTF-16", "CSV UTF-8"),
        (PLAIN.decode().encode("utf-16-le"), 0, "UTF-16", "CSV UTF-8"),
        (PLAIN.decode().encode("cp1252"), 2, 'in Windows-1252 the byte would be "ô"', "CSV UTF-8"),
        (b"PK\x03\x04" + PLAIN, 0, "a workbook that was renamed", "CSV UTF-8"),
        (PLAIN.replace(b"62 boats", b"62 bo\0ats"), 2, "NUL", "Save the table again"),
        (PLAIN.replace(b"62 boats", b"62 bo\0ats") + b"\0\n", 2, "NUL", "Save the table again"),
        (PLAIN.replace(b"62 boats", b'"62" boats'), 2, "quotes", "Close each quote"),
        (PLAIN.replace(b"62 boats", b'"62 boats'), 2, "quotes", "Close each quote"),
        (PLAIN.replace(b"62 boats", b"62,boats"), 2, "16 cells, the header 15", "quote cells"),
    ],
)
def test_bytes_that_are_no_table_are_refused_with_what_to_do(
    tmp_path: Path, raw: bytes, row: int, says: str, remedy: str
) -> None:
    (write_report(tmp_path / "harbour") / "statements.csv").write_bytes(raw)
    (problem,) = problems_of(tmp_path / "harbour")
    assert (problem.file, problem.row) == ("statements.csv", row)
    assert says in problem.what
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (",shape,", ",shap,", {("shap", 'Did you mean "shape"?'), ("shape", "Add the column.")}),
        (",shape,", ",low,", {("low", "Keep one of the two."), ("shape", "Add the column.")}),
        (
            "id,indicator",
            "id,\u200bindicator",
            {("\u200bindicator", 'Did you mean "indicator"?'), ("indicator", "Add the column.")},
        ),
    ],
)
def test_a_header_is_refused_column_by_column(
    tmp_path: Path, old: str, new: str, expected: set[tuple[str, str]]
) -> None:
    found = spoiled(tmp_path / "harbour", old, new)
    assert {(problem.column, problem.remedy) for problem in found} == expected
    assert {problem.row for problem in found} == {1}


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        ("\u00a0", "NO-BREAK SPACE (U+00A0)"),
        ("\u202f", "NARROW NO-BREAK SPACE (U+202F)"),
        ("\u00ad", "SOFT HYPHEN (U+00AD)"),
        ("\u200b", "ZERO WIDTH SPACE (U+200B)"),
        ("\u200f", "RIGHT-TO-LEFT MARK (U+200F)"),
        ("\ufeff", "ZERO WIDTH NO-BREAK SPACE (U+FEFF)"),
    ],
)
@pytest.mark.parametrize(
    ("old", "new", "column", "where"),
    [
        ("62 boats", "{}62 boats", "printed", "at its start"),
        ("62 boats", "62 boats{}", "printed", "at its end"),
        ("62 boats", "62 bo{}ats", "printed", "inside"),
        ("B-1,boats", "B-1,boats{}", "indicator", "at its end"),
        (",2.5,", ",2.5{},", "low", "at its end"),
    ],
)
def test_what_cannot_be_seen_is_named(
    tmp_path: Path, sign: str, name: str, old: str, new: str, column: str, where: str
) -> None:
    (write_report(tmp_path / "harbour") / "statements.csv").write_bytes(PLAIN)
    (problem,) = spoiled(tmp_path / "harbour", old, new.format(sign))
    assert (problem.row, problem.column) == (4 if column == "low" else 2, column)
    assert f"a {name} {where}" in problem.what


def test_a_joiner_in_a_word_that_is_spelled_with_it_is_none_of_these(tmp_path: Path) -> None:
    word = "\u0645\u06cc\u200c\u0631\u0648\u062f"  # "goes" in Persian
    rows = [TABLES["statements"][0] | {"note": word}, *TABLES["statements"][1:]]
    report = sb.load_report(write_report(tmp_path / "harbour", statements=rows))
    assert report.statements.at["B-1", "note"] == word


@pytest.mark.parametrize("date", ["12-Oct", "Oct-12", "2025-10-12", "10/12/2025", "2025-10-12 00:00:00"])
def test_a_printed_range_that_a_spreadsheet_made_a_date_is_told_as_one(tmp_path: Path, date: str) -> None:
    (problem,) = spoiled(tmp_path / "harbour", "62 boats", date)
    assert (problem.row, problem.column, problem.value) == (2, "printed", date)
    assert "a date, which a spreadsheet made" in problem.what


def test_a_decimal_comma_and_a_date_in_a_number_are_told(tmp_path: Path) -> None:
    (problem,) = spoiled(tmp_path / "harbour", ",2.5,", ',"2,5",')
    assert "a decimal comma" in problem.what
    (problem,) = spoiled(tmp_path / "other", ",2.5,", ",02-May,")
    assert "a date, which a spreadsheet made of it" in problem.what


def test_rows_are_counted_as_an_editor_counts_lines(tmp_path: Path) -> None:
    lines = PLAIN.decode().splitlines()
    raw = "\n".join([lines[0], "", ",,,", *lines[1:]]).replace("B-2,moored_boats", "B-2,mored_boats")
    raw = raw.replace(",moored_boats,", ",mored_boats,")
    (write_report(tmp_path / "harbour") / "statements.csv").write_text(raw, encoding="utf-8")
    assert [(problem.row, problem.remedy) for problem in problems_of(tmp_path / "harbour")] == [
        (5, 'Did you mean "moored_boats"?')
    ]


def test_a_table_that_is_not_listed_is_not_passed_over(tmp_path: Path) -> None:
    folder = write_report(tmp_path / "harbour")
    (folder / "ratios.csv").write_text("numerator,denominator,words\n", encoding="utf-8")
    (problem,) = problems_of(folder)
    assert (problem.file, problem.value, problem.remedy) == ("datapackage.json", "ratios", "Run sectorbook tidy.")


def test_the_context_is_read_in_the_same_forms(tmp_path: Path) -> None:
    folder = tmp_path / "context"
    folder.mkdir()
    for file in (DATA / "context").iterdir():
        raw = file.read_bytes()
        other = b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n") if file.suffix == ".csv" else raw
        (folder / file.name).write_bytes(other)
    assert sb.load_context(folder).digest == sb.load_context().digest
    parks = (folder / "parks.csv").read_text(encoding="utf-8-sig")
    (folder / "parks.csv").write_text(parks.replace(",", ";"), encoding="utf-8")
    with pytest.raises(LedgerError, match="semicolons stand"):
        sb.load_context(folder)


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbfabout,assume.company_revenue\r\nrounding,3.0:4.0\r\n",
        b'"about","assume.company_revenue",\n"rounding","3.0:4.0",\n,,\n',
        b"about,assume.company_revenue\rrounding,3.0:4.0\r",
    ],
)
def test_a_sweeps_table_is_read_in_the_same_forms(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "runs.csv").write_bytes(raw)
    (row,) = read_rows(tmp_path / "runs.csv", NOTEBOOK)
    assert row.words == {"about": "rounding", "assume.company_revenue": "3.0:4.0"}


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"about;assume.company_revenue\nrounding;3,0:4,0\n", "semicolons stand"),
        ("about\nrounding\n".encode("utf-16"), "UTF-16"),
        ("about\nrounding\u00a0\n".encode(), "row 2: a cell or a name above it holds a NO-BREAK SPACE"),
    ],
)
def test_a_sweeps_table_is_refused_by_the_same_names(tmp_path: Path, raw: bytes, says: str) -> None:
    (tmp_path / "runs.csv").write_bytes(raw)
    with pytest.raises(sb.ParameterError, match=says):
        read_rows(tmp_path / "runs.csv", NOTEBOOK)


class Counting(BaseHTTPRequestHandler):
    """Answers each request with an empty object, and counts it."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


SECONDS_TO_STOP = 0.01
"""How long a server may take to notice that it is to stop; each test waits for that."""


@pytest.fixture
def address() -> Iterator[str]:
    """An address on this machine whose requests `Counting` counts."""
    Counting.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    thread = threading.Thread(target=server.serve_forever, args=[SECONDS_TO_STOP])
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("elsewhere", ["{}/x", "/etc/hostname", "../other/x.json"])
@pytest.mark.parametrize(
    "key", ["profile", "schema", "dialect", "path", "extrapaths", "data", "profile of the package"]
)
def test_a_package_that_names_another_place_is_refused_and_nobody_is_asked(
    tmp_path: Path, address: str, key: str, elsewhere: str
) -> None:
    folder = write_report(tmp_path / "harbour")
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    entry = descriptor if key == "profile of the package" else descriptor["resources"][0]
    value = elsewhere.format(address)
    entry[key.split()[0]] = [value] if key == "extrapaths" else value
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    (problem,) = problems_of(folder)
    assert (problem.file, problem.column, problem.value) == ("datapackage.json", key.split()[0], value)
    assert Counting.asked == []


def test_a_table_may_have_so_many_lines_and_a_line_so_many_cells(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    file.write_text("a\n" * 20_000, encoding="utf-8")
    assert (len(read_lines(file)[0]), read_lines(file)[1]) == (20_000, [])
    file.write_text("a\n" * 20_001, encoding="utf-8")
    assert [one.what for one in read_lines(file)[1]] == [
        "the table has 20,001 rows, more than the 20,000 that are read"
    ]
    file.write_text(",".join("a" * 1000), encoding="utf-8")
    assert (len(read_lines(file)[0][0][1]), read_lines(file)[1]) == (1000, [])
    file.write_text(",".join("a" * 1001), encoding="utf-8")
    assert [one.what for one in read_lines(file)[1]] == ["the row has 1,001 cells, more than the 1,000 that are read"]


def test_empty_cells_behind_the_last_named_column_go_whatever_other_rows_have_there(tmp_path: Path) -> None:
    file = tmp_path / "some.csv"
    file.write_text("a,b\n1,2,3\n4,5,\n6,,\n", encoding="utf-8")
    assert read_lines(file) == ([(1, ["a", "b"]), (2, ["1", "2", "3"]), (3, ["4", "5"]), (4, ["6", ""])], [])


def test_a_line_that_is_broken_within_a_cell_is_read_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "some.csv"
    file.write_bytes(b'a,b\r\n"1\r\n2",3\r\n4,5\r\n')
    assert read_lines(file) == ([(1, ["a", "b"]), (2, ["1\r\n2", "3"]), (4, ["4", "5"])], [])


def test_a_report_loads_without_any_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("loading opened a socket")

    folder = write_report(tmp_path / "harbour")
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert len(sb.load_report(folder).core) == 3


@pytest.mark.parametrize("name", ["statements.csv", "datapackage.json"])
def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path, name: str) -> None:
    folder = write_report(tmp_path / "harbour")
    (folder / name).rename(tmp_path / name)
    (folder / name).symlink_to(tmp_path / name)
    assert [(problem.file, "leads out" in problem.what) for problem in problems_of(folder)] == [(name, True)]


def test_a_loosened_schema_loosens_no_rule(tmp_path: Path) -> None:
    folder = write_report(
        tmp_path / "harbour", statements=[statement("B-1", "boats", "x" * 81, "62", "62", reading="words")]
    )
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"][-1]["schema"] = {"fields": [{"name": "printed", "constraints": {"maxLength": 800}}]}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    assert [problem.column for problem in problems_of(folder)] == ["printed"]


def load_with(folder: Path, raw: bytes, file: str = "statements.csv") -> None:
    """Load the report with a file of these bytes; whatever they are, no other error than ours may come."""
    (folder / file).write_bytes(raw)
    with suppress(SectorbookError):
        sb.load_report(folder)


PIECES = st.sampled_from(
    [
        "",
        ",",
        '"',
        "\n",
        "\r",
        "\r\n",
        ";",
        "\t",
        "-",
        "1/0",
        "1/3",
        "9" * 5000,
        "1e400",
        "NaN",
        "sNaN",
        "\xa0",
        "\u200b",
        "\ud7ff",
        "\x00",
        "=cmd()",
        "draft",
        "share",
        "boats",
        "more_than",
        "no",
        "2024-02-30",
        "12-Oct",
        "é",
        "é",
        "−3",
    ]
)
QUICK = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}


def mutated(data: st.DataObject, raw: bytes) -> bytes:
    """Bytes with a few of them replaced by pieces that have meant trouble somewhere."""
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(raw)))
        end = min(start + data.draw(st.integers(0, 12)), len(raw))
        raw = raw[:start] + data.draw(PIECES).encode() + raw[end:]
    return raw


@settings(max_examples=150, **QUICK)
@given(raw=st.binary(max_size=400))
@example(raw=b"")
@example(raw=b"\xef\xbb\xbf")
@example(raw=b'id,"')
def test_no_bytes_give_another_error_than_ours(tmp_path: Path, raw: bytes) -> None:
    load_with(write_report(tmp_path / "harbour"), raw)


@settings(max_examples=200, **QUICK)
@given(data=st.data())
def test_no_mutation_of_a_table_gives_another_error_than_ours(tmp_path: Path, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(["statements.csv", "identities.csv", "sources.csv", "indicators.csv"]))
    folder = write_report(tmp_path / "harbour")
    load_with(folder, mutated(data, (folder / file).read_bytes()), file)


@pytest.mark.slow
@settings(max_examples=20000, **QUICK)
@given(data=st.data())
def test_no_mutation_of_many_is_read_with_another_error_than_ours(tmp_path: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["statements", "identities", "sources", "indicators"]))
    raw = mutated(data, csv_bytes(TABLES[name], list(TABLES[name][0])))
    (tmp_path / f"{name}.csv").write_bytes(raw)
    rows, problems = read_table(tmp_path / f"{name}.csv")
    assert rows or problems or name in ("identities", "indicators")


@pytest.mark.slow
@settings(max_examples=1500, **QUICK)
@given(data=st.data())
def test_no_mutation_of_many_gives_another_error_than_ours(tmp_path: Path, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(["statements.csv", "identities.csv", "indicators.csv", "datapackage.json"]))
    folder = write_report(tmp_path / "harbour")
    load_with(folder, mutated(data, (folder / file).read_bytes()), file)


@pytest.mark.parametrize(
    ("cell", "hidden"),
    [
        ("\u0627\u200c\u0628", False),  # a joiner between two letters of Urdu
        ("\u0627\u200cb", True),
        ("a\u200c\u0628", True),
        ("a\u200cb", True),
        ("b\u0627\u200c\u0628", False),  # what stands farther away does not matter
        ("\u0627\u200c\u0628b", False),
    ],
)
def test_a_joiner_is_seen_only_between_letters_that_it_joins(cell: str, hidden: bool) -> None:
    assert is_hidden(cell, cell.index("\u200c")) is hidden
