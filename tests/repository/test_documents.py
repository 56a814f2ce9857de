"""README and CONTRIBUTING name what is there."""

from __future__ import annotations

import fnmatch
import re
import subprocess

import pytest

from helpers.clone import ROOT

LISTED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
ENDINGS = (".csv", ".ipynb", ".js", ".json", ".md", ".mplstyle", ".py", ".toml")


def tree_of_the_readme() -> list[str]:
    """The folders of README's tree; those that follow the first of a line lie beside it."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## What is where")[1]
    found = []
    for line in section.split("```")[1].strip().splitlines():
        first, *others = (name.rstrip("/") for name in re.split(r"  +", line)[0].split(", "))
        home = first[: first.rfind("/") + 1]
        found += [first, *(home + name for name in others)]
    return found


def test_the_tree_of_the_readme_is_the_real_one() -> None:
    folders = {name.split("/")[0] for name in LISTED if "/" in name and not name.startswith(".")}
    packages = {
        "/".join(name.split("/")[:3]) for name in LISTED if name.startswith("src/sectorbook/") and name.count("/") > 2
    }
    wanted = (folders - {"src"}) | packages | {"src/papermill_forked", "src/sectorsite"}
    assert sorted(tree_of_the_readme()) == sorted(wanted)


def rows_of_contributing() -> list[list[str]]:
    section = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Where do I change ...")[1]
    lines = [line for line in section.split("\n## ")[0].splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


@pytest.mark.parametrize("row", rows_of_contributing(), ids=lambda row: row[0])
def test_every_file_that_a_change_needs_is_there(row: list[str]) -> None:
    _, files, _, tests = row
    names = re.findall(r"`([^` ]+)`", f"{files} {tests}")
    for name in (name for name in names if name.endswith((*ENDINGS, "/"))):
        pattern = re.sub("NAME|TABLE|NN", "*", name) + "*" * name.endswith("/")
        assert any(fnmatch.fnmatch(f"/{listed}", f"*/{pattern}") for listed in LISTED), f"{name} is not there"


def test_at_least_fifteen_changes_are_listed_with_file_command_and_test() -> None:
    rows = rows_of_contributing()
    assert len(rows) >= 15
    assert all(len(row) == 4 and all(row) for row in rows)


def test_the_examples_of_the_relations_print_what_the_page_shows(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = (ROOT / "docs" / "relations.md").read_text(encoding="utf-8").split("```")[1::2]
    assert len(blocks) == 6
    names: dict[str, object] = {}
    for program, shown in zip(blocks[::2], blocks[1::2], strict=True):
        exec(compile(program.removeprefix("python"), "relations.md", "exec"), names)
        assert capsys.readouterr().out.strip() == shown.strip()
