"""What a reader has set gives the answer that the same changes give in a notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import sectorbook as sb
from sectorbook.auditing.verdict import verdict_of
from sectorbook.exploring import answers
from sectorbook.exploring.controls import adjustables, linked_variables
from sectorbook.exploring.state import State
from sectorbook.ledger.report import Report, report_names
from sectorbook.reconcile.result import Result
from sectorbook.runs.notebooks import read_notebook

FIRST = "gilgit-baltistan-2025"
ALL = State("rounding", {"company_revenue": (3.0, 4.0)}, ("EST-20",), ("revenue",), ("EST-02",))


def answer(report: Report, state: State) -> answers.Answer:
    return answers.answer(state.reconcile(report), linked_variables(report))


def possible(report: Report, state: State) -> dict[str, str]:
    return {label: text for label, _, text in answer(report, state).ranges}


def run_code(text: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(text, names)
    return names


@pytest.mark.parametrize(
    ("state", "freelancers"),
    [
        (State(), "$11.5m–$14.5m"),  # 15 - 3.5 to 18 - 3.5
        (State("rounding"), "$11.45m–$14.55m"),
        (State("all-rounded"), "$10.95m–$15.05m"),
        (State(relaxed=("revenue",)), "$10m–$14.5m"),  # from its own low end
        (State(aside=("EST-07",)), "$10m–$15m"),  # nothing is taken off the total
        (State(assumed={"company_revenue": (3.0, 4.0)}), "$11m–$15m"),  # 15 - 4 to 18 - 3
    ],
)
def test_the_possible_ranges_follow(report: Report, state: State, freelancers: str) -> None:
    assert possible(report, state)["Freelancers' revenue"] == freelancers


def test_the_verdict_follows(report: Report) -> None:
    assert answer(report, State()).short == "The opening does not fit."
    assert answer(report, State(assumed={"company_revenue": (3.0, 4.0)})).short == "The opening fits."


def test_what_cannot_all_be_true_is_said(report: Report) -> None:
    state = State(included=("EST-01",))
    assert answer(report, state) == answers.Answer(
        "The figures contradict each other.",
        "Three figures cannot all be true. They can only if every number is rounded.",
        [],
    )
    ((sentence, figures),) = answers.catches(state.reconcile(report))
    assert sentence.startswith("With “between $15 million and $18 million” and “approximately $3.5 million”, ")
    assert "freelancers' revenue must be at most $14.5m. The opening claims “$15 million”." in sentence
    assert len(figures) == 3


def test_an_assumed_range_is_not_quoted_as_if_it_were_printed(report: Report) -> None:
    # 18 - 8 leaves 10, which is the least that freelancers have: more than 8 is too much
    state = State(assumed={"company_revenue": (8.5, 9.0)})
    ((sentence, figures),) = answers.catches(state.reconcile(report))
    assert "million” and the assumed $8.5m–$9m, the sector's revenue must be at least $18.5m." in sentence
    assert "the assumed $8.5m–$9m for companies' revenue" in figures
    assert "“8.5" not in sentence + "".join(figures)


@pytest.mark.parametrize("slug", report_names())
def test_nothing_changed_gives_the_verdict_of_the_audit(slug: str) -> None:
    report = sb.load_report(slug)
    told = answer(report, State())
    if "At least" in told.reasons:  # the audit counts all contradictions, which takes seconds
        assert len(sb.reconcile(report).conflicts(answers.LIMIT)) > answers.MOST
        return
    page = sb.Page(sb.reconcile(report))
    audit = verdict_of(page.result)
    assert told.short == page.fill(audit.short, **audit.fields).text
    assert told.reasons == page.fill(audit.reasons, **audit.fields).text


def test_figures_that_can_move_are_those_printed(report: Report) -> None:
    figures = {one.variable: one for one in adjustables(report)}
    assert set(figures) == set(report.core["variable"])
    assert figures["sector_revenue"].ends == (15, 18)
    assert figures["jobs_created"].ends == (1000, float("inf"))
    order = [one.is_linked for one in adjustables(report)]
    assert order == sorted(order, reverse=True)
    assert not figures["jobs_created"].is_linked
    assert figures["hosted_companies"].is_linked


def test_shares_and_changes_can_be_set_aside() -> None:
    report = sb.load_report("portugal-footwear-2013")
    shown = {name for one in adjustables(report) for name in one.printed}
    assert shown == set(report.statements.index[report.statements["role"] == "core"])


@pytest.mark.parametrize("slug", report_names())
def test_every_scale_has_its_range(slug: str) -> None:
    for one in adjustables(sb.load_report(slug)):
        if one.variable:
            low, high = one.ends
            assert one.scale[0] <= low <= min(high, one.scale[1])
            assert one.scale[1] >= (low if high == float("inf") else high)


def test_a_slider_keeps_what_it_cannot_stand_at(report: Report) -> None:
    one = {figure.variable: figure for figure in adjustables(report)}["freelancers"]  # moves by tens
    assert one.snap(3330, (3333.0, 4000.0)) == 3333
    assert one.snap(3320, (3333.0, 4000.0)) == 3320
    jobs = {figure.variable: figure for figure in adjustables(report)}["jobs_created"]
    assert jobs.snap(jobs.scale[1], ()) == float("inf")


def test_what_is_set_aside_is_not_moved_too(report: Report) -> None:
    moved = {"company_revenue": (3.0, 4.0), "workforce": (5.0, 6.0)}
    state = State.of(report, "printed", moved, ["EST-07", "EST-05"])
    assert state == State("printed", {"workforce": (5.0, 6.0)}, ("EST-07", "EST-05"))


def test_of_two_printings_one_can_be_set_aside_and_the_other_moved(report: Report) -> None:
    twice = report.including("EST-02")
    state = State.of(twice, "printed", {"company_revenue": (3.0, 4.0)}, ["EST-02"])
    assert state == State("printed", {"company_revenue": (3.0, 4.0)})
    assert state.reconcile(twice).bounds.at["freelancer_revenue", "high"] == 15


@pytest.mark.parametrize("state", [State(), State("5%", {"jobs_created": (2000.0, float("inf"))}), ALL])
def test_parameters_give_the_same(report: Report, state: State) -> None:
    names = run_code(state.as_parameters(FIRST))
    result: Result = names.get("result") or sb.reconcile(
        sb.load_report(names["report"]).assume(**names["assume"]), about=names["about"]
    )
    expected = state.reconcile(report)
    assert result.bounds.drop(columns="binding").equals(expected.bounds.drop(columns="binding"))
    assert result.report.changes == expected.report.changes


def test_a_name_cannot_end_its_quotation(report: Report) -> None:
    name = 'a"; import os; "\\'
    assert run_code(State().as_parameters(name))["report"] == name
    assert report.slug == FIRST


@pytest.mark.slow
def test_parameters_run_notebook_02_to_the_same_answer(report: Report, tmp_path: Path) -> None:
    state = State("printed", {"company_revenue": (3.0, 4.0)})
    parameters = run_code(state.as_parameters(FIRST))
    parameters = {name: parameters[name] for name in ("report", "about", "assume")}
    written, *_ = sb.run("02", tmp_path / "run", parameters)
    outputs = [output for cell in read_notebook(written).cells for output in cell.get("outputs", [])]
    assert any("That leaves freelancers $11m to $15m." in str(output.get("data")) for output in outputs)
    assert possible(report, state)["Freelancers' revenue"] == "$11m–$15m"


def test_the_picture_is_the_sum_that_matters(report: Report) -> None:
    linked = linked_variables(report)
    misses = answers.picture(State().reconcile(report), linked)
    assert misses is not None
    assert misses.png.startswith(b"\x89PNG")
    assert "together: $18.5m" in misses.alt
    fits = answers.picture(
        State(assumed={"workforce": (8000.0, 9000.0), "company_revenue": (3.0, 3.0)}).reconcile(report), linked
    )
    assert fits is not None
    assert "The parts keep to their total. The sector's revenue: $15m–$18m." in fits.alt
    assert "Freelancers' revenue: $12m–$15m; Companies' revenue: $3m; together: $15m–$18m." in fits.alt
