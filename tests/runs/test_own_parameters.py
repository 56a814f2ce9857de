"""Figures are not drawn with other parameters than last time without a word."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from sectorbook.errors import ParameterError
from sectorbook.runs.own_parameters import check_own_parameters

DECLARED = 'about: str = "printed"\nseed: int = 1\nloss: float = 120\nassume: dict[str, list[float]] = {}\n'
STORED = 'profile: str = "report"\nexport_to: str = ""\n'
DRAWN = {"about": "printed", "seed": 1, "loss": 120.0, "assume": {}}


def notebook(folder: Path, source: str) -> Path:
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]})
    path = folder / "02_example.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


def card(folder: Path, name: str, parameters: dict[str, Any], of: str = "02_example.ipynb") -> None:
    told = {"figure": name, "name": name, "profile": "report", "complaints": [], "files_sha256": {}}
    text = json.dumps({**told, "notebook": of, "parameters": parameters})
    (folder / f"{name}.json").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "source",
    [
        DECLARED + STORED,
        DECLARED.replace("120", "120.0") + STORED,
        DECLARED.replace("seed: int = 1", "seed: int = 1  # another comment (at least 0)") + STORED,
        DECLARED,
    ],
)
def test_the_same_values_pass_however_they_are_written(tmp_path: Path, source: str) -> None:
    card(tmp_path, "people", DRAWN)
    check_own_parameters({notebook(tmp_path, source): tmp_path})


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (DECLARED.replace("printed", "rounding"), 'about is "rounding", and its figures were drawn with "printed"'),
        (DECLARED.replace("120", "120.5"), "loss is 120.5, and its figures were drawn with 120"),
        (DECLARED.replace("120", '"120"'), 'loss is "120", and its figures were drawn with 120'),
        (DECLARED.replace("= 1\n", "= True\n"), "seed is true, and its figures were drawn with 1"),
        (DECLARED.replace("{}", '{"a": [3, 4]}'), 'assume is {"a": [3, 4]}, and its figures were drawn with {}'),
        (DECLARED + "more: int = 2", "more is 2, and its figures were drawn without it"),
        (DECLARED.replace("seed: int = 1\n", ""), "seed is gone, and its figures were drawn with 1"),
    ],
)
def test_another_value_is_named_with_the_old_one_unless_it_is_accepted(tmp_path: Path, source: str, said: str) -> None:
    card(tmp_path, "people", DRAWN)
    card(tmp_path, "money", DRAWN)
    own = {notebook(tmp_path, source): tmp_path}
    with pytest.raises(ParameterError, match="Nothing was run") as raised:
        check_own_parameters(own)
    assert str(raised.value).splitlines()[1:-1] == [f"  02_example.ipynb: {said}"]
    assert str(raised.value).endswith("make figures PARAMETERS=new")
    check_own_parameters(own, accepted=True)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (STORED.replace("report", "web"), 'profile is "web", and its figures were drawn with "report"'),
        (STORED.replace('""', '"out"'), 'export_to is "out", and its figures were drawn with ""'),
    ],
)
@pytest.mark.parametrize("accepted", [False, True])
def test_where_figures_go_and_for_whom_is_never_taken_from_a_notebook(
    tmp_path: Path, source: str, said: str, accepted: bool
) -> None:
    card(tmp_path, "people", DRAWN)
    with pytest.raises(ParameterError, match=re.escape(said)):
        check_own_parameters({notebook(tmp_path, DECLARED + source): tmp_path}, accepted)


def test_without_figures_of_the_notebook_there_is_nothing_to_compare(tmp_path: Path) -> None:
    card(tmp_path, "people", {"about": "rounding"}, of="03_other.ipynb")
    check_own_parameters({notebook(tmp_path, DECLARED + STORED.replace("report", "web")): tmp_path})
