"""Each check of a drawing catches its own fault alone, and none complains of a good drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import sectorbook as sb
from helpers.people import DATA, WORDS
from sectorbook.figures import profiles
from sectorbook.figures.checks.colours import VISIONS, closest, contrast, distance
from sectorbook.figures.checks.drawing import CHECKS, check_drawing
from sectorbook.figures.checks.rendered import RenderedFigure, Subject, shown_content
from sectorbook.figures.layout import lay_out
from sectorbook.figures.marks import DECOR
from sectorbook.figures.profiles import load_profile, profile_names, profile_style
from sectorbook.figures.spec import FigureSpec, make_spec
from sectorbook.ledger.report import Report
from sectorbook.values.expressions.finding import find_numbers, unknown_numbers

Spoil = Callable[[Axes], object]


def spec(report: Report, **changes: Any) -> FigureSpec:
    return make_spec(report, "people", **({"data": DATA} | WORDS | changes))


def lay_out_spoiled(
    report: Report, profile: str = "report", spoil: Spoil | None = None, **changes: Any
) -> tuple[Figure, FigureSpec]:
    """The good figure, spoiled by a change of the drawing or of its texts."""

    def draw(fig: Figure, data: pd.DataFrame) -> None:
        ax = sb.charts.ranges(data, fig.subplots())
        if spoil:
            spoil(ax)

    its_spec = spec(report, **changes)
    rules = load_profile(profile)
    with profile_style(rules, "test"):
        return lay_out(draw, its_spec.data, its_spec, rules), its_spec


def complaints(report: Report, profile: str = "report", spoil: Spoil | None = None, **changes: Any) -> list[str]:
    with profile_style(load_profile(profile), "test"):
        figure, its_spec = lay_out_spoiled(report, profile, spoil, **changes)
        return check_drawing(RenderedFigure(figure), its_spec, load_profile(profile))


@pytest.mark.parametrize("profile", profile_names())
def test_a_good_drawing_passes_every_check_in_every_profile(report: Report, profile: str) -> None:
    assert complaints(report, profile) == []


def text(words: str, x: float = 0.03, y: float = 0.42, **style: Any) -> Spoil:
    return lambda ax: ax.text(x, y, words, transform=ax.transAxes, **style)


def beyond(ax: Axes) -> None:
    ax.text(0.85, 1.04, "a text that leaves the figure", transform=ax.transAxes).set_in_layout(False)


def thin(ax: Axes) -> None:
    ax.plot([1000, 2000], [2.4, 2.4], color="#0072B2", linewidth=0.2)


def twin(ax: Axes) -> None:
    other = ax.twinx()
    other.set_yticks([])
    other.set_xticks([])


def pale(ax: Axes) -> None:
    ax.plot([1000, 2000], [2.4, 2.4], color="#E3EFF7", linewidth=3)


def see_through(ax: Axes) -> None:
    ax.plot([1000, 2000], [2.4, 2.4], color="#0072B2", alpha=0.3, linewidth=3)


def close(ax: Axes) -> None:
    ax.plot([1000, 2000], [2.4, 2.4], color="#0078BA", linewidth=3)


def red_and_green(ax: Axes) -> None:
    ax.lines[0].set_color("#A03000")
    ax.plot([1000, 2000], [2.4, 2.4], color="#4C6300", linewidth=3)


def band(ax: Axes) -> None:
    ax.axhspan(2.2, 2.7, color="#555555", gid=DECOR)
    ax.text(0.02, 2.5, "on a band", transform=ax.get_yaxis_transform(), va="center")


def hairline(ax: Axes) -> None:
    ax.text(0.02, 2.5, "crossed by a hair", transform=ax.get_yaxis_transform(), va="center")
    ax.axhline(2.5, color="#333333", linewidth=0.4, gid=DECOR)


def on_a_mark(ax: Axes) -> None:
    ax.plot([200, 2500], [2.5, 2.5], color="#8A8A8A", linewidth=12)
    ax.text(0.05, 2.5, "on a mark", transform=ax.get_yaxis_transform(), va="center")


def pale_on_no_ground(ax: Axes) -> None:
    ax.set_facecolor("none")
    pale(ax)


def no_unit(ax: Axes) -> None:
    ax.set_title("Value")


def another_unit(ax: Axes) -> None:
    ax.set_title("companies")


def yellow_dots(ax: Axes) -> None:
    ax.plot([1000, 2000], [2.4, 2.4], "o", color="black", markerfacecolor="yellow", markeredgecolor="yellow")


def golden_arrow(ax: Axes) -> None:
    ax.annotate("", (1000, 2.4), (2000, 2.4), arrowprops={"color": "gold", "arrowstyle": "-", "linewidth": 4})


def words_on_an_arrow(ax: Axes) -> None:
    ax.annotate("", (200, 2.5), (2500, 2.5), arrowprops={"color": "#8A8A8A", "arrowstyle": "-", "linewidth": 12})
    ax.text(0.05, 2.5, "on an arrow", transform=ax.get_yaxis_transform(), va="center")


def white_bar(ax: Axes) -> None:
    ax.barh([2.6], [2000], height=0.3, color="white", edgecolor="white")


def hatched_bar(ax: Axes) -> None:
    ax.barh([2.6], [2000], height=0.3, color="#0072B2", hatch="//", edgecolor="black")


def second_scale(ax: Axes) -> None:
    ax.secondary_yaxis("right").set_yticks([])


def inset(ax: Axes) -> None:
    inner = ax.inset_axes((0.02, 0.4, 0.2, 0.15))
    inner.plot([0, 1], [0, 1], color="#E3EFF7", linewidth=3)
    inner.axis("off")


def thin_grid(ax: Axes) -> None:
    ax.grid(visible=True, linewidth=0.1)


def false_ticks(ax: Axes) -> None:
    ax.set_xticks([2000, 4000], ["2,000", "9,999"])


def away_from_zero(ax: Axes) -> None:
    ax.barh([2.6], [1000], left=[1000], height=0.3, color="#0072B2")


def without_zero(ax: Axes) -> None:
    ax.barh([2.6], [4500], height=0.3, color="#0072B2")
    ax.set_xlim(2000, ax.get_xlim()[1])
    ax.set_xticks([4000, 6000])
    ax.spines["bottom"].set_bounds(2000, 7000)


def many_sizes(ax: Axes) -> None:
    for size, x in ((9.4, 0.02), (10.2, 0.1), (11.1, 0.2)):
        ax.text(x, 2.8, "size", size=size, transform=ax.get_yaxis_transform(), va="bottom")


def of_another_family(ax: Axes) -> None:
    ax.text(0.02, 2.8, "foreign", family="DejaVu Sans", transform=ax.get_yaxis_transform(), va="bottom")


SHARES = pd.DataFrame(
    {
        "label": ["Freelancers' share", "Share of people"],
        "low": [1.476, 0.7027],
        "high": [1.861, 0.7027],
        "unit": "percent",
        "about": "no",
        "kind": "follows",
        "value": ["1.4%–1.9%", "0.7%"],
    }
)
"""Labels that are rounded as they should be: 1.476 down, 1.861 up, 0.7027 to the nearest."""


def shares(title: str = "Freelancers earn 1.4% to 1.9% of the whole", **changes: Any) -> dict[str, Any]:
    """The texts of a good chart of `SHARES`, with changes."""
    alt = "Range chart in %. Freelancers' share: 1.4%–1.9%; share of people: 0.7%."
    return {"data": SHARES, "title": title, "alt": alt, **changes}


def labelled(*values: str) -> pd.DataFrame:
    """The same shares with other labels."""
    return SHARES.assign(value=values)


SPOILED: dict[str, tuple[str, dict[str, Any]]] = {
    "type below the profile's least size": ("type size", {"spoil": text("small", size=6)}),
    "five sizes of type": ("type size", {"spoil": many_sizes}),
    "a text in another font": ("fonts", {"spoil": of_another_family}),
    "yellow dots with a black line's colour": ("mark contrast", {"spoil": yellow_dots}),
    "a golden arrow": ("mark contrast", {"spoil": golden_arrow}),
    "a white bar": ("mark contrast", {"spoil": white_bar}),
    "a pale line in an inset": ("mark contrast", {"spoil": inset}),
    "a text on an arrow": ("covered", {"spoil": words_on_an_arrow}),
    "a hatched bar": ("hatches", {"spoil": hatched_bar}),
    "a second scale on the right": ("horizontal", {"spoil": second_scale}),
    "a grid that is too thin": ("lines", {"spoil": thin_grid}),
    "a tick that says what is not there": ("numbers", {"spoil": false_ticks}),
    "text that opacity makes pale": ("text contrast", {"spoil": text("pale", alpha=0.3)}),
    "a line of 0.2 points": ("lines", {"spoil": thin}),
    "a turned text": ("horizontal", {"spoil": text("turned", x=0.02, y=0.05, rotation=30)}),
    "two scales on one panel": ("horizontal", {"spoil": twin}),
    "a text on another": ("overlaps", {"spoil": lambda ax: (text("twice", y=0.12)(ax), text("twice", y=0.13)(ax))}),
    "a text on a mark": ("covered", {"spoil": on_a_mark}),
    "a text beyond the edge": ("clipped", {"spoil": beyond}),
    "grey text": ("text contrast", {"spoil": text("grey", y=0.1, color="#999999")}),
    "a text on a dark band": ("text contrast", {"spoil": band}),
    "a text crossed by a hairline": ("text contrast", {"spoil": hairline}),
    "a pale mark": ("mark contrast", {"spoil": pale}),
    "a pale mark on an Axes without a ground": ("mark contrast", {"spoil": pale_on_no_ground}),
    "a mark that opacity makes pale": ("mark contrast", {"spoil": see_through}),
    "two blues": ("colour pairs", {"spoil": close}),
    "red and green": ("colour pairs", {"spoil": red_and_green}),
    "a horizontal bar away from zero": ("bars", {"spoil": away_from_zero}),
    "an axis without zero": ("bars", {"spoil": without_zero}),
    "numbers without a unit": ("units", {"spoil": no_unit}),
    "a unit that is not the data's": ("units", {"spoil": another_unit}),
    "a mid-point": ("numbers", {"spoil": text("6,500", y=0.1)}),
    "a number in words": ("numbers", {"spoil": text("twelve thousand", y=0.1)}),
    "a letter that no font has": ("glyphs", {"spoil": text("in 中")}),
    "a number only in the alt text": ("numbers", {"alt": f"{WORDS['alt']} That is 58%."}),
    "an alt text that begins with image of": ("alt text", {"alt": f"Image of a {WORDS['alt'].lower()}"}),
    "an alt text without the kind of chart": (
        "alt text",
        {"alt": WORDS["alt"].replace("Range chart of people", "People")},
    ),
    "an alt text without a number": (
        "alt text",
        {"alt": "Range chart of people, of whom many work alone and some work together."},
    ),
    "a title of 13 words": (
        "title",
        {"title": "Of all who work, the workforce is 6,000–7,000 people as far as known"},
    ),
    "a title without a verb": ("title", {"title": "The workforce of 6,000–7,000 people"}),
    "a title whose only verb is a noun there": ("title", {"title": "A record of the workforce"}),
    "a title with an id": ("title", {"title": "EST-03 is 6,000–7,000 people"}),
    "a title with a semicolon": ("title", {"title": "Many work alone; some work together"}),
    "a title that lists": ("title", {"title": "Freelancers, workforce and trained are people"}),
    "a title with a number that only the report has": ("title numbers", {"title": "The companies are about 300"}),
    "a label rounded inward": ("roundings", shares(data=labelled("1.5%–1.9%", "0.7%"))),
    "a title rounded inward": ("roundings", shares("Freelancers earn 1.5% to 1.9% of the whole")),
    "a title finer than its label": ("roundings", shares("Freelancers earn 1.47% to 1.87% of the whole")),
    "a value finer than its label": ("roundings", shares("Only 0.703% of the people live there")),
    "a subtitle rounded inward": ("roundings", shares(subtitle="Of which 1.5% at least")),
    "an alt text rounded inward": (
        "roundings",
        shares(alt="Range chart in %. Freelancers' share: 1.5%–1.9%; share of people: 0.7%."),
    ),
    "an alt text that is too short": ("alt text", {"alt": "Range chart, 3,000–4,000."}),
    "an alt text that is too long": ("alt text", {"alt": WORDS["alt"] + " And so on." * 50}),
}


@pytest.mark.filterwarnings("ignore:Glyph .* missing from font")  # by matplotlib, of the letter that no font has
@pytest.mark.parametrize(("check", "spoiled"), SPOILED.values(), ids=SPOILED)
def test_a_spoiled_drawing_is_caught_by_its_check_alone(report: Report, check: str, spoiled: dict[str, Any]) -> None:
    faults = complaints(report, **spoiled)
    assert faults
    assert {complaint.split(":")[0] for complaint in faults} == {check}, faults


@pytest.mark.parametrize(
    "texts",
    [
        shares(),
        shares("Freelancers earn at least 1.4% of the whole"),
        shares(data=labelled("1.476%–1.861%", "0.7027%")),
        shares("Freelancers earn more than the 0.7% of people who live there"),
    ],
)
def test_a_text_may_round_a_range_outward_and_more_coarsely_than_its_label(
    report: Report, texts: dict[str, Any]
) -> None:
    assert complaints(report, **texts) == []


@pytest.mark.parametrize(
    "title",
    [
        "The headline doesn't fit: with companies it overshoots the total",
        "At least three figures date from January 2024 or before",
        "Of about 300 registered companies, 100 to 120 are thought active",
        "In winter, supply and demand differ",
        "Supply can\N{RIGHT SINGLE QUOTATION MARK}t meet demand",
        "Prices rise",
        "Revenue fell, but costs and prices rose",
        "Who prints what",
        "آمدنی بڑھ رہی ہے",
    ],
)
def test_a_sentence_is_a_title(report: Report, title: str) -> None:
    drawing = RenderedFigure(Figure())
    assert list(CHECKS["title"](Subject(drawing, spec(report, title=title), load_profile("report")))) == []


@pytest.mark.parametrize(
    "title",
    [
        "Revenue per freelancer",
        "Exports of the country",
        "IT exports",
        "Pakistan's exports in 2025",
        "The report's figures",
        "Grown were revenue, exports and jobs",
        "Registered companies 300, active companies 110–120 and companies at the hub are 14",
    ],
)
def test_a_label_or_a_list_is_no_title(report: Report, title: str) -> None:
    drawing = RenderedFigure(Figure())
    assert list(CHECKS["title"](Subject(drawing, spec(report, title=title), load_profile("report"))))


def respecified(report: Report, **rules: Any) -> list[str]:
    """The good figure of the profile "report", held against other rules."""
    figure, its_spec = lay_out_spoiled(report)
    with profile_style(load_profile("report"), "test"):
        return check_drawing(RenderedFigure(figure), its_spec, replace(load_profile("report"), **rules))


def test_a_figure_of_another_width_is_caught(report: Report) -> None:
    assert respecified(report, width=89.0, name="narrow") == [
        "size: the figure is 160.0 mm wide, narrow asks for 89 mm"
    ]


def test_a_figure_that_is_too_high_is_caught(report: Report) -> None:
    (complaint,) = respecified(report, max_height=20.0)
    assert complaint.startswith("size: the figure is ")
    assert complaint.endswith("mm high, report ends at 20 mm")


def test_a_title_where_a_journal_takes_none_is_caught(report: Report) -> None:
    assert respecified(report, title_inside=False) == [
        "source: report takes neither title nor source inside the figure"
    ]


def test_a_figure_without_its_source_is_caught(report: Report) -> None:
    figure, its_spec = lay_out_spoiled(report)
    figure.texts[-1].remove()
    with profile_style(load_profile("report"), "test"):
        faults = check_drawing(RenderedFigure(figure), its_spec, load_profile("report"))
    assert faults == ["source: the figure has no note that begins with Source:"]


def test_every_check_has_a_spoiled_drawing() -> None:
    assert {check for check, _ in SPOILED.values()} | {"size", "source"} == set(CHECKS)


@pytest.mark.parametrize("horizontal", [True, False])
def test_stacked_bars_are_no_bars_away_from_zero(report: Report, horizontal: bool) -> None:
    figure = Figure()
    ax = figure.subplots()
    if horizontal:
        ax.barh([1, 2], [3, 4])
        ax.barh([1, 2], [1, 2], left=[3, 4])
    else:
        ax.bar([1, 2], [3, 4])
        ax.bar([1, 2], [1, 2], bottom=[3, 4])
    faults = check_drawing(RenderedFigure(figure), spec(report), load_profile("report"))
    assert not [words for words in faults if words.startswith("bars")]


@pytest.mark.parametrize("scale", ["log", "symlog"])
def test_bars_on_an_axis_that_is_not_linear_are_caught(report: Report, scale: str) -> None:
    figure = Figure()
    ax = figure.subplots()
    ax.bar([1, 2], [3, 4])
    ax.set_yscale(scale)
    faults = check_drawing(RenderedFigure(figure), spec(report), load_profile("report"))
    assert "bars: bars stand on an axis that is not linear" in faults


def test_a_bar_that_floats_beside_one_of_its_height_is_caught(report: Report) -> None:
    figure = Figure()
    figure.subplots().bar([1, 2], [5, 6], bottom=[0, 5])
    faults = check_drawing(RenderedFigure(figure), spec(report), load_profile("report"))
    assert "bars: a bar starts away from zero: draw a range as a segment" in faults


def test_turned_texts_overlap_only_where_they_meet() -> None:
    """Two parallel texts at 45 degrees: their upright boxes overlap, they do not."""
    figure = Figure(figsize=(4, 4))
    for shift in (0.0, 0.12):
        figure.text(0.3 + shift, 0.3, "a turned text of some length", rotation=45, rotation_mode="anchor")
    one, other = RenderedFigure(figure).text_boxes
    (a, b, c, d), (e, f, g, h) = one.box, other.box
    assert min(c, g) > max(a, e)
    assert min(d, h) > max(b, f)
    assert not one.outline.intersects_path(other.outline, filled=True)


def test_a_line_may_pass_beside_the_shorter_line_of_a_text(report: Report) -> None:
    """A diagonal through the box of two lines, to the right of the short one: the words are clear of it."""

    def faults_beside(long: str) -> list[str]:
        figure = Figure(figsize=(4, 4))
        ax = figure.subplots()
        ax.set(xlim=(0, 1), ylim=(0, 1), title="people")
        ax.text(0.1, 0.5, f"{long}\nthe longer line of the two", va="center")
        ax.plot([0.25, 0.6], [0.5, 0.62], color="#0072B2")
        faults = check_drawing(RenderedFigure(figure), spec(report), load_profile("report"))
        return [words for words in faults if words.startswith(("covered", "text contrast"))]

    assert faults_beside("ab") == []
    assert [words.split(":")[0] for words in faults_beside("ab and as long as that")] == ["covered", "text contrast"]


def test_the_corners_of_a_turned_text_are_those_of_its_ink() -> None:
    figure = Figure(figsize=(3, 3), dpi=100)
    figure.text(0.3, 0.3, "HHHHHHHH", rotation=30, rotation_mode="anchor", size=20)
    word = RenderedFigure(figure).text_boxes[0]
    canvas = RenderedFigure(figure).canvas
    canvas.draw()
    ink = np.argwhere(np.asarray(canvas.buffer_rgba())[..., 0] < 128)
    places = np.column_stack([ink[:, 1] + 0.5, 300 - ink[:, 0] - 0.5])
    assert word.outline.contains_points(places, radius=2).mean() > 0.99
    flat = np.linalg.norm(word.corners[1] - word.corners[0]), np.linalg.norm(word.corners[2] - word.corners[1])
    assert max(flat) > 3 * min(flat)


def test_contents_are_alike_in_all_profiles_and_differ_when_a_value_does(report: Report) -> None:
    def shown(profile: str, data: pd.DataFrame = DATA) -> list[object]:
        with profile_style(load_profile(profile), "test"):
            return shown_content(RenderedFigure(lay_out_spoiled(report, profile, data=data)[0]))

    first, *others = map(shown, profile_names())
    assert all(other == first for other in others)
    assert shown("report", DATA.assign(low=[3001.0, 6000.0, 3000.0])) != first
    assert shown("report", DATA.assign(kind="printed")) != first
    assert shown("report", DATA.assign(label=["Workforce", "Freelancers", "Trained"])) != first
    assert shown("report", DATA.assign(low=[3000.0, 6000.0, np.nan], high=[4000.0, 7000.0, 3000.0])) != first


def test_contents_of_bars_and_error_bars_differ_when_their_lengths_do() -> None:
    contents = []
    for height, error in ((4, 1), (400, 1), (4, 2)):
        figure = Figure()
        ax = figure.subplots()
        ax.bar([1, 2], [3, height])
        ax.errorbar([1, 2], [3, 4], yerr=error, fmt="none")
        ax.set_yticks([])
        contents.append(shown_content(RenderedFigure(figure)))
    assert contents[0] != contents[1]
    assert contents[0] != contents[2]


@pytest.fixture(autouse=True)
def leave_no_font() -> Iterator[None]:
    yield
    assert mpl.rcParams["font.family"] == ["sans-serif"]


@pytest.fixture
def fonts_added_anew() -> Iterator[None]:
    """The list of fonts may be changed by a test: the package's are put into it again, before and after."""
    profiles._add_fonts.cache_clear()
    yield
    profiles._add_fonts.cache_clear()


@pytest.mark.usefixtures("fonts_added_anew")
def test_the_packages_font_is_used_even_where_the_machine_has_one_of_that_name(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = font_manager.fontManager
    other = next(font for font in manager.ttflist if font.name == "DejaVu Sans" and font.weight == 400)
    monkeypatch.setattr(manager, "ttflist", [replace(other, name="Liberation Sans", style="normal"), *manager.ttflist])
    with profile_style(load_profile("report"), "test"):
        file = font_manager.findfont("Liberation Sans")
    assert "/figures/fonts/LiberationSans-Regular.ttf" in file


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#767676", "#FFFFFF", 4.54),
        ("#D55E00", "#FFFFFF", 3.87),
        ("#777777", "#FFFFFF", 4.48),
    ],
)
def test_contrast_is_wcags(one: str, other: str, ratio: float) -> None:
    """Ratios as published for these greys by WebAIM, and for vermillion by the palette's users."""
    rgb = [mpl.colors.to_rgb(colour) for colour in (one, other)]
    assert float(contrast(*rgb)) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize(
    ("palette", "least"),
    [
        ("#0072B2 #D55E00 #000000", (54.4, 52.5, 49.1, 54.8)),
        ("#0072B2 #D55E00 #009E73", (34.6, 22.6, 20.0, 11.7)),
        ("#0072B2 #C24E00 #4D4D4D #8F4A86", (26.2, 12.4, 11.0, 20.0)),
    ],
)
def test_distances_of_colours_are_those_of_another_library(palette: str, least: tuple[float, ...]) -> None:
    """Computed with colorspacious 1.1.2: Machado's matrices in linear light, CAM02-UCS."""
    for vision, expected in zip(VISIONS, least, strict=True):
        pair = closest(palette.split(), vision)
        assert pair is not None
        assert pair[0] == pytest.approx(expected, abs=0.06)


def test_a_colour_has_no_distance_to_itself() -> None:
    assert distance("#0072B2", "#0072B2", "deutan") == 0
    assert closest(["#0072B2"], "normal") is None


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("$11.5m–$14.5m", [11.5, 14.5]),
        ("about 3,000–4,000 people, 77%", [3000, 4000, 77]),
        ("EST-05 says 15, in 2025", [15, 2025]),
        ("twenty-five thousand and three hundred", [25300]),
        ("half a million, a dozen", [500000, 12]),
        ("one hundred and fifteen", [115]),
        ("seven, eight and nine", [7, 8, 9]),
        ("Six of two. Three panels", [6, 2, 3]),
        ("PKR115, USD 115, Rs.115 and .5", [115, 115, 115, 0.5]),
        ("a quarter, ½", [0.25, 0.5]),
        ("OUT-02 and CO2", []),
        ("one scale for each unit", []),
        ("CC BY 4.0", [4.0]),
        ("US$322,222", [322222]),
    ],
)
def test_numbers_are_found_in_digits_and_in_words(words: str, values: list[float]) -> None:
    assert [number.value for number in find_numbers(words)] == values


@pytest.mark.parametrize(
    ("words", "known", "strays"),
    [
        ("77%", [76.67], []),
        ("78%", [76.67], ["78"]),
        ("$4,833", [4833.33], []),
        ("$4,834", [4833.33], ["4,834"]),
        ("11.5", [11.45], []),
        ("11.6", [11.45], ["11.6"]),
        ("5", [5.17], ["5"]),
        ("5", [5.0], []),
        ("3%", [-3.0], []),
    ],
)
def test_a_number_is_known_where_a_known_value_is_rounded_to_it(
    words: str, known: list[float], strays: list[str]
) -> None:
    assert [number.words for number in unknown_numbers(words, known)] == strays
