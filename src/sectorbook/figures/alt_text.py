"""Alt text for each kind of drawing, written from the plotted values: kind, what it shows, the finding, the numbers.

One function a kind, called as in `charts`; the finding is the drawing's title. None is longer than a screen reader's
user can bear: where there are many rows, the first are told.
"""

import pandas as pd

from sectorbook.values.intervals import write_number, write_range
from sectorbook.values.units import unit_style
from sectorbook.values.wording import join_words, label_ranges, write_date

LONGEST = 560
"""Characters at most, with a little room for a mark of what was changed in the report."""


def ranges(data: pd.DataFrame, finding: str) -> str:
    """Alt text of a range chart in one panel."""
    return _with_rows(f"Range chart in {unit_style(data['unit'].iloc[0]).title}. {_sentence(finding)}", data)


def panels(data: pd.DataFrame, finding: str) -> str:
    """Alt text of range charts in panels, one for each unit."""
    units = [unit_style(unit).title for unit in dict.fromkeys(data["unit"])]
    if len(units) == 1:
        return ranges(data, finding)
    return _with_rows(f"Range charts in {len(units)} panels: {join_words(units)}. {_sentence(finding)}", data)


def plane(data: pd.DataFrame, across: str, up: str, finding: str) -> str:
    """Alt text of a plane of two parts of a whole; `up` may say how the second is printed."""
    labels = list(dict.fromkeys(label for label in data["label"] if label))
    return f"Plane of {across} (across) and {up} (up). {_sentence(finding)} Marked: {'; '.join(labels)}."


def printings(data: pd.DataFrame, finding: str) -> str:
    """Alt text of who prints what."""
    sources, indicators = data["source"].nunique(), data["indicator"].nunique()
    others = data[data["same"] != "yes"]
    cells = [f"{source} ({indicator})" for source, indicator in zip(others["source"], others["indicator"], strict=True)]
    told = f"Dot chart of {indicators} indicators by {sources} sources. {_sentence(finding)}"
    while cells and len(f"{told} Other ends than the report's own: {join_words(cells)}.") > LONGEST:
        cells.pop()
    more = " and others" if len(cells) < len(others) else ""
    return f"{told} Other ends than the report's own: {join_words(cells)}{more}." if cells else told


def draws(data: pd.DataFrame, finding: str) -> str:
    """Alt text of a histogram of draws between the ends of what is possible."""
    unit = data["unit"].iloc[0]
    most = data.loc[data["share"].idxmax()]
    ends = write_range(data["low"].min(), data["high"].max(), unit, 3)
    peak = write_range(most["low"], most["high"], unit, 3)
    told = f"Histogram of draws between {ends}, the ends of what is possible. {_sentence(finding)}"
    fewer = "; towards both ends there are fewer" if _falls(data) else ""
    return f"{told} The most, {write_number(most['share'], 2)}%, lie in {peak}{fewer}."


def timeline(data: pd.DataFrame, finding: str) -> str:
    """Alt text of when what was first in print."""
    dated = data.dropna(subset="date").sort_values("date", kind="stable")
    days = [f"{write_date(date)}: {join_words(rows['label'])}" for date, rows in dated.groupby("date", sort=False)]
    undated = data.loc[data["date"].isna(), "label"]
    rest = f"; without a known date: {join_words(undated)}" if len(undated) else ""
    return _shorten(f"Timeline of dots. {_sentence(finding)} {'; '.join(days)}{rest}.")


def fractions(data: pd.DataFrame, finding: str) -> str:
    """Alt text of which counts print as one percentage."""
    first, low, high = data.iloc[0], data["low"].iloc[0], data["high"].iloc[0]
    return (
        f"Dot chart of counts k of n between {write_number(low)}% and {write_number(high)}%. {_sentence(finding)} "
        f"The fewest who can have answered are {first['n']:.0f}, of whom {first['k']:.0f} are counted."
    )


def series(data: pd.DataFrame, finding: str) -> str:
    """Alt text of lines over time: where each begins and ends."""
    told = []
    for name, rows in data.sort_values("year").groupby("series", sort=False):
        first, last = rows.iloc[0], rows.iloc[-1]
        values = [write_range(row["value"], row["value"], row["unit"]) for row in (first, last)]
        told.append(f"{name}: {values[0]} in {first['year']:.0f}, {values[1]} in {last['year']:.0f}")
    return _shorten(f"Line chart. {_sentence(finding)} {'; '.join(told)}.")


def places(data: pd.DataFrame, finding: str) -> str:
    """Alt text of a map of dots."""
    marked = list(data.loc[data["marked"] == "yes", "label"])
    others = list(data.loc[data["marked"] != "yes", "label"])
    return _shorten(
        f"Map of {len(data)} dots without borders. {_sentence(finding)} Filled: {join_words(marked)}; "
        f"open: {join_words(others)}."
    )


def _shorten(told: str) -> str:
    """A text, ended where it gets too long; all of it stands in the data beside the figure."""
    return (
        told
        if len(told) <= LONGEST
        else f"{told[: LONGEST - 40].rsplit(' ', 1)[0]} ... (more in the data beside the figure)"
    )


def _falls(data: pd.DataFrame) -> bool:
    """Whether both outermost bars are lower than half the highest."""
    return bool(max(data["share"].iloc[[0, -1]]) < data["share"].max() / 2)


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _with_rows(opening: str, data: pd.DataFrame) -> str:
    """An opening and as many rows as there is room for."""
    for count in range(len(data), 0, -1):
        more = "; and others, in the data beside the figure" if count < len(data) else ""
        told = f"{opening} {label_ranges(data.iloc[:count])}{more}."
        if len(told) <= LONGEST:
            return told
    return opening
