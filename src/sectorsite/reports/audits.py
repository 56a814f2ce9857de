"""A page for the audit of each report, and the page that lists them."""

import os
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from sectorbook.formats.markdown import escape_markdown
from sectorbook.formats.markup import escape_html
from sectorbook.ledger.report import Report
from sectorbook.runs.notebooks import AUDIT, read_notebook
from sectorsite.drawings.pictures import Chart
from sectorsite.drawings.prepare import audit_run, charts_of_audit
from sectorsite.front.link_pictures import first_chart, write_chart
from sectorsite.front.sharing import FOLDER, SETTING
from sectorsite.markup import raw, toctree
from sectorsite.notes import Notes
from sectorsite.reading import UP, answer_in, marker_for, page_of
from sectorsite.reports.citations import as_html, report_entries

INDEX = """# Audited reports

Each report's figures are tried against each other: what can be true together, what follows that nobody printed, and
what to ask the publisher.
"""
OWN = """# Reports

Each report's figures are tried against each other. Tap a number on an audit's page, point at it or go to it by
keyboard, and it tells where it is printed or how it is computed.
"""
WAYS = """[What if](what-if.md): move a figure that you doubt, and see at once what can still be true.

[What would settle it](settle.md): what nobody printed, and a letter that asks for it.
"""
TREE = """```{toctree}
:hidden:

audits/index
what-if
ledger/index
settle
glossary
```
"""
MORE = "## Further\n\n[Every figure as printed](../ledger/{slug}.md) | [What would settle it](../settle.md)"


def write_audits(folder: Path, files: Path, reports: Mapping[str, Report], cache: Path) -> None:
    """Write the pages of all audits and the page that lists them, and copy their charts.

    Parameters
    ----------
    folder : Path
        Folder of sources, which does not exist yet.
    files : Path
        Folder of files to be copied.
    reports : mapping of str to Report
        By the names of their folders.
    cache : Path
        Folder that has the audits.
    """
    folder.mkdir()
    executed = {}
    for slug, report in reports.items():
        made = audit_run(slug).folder(cache)
        executed[slug] = read_notebook(made / f"{AUDIT}.ipynb")
        charts = charts_of_audit(made, f"audits/{slug}")
        nbformat.write(audit_page(report, executed[slug], charts), folder / f"{slug}.ipynb")
        (files / "audits" / slug).mkdir(parents=True)
        for chart in charts.values():
            chart.copy(files / "audits" / slug)
        if os.environ.get(SETTING):
            write_chart(charts.get(first_chart(executed[slug])), files / FOLDER / "audits" / slug)
    notes = Notes(UP)
    sections = (_listed(reports[slug], notebook, notes) for slug, notebook in executed.items())
    text = "\n\n".join([INDEX, *sections, raw(notes.html()), toctree(executed)])
    (folder / "index.md").write_text(text, encoding="utf-8")


def own_start_page(reports: Mapping[str, Report]) -> str:
    """The first page of a workspace's own site, which lists its reports.

    Parameters
    ----------
    reports : mapping of str to Report
        By the names of their folders.

    Returns
    -------
    str
        MyST Markdown.
    """
    items = [
        f"- {escape_markdown(report.title)}: [audit](audits/{slug}.ipynb), [every figure](ledger/{slug}.md)"
        for slug, report in reports.items()
    ]
    return "\n\n".join([OWN, "\n".join(items), WAYS, TREE])


def audit_page(report: Report, notebook: NotebookNode, charts: Mapping[str, Chart]) -> NotebookNode:
    """The audit of a report as a page to be read.

    Parameters
    ----------
    report : Report
        The report.
    notebook : NotebookNode
        Its audit, executed.
    charts : mapping of str to Chart
        The audit's charts, by their names.

    Returns
    -------
    NotebookNode
        A notebook of Markdown alone.
    """
    marker = marker_for(report, Notes(UP))
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    last = "\n\n".join([MORE.format(slug=report.slug), "## Cite this report", raw(as_html(report_entries(report)))])
    cells.append(nbformat.v4.new_markdown_cell(last))
    return page_of(cells, marker, {name: _drawing(chart) for name, chart in charts.items()})


def _listed(report: Report, notebook: NotebookNode, notes: Notes) -> str:
    """Write a report's title as a link to its audit, and the audit's answer."""
    answer = answer_in(notebook, marker_for(report, notes))
    return f"## [{escape_markdown(report.title)}]({report.slug}.ipynb)\n\n{raw(answer)}"


def _drawing(chart: Chart) -> str:
    """Write a chart with its files, and its caption for those who hear it: what a chart says stands in it."""
    names = [*chart.card["files_sha256"]]
    files = ", ".join(
        f'<a href="{UP}{chart.address}/{name}" download>{Path(name).suffix[1:].upper()}</a>' for name in names
    )
    caption = f'<span class="visually-hidden">{escape_html(chart.card["caption"])}</span> Files: {files}.'
    return f'<figure class="drawing">{chart.picture(UP)}<figcaption>{caption}</figcaption></figure>'
