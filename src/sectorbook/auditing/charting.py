"""Charts of an audit, which are split over several where a page is too short for one."""

from collections.abc import Mapping

import pandas as pd

from sectorbook.auditing.phrases import phrase
from sectorbook.figures import charts
from sectorbook.pages.page import Page
from sectorbook.pages.written import Plain

ROWS = 16
"""Greatest number of rows of one chart."""


def publish_in_parts(
    page: Page, name: str, data: pd.DataFrame, title: str, subtitle: str, words: Mapping[str, Plain]
) -> None:
    """Publish range charts by unit, split so that each has at most `ROWS` rows.

    Parameters
    ----------
    page : Page
    name : str
        Name of the chart; those after the first end in a number.
    data : DataFrame
        The rows of `charts.panels`.
    title, subtitle : str
        Templates.
    words : mapping of str to Plain
        What their fields are filled with.
    """
    parts = split_rows(data)
    for number, part in enumerate(parts, start=1):
        more = phrase("printed", "part").format(part=number, parts=len(parts)) if len(parts) > 1 else ""
        stem = name if number == 1 else f"{name}_part{number}"
        page.publish(stem, charts.panels, part, title + more, subtitle=subtitle, formulas=words)


def split_rows(data: pd.DataFrame) -> list[pd.DataFrame]:
    """Split the rows of range charts into parts, units kept together as far as they fit.

    Parameters
    ----------
    data : DataFrame
        Has a column unit.

    Returns
    -------
    list of DataFrame
    """
    blocks = [
        group.iloc[start : start + ROWS]
        for _, group in data.groupby("unit", sort=False)
        for start in range(0, len(group), ROWS)
    ]
    parts: list[list[pd.DataFrame]] = []
    for block in blocks:
        room = ROWS - sum(len(other) + 2 for other in parts[-1]) if parts else -1
        if room >= len(block):
            parts[-1].append(block)
        else:
            parts.append([block])
    return [pd.concat(blocks) for blocks in parts]
