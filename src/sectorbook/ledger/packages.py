"""Read a data package: a folder with datapackage.json and the tables that it lists, and nothing from anywhere else."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sectorbook.errors import CONTROL, InputError, Problem
from sectorbook.folders import is_own, own_files
from sectorbook.inputs import MEGABYTE, read_json, strange_kind
from sectorbook.ledger.tables import MAY_BE_EMPTY, REPORT_TABLES, Rows, constraint_problems, read_table, schemas

DESCRIPTOR = "datapackage.json"
MOST_BYTES = 2 * MEGABYTE
"""How large datapackage.json may be."""
MOST_TABLES = 100
"""How many tables a package may list."""
LONGEST_PERIOD = 40
LONGEST_TITLE = 1000
FOREIGN = ("profile", "schema", "dialect", "data", "extrapaths", "innerpath", "compression", "package")
"""What a table's entry in datapackage.json could say of another place to read from."""
OWN_FILE = ("data", "extrapaths", "innerpath", "compression", "package")
"""Those of which any would be another place."""


def read_package(folder: Path, needed: tuple[str, ...] = REPORT_TABLES) -> tuple[dict[str, Rows], list[Problem]]:
    """Read the tables of a data package, and check their form.

    Parameters
    ----------
    folder : Path
        The package's folder.
    needed : tuple of str
        Names of the tables that have to be there.

    Returns
    -------
    tables : dict of str to Rows
        The tables by name; without those that cannot be read.
    problems : list of Problem
        All problems of form, at most one a cell.
    """
    descriptor, problems = read_descriptor(folder, needed)
    tables: dict[str, Rows] = {}
    for resource in descriptor.get("resources", []):
        name = resource["name"]
        if name in schemas():
            rows, mistakes = read_table(folder / f"{name}.csv")
            problems += mistakes
            if rows or (name in MAY_BE_EMPTY and not mistakes):
                tables[name] = rows
    if descriptor and all(name in tables for name in needed):
        problems += constraint_problems(tables, problems)
    return tables, problems


def read_descriptor(folder: Path, needed: tuple[str, ...]) -> tuple[dict[str, Any], list[Problem]]:
    """Read datapackage.json, which has to list the needed tables, and look for what does not belong to its folder.

    Parameters
    ----------
    folder : Path
        The package's folder.
    needed : tuple of str
        Names of the tables that have to be listed.

    Returns
    -------
    descriptor : dict
        What the file says; empty where it cannot be read.
    problems : list of Problem
        What is wrong with it.
    """
    strangers = list(_strangers(folder))
    if any(problem.file == DESCRIPTOR for problem in strangers):
        return {}, strangers
    try:
        descriptor = read_json(folder / DESCRIPTOR, MOST_BYTES)
    except FileNotFoundError:
        what = Problem(DESCRIPTOR, 0, "", "nothing", "the file is missing", "Copy one from another report.")
        return {}, [*strangers, what]
    except InputError as error:
        what = Problem(DESCRIPTOR, 0, "", error.what, "it is not a data package", error.remedy)
        return {}, [*strangers, what]
    if defect := _defect(descriptor):
        what = Problem(DESCRIPTOR, 0, "", defect, "it is not a data package", "Correct the JSON.")
        return {}, [*strangers, what]
    listed = {resource["name"]: resource for resource in descriptor["resources"]}
    problems = [*strangers, *_unlisted(folder, listed, needed)]
    problems += [problem for name, resource in listed.items() for problem in _resource_problems(name, resource)]
    return descriptor, problems + list(_foreign_problems(descriptor))


def _strangers(folder: Path) -> Iterator[Problem]:
    """Find what lies in a package's folder and is no regular file or folder of its own."""
    entries = sorted(folder.iterdir()) if folder.is_dir() else []
    for entry in filter(lambda entry: is_own(entry.name), entries):
        if kind := strange_kind(entry, folder):
            what = f"it is {kind}, and a package has only files of its own folder"
            yield Problem(entry.name, 0, "", kind, what, "Remove it, or put the file itself into the folder.")


def _defect(descriptor: object) -> str:
    """Say why the content of datapackage.json describes no package; empty where it does."""
    if not isinstance(descriptor, dict):
        return "no object with title and resources"
    title, period, resources = (descriptor.get(key, "") for key in ("title", "period", "resources"))
    if "title" not in descriptor or not isinstance(title, str) or not isinstance(period, str):
        return "a title or period that is no text"
    if CONTROL.search(period) or len(period) > LONGEST_PERIOD:
        return f"a period that is no line of at most {LONGEST_PERIOD} signs that can be seen"
    if CONTROL.search(title) or len(title) > LONGEST_TITLE:
        return f'the title "{title[:40]}", which is no line of at most {LONGEST_TITLE:,} signs that can be seen'
    if not isinstance(resources, list) or len(resources) > MOST_TABLES:
        return f"no list of at most {MOST_TABLES} resources"
    if not all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in resources):
        return "a resource that is no object with a name"
    twice = [name for name, times in Counter(one["name"] for one in resources).items() if times > 1]
    return f'the resource "{twice[0]}" twice' if twice else ""


def _unlisted(folder: Path, listed: Mapping[str, object], needed: Sequence[str]) -> Iterator[Problem]:
    """Check that all needed tables are listed, and all tables in the folder."""
    for name in needed:
        if name not in listed:
            yield Problem(DESCRIPTOR, 0, "resources", "nothing", f'the table "{name}" is not listed', "List it.")
    for file in own_files(folder):
        if file.suffix.lower() == ".csv" and (file.stem not in listed or file.suffix != ".csv"):
            known = "Run sectorbook tidy." if file.stem in schemas() else "Move it out of the folder, or rename it."
            what = f"{file.name} is in the folder, but not listed"
            yield Problem(DESCRIPTOR, 0, "resources", file.stem, what, known)


def _foreign_problems(descriptor: Mapping[str, Any]) -> Iterator[Problem]:
    """Check that nothing in a descriptor says where else to read: no address, no other file, no data of its own."""
    file, remedy = DESCRIPTOR, "Remove it; sectorbook tidy writes what belongs there."
    named = [("", "profile", descriptor.get("profile"))]
    named += [(f' of "{one["name"]}"', key, one.get(key)) for one in descriptor["resources"] for key in FOREIGN]
    for whose, key, value in named:
        for part in value if isinstance(value, list) else [value]:
            if (key in OWN_FILE and part is not None) or (isinstance(part, str) and _is_elsewhere(key, part)):
                what = f"the {key}{whose} names an address or another file, and no package reads outside its own folder"
                yield Problem(file, 0, key, str(part), what, remedy)


def _is_elsewhere(key: str, value: str) -> bool:
    """Tell whether a text in a descriptor is an address or a path where a name or a description belongs."""
    return key in ("schema", "dialect") or bool(re.search(r"[/\\:]", value)) or value.startswith(".")


def _resource_problems(name: str, resource: dict[str, Any]) -> Iterator[Problem]:
    """Check that a listed table is one that is known, in the file of its name."""
    file = DESCRIPTOR
    if name not in schemas():
        remedy = f"Use one of {', '.join(schemas())}."
        yield Problem(file, 0, "resources", name, "there is no table of this name", remedy)
    elif resource.get("path") != f"{name}.csv":
        what = f'the path of "{name}" is not "{name}.csv", the file of this name in the folder'
        yield Problem(file, 0, "path", str(resource.get("path")), what, "Rename the file and the path.")
    if resource.get("scheme", "file") != "file":
        what = f'the scheme of "{name}" is not "file"'
        yield Problem(file, 0, "scheme", str(resource["scheme"]), what, "Remove it.")
