"""A notebook's parameters are checked where it loads its report, by the types and ranges beside them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sectorbook.errors import ParameterError
from sectorbook.pages.checking import check_parameters, check_values
from sectorbook.pages.declarations import limits, read_declarations
from sectorbook.runs.notebooks import find_notebook, read_notebook

REPORT = 'report: str = "gilgit-baltistan-2025"'


def ran(*sources: str) -> dict[str, Any]:
    """The variables of a notebook that ran these cells."""
    namespace: dict[str, Any] = {"In": ["", *sources]}
    for source in sources:
        exec(source, namespace)
    return namespace


@pytest.mark.parametrize(
    ("notebook", "given", "said"),
    [
        ("02", 'about = "rouding"', '"about": There is no reading "rouding". Did you mean "rounding"?'),
        ("02", 'report = "gilgit-baltistan"', 'no report "gilgit-baltistan". Did you mean "gilgit-baltistan-2025"?'),
        ("02", 'profile = "webb"', '"profile": There is no profile "webb". Did you mean "web"'),
        ("02", "assume = 3", '"assume" is 3, the type is dict[str, list[float]].'),
        ("02", "report = 3", '"report" is 3, the type is str.'),
        ("03", "draws = 0", '"draws" is 0. It has to be 1 to 1000000.'),
        ("03", "seed = -1", '"seed" is -1. It has to be at least 0.'),
        ("04", 'survey_size = "50"', "\"survey_size\" is '50', the type is int."),
        ("04", "survey_size = 301", '"survey_size" is 301. It has to be 1 to 300.'),
        ("06", 'target = "30m"', "\"target\" is '30m', the type is float."),
        ("06", "years = 0", '"years" is 0. It has to be above 0, at most 50.'),
        ("06", 'years = float("nan")', '"years" is nan. It has to be above 0, at most 50.'),
        ("06", "outage_loss = 100", '"outage_loss" is 100. It has to be above 0, below 100.'),
    ],
)
def test_a_wrong_value_of_our_notebooks_is_refused_in_one_line(notebook: str, given: str, said: str) -> None:
    cells = read_notebook(find_notebook(notebook)).cells
    (declared,) = (cell.source for cell in cells if "parameters" in cell.metadata.get("tags", []))
    check_values(ran(declared))
    with pytest.raises(ParameterError, match="This notebook cannot run with this parameter: ") as raised:
        check_values(ran(declared, given))
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_the_cell_that_ran_last_declares_and_several_mistakes_are_all_named() -> None:
    first, last = f"{REPORT}\nyears: int = 0", f"{REPORT}\nyears: int = 0  # so many (at least 1)\nrate: float = 'x'"
    check_values(ran(first))
    with pytest.raises(ParameterError, match=r"(?s)parameters:\n  \"years\" is 0.*\n  \"rate\" is 'x'"):
        check_values(ran(first, last, "years = 0"))


@pytest.mark.parametrize(
    "source",
    [
        "",
        "years: int = 'two'",  # a cell of one's own, without a report
        f"{REPORT}\nyears: int = 'two'\nprint(years)",  # not only assignments
        "report = 1",
        f"{REPORT}\nchanges: dict = dict(a=1)",  # a value that is computed has a type all the same
    ],
)
def test_other_cells_declare_nothing(source: str) -> None:
    check_values(ran(source))
    check_values({})


def test_a_cell_that_is_not_python_is_passed_over() -> None:
    check_values({"In": ["report: str = ", "%time report"]})


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("above 0", [("above", 0)]),
        ("at least -1.5, below 100", [("at least", -1.5), ("below", 100)]),
        ("1 to 300", [("at least", 1), ("at most", 300)]),
        ("", []),
    ],
)
def test_a_range_is_read_from_words(words: str, read: list[tuple[str, float]]) -> None:
    assert limits(words) == read


@pytest.mark.parametrize("comment", ["(above zero)", "(at least 1 and more)", "(1 to many)", "(above 0 below 5)"])
def test_a_range_that_cannot_be_read_is_a_mistake(comment: str) -> None:
    with pytest.raises(ParameterError, match=re.escape("is no limit such as")):
        read_declarations(f"years: int = 2  # how many {comment}", "example.ipynb")


def test_other_brackets_of_a_comment_are_no_range() -> None:
    source = "years: int = 2  # how many (or none)\nname: str = '(above 5)'  # of whom"
    assert [parameter.range for parameter in read_declarations(source, "example.ipynb").values()] == ["", ""]


@pytest.mark.parametrize("name", ["report", "profile", "about"])
def test_what_names_something_is_a_text_even_where_no_type_says_so(name: str) -> None:
    known = read_declarations(f"{name} = 2.0", "one.ipynb")
    with pytest.raises(ParameterError, match=rf'"{name}" is 2\.0\. Give a text\.'):
        check_parameters({name: 2.0}, known, "one.ipynb")
