"""Audit a report: run `audit.ipynb` for it, and write what it shows as one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode

from sectorbook.figures.profiles import DEFAULT
from sectorbook.figures.showing import FILES
from sectorbook.formats.markup import escape_html
from sectorbook.ledger.report import load_report
from sectorbook.runs.execute import rerun, run
from sectorbook.runs.notebooks import AUDIT, audit_notebook, declared_parameters, read_notebook
from sectorbook.runs.parameters import parse_settings

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def audit(
    report: str | Path,
    to: str | Path,
    about: str = "printed",
    assume: Mapping[str, Sequence[float]] | None = None,
    profile: str = DEFAULT,
    wait: float = 0,
    is_build: bool = False,
) -> list[Path]:
    """Audit a report: what can be true together, what follows, and what to ask.

    Parameters
    ----------
    report : str or Path
        Name of a report in the workspace, or a report's folder.
    to : str or Path
        Folder for the notebook, the page, the charts and their data. Those of an earlier audit are replaced.
    about : str, default "printed"
        How rounded numbers are read, as in `reconcile`.
    assume : mapping of str to sequence of two floats, optional
        Ranges of your own, as in `Report.assume`.
    profile : str
        Publication targets of the charts.
    wait : float, default 0
        Seconds to wait where another run writes to the folder; -1 for as long as it takes.
    is_build : bool, default False
        Whether the folder may be one among the workspace's figures, as for `make figures REPORT=NAME`.

    Returns
    -------
    list of Path
        The files written: the notebook, the page, the charts.

    Raises
    ------
    ParameterError, LedgerError
        If the report or a parameter is wrong.
    NotebookError
        If the notebook cannot be run.
    FolderInUse
        If another run writes to the folder.
    """
    parameters: dict[str, Any] = {"report": str(report), "about": about, "profile": profile}
    if assume:
        parameters["assume"] = {name: list(ends) for name, ends in assume.items()}
    title = load_report(report).title
    add = partial(_write_page, title=title)
    return _page_second(run(AUDIT, to, parameters, wait=wait, add=add, is_build=is_build))


def rerun_audit(to: Path, profiles: str = "", is_locked: bool = False) -> list[Path]:
    """Run `audit.ipynb` with its own parameters, and store the outputs in it.

    Parameters
    ----------
    to : Path
        Folder for the page, the charts and their data.
    profiles : str, optional
        Profiles to draw besides the default one, which the notebook shows.
    is_locked : bool, default False
        Whether the caller keeps other runs out of the folder.

    Returns
    -------
    list of Path
        The files written: the notebook, the page, the charts.
    """
    path = audit_notebook()
    title = load_report(declared_parameters(read_notebook(path), path.name)["report"].default).title
    add = partial(_write_page, title=title)
    return _page_second(rerun(AUDIT, to, profiles, is_locked=is_locked, add=add))


def _write_page(folder: Path, title: str) -> None:
    """Write an audit's page beside its notebook."""
    page = audit_page(read_notebook(folder / f"{AUDIT}.ipynb"), title)
    (folder / f"{AUDIT}.html").write_text(page, encoding="utf-8")


def _page_second(files: list[Path]) -> list[Path]:
    """Return the files of an audit with its page behind its notebook, before the charts."""
    return sorted(files, key=lambda file: [".ipynb", ".html"].index(file.suffix) if file.stem == AUDIT else 2)


def audit_with_settings(
    report: str, to: Path, about: str, assume: Sequence[str], profile: str, wait: float = 0
) -> list[Path]:
    """Audit a report like `audit`, with ranges as text.

    Parameters
    ----------
    report, to, about, profile, wait
        As in `audit`.
    assume : sequence of str
        Such as "company_revenue=3.0:4.0".

    Returns
    -------
    list of Path
        The files written: the notebook, the page, the charts.

    Raises
    ------
    ParameterError, LedgerError, NotebookError
        As `audit`.
    """
    path = audit_notebook()
    known = declared_parameters(read_notebook(path), path.name)
    ranges = parse_settings([f"assume.{setting}" for setting in assume], known, path.name)
    return audit(report, to, about, ranges.get("assume"), profile, wait)


def audit_page(notebook: NotebookNode, title: str) -> str:
    """Convert an audit's outputs to a page that needs no other file and requests nothing.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook.
    title : str
        Title of the page.

    Returns
    -------
    str
        HTML.
    """
    from bs4 import BeautifulSoup  # here, so that runs need not wait for them
    from nbconvert import HTMLExporter

    hidden = {"exclude_input": True, "exclude_input_prompt": True, "exclude_output_prompt": True}
    exporter = HTMLExporter(template_name="basic", **hidden)  # type: ignore[no-untyped-call]
    body, _ = exporter.from_notebook_node(_outputs_only(notebook))
    soup = BeautifulSoup(body, "html.parser")
    _describe_pictures(soup, notebook)
    for anchor in soup.select("a.anchor-link"):
        anchor.decompose()
    style = files("sectorbook.runs").joinpath("audit.css").read_text(encoding="utf-8")
    return PAGE.format(title=escape_html(title), style=style, body=soup)


def _outputs_only(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without its text, its links to files, and the cells that show nothing."""
    shown = deepcopy(notebook)
    for cell in shown.cells:
        cell.outputs = [output for output in cell.get("outputs", []) if FILES not in output.get("metadata", {})]
    shown.cells = [cell for cell in shown.cells if cell.outputs]
    return shown


def _describe_pictures(soup: BeautifulSoup, notebook: NotebookNode) -> None:
    """Give each picture its description, which nbconvert leaves out."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    described = [output["metadata"]["image/png"]["alt"] for output in outputs if "image/png" in output.get("data", {})]
    for image, alt in zip(soup.find_all("img"), described, strict=True):
        image["alt"] = alt
