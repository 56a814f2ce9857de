"""README and CONTRIBUTING name what is there."""

from __future__ import annotations

import fnmatch
import re
import subprocess

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from helpers.clone import ROOT
from sectorbook.runs.notebooks import read_notebook

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


def texts_of(name: str) -> str:
    """The Markdown of a page, or of a notebook's cells."""
    if name.endswith(".md"):
        return (ROOT / name).read_text(encoding="utf-8")
    return "\n\n".join(cell.source for cell in read_notebook(ROOT / name).cells if cell.cell_type == "markdown")


def formulas(markdown: str) -> list[str]:
    """What JupyterLab would typeset.

    Before a page is rendered, it sets aside what stands between two dollar signs of a paragraph, unless they are
    escaped. Once it is rendered, it looks for two in a run of text that no element interrupts, escaped or not.
    """
    outside_code = re.sub(r"(`{3,})[^\0]*?\1|(`+)[^`]+\2", "", markdown)
    found = [part for part in outside_code.split("\n\n") if len(re.findall(r"(?<!\\)\$", part)) > 1]
    soup = BeautifulSoup(MarkdownIt("commonmark").enable("table").render(markdown), "html.parser")
    runs = [str(run) for run in soup.find_all(string=True) if run.find_parent(["code", "pre"]) is None]
    return found + [run for run in runs if run.count("$") > 1 or re.search(r"\\[(\[]|\\begin\{", run)]


@pytest.mark.parametrize(
    "name", [name for name in LISTED if name.endswith((".md", ".ipynb")) and not name.startswith("tests/")]
)
def test_no_money_shows_as_a_formula(name: str) -> None:
    assert formulas(texts_of(name)) == []


def test_what_shows_as_a_formula_is_found() -> None:
    assert formulas("from $1m to $2m") == ["from $1m to $2m", "from $1m to $2m"]
    assert formulas(r"from \$1m to \$2m") == ["from $1m to $2m"]
    assert formulas("from **$1m** to `$2m` to $3m") == ["from **$1m** to  to $3m"]
    assert formulas(r"from \$<span></span>1m to \$2m") == []


def test_the_examples_of_the_relations_print_what_the_page_shows(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = (ROOT / "docs" / "relations.md").read_text(encoding="utf-8").split("```")[1::2]
    assert len(blocks) == 6
    names: dict[str, object] = {}
    for program, shown in zip(blocks[::2], blocks[1::2], strict=True):
        exec(compile(program.removeprefix("python"), "relations.md", "exec"), names)
        assert capsys.readouterr().out.strip() == shown.strip()
