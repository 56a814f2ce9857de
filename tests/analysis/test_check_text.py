"""The verdicts on the numbers of texts about the repository's reports, by hand, and how they are written."""

from __future__ import annotations

import csv
import itertools
import re
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sectorbook as sb
from helpers.clashing_report import clashing_report
from helpers.clone import ROOT
from sectorbook.analysis.check_text import (
    CheckedNumber,
    check_text,
    known_figures,
    write_annotations,
    write_junit,
    write_table,
)
from sectorbook.analysis.check_text.formats import describe
from sectorbook.cli import main
from sectorbook.ledger.drafting.documents import plain_paragraphs, read_document

TEXTS = sorted((Path(__file__).parent / "checked_texts").glob("*.md"))
"""Texts in which each number is marked with the verdict on it, by hand: {{$3.5 million: quoted}}."""
MARK = re.compile(r"\{\{(.+?):\s(\w+)\}\}", re.DOTALL)
CLEAR = {"quoted", "computed"}
GILGIT, NEPAL, SCO = "gilgit-baltistan-2025", "nepal-2022", "sco-2025"


@pytest.fixture(scope="module")
def results():
    """What can be vouched for of each report, as printed."""
    return {name: known_figures(sb.reconcile(sb.load_report(name))) for name in (GILGIT, NEPAL, SCO)}


def verdicts(text, result):
    return [(number.number, number.verdict) for number in check_text(plain_paragraphs(text), result)]


def verdict(text, result):
    [(_, given_verdict)] = verdicts(text, result)
    return given_verdict


def judged(text_file, results, folder):
    """The verdicts by hand and the given ones, of the numbers of a marked text."""
    marked = text_file.read_text(encoding="utf-8")
    plain = folder / text_file.name
    plain.write_text(MARK.sub(r"\1", marked), encoding="utf-8")
    by_hand = [(" ".join(number.split()), wanted) for number, wanted in MARK.findall(marked)]
    found = check_text(read_document(plain), results[text_file.name.split(".")[0]])
    assert len(found) == len(by_hand)
    for number, (text, _) in zip(found, by_hand, strict=True):
        assert number.number in text or text in number.number
    return [(text, wanted, number.verdict) for number, (text, wanted) in zip(found, by_hand, strict=True)]


@pytest.mark.parametrize("text_file", TEXTS, ids=lambda file: file.stem)
def test_no_wrong_number_is_cleared_and_no_right_one_is_complained_about(text_file, results, tmp_path):
    rows = judged(text_file, results, tmp_path)
    assert [row for row in rows if row[1] not in CLEAR and row[2] in CLEAR] == []
    assert [row for row in rows if row[1] in CLEAR and row[2] not in {*CLEAR, "unclear"}] == []


def test_nine_of_ten_verdicts_are_those_by_hand(results, tmp_path):
    rows = [row for text_file in TEXTS for row in judged(text_file, results, tmp_path)]
    assert len(rows) > 160
    assert sum(wanted == found for _, wanted, found in rows) > 0.9 * len(rows)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The companies earn $3.5m.", "quoted"),
        ("The companies earn US$3.5 million a year.", "quoted"),
        ("The companies earn 3.5 million dollars.", "quoted"),
        ("The companies earn around $3.5 million.", "quoted"),
        ("The companies earn $3.6 million.", "changed"),
        ("The companies earn €3.5 million.", "changed"),
        ("The companies earn $3.5 billion.", "changed"),
        ("The companies earn more than $3.5 million.", "changed"),
        ("The companies earn $3.5 million a month.", "changed"),
        ("The freelancers earn $3.5 million.", "changed"),
        ("The parks created more than 1,000 jobs.", "quoted"),
        ("The parks created over 1,000 jobs.", "quoted"),
        ("The parks created 1,000 jobs.", "changed"),
        ("The parks created at least 1,000 jobs.", "changed"),
        ("The parks created fewer than 1,000 jobs.", "changed"),
        ("There are 300 registered companies.", "changed"),
        ("There are about 300 registered companies.", "quoted"),
        ("The tech sector's revenue is at most $18 million.", "quoted"),
        ("The tech sector's revenue is at most $15 million.", "changed"),
        ("The lower end of the tech sector's revenue is $15 million.", "quoted"),
        ("The upper end of the tech sector's revenue is $15 million.", "changed"),
        ("Freelancers' revenue is at least $11.5 million.", "computed"),
        ("Freelancers' revenue is $11m to $15m.", "changed"),
        ("Freelancers make up 43% to 67% of the workforce.", "computed"),
        ("Freelancers make up 42.7% to 66.7% of the workforce.", "changed"),
        ("Freelancers make up 42.9% to 66.7% of the workforce.", "computed"),
        ("The revenue of the sector's IT service exports is $15 million to $18 million.", "changed"),
        ("Some say $15 million.", "unclear"),
        ("A bus ride takes 45 minutes and costs $2.", "unknown"),
    ],
)
def test_a_number_is_held_against_what_its_words_speak_of(text, wanted, results):
    assert verdicts(text, results[GILGIT])[-1][1] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "On 20 November 2025 the second study of 2022 came out.",
        "See section 3.2, table 4 and version 1.2.0 with Python 3.11.",
        "Two things stand out, in one of three parts.",
        "The file notebooks/02_do.ipynb sets about=5 and x[3].",
        "EST-03 is the third row of COVID-19 data, at 10:30.",
    ],
)
def test_what_is_no_figure_is_left_out(text, results):
    assert verdicts(text, results[GILGIT]) == []


def test_an_about_may_be_left_out_once_the_text_has_had_it(results):
    text = "Around 88% of firms report power outages. The 88% of firms with power outages are many."
    assert [found for _, found in verdicts(text, results[GILGIT])] == ["quoted", "quoted"]
    assert verdict("The 88% of firms with power outages are many.", results[GILGIT]) == "changed"


def test_a_number_of_another_source_needs_its_name_where_the_article_prints_it_otherwise(results):
    assert verdict("There are nearly 120 active companies.", results[GILGIT]) == "quoted"
    text = "The freelancers number 3,000 to 4,000"
    assert verdict(f"{text}.", results[GILGIT]) == "changed"
    assert verdict(f"{text}, by techjuice.pk.", results[GILGIT]) == "quoted"


def test_what_is_computed_follows_the_reading(results):
    text = "Freelancers' revenue is $11.45 million to $14.55 million."
    assert verdict(text, results[GILGIT]) == "changed"
    rounded = sb.reconcile(sb.load_report(GILGIT), about="rounding")
    assert verdict(text, rounded) == "computed"


def test_a_table_speaks_by_its_heads(tmp_path, results):
    file = tmp_path / "table.md"
    file.write_text(
        "| Revenue (US$ million) | printed | possible |\n|---|---|---|\n"
        "| Freelancers | 10–15 | 11.5–14.5 |\n| Companies | 10–15 | 3.5 |\n",
        encoding="utf-8",
    )
    found = [(one.number, one.verdict) for one in check_text(read_document(file), results[GILGIT])]
    assert found == [("10–15", "quoted"), ("11.5–14.5", "computed"), ("10–15", "changed"), ("3.5", "computed")]


def test_respectively_tells_which_is_which(results):
    text = "Freelancers and companies earn {} and {} respectively."
    right = text.format("$10 million to $15 million", "$3.5 million")
    wrong = text.format("$3.5 million", "$10 million to $15 million")
    assert [found for _, found in verdicts(right, results[GILGIT])] == ["quoted", "quoted"]
    assert [found for _, found in verdicts(wrong, results[GILGIT])] == ["changed", "changed"]


MONEY = [
    ("Freelancers earn {} a year.", "$10 million to $15 million", GILGIT),
    ("The firms bring in {}.", "$3.5m", GILGIT),
    ("The tech sector as a whole makes {}.", "between $15 million and $18 million", GILGIT),
    ("Each freelancer brings in {} a year.", "$2,875 to $4,833", GILGIT),
    ("Revenue per employee is {}.", "$875–$1,750", GILGIT),
    ("On average a company earns {} a year.", "$29,200 to $31,800", GILGIT),
    ("IT service exports came to {}.", "$515.4 million", NEPAL),
    ("Freelancers exported {}.", "$300 million", NEPAL),
    ("Companies exported {}.", "over $200 million", NEPAL),
    ("A freelancer earns {} on average.", "USD 4,723", NEPAL),
]
COUNTS = [
    ("The freelancing community counts {} people.", "around 3,000 to 4,000", GILGIT),
    ("The tech workforce numbers {}.", "6,000 to 7,000", GILGIT),
    ("Companies employ {} people.", "2,000 to 4,000", GILGIT),
    ("There are {} registered companies.", "approximately 300", GILGIT),
    ("Of the registered companies, {} are active.", "100 to 120", GILGIT),
    ("The hub in Gilgit hosts {} companies.", "14", GILGIT),
    ("The hub in Gilgit hosts {} freelancers.", "45", GILGIT),
    ("The parks created {} jobs.", "more than 1,000", GILGIT),
    ("At the parks {} students were trained.", "over 3,000", GILGIT),
    ("The study covers {} companies.", "106", NEPAL),
    ("Nepal has {} freelancers.", "67,000", NEPAL),
    ("More precisely, {} companies are registered.", "more than 6,000", NEPAL),
    ("Of these, {} companies export.", "more than 700", NEPAL),
    ("The centres brought {} jobs.", "more than 7,000", SCO),
    ("They empowered {} freelancers.", "over 1,500", SCO),
    ("There are {} technology parks.", "17", SCO),
    ("There are {} freelancing hubs.", "76", SCO),
    ("In all, the organization has {} IT centres.", "100", SCO),
]
SHARES = [
    ("Power outages disrupt {} of firms.", "around 88%", GILGIT),
    ("Freelancers' share of revenue is {}.", "77%–81%", GILGIT),
    ("Freelancers make up {} of the workforce.", "43% to 67%", GILGIT),
    ("The share of registered companies that are active is {}.", "36.7% to 40%", GILGIT),
]
PAIRS = [
    pair
    for sentences in (MONEY, COUNTS, SHARES)
    for pair in itertools.combinations(sentences, 2)
    if pair[0][2] == pair[1][2]
]


@pytest.mark.parametrize("sentence", [*MONEY, *COUNTS, *SHARES], ids=lambda sentence: sentence[0])
def test_a_right_number_is_cleared(sentence, results):
    text, number, report = sentence
    assert verdict(text.format(number), results[report]) in CLEAR


def test_two_numbers_exchanged_are_both_complained_about(results):
    assert len(PAIRS) > 70
    missed = []
    for (text, number, report), (other_text, other, _) in PAIRS:
        page = f"{text.format(other)}\n\n{other_text.format(number)}"
        found = [given_verdict for _, given_verdict in verdicts(page, results[report])]
        if len(found) != 2 or not set(found) <= {"changed", "unknown"}:
            missed.append((page, found))
    assert len(missed) <= 0.01 * len(PAIRS), missed


@pytest.mark.parametrize("report", [GILGIT, NEPAL, SCO])
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
def test_any_text_gets_verdicts(report, text, results):
    for number in check_text(plain_paragraphs(text), results[report]):
        assert number.verdict in {"quoted", "computed", "changed", "unknown", "unclear"}


LINE = (
    "freelancers companies earn $15 million 3.5 about more than % | ( ) , ; . 1/3 half -5 per employee 10–15 120 to "
    "110 between and respectively not = + the sector 0 99999999999 1e5 €3m ١٢ ½"
)
WORDS = st.sampled_from([*LINE.split(), "\n\n"])


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORDS, max_size=25))
def test_any_row_of_words_and_numbers_gets_verdicts(words, results):
    write_table(check_text(plain_paragraphs(" ".join(words)), results[GILGIT]))


@pytest.mark.slow
@settings(max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORDS | st.text(max_size=5), max_size=40))
def test_a_great_many_rows_of_words_get_verdicts(words, results):
    write_table(check_text(plain_paragraphs(" ".join(words)), results[GILGIT]))


def test_a_contradictory_core_still_tells_what_is_printed():
    result = sb.reconcile(sb.load_report(GILGIT).including("EST-01"))
    assert not result.is_feasible
    assert verdict("The companies earn $3.5 million.", result) == "quoted"


def checked(text, result):
    [number] = check_text(plain_paragraphs(text), result)
    return number


def test_what_is_quoted_and_contradicted_by_the_reports_other_figures_says_what_these_leave(results):
    number = checked("The freelancers bring in $15 million a year.", results[GILGIT])
    assert (number.verdict, number.judged, number.is_complaint) == ("quoted", "quoted, but", False)
    # 18 less 3.5
    assert number.but.startswith("the report's other figures leave at most $14.5m (")
    assert '"between $15 million and $18 million" for the sector\'s revenue' in number.but
    assert '"approximately $3.5 million" for companies\' revenue' in number.but
    assert number.ids == "EST-01"
    assert checked("The companies earn $3.5 million.", results[GILGIT]).but == ""
    rounded = known_figures(sb.reconcile(sb.load_report(GILGIT), about="all-rounded"))
    assert checked("The freelancers bring in $15 million a year.", rounded).but == ""


def test_what_is_quoted_and_lies_in_a_contradiction_says_so(tmp_path):
    known = known_figures(sb.reconcile(clashing_report(tmp_path)))
    whole = checked("The sector's revenue is $95 million.", known)
    # 61 + 29
    assert whole.but.startswith("the report's other figures leave $90m (")
    assert whole.but.endswith("; not even rounding every number helps")
    count = checked("There are 412 active companies.", known)
    assert count.but.startswith("the report's other figures leave between 409 and 410 companies (")  # 8,600 / 21
    assert "they fit if decimals" in count.but
    growth = checked("The sector's revenue grew 18%.", known)
    assert growth.verdict == "unclear"
    assert "the report prints “18%” for the sector's revenue" in growth.what
    assert "but the report's other figures leave 18.75%" in growth.what  # 95 / 80
    assert checked("The sector's revenue grew 19%.", known).verdict == "unknown"


def test_what_is_quoted_and_contradicted_is_told_in_each_format(results, tmp_path):
    numbers = check_text(plain_paragraphs("The freelancers bring in $15 million a year."), results[GILGIT])
    table = write_table(numbers).splitlines()
    assert table[0].split("  ")[2] == "quoted, but"
    assert table[1] == "1 number: 1 quoted but contradicted."
    assert table[2].startswith("$15 million a year (line 1) is quoted correctly, but the report's other figures")
    [line] = write_annotations(Path("a.md"), numbers)
    assert line.startswith("::warning file=a.md,line=1,title=quoted%2C but%2C line 1::")
    write_junit([(Path("a.md"), numbers)], tmp_path / "junit.xml")
    [[case]] = ElementTree.fromstring((tmp_path / "junit.xml").read_bytes())
    assert case.find("failure") is None
    assert case.findtext("system-out").startswith("quoted, but: the report's other figures leave at most $14.5m")


def test_a_changed_number_is_told_the_printed_words(results):
    number = checked("There are 3,000 to 4,000 freelancers.", results[GILGIT])
    assert describe(number) == (
        'the word for "about" is dropped; Freelancers: write “around 3,000 to 4,000”, as Business Recorder does '
        "(paragraph 2) [EST-04]"
    )
    active = checked("Active companies number 100 to 130.", results[GILGIT])
    assert "write “100–120”" in describe(active)
    other = checked("The freelancers earn $3.5 million.", results[GILGIT])
    assert "but the sentence speaks of freelancers' revenue" in other.what
    assert "write “between $10 million and $15 million”" in other.source  # not the $15 million that do not fit
    head = checked("Each freelancer brings in $9,000 a year.", results[GILGIT])
    assert describe(head).endswith(
        "Revenue per freelancer: freelancers' revenue divided by freelancers gives $2,875–$4,834 "
        "[freelancer_revenue / freelancers]"
    )


def test_an_unclear_number_is_told_what_to_write(results):
    number = checked("Some say $15 million.", results[GILGIT])
    assert number.verdict == "unclear"
    assert number.what.startswith("it is right for freelancers' revenue, but ")
    assert number.what.endswith("; to make it clear, write “freelancers' revenue” beside it")
    assert verdict("Some say that freelancers' revenue is $15 million.", results[GILGIT]) == "quoted"


@pytest.mark.parametrize(
    "text", ["The companies earn $3.5 million.", "The freelancers earn $10 million to $15 million."]
)
def test_no_id_stands_before_the_brackets_at_the_end(text, results):
    for number in check_text(plain_paragraphs(f"{text} {text.replace('earn', 'earn not')} Or $7m?"), results[GILGIT]):
        words, _, ids = describe(number).partition(" [")
        assert not re.search(r"EST-|_", words)
        assert ids.endswith("]") or not ids


NUMBERS = [
    CheckedNumber("line 3", 3, "$3.5m", "quoted", 'EST-02, BR: "$3.5 million"', "Companies' revenue"),
    CheckedNumber("line 5", 5, "50%,\n5:1", "unknown", what="neither printed\r\nnor implied: 50%"),
    CheckedNumber("page 2", 0, "45\x07<b>", "changed", "EST-16", "Freelancers & hub", 'it is that of "x"'),
    CheckedNumber("line 9", 9, "14", "unclear", what="it fits two"),
]


def test_the_table_has_a_row_a_number_and_a_count():
    lines = write_table(NUMBERS).split("\n")
    assert len(lines) == 5
    assert lines[0].split()[:4] == ["line", "3", "$3.5m", "quoted"]
    assert lines[0].endswith('Companies\' revenue: EST-02, BR: "$3.5 million"')
    assert lines[-1] == "4 numbers: 1 quoted, 1 unknown, 1 changed, 1 unclear."
    assert "\x07" not in "".join(lines)
    assert write_table([]) == "0 numbers."


def test_annotations_are_escaped_as_github_asks():
    lines = write_annotations(Path("docs/a,b:c%.md"), NUMBERS)
    assert lines[0] == (
        "::error file=docs/a%2Cb%3Ac%25.md,line=5,title=unknown%2C line 5"
        "::50%25,%0A5:1: neither printed nor implied: 50%25"
    )
    assert [line.split(" ")[0] for line in lines] == ["::error", "::error", "::warning"]
    assert ",line=" not in lines[1]
    assert not any("\n" in line or "\r" in line for line in lines)


def test_junit_is_xml_with_a_case_a_number_and_a_failure_a_complaint(tmp_path):
    file = tmp_path / "junit.xml"
    write_junit([(Path("a&b.md"), NUMBERS), (Path("empty.md"), [])], file)
    root = ElementTree.fromstring(file.read_bytes())
    assert root.tag == "testsuites"
    assert root.attrib == {"name": "sectorbook check-text", "tests": "4", "failures": "2", "errors": "0"}
    assert [(suite.tag, suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in root] == [
        ("testsuite", "a&b.md", "4", "2"),
        ("testsuite", "empty.md", "0", "0"),
    ]
    cases = list(root[0])
    assert [case.tag for case in cases] == ["testcase"] * 4
    assert [[child.tag for child in case] for case in cases] == [
        ["system-out"],
        ["failure"],
        ["failure"],
        ["system-out"],
    ]
    failure = cases[2].find("failure")
    assert failure.get("type") == "changed"
    assert failure.get("message") == 'changed: it is that of "x"; Freelancers & hub: EST-16'
    assert len({case.get("name") for case in cases}) == 4
    assert sorted(tmp_path.iterdir()) == [file]


DOCUMENT = "The companies earn $3.5 million.\n\nThe companies earn $4.5 million.\n\nA bus costs $2.\n"


@pytest.fixture
def document(tmp_path):
    file = tmp_path / "story.md"
    file.write_text(DOCUMENT, encoding="utf-8")
    return file


def command(*words):
    return CliRunner().invoke(main, ["check-text", *map(str, words)])


def test_the_command_shows_a_table_and_exits_with_1_where_a_number_is_wrong(document):
    done = command(document, "--report", GILGIT)
    assert done.exit_code == 1
    assert [line.split()[:2] for line in done.output.splitlines()[:3]] == [["line", "1"], ["line", "3"], ["line", "5"]]
    assert done.output.splitlines()[-1] == "3 numbers: 1 quoted, 1 changed, 1 unknown."


def test_the_command_exits_with_0_where_nothing_is_wrong(document):
    document.write_text("The companies earn $3.5 million.\n\nSome say $15 million.\n", encoding="utf-8")
    done = command(document, "--report", GILGIT)
    assert done.exit_code == 0
    assert "1 unclear" in done.output


def test_the_command_takes_a_sentence_from_the_standard_input():
    words = ["check-text", "-", "--report", GILGIT]
    done = CliRunner().invoke(main, words, input="The companies earn $3.5 million.\n\nThe companies earn $4 million.\n")
    assert done.exit_code == 1
    assert [line.split()[:2] for line in done.output.splitlines()[:2]] == [["line", "1"], ["line", "3"]]
    wrong = CliRunner().invoke(main, words, input=b"\xff\xfe")
    assert wrong.exit_code == 1
    assert "standard input: it is not UTF-8" in wrong.output


def test_a_cell_shows_a_sentence_as_a_table():
    found = sb.check_text("The companies earn $3.5 million. Freelancers bring in $15 million.", GILGIT)
    assert [number.judged for number in found] == ["quoted", "quoted, but"]
    assert repr(found) == write_table(found)
    assert "<td" in found._repr_html_()
    assert found._repr_html_().count("<tr>") == 3
    assert list(sb.check_text("The companies earn $3.5 million.", sb.load_report(GILGIT))) == found[:1]
    assert "No number" in repr(sb.check_text("Nothing.", GILGIT))
    assert "No number" in sb.check_text("Nothing.", GILGIT)._repr_html_()
    with pytest.raises(sb.ReadingError):
        sb.check_text("Nothing.", GILGIT, about="exactly")


def test_the_command_lets_numbers_be_allowed(document):
    done = command(document, "--report", GILGIT, "--allow", "$2", "--allow", "$4.5 million")
    assert done.exit_code == 0
    assert done.output.splitlines()[-1] == "1 number: 1 quoted."


def test_the_command_writes_junit_and_annotations(document, tmp_path):
    file = tmp_path / "junit.xml"
    done = command(document, "--report", GILGIT, "--junit", file, "--github")
    assert done.exit_code == 1
    assert [line.partition(",title")[0] for line in done.output.splitlines()] == [
        f"::error file={document.as_posix()},line=3",
        f"::error file={document.as_posix()},line=5",
    ]
    assert ElementTree.fromstring(file.read_bytes()).get("failures") == "2"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--report", "gilgit"], 'There is no report "gilgit"'),
        (["--report", GILGIT, "--about", "exactly"], 'There is no reading "exactly"'),
        ([], "has several reports"),
    ],
)
def test_the_command_says_what_is_wrong_without_a_traceback(document, words, message):
    done = command(document, *words)
    assert done.exit_code == 1
    assert message in done.output
    assert "Traceback" not in done.output


def test_the_command_refuses_what_it_cannot_read(tmp_path):
    file = tmp_path / "story.docx"
    file.write_bytes(b"no zip")
    done = command(file, "--report", GILGIT)
    assert done.exit_code == 1
    assert "is no .docx file" in done.output


def test_the_pre_commit_hook_runs_the_command():
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["id"] == "sectorbook-check-text"
    program, name = hook["entry"].split()
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert program in scripts
    assert name in main.commands
    assert {"id", "name", "entry", "language", "files"} <= set(hook)
    assert [bool(re.search(hook["files"], file)) for file in ("a.md", "b/c.docx", "d.py", "e.csv")] == [1, 1, 0, 0]
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert hook["additional_dependencies"] == extra["draft"]


def test_a_printed_share_is_a_percentage_of_a_part(package):
    with (package / "statements.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    share = {
        "id": "EST-99",
        "indicator": "hosted_freelancers",
        "relation": "share",
        "of": "freelancers",
        "printed": "2%",
    }
    ends = {"shape": "point", "low": "2", "high": "2", "rounded_to": "1", "role": "test", "headline": "", "note": ""}
    with (package / "statements.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, rows[2] | share | ends])
    result = sb.reconcile(sb.load_report(package))
    assert verdict("Freelancers at the Gilgit hub are 2% of all freelancers.", result) == "quoted"
    assert verdict("Freelancers at the Gilgit hub are 3% of all freelancers.", result) == "changed"
    assert verdict("The hub in Gilgit has 2 freelancers.", result) == "changed"
