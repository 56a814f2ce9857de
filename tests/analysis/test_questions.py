"""What would settle it, against ranges worked out by hand."""

import math
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import sectorbook as sb
from sectorbook.analysis.questions import Question, letter, list_questions, narrowing_table
from sectorbook.auditing.letters import publisher_letter
from sectorbook.cli import main
from sectorbook.ledger.report import Report


@pytest.fixture(scope="module")
def questions(report: Report) -> dict[str, Question]:
    return {question.id: question for question in list_questions(sb.reconcile(report))}


def narrowed(question: Question, place: int) -> dict[str, tuple[str, str]]:
    return {title: (before, after) for title, before, after in question.answers[place].narrows}


def test_a_part_that_nobody_named_leaves_the_others_less(questions: dict[str, Question]) -> None:
    none, most = questions["Q-02"].answers
    assert none.answer == "there is nothing else in it (compared with a sum that may have other parts)"
    assert narrowed(questions["Q-02"], 0)["Freelancers' revenue"] == ("$10m–$14.5m", "$11.5m–$14.5m")
    # as much as there can be: 18 less 10 less 3.5
    assert most.answer == "the rest of it comes to $4.5m (compared with a sum that may have other parts)"
    assert narrowed(questions["Q-02"], 1)["Freelancers' revenue"] == ("$10m–$14.5m", "$10m")
    assert narrowed(questions["Q-02"], 1)["The sector's revenue"] == ("$15m–$18m", "$18m")
    # 10 million over 4,000 and over 3,000
    assert narrowed(questions["Q-02"], 1)["revenue per freelancer"] == ("$2,500–$4,834", "$2,500–$3,334")


def test_the_number_of_employees_would_settle_the_workforce(questions: dict[str, Question]) -> None:
    low, high = questions["Q-05"].answers
    assert (low.answer, high.answer) == ("it is 2,000 people", "it is 4,000 people")
    # 6,000 less 4,000 and 7,000 less 3,000; 3.5 million over each
    assert narrowed(questions["Q-05"], 0)["Freelancers"] == ("3,000–4,000 people", "4,000 people")
    assert narrowed(questions["Q-05"], 0)["The sector's workforce"] == ("6,000–7,000 people", "6,000 people")
    assert narrowed(questions["Q-05"], 0)["revenue per employee"] == ("$875–$1,750", "$1,750")
    assert narrowed(questions["Q-05"], 1)["revenue per employee"] == ("$875–$1,750", "$875")
    assert "Company employees" not in narrowed(questions["Q-05"], 0)


def test_what_rests_on_no_range_says_so(questions: dict[str, Question]) -> None:
    assert questions["Q-01"].answers == () == questions["Q-06"].answers
    assert "No range rests on the year" in questions["Q-01"].note
    assert "no margin of error" in questions["Q-06"].note.lower()


def test_an_employee_in_each_company_leaves_less_for_anybody_else(
    questions: dict[str, Question], report: Report
) -> None:
    # 7,000 less 3,000 freelancers is 4,000 without any employee; 110 companies with one each leave 3,890
    assert "the rest of it comes to 4,000 people" in questions["Q-03"].answers[1].answer
    staffed = sb.reconcile(report.assume(company_employees=(110, math.inf)).relax("workforce"))
    left = staffed.combination({"workforce": 1, "freelancers": -1, "company_employees": -1})
    assert left.high == 7000 - 3000 - 110
    assert "others number 3,890 at most" in questions["Q-03"].note


def test_two_questions_on_one_identity_are_answered_once(questions: dict[str, Question]) -> None:
    assert questions["Q-03"].answers
    assert questions["Q-04"].answers == ()
    assert "The answer to Q-03 settles this too." in questions["Q-04"].note


def test_each_exact_figure_that_narrows_another_range_is_asked_once(questions: dict[str, Question]) -> None:
    exact = [name for name in questions if not name.startswith("Q-")]
    assert set(exact) == {
        "sector_revenue",
        "freelancer_revenue",
        "freelancers",
        "workforce",
        "active_companies",
        "earning_companies",
    }
    assert list(questions)[: len(questions) - len(exact)] == [f"Q-0{i}" for i in range(1, 7)]
    assert narrowed(questions["sector_revenue"], 0)["Freelancers' revenue"] == ("$11.5m–$14.5m", "$11.5m")


def test_an_end_that_is_no_decimal_is_held_exactly() -> None:
    # 3 x = whole: x is 10/3 to 20/3, which no float holds
    bounds = pd.DataFrame({"low": [10.0, math.nan, 0.0], "high": [20.0, math.nan, 9.0]}, index=["whole", "x", "y"])
    terms = [("r", "x", 3.0, "="), ("r", "whole", -1.0, "="), ("s", "x", 1.0, "<="), ("s", "y", -1.0, "<=")]
    identities = pd.DataFrame(terms, columns=["identity", "term", "coefficient", "relation"])
    by_name = {question.id: question for question in list_questions(sb.reconcile_bounds(bounds, identities))}
    assert narrowed(by_name["whole"], 1)["x"] == ("3.333–6.667", "6.667")
    assert narrowed(by_name["y"], 0)["x"] == ("3.333–6.667", "3.333")


def test_the_table_has_a_row_for_each_answer(report: Report, questions: dict[str, Question]) -> None:
    table = narrowing_table(sb.reconcile(report))
    assert len(table) == sum(max(1, len(question.answers)) for question in questions.values())
    assert table.columns.name == "about: printed"


def test_the_letter_quotes_the_statements_and_fits_a_mail(report: Report) -> None:
    text = letter(sb.reconcile(report, about="rounding"))
    assert '"between $15 million and $18 million" (EST-03, paragraph 2)' in " ".join(text.split())
    assert "Ends are taken as rounded where the text says" in " ".join(text.split())
    assert max(len(line) for line in text.splitlines()[4:]) <= 88
    assert "Gilgit hub" in text or "gilgit" not in text


def test_the_command_prints_the_letter(package: Path) -> None:
    done = CliRunner().invoke(main, ["ask", "gilgit-baltistan-2025"])
    assert done.exit_code == 0
    assert done.output == publisher_letter(sb.reconcile(sb.load_report("gilgit-baltistan-2025")))
    (package / "questions.csv").write_text("id,fact,indicator,identity,statements,question,note\n", encoding="utf-8")
    own = CliRunner().invoke(main, ["ask", str(package), "--about", "5%"])
    assert own.exit_code == 0
    assert "1. With “between $15 million and $18 million” and" in own.output
    assert "2. What is the exact figure for" in own.output
    wrong = CliRunner().invoke(main, ["ask", "gilgit"])
    assert wrong.exit_code == 1
    assert "There is no report" in wrong.output


def test_the_letter_first_asks_which_of_the_figures_that_contradict_each_other_is_right() -> None:
    portugal = " ".join(publisher_letter(sb.reconcile(sb.load_report("portugal-footwear-2013"))).split())
    # 223 + 1,510; rounded, 222.5 + 1,505 is 22.5 more than 1,705
    assert "1. With “€223 million” and “€1.51 billion”, footwear exports must be at least €1.733bn." in portugal
    assert "Even if every number is rounded, the figures are €22.5m apart. This takes for granted" in portugal
    assert "Which of these figures is right, or does what is taken for granted not hold?" in portugal
    assert 'About: footwear exports outside the EU, "€223 million" (PT-05, paragraph 3); ' in portugal
    assert "3. “€223 million” and “€151 million” imply a rise of 47.7%. The report has “a surge of 47%”." in portugal
    assert "Are they rounded, or is one of them wrong?" in portugal
    assert "What is computed below uses only figures that nothing ties to a contradiction. 4. " in portugal
    malta = " ".join(publisher_letter(sb.reconcile(sb.load_report("malta-tourism-2001"))).split())
    assert "Ends are taken as rounded where the text says" in malta.partition(" 5. ")[0]
    assert "report.without" not in portugal + malta


def test_the_letter_asks_about_the_opening_before_what_nobody_printed(report: Report) -> None:
    text = " ".join(publisher_letter(sb.reconcile(report)).split())
    assert (
        "1. With “between $15 million and $18 million” and “approximately $3.5 million”, freelancers' revenue" in text
    )
    assert text.index("1. With") < text.index("2. To which year")
    assert text.count("Every end is taken as printed") == 1
    rounded = publisher_letter(sb.reconcile(report, "all-rounded"))
    assert "cannot all be true" not in rounded
    assert "1. To which year" in rounded


def test_more_contradictions_than_a_letter_has_room_for_are_counted() -> None:
    text = " ".join(publisher_letter(sb.reconcile(sb.load_report("korea-cosmetics-2015"))).split())
    assert "10. " in text
    assert "Beyond these, 58 more contradictions can be found." in text  # of 68


def test_a_letter_needs_nothing_that_draws() -> None:
    code = "import sys, sectorbook.auditing.letters; print({'matplotlib', 'IPython', 'bs4'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
