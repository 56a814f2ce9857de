"""Each part of the package imports what is installed with it: the core its own few, the others those of their extra."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import sectorbook as sb
from helpers.clone import ROOT
from sectorbook.errors import missing_extra

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OWN = {"sectorbook", "papermill_forked", "sectorsite"}
DOCUMENTS = "documents.py"
"""The module of the core that reads documents, with the packages of an extra of its own."""
CORE = ("sectorbook/values", "sectorbook/exact", "sectorbook/ledger", "sectorbook/reconcile")


def installed_with(extra: str = "") -> set[str]:
    """The packages of the core and of an extra, with those of the extras that this one names."""
    lines = PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]
    found = {canonicalize_name(Requirement(line).name) for line in lines}
    others = {one for line in lines if Requirement(line).name == "sectorbook" for one in Requirement(line).extras}
    return found.union(*(installed_with(other) for other in others)) | (installed_with() if extra else set())


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0]


@cache
def distributions() -> Mapping[str, list[str]]:
    """The packages that bring each module: a second to look up, and not to be waited for by other tests."""
    return packages_distributions()


def needed(*folders: str, but: str = "") -> set[str]:
    """The packages of others that the modules of some folders import anywhere, one module left out."""
    files = [file for folder in folders for file in (ROOT / "src" / folder).rglob("*.py") if file.name != but]
    names = {name for file in files for name in imports(file)} - OWN - sys.stdlib_module_names
    return {canonicalize_name(distributions()[name][0]) for name in names}


def test_the_core_needs_no_extra() -> None:
    assert needed(*CORE) <= installed_with("draft")
    assert needed(*CORE, but=DOCUMENTS) <= installed_with()
    files = [ROOT / "src/sectorbook" / name for name in ("__init__.py", "cli.py", "errors.py")]
    names = {name for file in files for name in imports(file)} - OWN - sys.stdlib_module_names
    assert names == {"click", "lazy_loader"}


@pytest.mark.parametrize(
    ("folders", "extras"),
    [
        (["sectorbook/figures"], ["figures"]),
        (["sectorbook/analysis"], ["notebooks"]),
        (["sectorbook/exploring"], ["notebooks"]),
        (["sectorbook/runs", "papermill_forked"], ["notebooks", "cluster"]),
        (["sectorsite"], ["site"]),
    ],
)
def test_a_part_needs_its_extras_alone(folders: list[str], extras: list[str]) -> None:
    assert needed(*folders) <= set().union(*map(installed_with, extras))


def test_the_core_names_nothing_that_it_does_not_need() -> None:
    own = needed(*CORE, "sectorbook/runs") | {"click", "lazy-loader"}
    assert installed_with() <= own


@pytest.mark.parametrize(
    ("module", "says"),
    [
        (
            "matplotlib.pyplot",
            "Figures need matplotlib, which is not installed: install sectorbook with its extra [figu",
        ),
        ("PIL", "Figures need pillow"),
        ("papermill", "Running notebooks needs papermill"),
        ("ipywidgets", "Running notebooks needs ipywidgets"),
        ("jupyter_client", "Running notebooks needs jupyter-client"),
        ("distributed", "A cluster needs distributed"),
        ("sphinx.cmd", "The site needs sphinx"),
        ("docx", "Reading this kind of document needs python-docx"),
        ("markdown_it", "Reading this kind of document needs markdown-it-py"),
    ],
)
def test_a_missing_package_is_named_with_its_extra(module: str, says: str) -> None:
    told = missing_extra(ModuleNotFoundError(f"No module named {module!r}", name=module))
    assert isinstance(told, sb.MissingExtra)
    assert str(told).startswith(says)
    assert "\n" not in str(told)


@pytest.mark.parametrize("module", ["mat", "click", "a_module_of_the_users", "notebooks"])
def test_any_other_missing_module_stays_the_error_that_it_is(module: str) -> None:
    error = ModuleNotFoundError(f"No module named {module!r}", name=module)
    assert missing_extra(error) is error


def test_no_page_says_that_an_index_has_the_package() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "src").rglob("*.md")]
    assert not [page.name for page in pages if re.search(r"install \W?sectorbook\b", page.read_text("utf-8"))]
