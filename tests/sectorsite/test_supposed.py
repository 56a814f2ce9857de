"""Notes of numbers that are valid only under a supposition: of the right number, and nowhere else."""

import pytest
from bs4 import BeautifulSoup

import sectorbook as sb
from helpers.marked import notes_by_number
from sectorbook.analysis.earnings import drivers_table, first_ratio
from sectorbook.analysis.questions import list_questions
from sectorsite.marking import Marker, amounts
from sectorsite.origins import Origin, Origins, Place
from sectorsite.supposed import supposed
from sectorsite.tracing import result_origins, statement_origins


@pytest.fixture(scope="module")
def result(report: sb.Report) -> sb.Result:
    return sb.reconcile(report)


@pytest.fixture(scope="module")
def origins(result: sb.Result) -> Origins:
    found = Origins()
    found.add(
        [*result_origins(result.report), *statement_origins(result.report), *supposed(result, list_questions(result))]
    )
    return found


def rows(origins: Origins, html: str, is_supposed: bool = True) -> list[dict[str, str]]:
    """What the numbers of each row of a table tell."""
    marker = Marker(origins, "../")
    marked = BeautifulSoup(marker.html(html, "", is_supposed), "html.parser")
    return [notes_by_number(marker, str(row)) for row in marked.select("tbody tr")]


def test_what_a_repair_leaves_names_what_is_set_aside(origins: Origins, result: sb.Result) -> None:
    # By hand: without EST-01 $15m-18m less $3.5m; without EST-02 what is left of $15m-18m after $15m is $0m-3m.
    found = rows(origins, sb.conflict_tables.repair_table(sb.result_tables.include_lead(result)).to_html())
    assert "when EST-01 is set aside" in found[0]["$11.5m–$14.5m"]
    assert "Ends $15m − $3.5m and $18m − $3.5m" in found[0]["$11.5m–$14.5m"]
    assert "when EST-02 is set aside" in found[1]["$0m–$3m"]
    assert "high end $18m − $15m, held by EST-01 , EST-03" in found[1]["$0m–$3m"]
    assert "Ends $15m + $3.5m and $15m + $3.5m" in found[2]["$18.5m"]
    assert "when the identity freelancers' revenue + companies' revenue" in found[3]["$15m"]


def test_the_sum_of_a_conflict_names_all_that_is_in_it(origins: Origins, result: sb.Result) -> None:
    (found,) = rows(origins, sb.conflict_tables.conflict_table(sb.result_tables.include_lead(result)).to_html())
    assert {"$15m", "$3.5m", "$18.5m", "$18m"} <= set(found)
    assert "$15m + $3.5m = $18.5m, above $18m, by EST-01 , EST-02 , EST-03 and the identity" in found["$18.5m"]
    assert "set aside" not in "".join(found.values())


def test_the_least_adjustment_says_from_where_to_where(origins: Origins, result: sb.Result) -> None:
    (found,) = rows(origins, sb.conflict_tables.adjustment_table(sb.result_tables.include_lead(result)).to_html())
    # 0.5 of 18 is 2.78%.
    assert "goes from $18m to $18.5m, that is 2.78% of it" in found["2.78%"]
    assert found["$18.5m"] == found["2.78%"]


def test_an_answer_is_told_of_the_range_beside_which_it_stands(origins: Origins, result: sb.Result) -> None:
    html = sb.questions.narrowing_table(result).to_html()
    assert "max_colwidth" not in html
    table = BeautifulSoup(html, "html.parser")
    heads = [row.get_text(" | ") for row in table.select("tbody tr")]
    found = rows(origins, html)
    place = next(
        i for i, text in enumerate(heads) if "Freelancers: the exact figure" in text and "3,000 people" in text
    )
    notes = found[place]
    # If there are 3,000 freelancers of 6,000-7,000 people, 3,000-4,000 are employed: not the freelancers' own range.
    assert "Computed : Company employees" in notes["3,000–4,000 people"]
    assert "Ends" not in notes["3,000–4,000 people"]
    assert "6,000 people − 3,000 people" in notes["3,000–4,000 people"]
    assert "is answered: it is 3,000 people" in notes["3,000–4,000 people"]
    assert "Supposed" in notes["3,000 people"]
    assert "is answered" not in notes["2,000–4,000 people"]


def test_what_is_supposed_is_not_what_follows_from_it(origins: Origins, result: sb.Result) -> None:
    question = next(question for question in list_questions(result) if question.id == "active_companies")
    answer = question.answers[0]
    assert answer.value in [after for _, _, after in answer.narrows]  # and so is what companies with revenue can be
    row = f"{question.fact} | {answer.answer} | {answer.describe()}"
    (supposed_note,) = origins.lookup(answer.value, Place(f"{row} | if", column="if", supposed=True))
    assert supposed_note.startswith("<strong>Supposed")
    narrowed = origins.lookup(answer.value, Place(f"{row} | it would narrow", column="it would narrow", supposed=True))
    assert all(note.startswith("<strong>Computed") for note in narrowed)
    assert narrowed


def test_the_parts_of_a_cell_are_told_apart() -> None:
    known = Origins()
    known.add(Origin(("5 people",), ((f"{name} 5 people",),), f"Of {name}.") for name in ("alpha", "beta"))
    marker = Marker(known, "../")
    head = "<table><thead><tr><th></th><th>left</th></tr></thead>"
    row = "<tbody><tr><th>x</th><td>alpha 5 people; beta 5 people</td></tr></tbody></table>"
    buttons = BeautifulSoup(marker.html(head + row, ""), "html.parser").select("button")
    notes = BeautifulSoup(marker.notes(), "html.parser")
    found = [notes.find(id=button["popovertarget"]) for button in buttons]
    assert [note.get_text() for note in found if note] == ["Of alpha.", "Of beta."]


def test_an_identity_that_may_leave_something_is_told_as_at_most(origins: Origins, result: sb.Result) -> None:
    question = next(question for question in list_questions(result) if question.id == "Q-02")
    closed, fullest = question.answers
    name = "Freelancers' revenue $10m–$14.5m to $10m"
    assert ("Freelancers' revenue", "$10m–$14.5m", "$10m") in fullest.narrows
    text = "<table><thead><tr><th>x</th><th>if</th><th>it would narrow</th></tr></thead><tbody>"
    text += f"<tr><td>{question.fact}</td><td>{fullest.answer}</td><td>{name}</td></tr></tbody></table>"
    (notes,) = rows(origins, text)
    assert "revenue read as at most" in notes["$10m–$14.5m"]
    assert "≤ revenue of the tech sector" in notes["$10m–$14.5m"]
    assert "it comes to $4.5m" in notes["$10m"]
    assert closed.value == ""


def test_supposed_ranges_are_told_nowhere_else(origins: Origins) -> None:
    marker = Marker(origins, "../")
    assert marker.markdown("Companies' revenue is $0m–$3m") == "Companies' revenue is $0m–$3m"
    html = "<table><tbody><tr><th>Companies' revenue</th><td>$0m–$3m</td></tr></tbody></table>"
    assert rows(origins, html, is_supposed=False) == [{}]


def test_what_a_ratio_hangs_on_names_the_statement(origins: Origins, result: sb.Result) -> None:
    ratio = first_ratio(result)
    assert ratio is not None
    found = dict(
        zip(
            ["EST-03", "EST-04", "EST-07", "revenue"],
            rows(origins, drivers_table(result, ratio).to_html(), False),
            strict=True,
        )
    )
    assert "without EST-04" in found["EST-04"]["$1,642–$322,223"]
    # $1m more at the low end, over the 4,000 people of that end: $250.
    assert "as the low end of EST-03 rises by 1" in found["EST-03"]["+$250"]
    assert "without the identity" in found["revenue"]["$2,500–$5,000"]


def test_amounts_are_found_with_sign_and_unit() -> None:
    assert amounts("low end +$250, high end −$0.719; $15m + $3.5m") == ["+$250", "−$0.719", "$15m", "$3.5m"]
    assert amounts("nothing") == []
