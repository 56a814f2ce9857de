"""Range charts split over several where a page is too short for one."""

import pandas as pd

from sectorbook.figures.profiles import MM_PER_INCH, Profile, profile_style
from sectorbook.figures.typesetting import em, line_height

ROWS, LEAST = 16, 2
"""Greatest and least number of rows of one chart."""
AROUND = 18
"""Lines of type of title, source, and the scales of two units."""
ROW, NARROW_ROW = 1.8, 3.2
"""Height of a row in lines of type, beside a label and beneath one."""
WIDE = 40
"""Width of a chart in sizes of type from which labels stand beside the marks."""


def part_name(name: str, number: int) -> str:
    """Name a part of a chart.

    Parameters
    ----------
    name : str
        Name of the chart, which the first part keeps.
    number : int
        Its place, from 1.

    Returns
    -------
    str
    """
    return name if number == 1 else f"{name}_part{number}"


def most_rows(profile: Profile) -> int:
    """Return how many rows a range chart has room for.

    Parameters
    ----------
    profile : Profile

    Returns
    -------
    int
    """
    with profile_style(profile, salt=""):
        lines = profile.max_height / MM_PER_INCH / line_height() - AROUND
        return max(LEAST, min(ROWS, int(lines / (ROW if profile.inches > WIDE * em() else NARROW_ROW))))


def split_rows(data: pd.DataFrame, most: int = ROWS) -> list[pd.DataFrame]:
    """Split the rows of range charts into parts, units kept together as far as they fit.

    Parameters
    ----------
    data : DataFrame
        Has a column unit.
    most : int
        Greatest number of rows of a part.

    Returns
    -------
    list of DataFrame
    """
    blocks = [
        group.iloc[start : start + most]
        for _, group in data.groupby("unit", sort=False)
        for start in range(0, len(group), most)
    ]
    parts: list[list[pd.DataFrame]] = []
    for block in blocks:
        room = most - sum(len(other) + 2 for other in parts[-1]) if parts else -1
        if room >= len(block):
            parts[-1].append(block)
        else:
            parts.append([block])
    return [pd.concat(blocks) for blocks in parts]
