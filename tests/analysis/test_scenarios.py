"""Scenarios, by hand."""

import math

import pytest

import sectorbook as sb
from sectorbook.analysis import peers, scenarios

SURVEY = "Khyber Pakhtunkhwa 2019: per freelancer who reported earnings"


@pytest.fixture(scope="module")
def result() -> sb.Result:
    return sb.reconcile(sb.load_report("gilgit-baltistan-2025"))


def test_the_growth_needed_is_from_either_end(result: sb.Result) -> None:
    found = scenarios.growth_needed(result, 30, 2)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((100 * (math.sqrt(30 / 18) - 1), 100 * (math.sqrt(2) - 1)))


def test_the_countrys_growth_is_the_span_over_all_first_years(result: sb.Result) -> None:
    rows = scenarios.growth_rows(result, sb.load_context(), 30, 2).set_index("label")
    span = rows.loc["Pakistan's IT exports, any year 2016–2024 to 2025"]
    # the least is from 2022, the greatest from 2020; from 2016 it is 19.1%, from 2024 18.2%
    assert span["low"] == pytest.approx(100 * ((3810 / 2616) ** (1 / 3) - 1))
    assert span["high"] == pytest.approx(100 * ((3810 / 1439.97) ** 0.2 - 1))
    assert not rows.index.str.contains("freelance").any()


@pytest.mark.parametrize(
    ("target", "says"),
    [(30, "29%–42% more"), (16, "0%–3.3% more"), (16, "reached already"), (10, "no growth is needed")],
)
def test_a_target_that_is_reached_is_no_growth(result: sb.Result, target: float, says: str) -> None:
    assert says in scenarios.growth_headline(result, target, 2)


def test_paths_begin_at_both_ends_and_reach_the_target(result: sb.Result) -> None:
    lines = scenarios.path_rows(result, 30, 2.5).groupby("series")["value"]
    assert sorted(lines.first()) == pytest.approx([15, 18])
    assert list(lines.last()) == pytest.approx([30, 30])


def test_printed_revenue_is_what_the_hours_left_have_earned(result: sb.Result) -> None:
    rows = scenarios.loss_rows(result, 5).set_index("label")
    # with all hours it were R / 0.95, of which 5% are lost: 15 x 5 / 95 = 0.79 to 18 x 5 / 95 = 0.95
    lost = rows.loc["Lost: revenue of the tech sector"]
    assert (lost["low"], lost["high"]) == pytest.approx((0.05 * 15 / 0.95, 0.05 * 18 / 0.95))
    assert "$0.78m–$0.95m a year" in scenarios.loss_headline(rows.reset_index(), 5)
    half = scenarios.loss_rows(result, 50).set_index("label").loc["Lost: companies' revenue"]
    assert half["low"] == pytest.approx(3.5)  # half of the hours earned the 3.5 that is printed


def test_rupees_are_dollars_times_the_price(result: sb.Result) -> None:
    rows = scenarios.rupee_rows(result, sb.load_context(), 300)
    assert rows["low"].iloc[1] == pytest.approx(11.5e6 / 4000 * 300 / 1000)
    assert scenarios.rupee_change(rows) == pytest.approx(100 * (300 / 280.87 - 1))


@pytest.mark.parametrize(("name", "value"), [("target", 0), ("years", -1), ("outage_loss", 100), ("target", math.inf)])
def test_an_impossible_parameter_is_refused(name: str, value: float) -> None:
    with pytest.raises(sb.SectorbookError, match=f"{name} is"):
        scenarios.check_parameters(**{name: value})


def test_peers_are_computed_from_printed_values_of_one_body() -> None:
    context, results = sb.load_context(), peers.load_results(["gilgit-baltistan-2025", "nepal-2022", "sco-2025"])
    heads = peers.head_rows(results, context).set_index("label")["low"]
    assert heads["Nepal 2022: exports per freelancer"] == pytest.approx((515.4e6 - 201e6) / 66_509)
    survey = peers.head_rows(results, context).set_index("label").loc[SURVEY]
    # one page prints "more than Rs. One billion" and Rs. 1.9 billion, of "around 2500"
    assert (survey["low"], survey["high"]) == pytest.approx((1e9 / 2500 / 150.03625, 1.9e9 / 2500 / 150.03625))
    assert f"{SURVEY} about $2,666–$5,066" in peers.answer_text(results, peers.head_rows(results, context))
    companies = peers.company_rows(results, context).set_index("label")
    assert companies.at["Kyrgyz park 2023: exports per resident", "low"] == pytest.approx(90_000 / 383)
    assert companies.at["Kyrgyz park 2023: exports per resident", "about"] == "yes"  # "almost $90 million"
    # "only 106 companies brought in over $200 million": at least $1.887m each, $1.896m with the 201 of another page
    assert companies.at["Nepal 2022: exports per company in the study", "low"] == pytest.approx(201_000 / 106)
    assert companies.at["Nepal 2022: exports per company in the study", "low"] > 200_000 / 106


def test_a_ratio_whose_scope_may_differ_says_so_on_its_mark() -> None:
    context, results = sb.load_context(), peers.load_results(["gilgit-baltistan-2025"])
    labels = set(peers.head_rows(results, context)["label"])
    assert "Gilgit-Baltistan (no year): revenue per employee (scope may differ)" in labels
    assert "Gilgit-Baltistan (no year): revenue per freelancer" in labels


def test_each_compared_reports_sources_can_be_cited() -> None:
    results = peers.load_results(["gilgit-baltistan-2025", "nepal-2022"])
    around = peers.extend_context(sb.load_context(), results)
    assert around.cite("nepal-2022:NEF", short=True) == "Nepal Energy Forum"
