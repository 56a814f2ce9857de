"""Compare the notebooks' own parameters with those that their figures were drawn with."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sectorbook.errors import ParameterError, shown
from sectorbook.figures.profiles import DEFAULT
from sectorbook.figures.sidecar import load_sidecars
from sectorbook.runs.notebooks import declared_parameters, read_notebook

STORED_WITH = {"profile": DEFAULT, "export_to": ""}
"""The notebooks' own values of what the storing of figures decides."""
DIFFERENT = "Nothing was run. Notebooks were saved with other parameters than their figures were drawn with:"
OTHER_PROFILES = "Charts for another profile: make figures PROFILES=NAME"


def check_own_parameters(notebooks: Mapping[Path, Path], accepted: bool = False) -> None:
    """Check that notebooks have the parameters that their figures were drawn with, as far as they have figures.

    Parameters
    ----------
    notebooks : mapping of Path to Path
        The folder of each notebook's figures.
    accepted : bool, default False
        Whether to accept new values, except of `profile` and `export_to`, which figures are stored without.

    Raises
    ------
    ParameterError
        With each notebook, parameter, new and old value.
    """
    changed, misplaced = [], []
    for notebook, folder in notebooks.items():
        drawn = [card["parameters"] for card in load_sidecars(folder) if card.get("notebook") == notebook.name]
        own = _own_parameters(notebook)
        stored_with = {name: own.pop(name, usual) for name, usual in STORED_WITH.items()}
        changed += [f"  {notebook.name}: {line}" for line in _changes(drawn, own)]
        misplaced += [f"  {notebook.name}: {line}" for line in _changes([STORED_WITH] if drawn else [], stored_with)]
    remedies = ["Set them back, or draw the figures with the new ones: make figures PARAMETERS=new"] * bool(changed)
    remedies += [f"Set profile and export_to back. {OTHER_PROFILES}"] * bool(misplaced)
    if misplaced or (changed and not accepted):
        raise ParameterError("\n".join([DIFFERENT, *changed, *misplaced, *remedies]))


def _own_parameters(notebook: Path) -> dict[str, Any]:
    """Return the values of a notebook's own parameters, by name."""
    known = declared_parameters(read_notebook(notebook), notebook.name)
    return {name: parameter.default for name, parameter in known.items()}


def _changes(drawn: Iterable[Mapping[str, Any]], own: Mapping[str, Any]) -> list[str]:
    """Describe how parameters differ from those that figures were drawn with, once each; 120 and 120.0 do not."""
    lines = []
    for parameters in drawn:
        for name in dict.fromkeys([*parameters, *own]):
            old, new = (_as_stored(values[name]) if name in values else "" for values in (parameters, own))
            if old != new:
                was = f"its figures were drawn with {old}" if old else "its figures were drawn without it"
                lines.append(f"{name} is {new}, and {was}" if new else f"{name} is gone, and {was}")
    return list(dict.fromkeys(lines))


def _as_stored(value: Any) -> str:
    """Write a value as a card has it, whole numbers of either type alike."""
    stored = json.loads(json.dumps(value), parse_float=lambda digits: _whole(float(digits)))
    return shown(json.dumps(stored, ensure_ascii=False))


def _whole(number: float) -> float:
    """Return a whole number as int."""
    return int(number) if number.is_integer() else number
