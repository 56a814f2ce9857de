"""Drafts of texts of our own, whose numbers were read by hand."""

from __future__ import annotations

import csv
from pathlib import Path

import docx
import frictionless
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sectorbook as sb
from sectorbook.cli import main
from sectorbook.errors import DocumentError, SectorbookError
from sectorbook.ledger.drafting.documents import Details, details_given, read_details
from sectorbook.ledger.drafting.draft import draft_report
from sectorbook.ledger.tidy import tidy

PARAGRAPHS = (
    "Ferries of the Orrin lakes carried 2.4 million people",
    "In 2023, about 45 companies ran ferries, and they earned between $12 million and $14 million annually.",
    "Fares rose by 6.5% in 2024, while 88 per cent of the 120 firms said that fuel was dear. A third of the crews were "
    "new, and dozens would leave.",
    "Since 1998 the first harbour has answered 051-1234567. One of its clerks served for 30 minutes. The debt grew 34% "
    "over five years; then it fell from $9 million to $7 million.",
)
BY_HAND = [
    # paragraph, printed, shape, low, high, unit, about, rounded_to, relation, period, headline
    ("1", "2.4 million people", "point", "2400000", "2400000", "person", "no", "100000", "", "undated", "yes"),
    ("2", "about 45 companies", "point", "45", "45", "company", "yes", "1", "", "2023", ""),
    ("2", "between $12 million and $14 million annually", "range", "12", "14", "MUSD/year", "no", "1", "", "2023", ""),
    ("3", "rose by 6.5%", "point", "6.5", "6.5", "percent", "no", "0.1", "change", "2024", ""),
    ("3", "88 per cent", "point", "88", "88", "percent", "no", "1", "", "undated", ""),
    ("3", "120 firms", "point", "120", "120", "company", "no", "10", "", "undated", ""),
    ("3", "A third", "point", "100/3", "100/3", "percent", "no", "10/3", "share", "undated", ""),
    ("4", "30 minutes", "point", "30", "30", "minute", "no", "10", "", "undated", ""),
    ("4", "grew 34%", "point", "34", "34", "percent", "no", "1", "change", "undated", ""),
    ("4", "over five years", "", "", "", "", "", "", "", "undated", ""),
    ("4", "fell from $9 million to $7 million", "point", "7", "7", "MUSD", "no", "1", "", "undated", ""),
    ("4", "fell from $9 million to $7 million", "point", "9", "9", "MUSD", "no", "1", "", "undated", ""),
]
COLUMNS = (
    *("paragraph", "printed", "shape", "low", "high", "unit"),
    *("about", "rounded_to", "relation", "period", "headline"),
)
NO_FIGURES = [("2", "2023"), ("3", "2024"), ("3", "dozens"), ("4", "1998"), ("4", "first"), ("4", "051-1234567")]


def rows(folder: Path, name: str = "statements") -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(folder: Path, text: str = "\n\n".join(PARAGRAPHS), name: str = "ferries.txt") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def drafted(folder: Path, *sentences: str) -> list[dict[str, str]]:
    """The statements of a text of these paragraphs."""
    return rows(draft_report(written(folder, "\n\n".join(sentences)), str(folder / "orrin-2024")).folder)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["draft", *arguments])


def as_markdown(folder: Path) -> Path:
    return written(folder, "# " + "\n\n".join(PARAGRAPHS), "ferries.md")


def as_html(folder: Path) -> Path:
    title, *others = PARAGRAPHS
    return written(folder, f"<h1>{title}</h1>" + "".join(f"<p>{one}</p>" for one in others), "ferries.html")


def as_word(folder: Path) -> Path:
    document = docx.Document()
    document.add_heading(PARAGRAPHS[0], 0)
    for paragraph in PARAGRAPHS[1:]:
        document.add_paragraph(paragraph)
    document.save(str(folder / "ferries.docx"))
    return folder / "ferries.docx"


def test_what_is_no_figure_has_the_reason_that_was_found(tmp_path: Path) -> None:
    report = draft_report(
        written(tmp_path, "It has 62 boats. Call 051-1234567, or see page 7."), str(tmp_path / "orrin")
    ).folder
    assert [(row["printed"], row["reason"]) for row in rows(report, "not_figures")] == [
        ("051-1234567", "a telephone number"),
        ("7", "a name or a place with a number behind it"),
    ]


@pytest.mark.parametrize(("name", "first"), [("g20-summit", "GS-01"), ("2024", "D-01"), ("a-b-c-d-e", "ABCD-01")])
def test_ids_begin_with_the_letters_of_the_reports_name(tmp_path: Path, name: str, first: str) -> None:
    report = draft_report(written(tmp_path, "It has 62 boats."), str(tmp_path / name)).folder
    assert rows(report)[0]["id"] == first


@pytest.mark.parametrize("write", [written, as_markdown, as_html, as_word])
def test_each_number_of_a_text_becomes_a_draft_as_a_person_reads_it(tmp_path: Path, write) -> None:
    folder = draft_report(write(tmp_path), str(tmp_path / "orrin-2024")).folder
    found = rows(folder)
    assert [tuple(row[name] for name in COLUMNS) for row in found] == BY_HAND
    assert {row["role"] for row in found} == {"draft"}
    assert [(row["paragraph"], row["printed"]) for row in rows(folder, "not_figures")] == [*NO_FIGURES, ("4", "One")]
    assert rows(folder, "sources")[0]["title"] == PARAGRAPHS[0]


def test_a_draft_loads_is_not_reckoned_with_and_is_a_data_package(tmp_path: Path) -> None:
    folder = draft_report(written(tmp_path), str(tmp_path / "orrin-2024")).folder
    report = sb.load_report(folder)
    assert list(report.statements.index) == [f"O-{number:02}" for number in range(1, 13)]
    assert report.core.empty
    assert report.title == PARAGRAPHS[0]
    assert frictionless.Package(str(folder / "datapackage.json")).validate().valid
    assert tidy(folder, check=True) == []


def test_a_pdf_with_text_is_drafted(tmp_path: Path) -> None:
    pyplot = pytest.importorskip("matplotlib.pyplot")
    figure = pyplot.figure()
    figure.text(0.1, 0.5, "About 45 companies ran ferries.")
    figure.savefig(tmp_path / "ferries.pdf")
    found = rows(draft_report(tmp_path / "ferries.pdf", str(tmp_path / "orrin-2024")).folder)
    assert [(row["printed"], row["low"]) for row in found] == [("About 45 companies", "45")]


def test_notes_have_the_words_around_what_is_printed_and_suggest(tmp_path: Path) -> None:
    (row,) = drafted(tmp_path, "The valley has 300 registered companies in the south.")
    assert row["note"] == "The valley has [300 registered companies] in the south.; perhaps registered_companies"
    assert row["indicator"] == ""


TABLE = """<p>The lakes had ferries.</p><table><thead><tr><th>lake</th><th>2014</th><th>October 2015</th></tr></thead>
<tr><td>Upper Orrin; all</td><td>30</td><td>42</td></tr><tr><th>Lower</th><td></td><td>12</td></tr></table>
<table><tr><td>a</td><td>2014</td></tr><tr><td>Plain</td><td>77</td></tr></table>
<table><tr><th colspan="2">a</th><th>2016</th></tr><tr><td>Spanned</td><td>71</td><td>3</td></tr></table>"""


def test_a_number_of_a_table_keeps_the_heads_of_its_row_and_column(tmp_path: Path) -> None:
    found = rows(draft_report(written(tmp_path, TABLE, "lakes.html"), str(tmp_path / "lakes")).folder)
    # the empty cell before the 12 is counted; the second table has no heads, and the third a cell over two columns
    assert [(row["printed"], row["period"], row["note"].split("; ")[0].rstrip(" |")) for row in found] == [
        ("30", "2014", "Upper Orrin, all, 2014: [30]"),
        ("42", "2015-M10", "Upper Orrin, all, October 2015: [42]"),
        ("12", "2015-M10", "Lower, October 2015: [12]"),
        ("77", "undated", "Plain: [77]"),
        ("71", "undated", "Spanned: [71]"),
        ("3", "undated", "Spanned: [3]"),
    ]


@pytest.mark.parametrize(
    ("sentence", "period"),
    [
        ("They earned $5 million in 2019.", "2019"),
        ("In fiscal year 2021-22 they earned $5 million.", "FY2021-22"),
        ("They earned $5 million in FY24.", "FY2024"),
        ("They earned $5 million (2019).", "2019"),
        ("They earned $5 million before 2019.", "undated"),
        ("They earned $5 million, and $4 million in 2019.", "undated"),
        ("They earned $5 million. In 2019 others came.", "undated"),
        ("They earned $5 million from B2B sales in 2019.", "2019"),
        (f"They earned $5 million {'x' * 35} in 2019.", "2019"),  # 40 characters between the two
        (f"They earned $5 million {'x' * 36} in 2019.", "undated"),
    ],
)
def test_a_period_is_taken_where_its_sentence_prints_it(tmp_path: Path, sentence: str, period: str) -> None:
    assert drafted(tmp_path, sentence)[0]["period"] == period


@pytest.mark.parametrize(
    ("sentence", "printed", "low", "unit"),
    [
        ("It cost Rs 3 crore.", "Rs 3 crore", "30", "MPKR"),
        ("It cost 800 dollars.", "800 dollars", "800", "USD"),
        ("It cost $2.5 billion.", "$2.5 billion", "2.5", "GUSD"),
        ("It gained 25 basis points.", "25 basis points", "0.25", "percent"),
        ("It pays $4,723 per freelancer.", "$4,723 per freelancer", "4723", "USD/person"),
        ("It hosts 14 new IT companies.", "14 new IT companies", "14", "company"),
        ("It hosts 14 of the companies.", "14", "14", ""),
        ("It made 7 tonnes.", "7 tonnes", "7", "tonne"),
        ("The country used 3 Mtoe of energy in all.", "3 Mtoe", "3", "Mtoe"),
        ("The country used 4.5 million toe of energy in all.", "4.5 million toe", "4500000", "toe"),
        ("The forest covers 1,200 km2 of land.", "1,200 km2", "1200", "kilometre ** 2"),
    ],
)
def test_amounts_are_in_the_unit_that_they_are_printed_in(tmp_path, sentence, printed, low, unit) -> None:
    row = drafted(tmp_path, sentence)[0]
    assert (row["printed"], row["low"], row["unit"]) == (printed, low, unit)


def test_a_sign_of_several_currencies_is_the_one_that_is_named(tmp_path: Path) -> None:
    folder = draft_report(written(tmp_path, "It cost $5 million."), str(tmp_path / "orrin"), currency="AUD").folder
    assert rows(folder)[0]["unit"] == "MAUD"


def test_a_currency_that_is_none_is_refused(tmp_path: Path) -> None:
    done = run(str(written(tmp_path)), "--to", str(tmp_path / "orrin"), "--currency", "dollar")
    assert done.exit_code == 1
    assert '"DOLLAR" is no currency' in done.stderr
    assert not (tmp_path / "orrin").exists()


def test_what_has_two_readings_or_is_unread_says_so(tmp_path: Path) -> None:
    often, part = drafted(tmp_path, "They met ten times.", "Half empty.")
    assert "two readings: a multiple, or how often it is" in often["note"]
    assert "not read: a part of what is not named" in part["note"]
    assert (part["shape"], part["reading"]) == ("", "words")


def test_what_no_table_can_hold_is_left_unread(tmp_path: Path) -> None:
    (row,) = drafted(tmp_path, "It cost $7,000,000,000,000,000,000.")
    assert (row["shape"], row["low"]) == ("", "")
    assert "too large" in row["note"]


@pytest.mark.parametrize(
    ("printed", "low"), [("1,000,000,000,000,000", "1000000000000000"), ("1,000,000,000,000,001", "")]
)
def test_the_largest_number_that_a_table_can_hold_is_a_thousand_million_million(
    tmp_path: Path, printed: str, low: str
) -> None:
    assert drafted(tmp_path, f"The lakes have {printed} fish.")[0]["low"] == low


def test_what_is_printed_is_short_and_keeps_its_number(tmp_path: Path) -> None:
    (row,) = drafted(tmp_path, "It is approximately " + "about " * 20 + "300 firms.")
    assert len(row["printed"]) <= 80
    assert "300" in row["printed"]
    assert sb.load_report(tmp_path / "orrin-2024").statements.shape[0] == 1


def test_details_come_from_the_options_and_else_from_the_document(tmp_path: Path) -> None:
    page = written(
        tmp_path,
        '<html><head><meta property="article:published_time" content="2024-05-03T10:00:00Z">'
        '<meta property="og:site_name" content="The Orrin Post"><link rel="canonical" href="https://example.org/a">'
        "</head><body><h1>Ferries</h1><p>There are 45 companies.</p></body></html>",
        "page.html",
    )
    details = Details(title="Ferries of Orrin")
    (source,) = rows(draft_report(page, str(tmp_path / "orrin"), details).folder, "sources")
    assert [source[name] for name in ("id", "title", "publisher", "date", "date_quality", "url")] == [
        *("TOP", "Ferries of Orrin", "The Orrin Post", "2024-05-03", "printed", "https://example.org/a")
    ]


@pytest.mark.parametrize(
    ("name", "text", "details"),
    [
        ("a.md", "---\ntitle: Ferries\ndate: 2024-05-03\n---\n45 firms", Details("Ferries", date="2024-05-03")),
        ("a.md", "Some words\n\n# All *ferries*\n", Details("All ferries")),
        ("a.txt", "The ferries\n\nThey are 45.", Details("The ferries")),
        ("a.txt", "They are 45.", Details()),
        ("a.html", "<title>T</title><p>45</p><meta name=date content='May 2024'>", Details("T")),
        ("a.html", '<p>45</p><script>{"datePublished": "2024-05-03T01:00"}</script>', Details(date="2024-05-03")),
    ],
)
def test_a_document_tells_of_itself(tmp_path: Path, name: str, text: str, details: Details) -> None:
    assert read_details(written(tmp_path, text, name)) == details


@pytest.mark.parametrize("given_details", [{"date": "3 May 2024"}, {"date": "2024-02-30"}, {"url": "example.org"}])
def test_details_that_cannot_be_are_refused(given_details: dict[str, str]) -> None:
    with pytest.raises(DocumentError, match=r"is no (day|address)"):
        details_given(**given_details)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "orrin").mkdir()
    text = written(tmp_path)
    done = run(str(text), "--to", str(tmp_path / "orrin"))
    assert (done.exit_code, list((tmp_path / "orrin").iterdir())) == (1, [])
    assert "exists" in done.stderr


@pytest.mark.parametrize(
    ("text", "says"), [("No number at all.", "no figure"), ("", "no text"), ("In 2019.", "no figure")]
)
def test_a_text_without_figures_writes_nothing(tmp_path: Path, text: str, says: str) -> None:
    done = run(str(written(tmp_path, text)), "--to", str(tmp_path / "sub" / "orrin"))
    assert done.exit_code == 1
    assert says in done.stderr
    assert not (tmp_path / "sub").exists()


@pytest.mark.parametrize("name", ["Orrin!", "./Orrin"])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    done = run(str(written(tmp_path)), "--to", name)
    assert done.exit_code == 1
    assert "cannot be a report's name" in done.stderr


@pytest.mark.parametrize("failure", [OSError("disk full"), KeyboardInterrupt()])
def test_an_interrupted_write_leaves_nothing(tmp_path: Path, monkeypatch, failure: BaseException) -> None:
    text = written(tmp_path)
    calls = []

    def fail(*table: object) -> str:
        calls.append(table)
        if len(calls) == 4:
            raise failure
        return "id\n"

    monkeypatch.setattr("sectorbook.ledger.drafting.draft.table_text", fail)
    with pytest.raises(type(failure)):
        draft_report(text, str(tmp_path / "orrin"))
    assert [path.name for path in tmp_path.iterdir()] == ["ferries.txt"]


def test_the_command_says_what_it_wrote_and_what_is_next(tmp_path: Path) -> None:
    done = run(str(written(tmp_path)), "--to", str(tmp_path / "orrin"), "--publisher", "Orrin Post")
    assert done.exit_code == 0, done.output
    assert "12 figures, 1 of which you have to read; 7 are listed as not figures." in done.stdout
    assert f"sectorbook draft --review {tmp_path / 'orrin'}" in done.stdout


@pytest.mark.parametrize("arguments", [[], ["--to", "orrin"], ["--review", "a", "--to", "b"], ["--table", "x.csv"]])
def test_options_that_do_not_go_together_are_refused(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 1


PIECES = st.sampled_from(
    [
        *("a", "about", "the", "In 2019", "FY24", "$5 million", "Rs 3 crore", "40%", "half", "a third", "over"),
        *("fell from 9 to 7", "of the", "12-Oct", "1/0", "1e9", "\u00bd", "\u200b", "\u0661\u0662", "\ue000", ";", "|"),
        *("\n\n", "\t", "=1+1", "-5%", "10\u201312 firms", "COVID-19", "9" * 31, ".", "(", "[", "\u0301"),
    ]
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=25).map(" ".join))
def test_any_text_is_refused_by_us_or_drafted_so_that_it_loads(tmp_path_factory, text: str) -> None:
    loads_or_is_refused(tmp_path_factory.mktemp("any"), text)


@pytest.mark.slow
@settings(max_examples=3200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(st.one_of(PIECES, st.text(max_size=40)), max_size=40).map(" ".join))
def test_many_texts_are_refused_by_us_or_drafted_so_that_they_load(tmp_path_factory, text: str) -> None:
    loads_or_is_refused(tmp_path_factory.mktemp("any"), text)


def loads_or_is_refused(folder: Path, text: str) -> None:
    """Draft a text, and load what came out, or nothing may be there."""
    file = folder / "any.txt"
    file.write_bytes(text.encode("utf-8", "ignore"))
    try:
        done = draft_report(file, str(folder / "any"))
    except SectorbookError:
        assert [path.name for path in folder.iterdir()] == ["any.txt"]
        return
    report = sb.load_report(done.folder)
    assert len(report.statements) == done.figures
    assert set(report.statements["role"]) == {"draft"}
