"""The tightest ranges, against the numbers computed by hand and by another method."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from fractions import Fraction
from html import unescape

import pandas as pd
import pytest

from sectorbook.errors import Inconsistent, ReadingError, SectorbookError, UnitMismatch
from sectorbook.ledger.report import Report
from sectorbook.reconcile.plain_tables import reconcile_bounds
from sectorbook.reconcile.result import reconcile
from sectorbook.values.intervals import write_range

AT_MOST = "printed, sums read as at most"

HALF = Fraction(1, 2)
# The core's ends as printed, with the step of the printed numbers and whether the text says about.
PRINTED = {
    "sector_revenue": (15, 18, 1, False),
    "freelancer_revenue": (10, 15, 1, False),
    "company_revenue": (Fraction("3.5"), Fraction("3.5"), Fraction("0.1"), True),
    "freelancers": (3000, 4000, 1000, True),
    "workforce": (6000, 7000, 1000, False),
    "earning_companies": (110, 120, 10, True),
    "active_companies": (100, 120, 10, False),
}


def box(reading: str) -> dict[str, tuple[Fraction, Fraction]]:
    """The printed ends under a reading, by hand: half a step outward where it applies."""
    wide = {}
    for name, (low, high, step, about) in PRINTED.items():
        half = HALF * step if reading == "all-rounded" or (reading == "rounding" and about) else 0
        wide[name] = (Fraction(low) - half, Fraction(high) + half)
    return wide


def corners(reading: str, at_most: bool) -> dict[str, tuple[float, float]]:
    """Every result of the design's table by enumeration in exact fractions.

    Two parts and a whole leave at most a polygon with corners where two of the six ends meet, so each extreme lies
    at one of those meeting points that satisfies all six.
    """
    wide = box(reading)
    money = meeting_points(wide["freelancer_revenue"], wide["company_revenue"], wide["sector_revenue"], at_most)
    people = meeting_points(wide["freelancers"], (Fraction(0), None), wide["workforce"], at_most)
    firms_low = max(wide["earning_companies"][0], Fraction(0))
    firms_high = min(wide["earning_companies"][1], wide["active_companies"][1])
    earned = [f for f, _, _ in money], [c for _, c, _ in money]
    shares = [f / whole for f, _, whole in money]
    staff = [e for _, e, _ in people]
    free = [f for f, _, _ in people]
    per_employee_high = math.inf if min(staff) == 0 else float(max(earned[1]) * 10**6 / min(staff))
    return {
        "freelancers' revenue": (float(min(earned[0])), float(max(earned[0]))),
        "company employees": (float(min(staff)), float(max(staff))),
        "a freelancer earns": (
            float(min(earned[0]) * 10**6 / max(free)),
            float(max(earned[0]) * 10**6 / min(free)),
        ),
        "an employee earns": (float(min(earned[1]) * 10**6 / max(staff)), per_employee_high),
        "active companies": (
            float(max(firms_low, wide["active_companies"][0])),
            float(wide["active_companies"][1]),
        ),
        "a company earns": (
            float(min(earned[1]) * 1000 / firms_high),
            float(max(earned[1]) * 1000 / firms_low),
        ),
        "freelancers' share of revenue": (float(min(shares) * 100), float(max(shares) * 100)),
        "freelancers' share of the workforce": (
            float(min(f / w for f, _, w in people) * 100),
            float(max(f / w for f, _, w in people) * 100),
        ),
    }


def meeting_points(
    part: tuple[Fraction, Fraction],
    other: tuple[Fraction, Fraction | None],
    whole: tuple[Fraction, Fraction],
    at_most: bool,
) -> list[tuple[Fraction, Fraction, Fraction]]:
    """Corners of part + other = whole (or <= whole) within the three ranges, in exact fractions."""
    found = []
    others = [end for end in other if end is not None]
    tries = [(p, o, w) for p in part for o in others for w in whole] if at_most else []
    tries += [(p, o, p + o) for p in part for o in others]
    tries += [(p, w - p, w) for p in part for w in whole]
    tries += [(w - o, o, w) for o in others for w in whole]
    for p, o, w in tries:
        fits = part[0] <= p <= part[1] and whole[0] <= w <= whole[1] and o >= others[0]
        fits = fits and (other[1] is None or o <= other[1])
        if fits and (p + o <= w if at_most else p + o == w):
            found.append((p, o, w))
    return found


CASES = [("printed", False), ("rounding", False), ("all-rounded", False), ("printed", True)]
TABLE = {  # the design's table, whose ends are rounded to the nearest, with the ends outward: 11.5 / 15 = 76.67%
    "printed": ["$11.5m–$14.5m", "2,000–4,000 people", "110–120 companies", "$2,875–$4,834", "$875–$1,750",
                "$29.1k–$31.9k", "76%–81%", "42%–67%"],
    "rounding": ["$11.45m–$14.55m", "1,500–4,500 people", "105–120 companies", "$2,544–$5,820", "$766–$2,367",
                 "$28.7k–$33.9k", "76%–81%", "35%–75%"],
    "all-rounded": ["$10.95m–$15.05m", "1,000–5,000 people", "105–125 companies", "$2,433–$6,020", "$690–$3,550",
                    "$27.6k–$33.9k", "75%–82%", "33%–82%"],
    AT_MOST: ["$10m–$14.5m", "0–4,000 people", "110–120 companies", "$2,500–$4,834", "at least $875",
              "$29.1k–$31.9k", "55%–81%", "42%–67%"],
}  # fmt: skip


UNITS = {
    "freelancers' revenue": ("MUSD/year", 4),
    "company employees": ("person", 4),
    "active companies": ("company", 4),
    "a freelancer earns": ("USD/person/year", 3),
    "an employee earns": ("USD/person/year", 3),
    "a company earns": ("kUSD/company/year", 3),
    "freelancers' share of revenue": ("percent", 2),
    "freelancers' share of the workforce": ("percent", 2),
}


def computed(report: Report, reading: str, at_most: bool) -> dict[str, tuple[float, float]]:
    changed = report.relax("revenue", "workforce") if at_most else report
    result = reconcile(changed, about=reading)
    ranges = {
        "freelancers' revenue": "freelancer_revenue",
        "company employees": "company_employees",
        "active companies": "active_companies",
    }
    ratios = {
        "a freelancer earns": ("freelancer_revenue", "freelancers", "USD/person/year"),
        "an employee earns": ("company_revenue", "company_employees", "USD/person/year"),
        "a company earns": ("company_revenue", "earning_companies", "kUSD/company/year"),
        "freelancers' share of revenue": ("freelancer_revenue", "sector_revenue", "percent"),
        "freelancers' share of the workforce": ("freelancers", "workforce", "percent"),
    }
    found = {title: tuple(result.bounds.loc[name, ["low", "high"]]) for title, name in ranges.items()}
    for title, (top, bottom, unit) in ratios.items():
        ratio = result.ratio(top, bottom, unit)
        found[title] = (ratio.low, ratio.high)
    return found


@pytest.mark.parametrize(("reading", "at_most"), CASES)
def test_ranges_and_ratios_are_those_of_the_corners(report: Report, reading: str, at_most: bool) -> None:
    by_corners = corners(reading, at_most)
    found = computed(report, reading, at_most)
    assert found.keys() == by_corners.keys()
    for title, ends in found.items():
        assert ends == pytest.approx(by_corners[title], rel=1e-12), title


@pytest.mark.parametrize("reading", TABLE)
def test_the_table_of_readings_is_the_published_one(report: Report, reading: str) -> None:
    found = computed(report, "printed" if reading == AT_MOST else reading, reading == AT_MOST)
    written = [write_range(*found[title], *UNITS[title]) for title in UNITS]
    assert written == TABLE[reading]


def test_decimals_come_out_as_printed(report: Report) -> None:
    bounds = reconcile(report, about="rounding").bounds
    assert bounds.at["freelancer_revenue", "low"] == 11.45
    assert bounds.at["freelancer_revenue", "high"] == 14.55


def test_binding_names_what_forces_an_end(report: Report) -> None:
    binding = reconcile(report).bounds["binding"]
    assert binding["freelancer_revenue"] == (("EST-03", "EST-07", "revenue"), ("EST-03", "EST-07", "revenue"))
    assert binding["active_companies"] == (("EST-06", "earning"), ("EST-19",))
    assert binding["jobs_created"] == (("EST-12",), ())


def test_printed_ends_are_the_hull_of_the_core(report: Report) -> None:
    bounds = reconcile(report).bounds
    assert tuple(bounds.loc["active_companies", ["printed_low", "printed_high"]]) == (100, 120)
    assert math.isnan(bounds.at["company_employees", "printed_low"])
    assert math.isnan(bounds.at["jobs_created", "printed_high"])


@pytest.mark.parametrize(
    ("reading", "verdict", "by"),
    [("printed", "clashes", 0.5), ("rounding", "clashes", 0.45), ("all-rounded", "narrows", 3.55)],
)
def test_the_lead_clashes_until_every_end_is_rounded(report: Report, reading: str, verdict: str, by: float) -> None:
    fit = reconcile(report, about=reading).fits().loc["EST-01"]
    assert (fit["verdict"], fit["by"]) == (verdict, by)


def test_with_the_lead_exact_everything_lies_at_the_top_of_the_range(report: Report) -> None:
    bounds = reconcile(report.assume(freelancer_revenue=(15, 15)), about="all-rounded").bounds
    assert tuple(bounds.loc["sector_revenue", ["low", "high"]]) == (18.45, 18.5)
    assert tuple(bounds.loc["company_revenue", ["low", "high"]]) == (3.45, 3.5)


def test_two_ranges_of_active_companies_differ_and_do_not_conflict(report: Report) -> None:
    fits = reconcile(report).fits()
    assert fits.at["OUT-22", "verdict"] == "fits"
    assert fits.at["OUT-02", "verdict"] == "narrows"


def test_an_infeasible_core_has_no_bounds(report: Report) -> None:
    result = reconcile(report.assume(freelancer_revenue=(15, 15)))
    assert not result.is_feasible
    with pytest.raises(Inconsistent, match=r"assuming freelancer_revenue \$15m"):
        _ = result.bounds


def test_a_percentage_widens_approximate_statements(report: Report) -> None:
    bounds = reconcile(report, about="10%").bounds
    assert tuple(bounds.loc["freelancers", ["low", "high"]]) == (2700, 4400)
    assert tuple(bounds.loc["workforce", ["low", "high"]]) == (6000, 7000)


@pytest.mark.parametrize("about", ["exact", "5", "-5%", "%", "Printed"])
def test_an_unknown_reading_is_refused(report: Report, about: str) -> None:
    with pytest.raises(ReadingError, match="There is no reading"):
        reconcile(report, about=about)


def test_a_combination_adds_like_units_only(report: Report) -> None:
    result = reconcile(report)
    difference = result.combination({"freelancers": 1, "company_employees": -1})
    assert (difference.low, difference.high, difference.unit) == (-1000, 2000, "person")
    with pytest.raises(UnitMismatch, match="company_revenue"):
        result.combination({"freelancers": 1, "company_revenue": 1})


def test_a_ratio_is_open_where_the_denominator_reaches_zero(report: Report) -> None:
    ratio = reconcile(report.relax("workforce")).ratio("company_revenue", "company_employees", "USD/person/year")
    assert (ratio.low, ratio.high) == (875, math.inf)


def test_nothing_is_divided_by_what_is_always_zero(report: Report) -> None:
    with pytest.raises(SectorbookError, match="Nothing can be divided"):
        reconcile(report.assume(tech_hubs=(0, 0))).ratio("freelancers", "tech_hubs")


def test_the_region_has_the_corners_of_two_parts_and_a_whole(report: Report) -> None:
    corners = set(reconcile(report, about="rounding").region("freelancer_revenue", "company_revenue"))
    assert corners == {(14.55, 3.45), (14.45, 3.55), (11.45, 3.55), (11.55, 3.45)}
    people = set(reconcile(report).region("freelancers", "company_employees"))
    assert people == {(3000, 3000), (3000, 4000), (4000, 2000), (4000, 3000)}


def test_a_region_without_end_is_refused(report: Report) -> None:
    with pytest.raises(SectorbookError, match="has no end"):
        reconcile(report).region("freelancers", "jobs_created")


def test_a_total_rounded_to_3_leaves_the_part_nearly_all_of_its_range(report: Report) -> None:
    statements = report.statements.copy()
    statements.loc["EST-03", "rounded_to"] = 3
    result = reconcile(replace(report, statements=statements), "all-rounded")
    # 13.5 to 19.5 less 3.45 to 3.55, within 9.5 to 15.5: 13.5 less 3.55, and 15.5
    assert tuple(result.bounds.loc["freelancer_revenue", ["low", "high"]]) == pytest.approx((9.95, 15.5))


def test_a_percentage_is_a_reading_in_words(report: Report) -> None:
    assert reconcile(report, about="5%").reading == 'Where the text says "about", an end may be 5% off.'


@pytest.mark.parametrize("asked", [{"freelancers": math.nan}, {"freelancers": math.inf}, {"freelancers": "one"}, {}])
def test_a_sum_needs_numbers(report: Report, asked: dict[str, float]) -> None:
    with pytest.raises(SectorbookError, match=r"Give a number|Name at least one"):
        reconcile(report).combination(asked)


@pytest.mark.parametrize("limit", [0, -1, True, 2.5])
def test_a_limit_is_a_positive_integer(report: Report, limit: int) -> None:
    with pytest.raises(SectorbookError, match="Give a whole number of sets"):
        reconcile(report).conflicts(limit)


def test_a_unit_that_nobody_knows_is_refused(report: Report) -> None:
    with pytest.raises(UnitMismatch, match="no unit that pint knows"):
        reconcile(report).ratio("freelancer_revenue", "freelancers", "dollars/head")


def test_reconciling_leaves_the_report_as_it_was(report: Report) -> None:
    before = report.statements.copy()
    _ = reconcile(report, about="all-rounded").bounds
    pd.testing.assert_frame_equal(report.statements, before)


def test_a_result_shows_what_is_printed_and_what_is_possible_in_lines_a_person_can_read(report: Report) -> None:
    lines = str(reconcile(report)).splitlines()
    assert lines[0] == f"{report.title} (about: printed)"
    cells = {line.split("  ")[0]: [cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines[1:]}
    assert cells["indicator"] == ["indicator", "printed", "possible", "unit"]
    # 15 to 18 less 3.5
    assert cells["Freelancers' revenue"][1:] == ["10–15", "11.5–14.5", "US$ million a year"]
    # 6,000 to 7,000 less 3,000 to 4,000, which nothing prints
    assert cells["Company employees"][1:] == ["2,000–4,000", "people"]
    assert cells["Jobs created by the parks"][1:] == ["at least 1,000"] * 2 + ["jobs"]
    assert not any(word in str(reconcile(report)) for word in ("Result(", "System(", "nan"))


def test_a_result_in_a_notebook_is_a_table_whose_words_are_no_markup(report: Report) -> None:
    shown = reconcile(replace(report, title="Profit & <loss>"))._repr_html_()
    (table,) = pd.read_html(io.StringIO(shown))
    assert list(table) == ["indicator", "printed", "possible", "unit"]
    assert table.set_index("indicator").at["Freelancers' revenue", "possible"] == "11.5–14.5"
    assert ">Profit &amp; &lt;loss&gt; (about: printed)</p>" in shown


def test_an_infeasible_result_names_a_conflict(report: Report) -> None:
    result = reconcile(report.including("EST-01"))
    for shown in (str(result), unescape(result._repr_html_())):
        assert (
            'These cannot all be true: "$15 million" for freelancers\' revenue; "between $15 million and $18 million" '
            "for the sector's revenue; \"approximately $3.5 million\" for companies' revenue; and that "
            "freelancers' revenue + companies' revenue = the sector's revenue. "
        ) in shown
        assert "including EST-01" in shown
        assert "possible" not in shown


def test_a_long_result_counts_the_rows_that_it_omits() -> None:
    bounds = pd.DataFrame({"low": 1.0, "high": 2.0}, index=[f"x{number}" for number in range(35)])
    identities = pd.DataFrame(columns=["identity", "term", "coefficient"])
    lines = str(reconcile_bounds(bounds, identities)).splitlines()
    assert len(lines) == 33
    assert lines[-1] == "and 5 more in Result.bounds"
