"""The gallery, and a page for each figure with its files, numbers, citation and provenance."""

import re
from pathlib import Path
from typing import Any

import pandas as pd

from sectorbook.figures.citing import chart_citation
from sectorbook.figures.profiles import load_profile, profile_names
from sectorbook.formats.markdown import escape_markdown
from sectorbook.formats.markup import escape_html
from sectorbook.ledger.workspace import find_workspace
from sectorbook.runs.notebooks import declared_parameters, find_notebook, read_notebook
from sectorbook.runs.parameters import format_settings
from sectorsite.drawings.pictures import chart_of
from sectorsite.markup import enlarged, folded, folded_where_long, raw, table, toctree
from sectorsite.reading import UP, question_of, reports
from sectorsite.reports.citations import as_html, chart_entries

HEAD = """# Charts

These are the charts that the notebooks draw when they run as they stand. Open one for its files for print and screen,
the plotted numbers, and how to cite it. The charts are CC BY 4.0; the numbers they show are cited from their sources.
"""
LONG, WHOLE, DIGITS = re.compile(r"-?\d{1,6}\.\d{7,}"), re.compile(r"^(-?\d+)\.0$"), 6
"""A number that a page shows with fewer digits, one that it shows as a whole one, and how many digits."""
SHOWN = 60
"""The largest number of rows of a figure's data on its page; the CSV has all."""


def gallery_page(cards: list[dict[str, Any]]) -> str:
    """The gallery: all charts in small, by notebook, each leading to its page.

    Parameters
    ----------
    cards : list of dict of str to object
        Sidecars of the figures, in the order of the notebooks.

    Returns
    -------
    str
        MyST Markdown.
    """
    parts = [HEAD]
    for notebook in dict.fromkeys(card["notebook"] for card in cards):
        own = "".join(_thumb(card) for card in cards if card["notebook"] == notebook)
        parts += [f"## {question(notebook)}", raw(f'<div class="thumbs">{own}</div>')]
    return "\n\n".join([*parts, toctree(card["figure"] for card in cards)])


def figure_page(card: dict[str, Any]) -> str:
    """The page of one figure, with everything that belongs to it.

    Parameters
    ----------
    card : dict of str to object
        The figure's sidecar.

    Returns
    -------
    str
        MyST Markdown.
    """
    stem = Path(card["notebook"]).stem
    settings = ", ".join(f"`{one}`" for one in _settings(card)) or "as it stands"
    return "\n\n".join(
        [
            f"# {escape_markdown(card['title'])}",
            raw(enlarged(card, UP, _files(card) + _cited(card))),
            "## Other sizes",
            "For a journal's column, a web page or a slide the chart is laid out anew, at the size and with the type "
            f"that the target asks for: `sectorbook export {card['figure']} --profile nature-1 --to out`.",
            raw(folded("Sizes, files and whose rules they are", _targets())),
            "## Where it is from",
            f"Notebook [{question(card['notebook'])}](../read/{stem}), {settings}. {escape_markdown(card['source'])}",
            f"`sectorbook run {stem[:2]} --to out` draws it again. The SHA-256 of the report begins with "
            f"`{card['report_sha256'][:16]}`, that of the plotted numbers with `{card['data_sha256'][:16]}`.",
            "## In words",
            escape_markdown(card["alt"]),
            "## Numbers",
            raw(_numbers(card)),
        ]
    )


def question(notebook: str) -> str:
    """The question of a notebook, by its name.

    Parameters
    ----------
    notebook : str
        File name or number of the notebook.

    Returns
    -------
    str
        Plain text.
    """
    return question_of(find_notebook(notebook))


def _settings(card: dict[str, Any]) -> list[str]:
    """List the parameters of a figure that differ from the stored ones."""
    path = find_notebook(card["notebook"])
    known = declared_parameters(read_notebook(path), path.name)
    changed = {name: value for name, value in card["parameters"].items() if value != known[name].default}
    return format_settings(changed)


def _thumb(card: dict[str, Any]) -> str:
    """Write a chart in small, with its title as a link to its page."""
    link = f'<a href="{card["figure"]}.html">{escape_html(card["title"])}</a>'
    return f'<figure class="thumb">{chart_of(card).thumbnail(UP)}<figcaption>{link}</figcaption></figure>'


def _cited(card: dict[str, Any]) -> str:
    """Write how to cite a chart, as a fold."""
    entries = as_html(chart_entries(card, reports()[card["report"]]))
    return f"<details><summary>Cite</summary><p>{escape_html(chart_citation(card))}</p>{entries}</details>"


USES = {
    ".pdf": "for print, with fonts and tags",
    ".svg": "for print and the web, to be edited",
    ".png": "for the screen",
    ".csv": "the plotted numbers",
    ".json": "caption, alt text, source, parameters, SHA-256 of each file",
}


def _files(card: dict[str, Any]) -> str:
    """List the files of a figure, with their use and size."""
    names = [*card["files_sha256"], f"{card['name']}.json"]
    items = (
        f'<li><a href="../figures/{name}" download>{Path(name).suffix[1:].upper()}</a> '
        f"{USES[Path(name).suffix]}, {_size(find_workspace().figures / name)}</li>"
        for name in names
    )
    return f'<ul class="files">{"".join(items)}</ul>'


def _size(file: Path) -> str:
    """Write the size of a file."""
    size = file.stat().st_size
    return f"{size:,}\u00a0bytes" if size < 1000 else f"{size / 1000:,.0f}\u00a0kB"


def _targets() -> str:
    """Write the other profiles as a table."""
    profiles = [load_profile(name) for name in profile_names() if name != "report"]
    rows = [
        (one.name, [f"{one.width:g} mm", ", ".join(one.formats).upper(), escape_html(one.rule)]) for one in profiles
    ]
    return table(("profile", "width", "files", "whose rule"), rows, "Other profiles")


def _numbers(card: dict[str, Any]) -> str:
    """Write the first rows of a figure's data as a table; a value that stands in every row is said once."""
    frame = pd.read_csv(find_workspace().figures / f"{card['name']}.csv", dtype=str, keep_default_na=False)
    first, *others = frame.columns
    same = [name for name in others if len(frame) > 1 and frame[name].nunique() == 1]
    shown = frame.drop(columns=[*same, *(name for name in others if frame[name].equals(frame[first]))])
    said = "; ".join(
        f"<code>{escape_html(name)}</code> {escape_html(frame[name][0])}" for name in same if frame[name][0]
    )
    more = f"<p>The first {SHOWN} of {len(frame)} rows; all are in the CSV.</p>" if len(frame) > SHOWN else ""
    rows = shown.head(SHOWN).map(_shortened).map(escape_html).itertuples(index=False)
    cells = ((str(head), list(map(str, rest))) for head, *rest in rows)
    plotted = table((f"<code>{escape_html(name)}</code>" for name in shown.columns), cells, "Plotted numbers")
    return (f"<p>In every row: {said}.</p>" if said else "") + folded_where_long(plotted + more)


def _shortened(cell: str) -> str:
    """Shorten a number with more decimals than anyone reads; the CSV has more of them."""
    return f"{float(cell):.{DIGITS}g}" if LONG.fullmatch(cell) else WHOLE.sub(r"\1", cell)
