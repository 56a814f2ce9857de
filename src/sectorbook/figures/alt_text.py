"""Alt text for each kind of chart, written from the plotted values: kind, what it shows, the finding, the numbers.

Each function describes the chart of the same name in `charts`, or what a notebook draws with a function of that name.
Texts are short enough for a screen reader: of many rows
only the first are listed.
"""

import textwrap

import pandas as pd

from sectorbook.values.intervals import write_number, write_range
from sectorbook.values.units import unit_style
from sectorbook.values.wording import capitalize, join_words, label_range, label_ranges, write_date

LONGEST = 560
"""Greatest number of characters, with a little room for a mark of what was changed in the report."""
_OTHERS = "Another number is printed by"


def ranges(data: pd.DataFrame, finding: str) -> str:
    """Alt text of a range chart in one panel.

    Parameters
    ----------
    data : DataFrame
        The rows of `charts.ranges`.
    finding : str
        Title of the figure.

    Returns
    -------
    str
    """
    return list_rows(f"Range chart in {unit_style(data['unit'].iloc[0]).title}. {_sentence(finding)}", data)


def sum_and_total(data: pd.DataFrame, finding: str) -> str:
    """Alt text of a sum beside the total that it has to keep to.

    Parameters
    ----------
    data : DataFrame
        The rows of `charts.sum_and_total`.
    finding : str
        Title of the figure.

    Returns
    -------
    str
    """
    rows = {kind: label_ranges(group) for kind, group in data.assign(about="no").groupby("kind", sort=False)}
    parts = "; ".join(rows[kind] for kind in ("claim", "part") if kind in rows)
    left = f" {rows['left']}." if "left" in rows else ""
    text = (
        f"Bar chart of a sum beside a total. {_sentence(finding)} {rows['total']}. Parts: {parts}; {rows['sum']}.{left}"
    )
    return _shorten(text)


def dot_matrix(data: pd.DataFrame, finding: str) -> str:
    """Alt text of a matrix of dots.

    Parameters
    ----------
    data : DataFrame
        The rows of `charts.dot_matrix`.
    finding : str
        Title of the figure.

    Returns
    -------
    str
    """
    counts = [f"{label_range(row)} {row['label']}" for row in data.to_dict("records")]
    is_open = (data["low"] < data["high"]).any()
    between = " Open dots lie between the ends of a range." if is_open else ""
    return _shorten(f"Matrix with a dot for each. {_sentence(finding)} {capitalize('; '.join(counts))}.{between}")


def dumbbells(data: pd.DataFrame, finding: str) -> str:
    """Alt text of two amounts in each row.

    Parameters
    ----------
    data : DataFrame
        The rows of `charts.dumbbells`.
    finding : str
        Title of the figure.

    Returns
    -------
    str
    """
    amounts = data["name"] + " " + [label_range(row) for row in data.to_dict("records")]
    rows = [f"{label}: {join_words(pair)}" for label, pair in amounts.groupby(data["label"], sort=False)]
    return _shorten(f"Dumbbell chart of two amounts in each row. {_sentence(finding)} {'; '.join(rows)}.")


def panels(data: pd.DataFrame, finding: str) -> str:
    """Alt text of range charts in panels, one for each unit.

    Parameters
    ----------
    data : DataFrame
        The rows of `charts.panels`.
    finding : str
        Title of the figure.

    Returns
    -------
    str
    """
    units = [unit_style(unit).title for unit in dict.fromkeys(data["unit"])]
    if len(units) == 1:
        return ranges(data, finding)
    return list_rows(f"Range charts in {len(units)} panels: {join_words(units)}. {_sentence(finding)}", data)


def plane(data: pd.DataFrame, across: str, up: str, finding: str) -> str:
    """Alt text of a plane of two parts of a whole.

    Parameters
    ----------
    data : DataFrame
        The rows of `charts.plane`.
    across, up : str
        What is plotted across and up; `up` may name how it is printed.
    finding : str
        Title of the figure.

    Returns
    -------
    str
    """
    labels = list(dict.fromkeys(label for label in data["label"] if label))
    return f"Plane with {across} across and {up} up. {_sentence(finding)} Marked are: {'; '.join(labels)}."


def printings(data: pd.DataFrame, finding: str) -> str:
    """Alt text of a dot chart of which source prints which indicator.

    Parameters
    ----------
    data : DataFrame
        The rows of `charts.printings`.
    finding : str
        Title of the figure.

    Returns
    -------
    str
    """
    sources, indicators = data["source"].nunique(), data["indicator"].nunique()
    others = data[data["same"] != "yes"]
    cells = [f"{source} ({indicator})" for source, indicator in zip(others["source"], others["indicator"], strict=True)]
    text = f"Dot chart of {indicators} figures in {sources} sources. {_sentence(finding)}"
    while cells and len(f"{text} {_OTHERS}: {join_words(cells)}.") > LONGEST:
        cells.pop()
    more = " and others" if len(cells) < len(others) else ""
    return f"{text} {_OTHERS}: {join_words(cells)}{more}." if cells else text


def timeline(data: pd.DataFrame, finding: str) -> str:
    """Alt text of a timeline of first printings.

    Parameters
    ----------
    data : DataFrame
        The rows of `charts.timeline`.
    finding : str
        Title of the figure.

    Returns
    -------
    str
    """
    dated = data.dropna(subset="date").sort_values("date", kind="stable")
    days = [f"{write_date(date)}: {join_words(rows['label'])}" for date, rows in dated.groupby("date", sort=False)]
    undated = data.loc[data["date"].isna(), "label"]
    rest = f"; without a known date: {join_words(undated)}" if len(undated) else ""
    return _shorten(f"Timeline of dots. {_sentence(finding)} {'; '.join(days)}{rest}.")


def fractions(data: pd.DataFrame, finding: str) -> str:
    """Alt text of a dot chart of the counts that print as one percentage.

    Parameters
    ----------
    data : DataFrame
        Columns n, k, share (in percent), low and high: the ends of what rounds to the printed percentage. Of a column
        marked, the rows with "yes" are named.
    finding : str
        Title of the figure.

    Returns
    -------
    str
    """
    first, low, high = data.iloc[0], data["low"].iloc[0], data["high"].iloc[0]
    others = data.iloc[1:] if "marked" in data else data.iloc[:0]
    marked = [f"{row['k']:.0f} of {row['n']:.0f}" for row in others.to_dict("records") if row["marked"] == "yes"]
    more = f" Also marked: {join_words(marked)}." if marked else ""
    return (
        f"Dot chart of the counts whose share is {write_number(low)}% to {write_number(high)}%. {_sentence(finding)} "
        f"It takes at least {first['n']:.0f} answers: {first['k']:.0f} of {first['n']:.0f}.{more}"
    )


def series(data: pd.DataFrame, finding: str, when: str = "in {:g}") -> str:
    """Alt text of lines over time: where each begins and ends.

    Parameters
    ----------
    data : DataFrame
        Columns series, year, value and unit.
    finding : str
        Title of the figure.
    when : str, default "in {:g}"
        How a year is written, such as "in year {:g}" where years are counted from now.

    Returns
    -------
    str
    """
    lines = []
    for name, rows in data.sort_values("year").groupby("series", sort=False):
        first, last = rows.iloc[0], rows.iloc[-1]
        values = [write_range(row["value"], row["value"], row["unit"]) for row in (first, last)]
        begin, end = (f"{value} {when.format(row['year'])}" for value, row in zip(values, (first, last), strict=True))
        lines.append(f"{name}: {begin}, {end}")
    return _shorten(f"Line chart. {_sentence(finding)} {'; '.join(lines)}.")


def _shorten(text: str) -> str:
    """Cut a text that is too long at a word; the CSV beside the figure has all of it."""
    more = " ... (more in the data beside the chart)"
    return textwrap.shorten(text, LONGEST, placeholder=more, break_on_hyphens=False)


def _sentence(text: str) -> str:
    """End a text with a full stop where it has no end of its own."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def list_rows(opening: str, data: pd.DataFrame) -> str:
    """Append as many rows to an opening as there is room for.

    Parameters
    ----------
    opening : str
        Sentences.
    data : DataFrame
        The rows of `charts.ranges`.

    Returns
    -------
    str
    """
    for count in range(len(data), 0, -1):
        more = "; and others, in the data beside the chart" if count < len(data) else ""
        text = f"{opening} {label_ranges(data.iloc[:count])}{more}."
        if len(text) <= LONGEST:
            return text
    return opening
