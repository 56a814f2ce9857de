"""Each kind of drawing shows what its data say, in every profile, with an alt text that its check accepts."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import seaborn.objects as so
from matplotlib import dates as mdates
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text

import sectorbook as sb
from sectorbook.errors import FigureError
from sectorbook.figures.checks.drawing import check_drawing
from sectorbook.figures.checks.rendered import RenderedFigure, shown_content
from sectorbook.figures.layout import lay_out, row_positions
from sectorbook.figures.profiles import load_profile, profile_names, profile_style
from sectorbook.figures.spec import make_spec
from sectorbook.figures.typesetting import curl_quotes, line_height
from sectorbook.ledger.report import Report

TITLE = "The chart shows a finding"


def rows(*ranges: tuple[float, float], unit: str = "person", kind: str = "printed", about: str = "no") -> pd.DataFrame:
    labels = [f"Row {chr(ord('a') + place)}" for place in range(len(ranges))]
    lows, highs = zip(*ranges, strict=True)
    return pd.DataFrame({"label": labels, "low": lows, "high": highs, "unit": unit, "about": about, "kind": kind})


DOTS = pd.DataFrame(
    [
        ("registered", 300, 300, "yes", "whole"),
        ("thought active", 100, 120, "no", "part"),
        ("with a place at the hub", 14, 14, "no", "ringed"),
    ],
    columns=["label", "low", "high", "about", "kind"],
).assign(unit="company")
DUMBBELLS = pd.DataFrame(
    [
        ("Summer, as the operator prints it", "supply", 120.65, 120.65, "no"),
        ("Summer, as the operator prints it", "demand", 254.82, 254.82, "no"),
        ("Winter, as a letter has it", "supply", 60.0, 60.0, "yes"),
        ("Winter, as a letter has it", "demand", 200.0, 250.0, "no"),
    ],
    columns=["label", "name", "low", "high", "about"],
).assign(unit="MW")
SUMS = pd.DataFrame(
    [
        ("The whole", 15, 18, "total"),
        ("Claimed for one part", 15, 15, "claim"),
        ("the other part", 3.5, 3.5, "part"),
        ("together", 18.5, 18.5, "sum"),
        ("too much", 0.5, 0.5, "excess"),
        ("What the whole leaves", 11.5, 14.5, "left"),
    ],
    columns=["label", "low", "high", "kind"],
).assign(unit="MUSD/year", about="no")
KINDS: dict[str, pd.DataFrame] = {
    "panels": pd.concat([rows((10, 15), (3.5, 3.5), unit="MUSD/year"), rows((3000, 4000), (45, 45))]),
    "dumbbells": DUMBBELLS,
    "dot_matrix": DOTS,
    "sum_and_total": SUMS,
    "timeline": pd.DataFrame(
        {
            "label": ["Jobs", "Companies", "Workforce"],
            "date": pd.to_datetime(["2025-11-20", "2024-01-16", None]),
        }
    ),
    "printings": pd.DataFrame(
        [
            {"indicator": f"Figure {figure}", "source": name, "copies": copied, "same": same}
            for name, copied in (("A long newspaper", ""), ("one.example", ""), ("two.example", "A long newspaper"))
            for figure, same in (("one", "yes"), ("two", "no"), ("three", "both"))
        ]
    ),
}


def draw(kind: str, fig: Figure, data: pd.DataFrame) -> object:
    return sb.charts.panels(data, fig) if kind == "panels" else getattr(sb.charts, kind)(data, fig.subplots())


def laid_out(report: Report, kind: str, profile: str = "report", data: pd.DataFrame | None = None) -> Figure:
    shown = KINDS[kind] if data is None else data
    spec = make_spec(
        report, "kind", data=shown, title=TITLE, subtitle="", caption="C", sources=["BR"], computed={},
        alt=getattr(sb.alt_text, kind)(shown, TITLE),
    )  # fmt: skip
    rules = load_profile(profile)
    with profile_style(rules, "test"):
        figure = lay_out(lambda fig, data: draw(kind, fig, data), shown, spec, rules)
        assert check_drawing(RenderedFigure(figure), spec, rules) == []
    return figure


def test_a_dumbbells_amounts_are_where_they_are_printed_and_about_is_hollow() -> None:
    ax = sb.charts.dumbbells(DUMBBELLS, Figure(figsize=(6, 3)).subplots())
    dots = {float(line.get_xdata()[0]): line for line in ax.lines if line.get_marker() == "o"}  # type: ignore[arg-type,index]
    assert set(dots) == {120.65, 254.82, 60.0}
    assert [x for x, dot in dots.items() if dot.get_markerfacecolor() == "white"] == [60.0]
    assert [200.0, 250.0] in segments(ax)
    written = [text.get_text() for text in ax.texts]
    assert written == ["121", "255", "about 60", "200\u2013250", "supply", "demand"]


def test_a_dumbbell_without_two_amounts_is_named() -> None:
    with pytest.raises(FigureError, match='The row "Winter, as a letter has it" cannot be drawn'):
        sb.charts.dumbbells(DUMBBELLS.iloc[:3], Figure().subplots())


@pytest.fixture(scope="module")
def in_report(report: Report) -> Callable[[str], list[object]]:
    """What each kind shows in the profile of the report, drawn once."""
    return functools.cache(lambda kind: shown_content(RenderedFigure(laid_out(report, kind))))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("profile", profile_names())
def test_a_kind_passes_every_check_in_every_profile_with_the_same_content(
    report: Report, in_report: Callable[[str], list[object]], kind: str, profile: str
) -> None:
    assert shown_content(RenderedFigure(laid_out(report, kind, profile))) == in_report(kind)


def ranges(data: pd.DataFrame, width: float = 6.0) -> Axes:
    with profile_style(load_profile("report"), "test"):
        figure = Figure(figsize=(width, 4))
        return sb.charts.ranges(data, figure.subplots())


def segments(ax: Axes) -> list[list[float]]:
    return [[float(x) for x in np.asarray(line.get_xdata(), dtype=float)] for line in ax.lines]


def arrows(ax: Axes) -> list[Annotation]:
    return [text for text in ax.texts if isinstance(text, Annotation) and text.arrow_patch is not None]


def test_a_closed_range_is_a_segment_from_end_to_end_and_an_open_one_an_arrow() -> None:
    ax = ranges(rows((10, 15), (3, math.inf), (math.nan, 12)))
    assert segments(ax)[0] == [10, 15]
    assert [(arrow.xy[0], arrow.get_position()[0] > 0) for arrow in arrows(ax)] == [(3, True), (12, False)]


def test_an_exact_value_far_beyond_the_others_is_a_dot_on_the_axis() -> None:
    ax = ranges(rows((1, 2), (1000, 1000)))
    assert [1000] in segments(ax)
    assert not arrows(ax)
    assert ax.get_xlim()[1] > 1000


def test_a_range_that_ends_far_beyond_the_others_is_the_longest_and_broken_but_no_open_arrow() -> None:
    ax = ranges(rows((1, 2), (1, 5000)))
    assert {arrow.arrow_patch.get_arrowstyle().__class__.__name__ for arrow in arrows(ax)} == {"BracketA"}  # type: ignore[union-attr]
    assert ax.get_xlim()[1] < 50
    edge = ax.get_xticks()[-1]
    assert max(line.get_xdata()[-1] for line in ax.lines) == edge >= 2
    breaks = [line for line in ax.lines if line.get_xdata()[0] == edge]
    assert [line.get_markerfacecolor() for line in breaks] == ["white", "white"]  # type: ignore[attr-defined]
    assert any(text.get_text() == "1–5,000 people" for text in ax.texts)


def test_a_range_of_which_nothing_is_known_has_words_and_no_mark() -> None:
    ax = ranges(rows((1, 2), (-math.inf, math.inf)))
    assert len(segments(ax)) == 1
    assert not arrows(ax)
    assert any(text.get_text() == "anything" for text in ax.texts)


@pytest.mark.parametrize(("high", "last"), [(81.0, 100.0), (250.0, 250.0)])
def test_a_scale_of_percent_ends_at_100_unless_a_value_lies_beyond(high: float, last: float) -> None:
    ax = ranges(rows((10, 20), (40, high), unit="percent"))
    assert (ax.get_xticks()[0], ax.get_xticks()[-1]) == (0, last)


def test_a_scale_starts_near_the_ranges_where_they_all_lie_far_from_zero() -> None:
    assert 0 < ranges(rows((10, 15), (11, 14))).get_xticks()[0] <= 10
    assert ranges(rows((1, 15), (11, 14))).get_xticks()[0] == 0


def test_a_scale_of_large_numbers_is_written_in_full() -> None:
    figure = ranges(rows((1_000_000, 1_000_002))).get_figure()
    assert figure is not None
    figure.draw_without_rendering()  # type: ignore[union-attr]
    labels = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert labels
    assert all(label.startswith(("1,000,0", "999,9")) for label in labels)


def test_about_is_a_hollow_bar_and_what_follows_a_thin_line() -> None:
    thick, within, ends = ranges(rows((10, 15), about="yes")).lines
    assert within.get_color() == "white"
    assert within.get_linewidth() < thick.get_linewidth()
    assert list(ends.get_xdata()) == list(thick.get_xdata()) == [10, 15]
    assert (ends.get_marker(), ends.get_color()) == ("|", thick.get_color())
    (thin,) = ranges(rows((10, 15), kind="follows")).lines
    assert thin.get_linewidth() < thick.get_linewidth() / 2
    assert thin.get_color() != thick.get_color()


def test_a_rule_runs_through_every_row_and_ends_are_written_right_of_it() -> None:
    ax = ranges(pd.concat([rows((15, 15), kind="rule"), rows((10, 12), (11, 14), (9, 20))]))
    (rule,) = ax.collections
    pieces = [segment[:, 1] for segment in rule.get_segments()]
    assert {float(x) for segment in rule.get_segments() for x in segment[:, 0]} == {15.0}
    places = sorted(float(np.mean(piece)) for piece in pieces)
    assert places == pytest.approx([float(tick) for tick in ax.get_yticks()])
    written = [text.xy[0] for text in ax.texts if isinstance(text, Annotation)]
    assert written == [15.0, 15.0, 15.0, 20.0]


@pytest.mark.parametrize("profile", ["report", "nature-1"])
def test_sources_names_stand_upright_above_their_columns(report: Report, profile: str) -> None:
    (ax,) = laid_out(report, "printings", profile).axes
    names = {text.get_text(): text for text in ax.texts if isinstance(text, Annotation)}
    assert list(names) == ["A long newspaper", "one.example", "two.example, a copy"]
    assert [text.xy[0] for text in names.values()] == [0, 1, 2]
    assert all(text.xy[1] <= 0 and text.get_rotation() == 0 for text in names.values())


LONG = "Freelancers of the region"


@pytest.mark.parametrize(("label", "width", "is_beside"), [(LONG, 6, True), ("Row a", 2.5, True), (LONG, 2.5, False)])
def test_labels_stand_above_their_marks_in_a_narrow_panel_unless_they_are_short(
    label: str, width: float, is_beside: bool
) -> None:
    ax = ranges(rows((10, 15)).assign(label=label), width)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == [label] * is_beside
    assert (label in [text.get_text() for text in ax.texts]) is not is_beside


def test_two_columns_are_used_where_the_page_is_low(report: Report) -> None:
    data = pd.concat([rows(*[(1, 2)] * 4, unit=unit) for unit in ("person", "company", "hub")])

    def columns(profile: str) -> int:
        return len({round(ax.get_position().x0, 2) for ax in laid_out(report, "panels", profile, data).axes})

    assert (columns("report"), columns("slide")) == (1, 2)


@pytest.mark.parametrize(
    "change", [{"label": None}, {"kind": "estimate"}, {"low": 5.0, "high": 2.0}], ids=["label", "kind", "ends"]
)
def test_a_row_that_cannot_be_drawn_is_named(change: dict[str, Any]) -> None:
    with pytest.raises(FigureError, match=r"cannot be drawn\. It needs a label, a kind of printed, follows, lead"):
        ranges(rows((10, 15)).assign(**change))


def test_a_word_that_is_wider_than_the_figure_is_broken(report: Report) -> None:
    data = rows((10, 15)).assign(label="Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamter")
    assert laid_out(report, "panels", "ieee-1", data)


def test_each_of_a_whole_is_a_dot_and_a_parts_range_is_filled_as_far_as_its_low_end(report: Report) -> None:
    (ax,) = laid_out(report, "dot_matrix").axes
    marks = [line for line in ax.lines if line.get_gid() != "decor"]
    counts = [(len(np.asarray(line.get_xdata())), line.get_markerfacecolor() != "none") for line in marks]
    assert counts == [(180, True), (100, True), (20, False), (14, False)]
    cells = [(x, y) for line in marks[:3] for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)]
    assert sorted(cells) == [(x, y) for x in range(20) for y in range(15)]
    assert set(zip(marks[3].get_xdata(), marks[3].get_ydata(), strict=True)) == {(x, 0) for x in range(14)}
    words = [" ".join(text.get_text().split()) for text in ax.texts]
    assert words == [
        "14 companies with a place at the hub",
        "100\u2013120 companies thought active",
        "About 300 companies registered",
    ]


@pytest.mark.parametrize(
    ("row", "change"),
    [(0, {"high": 5000}), (1, {"high": 301}), (1, {"low": 99.5}), (2, {"high": 101, "low": 101}), (2, {"low": 13})],
    ids=["too many", "more than the whole", "half a company", "more than the part", "a ringed range"],
)
def test_counts_that_are_no_dots_are_named(row: int, change: dict[str, float]) -> None:
    data = DOTS.astype({"low": float, "high": float})
    data.loc[row, list(change)] = list(change.values())
    with pytest.raises(FigureError, match=rf"The row '{DOTS['label'][row]}' .* cannot be drawn as dots\."):
        sb.charts.dot_matrix(data, Figure().subplots())


def test_undated_rows_are_listed_beneath_and_the_oldest_is_on_top(report: Report) -> None:
    figure = laid_out(report, "timeline")
    assert any(text.get_text() == "Without a known date: Workforce." for text in figure.texts)
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["Companies", "Jobs"]


def test_alt_text_is_never_longer_than_a_reader_can_bear() -> None:
    data = rows(*[(10, 15)] * 60)
    alt = sb.alt_text.panels(data, TITLE)
    assert len(alt) <= 600
    assert "and others, in the data beside the chart" in alt


# What 3.5 leaves of 15 to 18, as in the first report: computed by hand.
PLANE = pd.DataFrame(
    [
        ("corner", 14.5, 3.5, "possible: $11.5m–$14.5m"),
        ("corner", 11.5, 3.5, ""),
        ("printed", 10.0, 3.5, "printed: $10m–$15m"),
        ("printed", 15.0, 3.5, "printed: $10m–$15m"),
        ("low", 11.5, 3.5, "together $15m"),
        ("high", 14.5, 3.5, "together $18m"),
        ("lead", 15.0, 3.5, "the lead: $15m"),
    ],
    columns=["kind", "x", "y", "label"],
)


def draw_plane(fig: Figure, data: pd.DataFrame) -> None:
    ax = sb.charts.plane(data, fig.subplots())
    ax.set(xlabel="One part (US$ million a year)", title="The other (US$ million a year)")


def test_a_plane_is_refused_where_the_names_of_its_lines_would_lie_on_each_other() -> None:
    with profile_style(load_profile("column"), "test"):
        ax = Figure(figsize=(48 / 25.4, 3)).subplots()
        with pytest.raises(
            FigureError, match="names of a plane's lines would lie on each other in a figure 48 mm wide"
        ):
            sb.charts.plane(PLANE, ax)


@pytest.mark.parametrize("profile", [name for name in profile_names() if name != "column"])
def test_a_planes_labels_keep_clear_of_its_lines_in_every_other_profile(report: Report, profile: str) -> None:
    alt = sb.alt_text.plane(PLANE, "one part", "the other", TITLE)
    words = {"title": TITLE, "subtitle": "", "caption": "C", "alt": alt, "sources": ["BR"], "computed": {}}
    spec, rules = make_spec(report, "plane", data=PLANE, **words), load_profile(profile)
    with profile_style(rules, "test"):
        figure = lay_out(draw_plane, PLANE, spec, rules)
        assert check_drawing(RenderedFigure(figure), spec, rules) == []


def test_panels_are_as_high_as_their_rows_ask(report: Report) -> None:
    data = pd.concat([rows(*[(1, 2)] * 2), rows(*[(1, 2)] * 8, unit="company")])
    heights = [ax.get_position().height for ax in laid_out(report, "panels", data=data).axes]
    assert heights[1] / heights[0] == pytest.approx(8 / 2, rel=0.01)


def test_a_timelines_years_lie_between_its_first_and_last_date(report: Report) -> None:
    (ax,) = laid_out(report, "timeline").axes
    years = [mdates.num2date(tick).year for tick in ax.get_xticks()]
    assert years == [2024, 2025]
    assert ax.get_xlim()[0] <= ax.get_xticks()[0]


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("the freelancers' share isn't \"about\" 5", "the freelancers\u2019 share isn\u2019t \u201cabout\u201d 5"),
        ("('own' (\"more than\"))", "(\u2018own\u2019 (\u201cmore than\u201d))"),
        ("call it 'lead'", "call it \u2018lead\u2019"),
    ],
)
def test_quotes_are_a_printers(typed: str, set_: str) -> None:
    assert curl_quotes(typed) == set_


def test_a_plane_is_pale_only_where_the_printed_part_and_the_printed_whole_agree() -> None:
    with profile_style(load_profile("report"), "test"):
        ax = sb.charts.plane(PLANE, Figure().subplots())
    pale = next(patch for patch in ax.patches if patch.get_gid() == "decor")
    # beside 10 the other part is 15 - 10 to 18 - 10, beside 15 it is nothing to 18 - 15
    assert {tuple(corner) for corner in pale.get_path().vertices} == {(10, 5), (10, 8), (15, 0), (15, 3)}


def test_a_slide_is_filled_in_type_as_large_as_there_is_room_for(report: Report) -> None:
    def size(count: int) -> float:
        figure = laid_out(report, "panels", "slide", rows(*[(1, 2)] * count))
        assert figure.get_figheight() * 25.4 == pytest.approx(load_profile("slide").max_height, abs=0.2)
        return float(figure.axes[0].texts[0].get_fontsize())

    assert size(2) == pytest.approx(1.6 * 14)  # the style has 14 points, and 1.6 is the most
    assert 14 <= size(15) < size(9) < size(2)


def test_values_stand_above_their_marks_at_the_right_end_in_a_tight_panel_only(report: Report) -> None:
    def written(profile: str) -> tuple[Text, Text]:
        data = rows((10, 15), (3, 4)).assign(label=["Workforce", LONG])
        texts = laid_out(report, "panels", profile, data).axes[0].texts
        (label,) = [text for text in texts if text.get_text() == "Workforce"]
        (value,) = [text for text in texts if text.get_text() == "10\u201315 people"]
        return label, value

    label, value = written("column")
    assert (label.xy[0], value.xy[0], value.get_horizontalalignment()) == (0, 1, "right")  # type: ignore[attr-defined]
    assert label.xy[1] == value.xy[1]  # type: ignore[attr-defined]
    label, value = written("phone")
    assert (value.xy[0], value.get_horizontalalignment()) == (15, "left")  # type: ignore[attr-defined]


def test_a_value_that_has_no_room_behind_its_label_stands_on_a_line_of_its_own(report: Report) -> None:
    data = rows((10, 15)).assign(label=LONG)
    texts = laid_out(report, "panels", "column", data).axes[0].texts
    label, value = (next(text for text in texts if text.get_text().startswith(word)) for word in ("Freel", "10"))
    assert label.get_position()[1] > value.get_position()[1]


def test_a_long_label_above_its_mark_is_content_of_its_own_row(report: Report) -> None:
    data = rows((10, 15), (1, 4), (3, 9)).assign(label=[f"{LONG} and of its neighbours {word}" for word in "abc"])
    contents = [
        shown_content(RenderedFigure(laid_out(report, "panels", profile, data))) for profile in ("report", "column")
    ]
    assert contents[0] == contents[1]


@pytest.mark.parametrize(("profile", "is_broken"), [("column", True), ("report", False)])
def test_a_title_wider_than_its_panel_is_broken_into_lines(report: Report, profile: str, is_broken: bool) -> None:
    def draw(fig: Figure, _: pd.DataFrame) -> None:
        fig.subplots().set(title="share of those who answered (%)", xlabel="how many answered (number of companies)")

    rules = load_profile(profile)
    spec = make_spec(
        report, "kind", data=rows((1, 2)), title=TITLE, subtitle="", caption="C", sources=["BR"], computed={}, alt="A"
    )
    with profile_style(rules, "test"):
        (ax,) = lay_out(draw, spec.data, spec, rules).axes
    assert [part for part in (ax.get_title("left"), ax.get_xlabel()) if "\n" in part] == (
        [ax.get_title("left"), ax.get_xlabel()] if is_broken else []
    )


SEABORN = pytest.mark.filterwarnings("ignore:The copy keyword is deprecated:pandas.errors.Pandas4Warning")


def draw_with_seaborn(data: pd.DataFrame, ax: Axes) -> None:
    with sb.charts.named_rows(data, ax) as named:
        plot = so.Plot(named, y="row").add(so.Range(), orient="y", xmin="low", xmax="high")
        plot.add(so.Dot(), x="low").on(ax).plot()


@SEABORN
@pytest.mark.parametrize("profile", profile_names())
def test_rows_drawn_with_seaborn_are_named_and_their_ends_written(report: Report, profile: str) -> None:
    data = rows((3000, 4000), (45, 45)).assign(label=["Freelancers", LONG])
    spec = make_spec(
        report, "kind", data=data, title=TITLE, subtitle="", caption="C", sources=["BR"], computed={},
        alt=sb.alt_text.ranges(data, TITLE),
    )  # fmt: skip
    rules = load_profile(profile)
    with profile_style(rules, "test"):
        figure = lay_out(lambda fig, data: draw_with_seaborn(data, fig.subplots()), data, spec, rules)
        assert check_drawing(RenderedFigure(figure), spec, rules) == []
    (ax,) = figure.axes
    written = [text.get_text() for text in (*ax.texts, *ax.get_yticklabels())]
    assert {"3,000\u20134,000 people", "45 people", "Freelancers"} <= set(written)
    assert LONG in [" ".join(text.split()) for text in written]
    (line, *_), dots = ax.collections[0].get_segments(), ax.collections[1].get_offsets()
    assert [x for x, _ in line] == [3000, 4000]
    assert [x for x, _ in dots] == [3000, 45]
    assert {height for _, height in line} == {row_positions(ax)[0]}


@SEABORN
def test_seaborns_own_theme_is_as_it_was_after_rows_were_drawn() -> None:
    before = dict(so.Plot.config.theme)
    with profile_style(load_profile("report"), "test"):
        draw_with_seaborn(rows((1, 2)), Figure(figsize=(5, 3)).subplots())
    assert dict(so.Plot.config.theme) == before


def test_a_drawing_that_requests_no_height_has_room_beside_long_notes(report: Report) -> None:
    profile = load_profile("phone")
    spec = make_spec(
        report, "kind", data=rows((1, 2)), title=TITLE, subtitle="A long subtitle. " * 20, caption="C", sources=["BR"],
        computed={}, alt="A",
    )  # fmt: skip
    with profile_style(profile, "test"):
        figure = lay_out(lambda fig, _: fig.subplots(), spec.data, spec, profile)
        assert figure.axes[0].get_position().height * figure.get_figheight() >= 13.9 * line_height()


def test_sources_whose_marks_would_overlap_are_refused(report: Report) -> None:
    names = [f"outlet{number}.example" for number in range(12)]
    data = pd.DataFrame({"indicator": "Revenue", "source": names, "copies": "", "same": "yes"})
    with pytest.raises(FigureError, match=r"The marks of 12 sources would overlap in a figure 48 mm wide\. Draw fewer"):
        laid_out(report, "printings", "column", data)
