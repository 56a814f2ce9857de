"""A notebook's parameters are checked before a kernel starts."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from sectorbook.errors import ParameterError
from sectorbook.pages.checking import check_parameters
from sectorbook.runs.notebooks import all_notebooks, declared_parameters, read_notebook
from sectorbook.runs.parameters import parse_settings


def notebook(source: str) -> NotebookNode:
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]})
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("first = 1"), cell])


KNOWN = declared_parameters(
    notebook(
        """
about: str = "printed"
years: int = 2
loss: float = 0.5
mode: Literal["quick", "full"] = "quick"
limit: int | None = None
either: Union[int, str] = 1
assume: dict[str, list[float]] = {}
reports: list[str] = []
plain = 3
"""
    ),
    "example.ipynb",
)


def test_the_cells_names_types_and_defaults_are_read() -> None:
    assert {name: (parameter.type, parameter.default) for name, parameter in KNOWN.items()} == {
        "about": ("str", "printed"),
        "years": ("int", 2),
        "loss": ("float", 0.5),
        "mode": ("Literal['quick', 'full']", "quick"),
        "limit": ("int | None", None),
        "either": ("Union[int, str]", 1),
        "assume": ("dict[str, list[float]]", {}),
        "reports": ("list[str]", []),
        "plain": ("int", 3),
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("about", "rounding"),
        ("about", "5%"),
        ("years", 3),
        ("loss", 1),
        ("mode", "full"),
        ("limit", None),
        ("limit", 4),
        ("either", "x"),
        ("assume", {"company_revenue": [3.0, 4.0]}),
        ("plain", 4),
    ],
)
def test_a_value_of_the_type_passes(name: str, value: Any) -> None:
    check_parameters({name: value}, KNOWN, "example.ipynb")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("abuot", "printed", 'There is no parameter "abuot". Did you mean "about"?'),
        ("zzz", 1, 'There is no parameter "zzz". It has about, years'),
        ("years", "2", "\"years\" is '2', the type is int."),
        ("years", 2.5, '"years" is 2.5, the type is int.'),
        ("years", True, '"years" is True, the type is int.'),
        ("mode", "slow", "\"mode\" is 'slow', the type is Literal['quick', 'full']."),
        ("limit", "4", "the type is int | None."),
        ("assume", {"company_revenue": ["x"]}, "\"assume.company_revenue.0\" is 'x'"),
        ("reports", "one", "the type is list[str]."),
        ("about", "exact", 'There is no reading "exact"'),
    ],
)
def test_a_value_that_does_not_fit_is_reported(name: str, value: Any, message: str) -> None:
    with pytest.raises(ParameterError, match=re.escape(message)):
        check_parameters({name: value}, KNOWN, "example.ipynb")


def test_every_parameter_that_does_not_fit_is_reported_at_once() -> None:
    with pytest.raises(ParameterError, match=r"(?s)abuot.*years"):
        check_parameters({"abuot": "printed", "years": "two"}, KNOWN, "example.ipynb")


@pytest.mark.parametrize(
    ("settings", "given"),
    [
        (["about=printed"], {"about": "printed"}),
        (["years=5"], {"years": 5}),
        (["loss=0.25"], {"loss": 0.25}),
        (["reports=one,two"], {"reports": ["one", "two"]}),
        (["assume.a=3.0:4.0", "assume.b=1:2"], {"assume": {"a": [3.0, 4.0], "b": [1.0, 2.0]}}),
        (["about=5%"], {"about": "5%"}),
    ],
)
def test_words_become_values_of_the_parameters_type(settings: list[str], given: dict[str, Any]) -> None:
    assert parse_settings(settings, KNOWN, "example.ipynb") == given


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("about", '"about" sets nothing. Write it as name=value'),
        ("years=two", "\"years\" is 'two', the type is int."),
        ("assume.a=3;4", "\"assume.a.0\" is '3;4'"),
        ("abuot=printed", 'Did you mean "about"?'),
    ],
)
def test_words_that_cannot_be_read_are_reported(setting: str, message: str) -> None:
    with pytest.raises(ParameterError, match=re.escape(message)):
        parse_settings([setting], KNOWN, "example.ipynb")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("about: str = ", "is not Python"),
        ("about: Sting = 'x'", 'The parameter "about" of example.ipynb cannot be read'),
        ("about = open('x')", "cannot be read"),
        ("about: __import__('os').system('true') = 1", "cannot be read"),
        ("about: 1 / 0 = 1", "cannot be read"),
        ("about: list[1] = []", "1 is no type"),
        ("about: int[str] = 1", "cannot be read"),
        ("about: Literal[open('x')] = 1", "cannot be read"),
    ],
)
def test_a_cell_that_cannot_be_read_is_reported(source: str, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        declared_parameters(notebook(source), "example.ipynb")


@pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.stem)
def test_the_defaults_of_every_notebook_fit(path: Any) -> None:
    known = declared_parameters(read_notebook(path), path.name)
    assert {"report", "profile", "export_to"} <= known.keys()
    check_parameters({name: parameter.default for name, parameter in known.items()}, known, path.name)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("report", "gilgit", "There is no report"),
        ("profile", "natur", "There is no profile"),
        ("report", 3, "type is str"),
    ],
)
def test_an_unknown_report_or_profile_is_reported(name: str, value: Any, message: str) -> None:
    path = all_notebooks()[0]
    with pytest.raises(ParameterError, match=message):
        check_parameters({name: value}, declared_parameters(read_notebook(path), path.name), path.name)


@pytest.mark.parametrize("annotation", ["{}", "list[{}]", "dict[str, {}]", "{} | None", "Literal[{}.x]"])
@pytest.mark.parametrize("kind", ["str", "code"])
def test_an_annotation_is_never_evaluated(tmp_path: Path, annotation: str, kind: str) -> None:
    made = tmp_path / "made"
    code = f"__import__('pathlib').Path({str(made)!r}).touch()"
    inside = annotation.format(repr(code) if kind == "str" else code)
    with pytest.raises(ParameterError, match="cannot be read"):
        declared_parameters(notebook(f"about: {inside} = 1"), "example.ipynb")
    assert not made.exists()


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ("3.0:4.0", [3.0, 4.0]),
        ("$3 to $4 million", [3.0, 4.0]),
        ("between 3.5 and 4.25 million US dollars", [3.5, 4.25]),
        ("at least $3.5m", [3.5, math.inf]),
        ("no more than $900,000", [0.0, 0.9]),
    ],
)
def test_a_range_is_set_in_numbers_or_as_it_would_be_printed(written: str, ends: list[float]) -> None:
    known = declared_parameters(read_notebook(all_notebooks()[1]), "02")
    assert parse_settings([f"assume.company_revenue={written}"], known, "02") == {"assume": {"company_revenue": ends}}


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("assume.company_revenue=€3 million", "EUR is not the currency"),
        ("assume.company_revenue=about $3 million", 'has no "about"'),
        ("assume.company_revenue=rose by 5%", "it is no amount"),
        ("assume.company_revenue=several millions", "could not be read"),
        ("assume.company_revenu=$3 million", 'Did you mean "company_revenue"?'),
    ],
)
def test_words_that_are_no_range_of_the_indicator_are_refused(setting: str, said: str) -> None:
    known = declared_parameters(read_notebook(all_notebooks()[1]), "02")
    with pytest.raises(ParameterError, match=re.escape(said)) as raised:
        parse_settings([setting], known, "02")
    assert setting in str(raised.value)
