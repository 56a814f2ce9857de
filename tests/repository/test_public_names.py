"""What packages export is there, and documented as numpydoc asks."""

from __future__ import annotations

import dataclasses
import importlib
import sys
from types import ModuleType

import pytest
from numpydoc.validate import validate

PACKAGES = [
    "papermill_forked",
    "sectorbook",
    *(
        f"sectorbook.{name}"
        for name in ("analysis", "exact", "exploring", "figures", "ledger", "reconcile", "runs", "values")
    ),
    "sectorbook.figures.charts",
    "sectorbook.figures.checks",
    "sectorbook.ledger.drafting",
]
CODES = {"PR01", "PR02", "RT01"}
"""Parameters that are not documented; documented ones that are not there; no section on what is returned."""


def exported() -> list[str]:
    """Every class and function that a package exports, by its full name."""
    names = {}
    for package in map(importlib.import_module, PACKAGES):
        for name in package.__all__:
            found = getattr(package, name)
            if callable(found):
                names[f"{found.__module__}.{found.__qualname__}"] = None
    return sorted(names)


def is_dataclass_alone(member: str, code: str) -> bool:
    """Whether a complaint is of a dataclass, whose fields are documented as its attributes."""
    module, _, last = member.rpartition(".")
    return code == "PR01" and dataclasses.is_dataclass(getattr(sys.modules.get(module), last, None))


def members(name: str) -> list[str]:
    """A function, or a class with its public methods."""
    module, _, last = name.rpartition(".")
    found = getattr(importlib.import_module(module), last)
    if not isinstance(found, type):
        return [name]
    methods = [key for key, value in vars(found).items() if not key.startswith("_") and callable(value)]
    return [name, *(f"{name}.{method}" for method in methods)]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_that_a_package_lists_is_there(package: str) -> None:
    found = importlib.import_module(package)
    assert isinstance(found, ModuleType)
    assert found.__all__
    for name in found.__all__:
        assert getattr(found, name) is not None


@pytest.mark.parametrize("name", exported())
def test_what_is_exported_documents_its_parameters_and_what_it_returns(name: str) -> None:
    complaints = [
        f"{member}: {code} {words}"
        for member in members(name)
        for code, words in validate(member)["errors"]
        if code in CODES and not is_dataclass_alone(member, code)
    ]
    assert complaints == []
