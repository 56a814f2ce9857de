"""Words for readers: lists, units, and ranges told one after another."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from sectorbook.values.intervals import DIGITS, write_range

SHAPES = {
    "point": ("single number", "single numbers"),
    "range": ("range", "ranges"),
    "at_least": ('"more than"', '"more than"'),
    "at_most": ('"less than"', '"less than"'),
}


def literal_dollars(text: str) -> str:
    """Markdown whose dollar signs are dollar signs, not the beginning of a formula.

    JupyterLab takes two of them for a formula even where they are escaped, unless something stands between a sign and
    its number.
    """
    return escape_dollars(text).replace("$", "$<span></span>")


def escape_dollars(text: str) -> str:
    """The same for alt text, where no element can stand and no formula is looked for."""
    return text.replace("$", "\\$")


def capitalize(words: str) -> str:
    """Words as the beginning of a sentence; names within them stay as they are."""
    return words[:1].upper() + words[1:]


def write_date(date: pd.Timestamp) -> str:
    """A date as "16 January 2024"."""
    return f"{date.day} {date:%B %Y}"


def join_words(items: Iterable[str]) -> str:
    """Items in a sentence: "a, b and c"; "nothing" where there are none."""
    words = list(items)
    if not words:
        return "nothing"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def count_shapes(statements: pd.DataFrame) -> str:
    """How many statements there are of each shape: "7 ranges, 6 single numbers and 2 "more than"."""
    counts = statements["shape"].value_counts()
    shapes = [(counts.get(shape, 0), *names) for shape, names in SHAPES.items()]
    return join_words(f"{count} {one if count == 1 else more}" for count, one, more in shapes if count)


def label_ranges(data: pd.DataFrame) -> str:
    """The rows of a range chart as text: "Freelancers about 3,000–4,000 people; ..."."""
    return "; ".join(f"{row['label']}: {label_range(row)}" for row in data.to_dict("records"))


def label_range(row: Mapping[Hashable, Any]) -> str:
    """One row of a range chart as it is labelled: "about 3,000–4,000 people", or its own value in words."""
    if row.get("value"):
        return str(row["value"])
    about = "about " if row["about"] == "yes" else ""
    return about + write_range(row["low"], row["high"], row["unit"], int(row.get("digits", DIGITS)))
