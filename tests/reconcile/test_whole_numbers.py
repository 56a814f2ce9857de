"""That whole numbers cannot satisfy a result is said apart from conflicts, with the check that shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from html import unescape

import pandas as pd
import pytest

import sectorbook as sb

Ends = tuple[object, object]


def counts(
    ranges: Mapping[str, Ends],
    sums: Mapping[str, Mapping[str, int]] | None = None,
    relations: Mapping[str, Sequence[object]] | None = None,
) -> sb.Result:
    """Reconcile plain ranges of people, all of them counts but those that begin with "part"."""
    bounds = pd.DataFrame.from_dict(ranges, orient="index", columns=["low", "high"], dtype=object)
    bounds = bounds.assign(unit="person", whole=[not name.startswith("part") for name in ranges])
    terms = [(name, term, c) for name, form in (sums or {}).items() for term, c in form.items()]
    columns = ["relation", "indicator", "of", "low", "high"]
    related = pd.DataFrame.from_dict(relations or {}, orient="index", columns=columns, dtype=object)
    return sb.reconcile_bounds(bounds, pd.DataFrame(terms, columns=["identity", "term", "coefficient"]), related)


FAILING = {
    "one relation": (
        partial(
            counts, {"staff": (683, 683), "of ten": (None, None)}, None, {"part": ["share", "of ten", "staff", 77, 77]}
        ),
        "No whole numbers can do it: 77% of 683 people is 525.91 people (staff and part).",
    ),
    "a mean": (
        partial(
            counts,
            {"asked": (43, 43), "points": (None, None)},
            None,
            {"mean": ["per", "points", "asked", "5.265", "5.275"]},
        ),
        "No whole numbers can do it: 5.265–5.275 is no mean of 43 whole numbers, which would add up to "
        "226.395–226.825 people (asked and mean).",
    ),
    "a range": (
        partial(counts, {"firms": ("3.2", "3.7")}),
        "No whole numbers can do it: firms can only be 3.2–3.7 people (firms).",
    ),
    "steps": (
        partial(counts, {"a": (0, None), "b": (0, None), "t": (7, 7)}, {"sum": {"a": 2, "b": 4, "t": -1}}),
        "No whole numbers can do it: in 2 x a + 4 x b = t, counts go in steps of 2 and would have to make 7 people "
        "(t and sum).",
    ),
    "a difference": (
        partial(counts, {"a": (0, None), "b": (0, None)}, None, {"gap": ["more", "a", "b", "0.3", "0.7"]}),
        "No whole numbers can do it: a less b would have to be 0.3–0.7 people (gap).",
    ),
    "steps between what is no count": (
        partial(
            counts, {"a": ("0.5", "1.5"), "part": ("0.2", "0.8"), "t": (0, 9)}, {"sum": {"a": 1, "part": 1, "t": -1}}
        ),
        "No whole numbers can do it: in a + part = t, counts go in steps of 1 and would have to make 0.2–0.8 people "
        "(part and sum).",
    ),
    "cases": (
        partial(counts, {"n": (31, 34), "k": (None, None)}, None, {"share": ["share", "k", "n", 40, 40]}),
        "No whole numbers satisfy n and share together, which {cases} cases in fractions rule out.",
    ),
}


@pytest.mark.parametrize("name", FAILING)
def test_each_check_has_its_sentence(name: str) -> None:
    reconcile, sentence = FAILING[name]
    result = reconcile()
    sentence = sentence.replace(
        "{cases}", str(result.whole_numbers().cases)
    )  # how many is up to where the search begins
    assert result.is_feasible
    assert not result.conflicts()
    assert result.whole_numbers_sentence == sentence
    assert str(result).endswith(sentence)
    assert unescape(result._repr_html_()).endswith(f"{sentence}</p>")


def test_where_whole_numbers_do_nothing_is_said() -> None:
    result = counts(
        {"staff": (683, 683), "of ten": (None, None)}, None, {"part": ["share", "of ten", "staff", "76.5", "77.5"]}
    )
    found = result.whole_numbers()
    assert found.possible
    assert 523 <= found.values["of ten"] <= 529
    assert result.whole_numbers_sentence == ""
    assert "523–529" in str(result)


def test_of_what_contradicts_itself_it_is_not_asked() -> None:
    result = counts({"a": (1, 1), "b": (2, 2)}, {"same": {"a": 1, "b": -1}})
    assert "cannot all be true" in str(result)
    with pytest.raises(sb.Inconsistent):
        result.whole_numbers()


def test_the_reports_of_the_repository_are_of_whole_numbers(report: sb.Report) -> None:
    assert sb.reconcile(report).whole_numbers().possible
