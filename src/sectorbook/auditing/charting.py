"""Charts of an audit, which are split over several where a page is too short for one."""

from collections.abc import Mapping

import pandas as pd

from sectorbook.auditing.phrases import phrase
from sectorbook.figures import charts
from sectorbook.figures.parts import most_rows, part_name, split_rows
from sectorbook.figures.profiles import parse_profiles
from sectorbook.pages.page import Page
from sectorbook.pages.written import Field


def publish_in_parts(
    page: Page, name: str, data: pd.DataFrame, title: str, subtitle: str, words: Mapping[str, Field]
) -> None:
    """Publish range charts by unit, split so that each fits the profile that is shown; others are drawn where it fits.

    Parameters
    ----------
    page : Page
    name : str
        Name of the chart; those after the first end in a number.
    data : DataFrame
        The rows of `charts.panels`.
    title, subtitle : str
        Templates.
    words : mapping
        Counts and words that their fields are filled with.
    """
    parts = split_rows(data, most_rows(parse_profiles(page.profile)[0]))
    for number, part in enumerate(parts, start=1):
        more = phrase("printed", "part") if len(parts) > 1 else ""
        stem, fields = part_name(name, number), {**words, "part": number, "parts": len(parts)}
        page.publish(stem, charts.panels, part, title, subtitle=subtitle + more, formulas=fields, where_it_fits=True)
