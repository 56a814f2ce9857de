"""A ledger and a text that agree give no complaint, and every single difference gives one."""

import os
import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from sectorbook.errors import VerificationError
from sectorbook.ledger.verification.verify import Complaint, verify

DATA = Path(__file__).parents[3] / "data"
REPORT = DATA / "reports" / "gilgit-baltistan-2025"

# Written for these tests: the ledger's expressions in sentences that are not the article's.
PARAGRAPHS = [
    "Freelancers in the valleys now bring home $15 million, says a study; firms have $3.5 million per year.",
    "All in all the trade is worth between $15 million and $18 million. Freelancers \N{EM DASH}by one count "
    "around 3,000 to 4,000 \N{EM DASH} get between $10 million and $15 million of it; about 110–120 firms "
    "share approximately $3.5 million.",
    "Many of them are young and sell drawings, texts and programs abroad.",
    "They stay where they grew up\N{EM DASH}far from any client.",
    "\N{LEFT SINGLE QUOTATION MARK}A pull quote that some copies lack\N{RIGHT SINGLE QUOTATION MARK}",
    "The study praises one of the highest literacy rates but asks for more courses.",
    "An association of freelancers thanks banks and schools.",
    "Its head wants money for the young.",
    "He likes the weather less than the people\N{RIGHT SINGLE QUOTATION MARK}s zeal.",
    "He also recalls a festival held in 2022 and plans the next.",
    "Mobile internet has spread.",
    "Until 2018 there was virtually no place to work from. Parks opened in Gilgit and Skardu; they led to "
    "more than 1,000 jobs, and over 3,000 pupils passed through.",
    "Then came a freelancing hub with desks for 14 firms and 45 people. A foundation runs three major tech hubs too.",
    "A training commission offers short courses.",
    "Approximately 300 firms are on the register, of which 100–120 still trade. The people in it number "
    "6,000 to 7,000 in all.",
    "Around 88% of firms complain about the power supply.",
]
TEXT = "\n\n".join(PARAGRAPHS)


@pytest.fixture
def report():
    def read(path, **options):
        return pd.read_csv(path, dtype=str, keep_default_na=False, **options)

    return SimpleNamespace(
        statements=read(REPORT / "statements.csv", index_col="id"),
        indicators=read(DATA / "indicators.csv", index_col="id"),
        not_figures=read(REPORT / "not_figures.csv").astype({"paragraph": int}),
    )


@pytest.fixture
def article():
    if "SECTORBOOK_ARTICLE" not in os.environ:
        pytest.skip("SECTORBOOK_ARTICLE does not name the article's text")
    return Path(os.environ["SECTORBOOK_ARTICLE"]).read_text(encoding="utf-8")


def where(complaints):
    return [(complaint.paragraph, complaint.statement, complaint.found) for complaint in complaints]


def changed(old, new, text=TEXT):
    assert text.count(old) == 1
    return text.replace(old, new)


def owners_of_digits(text, report):
    """For each digit of the text, the paragraph and statement it belongs to, by plain search."""
    lines = [line for line in text.splitlines() if line.strip()]
    claims = report.statements[(report.statements.source == "BR") & (report.statements.reading == "digits")]
    start = 0
    for paragraph, line in enumerate(lines, 1):
        start, place = text.index(line, start), 0
        for name, printed in claims[claims.paragraph == str(paragraph)].printed.items():
            place = line.index(printed, place)
            for digit in re.finditer(r"\d", printed):
                yield start + place + digit.start(), paragraph, name
            place += len(printed)


def assert_every_digit_is_watched(text, report):
    digits = list(owners_of_digits(text, report))
    assert [at for at, _, _ in digits] == [match.start() for match in re.finditer(r"\d", text)]
    for at, paragraph, statement in digits:
        other = str((int(text[at]) + 1) % 10)
        complaints = verify(report, text[:at] + other + text[at + 1 :])
        assert [(one.paragraph, one.statement) for one in complaints] == [(paragraph, statement)], text[
            at - 20 : at + 9
        ]


def test_a_text_with_every_expression_gives_no_complaint(report):
    assert verify(report, TEXT) == []


def test_the_article_gives_no_complaint(report, article):
    assert verify(report, article) == []


def test_any_digit_changed_gives_one_complaint_about_its_statement(report):
    assert_every_digit_is_watched(TEXT, report)


def test_any_digit_of_the_article_changed_gives_one_complaint_about_its_statement(report, article):
    assert_every_digit_is_watched(article, report)


def test_a_copy_without_the_pull_quote_is_watched_as_closely(report):
    copy = "\n".join(PARAGRAPHS[:4] + PARAGRAPHS[5:])
    assert verify(report, copy) == []
    assert where(verify(report, changed("2022", "2020", copy))) == [(10, "EST-08", "2020")]
    assert where(verify(report, changed("88%", "89%", copy))) == [(16, "EST-21", "Around 89%")]


def test_a_copy_with_a_headline_keeps_the_ledgers_paragraph_numbers(report):
    assert where(verify(report, changed("14", "15", "A headline\n" + TEXT))) == [(13, "EST-15", "15 firms")]


def test_hyphens_spaces_and_quotes_of_another_kind_make_no_difference(report):
    copy = TEXT.replace("–", "-").replace(" million", "\u00a0million").replace("\N{EM DASH}", " -- ")
    copy = copy.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("\n\n", "\r\n \t\r\n")
    assert copy != TEXT
    assert verify(report, copy) == []


def test_a_number_left_out_is_a_complaint_about_its_statement(report):
    assert where(verify(report, changed(" held in 2022", ""))) == [(10, "EST-08", "2022")]
    assert where(verify(report, changed(" to 4,000", ""))) == [(2, "EST-04", "around 3,000")]


def test_a_sentence_left_out_is_a_complaint_for_each_of_its_statements(report):
    start, end = TEXT.index("Parks opened"), TEXT.index("Then came")
    complained = [one.statement for one in verify(report, TEXT[:start] + "\n" + TEXT[end:])]
    assert sorted(complained) == ["EST-11", "EST-12", "EST-13"]


def test_a_paragraph_left_out_is_a_complaint_for_its_statements_only(report):
    complained = [one.statement for one in verify(report, "\n".join(PARAGRAPHS[:14] + PARAGRAPHS[15:]))]
    assert complained == ["EST-18", "EST-19", "EST-20"]


def test_a_number_that_no_statement_claims_is_a_complaint(report):
    text = changed("Mobile internet", "In 2019, mobile internet")
    assert where(verify(report, text)) == [(11, None, "2019")]
    assert where(verify(report, changed("14 firms", "14 firms, 7 studios"))) == [(13, None, "7")]


def test_a_number_beyond_the_ledgers_last_paragraph_is_a_complaint(report):
    assert where(verify(report, TEXT + "\nPrinted in 2025")) == [(17, None, "2025")]


@pytest.mark.parametrize(("lines_before", "paragraph"), [(8, 9), (12, None)])
def test_a_line_put_in_keeps_the_numbers_of_the_others(report, lines_before, paragraph):
    text = "\n".join([*PARAGRAPHS[:lines_before], "Read 5 more on page two.", *PARAGRAPHS[lines_before:]])
    assert where(verify(report, text)) == [(paragraph, None, "5 more")]


def test_a_number_moved_to_another_paragraph_is_missing_here_and_too_many_there(report):
    text = changed("Mobile internet", "In 2022 mobile internet", changed(" held in 2022", ""))
    complaints = verify(report, text)
    assert where(complaints) == [(10, "EST-08", "2022"), (11, None, "2022")]
    assert "line 11" in str(complaints[0])


def test_two_numbers_that_changed_places_are_a_complaint_each(report):
    complaints = verify(report, changed("14 firms and 45", "45 firms and 14"))
    assert where(complaints) == [(13, "EST-15", "45 firms"), (13, "EST-16", "14 people")]
    assert {complaint.kinds[0] for complaint in complaints} == {"number"}


def test_two_expressions_that_changed_places_stand_in_another_order(report):
    complaints = verify(report, changed("14 firms and 45 people", "45 and 14"))
    assert where(complaints) == [(13, "EST-16", "45")]
    assert "another order" in str(complaints[0])


def test_two_statements_cannot_claim_the_same_number(report):
    again = report.statements.loc[["EST-15"]].rename(index={"EST-15": "EST-99"})
    report.statements = pd.concat([report.statements, again])
    complaints = verify(report, TEXT)
    assert [(one.paragraph, one.found) for one in complaints] == [(13, "14")]
    assert "another statement claims its number" in str(complaints[0])


@pytest.mark.parametrize("empty", [None, float("nan"), pd.NA, ""])
def test_ends_may_be_decimals_and_open_ends_any_kind_of_empty(report, empty):
    for column in ("low", "high"):
        ends = [Decimal(end) if end else empty for end in report.statements[column]]
        report.statements[column] = pd.Series(ends, index=report.statements.index, dtype=object)
    assert verify(report, TEXT) == []


@pytest.mark.parametrize(
    ("old", "new", "statement"),
    [
        ("for 14 firms", "for about 14 firms", "EST-15"),
        ("for 14 firms", "for more than 14 firms", "EST-15"),
        ("for 14 firms", "for 14 thousand firms", "EST-15"),
        ("which 100–120", "which close to 100–120", "EST-19"),
    ],
)
def test_a_word_of_the_text_that_the_ledger_does_not_print_is_a_complaint(report, old, new, statement):
    complaints = verify(report, changed(old, new))
    assert [one.statement for one in complaints] == [statement]
    assert "says more than" in str(complaints[0])


@pytest.mark.parametrize("printed", ["most of the 14 firms", "some of the 14 firms"])
def test_a_word_of_the_text_that_the_ledger_prints_too_is_no_complaint(report, printed):
    report.statements.loc["EST-15", "printed"] = printed
    assert verify(report, changed("14 firms", printed)) == []


def test_other_words_around_the_same_number_are_a_complaint(report):
    report.statements.loc["EST-15", "printed"] = "14 sturdy firms"
    (complaint,) = verify(report, TEXT)
    assert (complaint.statement, complaint.kinds) == ("EST-15", ("unit",))
    assert 'not the words of "14 sturdy firms" stand around it' in str(complaint)


def test_another_word_of_the_same_meaning_is_no_complaint(report):
    text = changed("about 110–120", "roughly 110 to 120", changed("more than 1,000", "over 1,000"))
    assert verify(report, changed("approximately $3.5 million", "around USD 3.5m", text)) == []


def test_a_million_that_became_a_billion_is_a_complaint(report):
    text = changed("approximately $3.5 million", "approximately $3.5 billion")
    assert [(one.paragraph, one.statement) for one in verify(report, text)] == [(2, "EST-07")]


def test_a_number_word_before_a_plural_noun_has_to_be_claimed(report):
    complaints = verify(report, changed("short courses", "nine short courses"))
    assert where(complaints) == [(14, None, "nine")]
    assert "not_figures.csv" in str(complaints[0])


def test_a_number_word_of_a_statement_is_watched_as_a_digit_is(report):
    text = changed("three major tech hubs", "four major tech hubs")
    assert where(verify(report, text)) == [(13, "EST-17", "four major tech hubs")]


def test_a_turn_of_phrase_has_to_be_declared(report):
    report.not_figures = report.not_figures.iloc[:0]
    assert where(verify(report, TEXT)) == [(6, None, "one")]


def test_a_declared_turn_of_phrase_has_to_stand_in_its_paragraph(report):
    complaints = verify(report, changed("one of the highest literacy rates", "schooling"))
    assert where(complaints) == [(6, None, "one of the highest literacy rates")]


def test_implied_words_have_to_stand_in_their_paragraph(report):
    assert where(verify(report, changed("Gilgit and Skardu", "two towns"))) == [
        (12, None, "two"),
        (12, "EST-11", "Gilgit and Skardu"),
    ]


def test_words_of_a_quote_are_only_looked_up(report):
    assert where(verify(report, changed("virtually no place", "no place"))) == [(12, "EST-10", "virtually no")]


def test_a_text_with_none_of_the_expressions_is_refused(report):
    with pytest.raises(VerificationError, match="Give the text of the statements' own source"):
        verify(report, "A text about something else.\nWith no figure in it.")


def test_a_source_without_paragraphs_is_refused(report):
    with pytest.raises(VerificationError, match="PAVE"):
        verify(report, TEXT, source="PAVE")


def test_the_first_source_with_paragraphs_is_verified(report):
    others_first = report.statements.source.eq("BR").sort_values(kind="stable").index
    report.statements = report.statements.loc[others_first]
    assert verify(report, TEXT) == verify(report, TEXT, source="BR") == []


def test_a_complaint_is_a_sentence_with_place_and_remedy():
    complaint = Complaint(13, "EST-15", "15", 'the text has "15" where the ledger prints "14"; correct one')
    assert str(complaint) == 'Paragraph 13, EST-15: the text has "15" where the ledger prints "14"; correct one.'
    assert str(Complaint(None, None, "5", "drop it")) == "Outside the ledger's paragraphs: drop it."
