"""Write the site's sources, from which Sphinx builds the pages."""

import os
import shutil
import sys
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

import nbformat
from sphinx.cmd.build import build_main

from sectorbook.errors import ParameterError
from sectorbook.figures.sidecar import load_sidecars
from sectorbook.ledger.workspace import check_output_folder, find_workspace
from sectorbook.runs.notebooks import all_notebooks, read_notebook
from sectorsite.drawings.pictures import chart_of, show_charts
from sectorsite.drawings.prepare import audit_run, make_all, phone_run, published_charts
from sectorsite.front.link_pictures import first_chart, write_chart, write_pictures
from sectorsite.front.sharing import FOLDER, SETTING
from sectorsite.galleries import figure_page, gallery_page
from sectorsite.guides.clone import has_guides, write_guides
from sectorsite.guides.reference import write_reference
from sectorsite.ledgers import context_page, ledger_page
from sectorsite.markup import raw, toctree
from sectorsite.notes import Notes
from sectorsite.reading import notebook_page, reports, shared_context
from sectorsite.reports.audits import own_start_page, write_audits
from sectorsite.reports.settle import settle_page
from sectorsite.start_page import question_section, start_pages, story_numbers
from sectorsite.what_if import what_if_page

HERE = Path(__file__).parent
FOLDERS = PAGES, FILES, HTML, DOCTREES, CACHE = "pages", "files", "html", "doctrees", "cache"
"""Folders of a build; the last one is kept for the next build."""
EXTRACTED = "jupyter_execute"
"""Folder that Sphinx's reader of notebooks writes beside the pages."""
READ = """# Seven questions

Each page has its answer at the top and, below it, how it is found. The code is one switch away.
"""
LEDGERS = """# The ledger

These pages list what each report prints, row by row, with source and paragraph, and what is published around the
reports.

"""


def prepare(cache: Path) -> None:
    """Run what pages need and what is not there from an earlier build: audits, and charts for telephones.

    Parameters
    ----------
    cache : Path
        Folder that the results are kept in.
    """
    notebooks = all_notebooks() if has_guides(find_workspace()) else []
    make_all([*map(audit_run, reports()), *map(phone_run, notebooks)], cache)
    show_charts(published_charts(cache, notebooks))


def write_pages(home: Path, settle: Future[str]) -> None:
    """Write all sources: `pages` for Sphinx, and `files` that are copied to the site as they are.

    Parameters
    ----------
    home : Path
        The folder of the build, which has what is run for the pages in `cache`.
    settle : Future of str
        The page of open questions.
    """
    for name in (PAGES, FILES, HTML, DOCTREES, EXTRACTED):
        shutil.rmtree(home / name, ignore_errors=True)
    folder, files, is_repository = home / PAGES, home / FILES, has_guides(find_workspace())
    folder.mkdir(parents=True)
    write_audits(folder / "audits", files, reports(), home / CACHE)
    write_ledgers(folder / "ledger")
    pages = {
        "settle": settle.result(),
        "what-if": what_if_page(list(reports().values())),
        "glossary": (HERE / "guides" / "glossary.md").read_text(encoding="utf-8"),
    }
    pages |= start_pages() if is_repository else {"index": own_start_page(reports())}
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    if is_repository:
        write_repository(folder, files)


def write_notebooks(folder: Path) -> None:
    """Write the notebooks, ready for pages, and the page that lists them.

    Parameters
    ----------
    folder : Path
        An existing folder of sources.
    """
    for path in all_notebooks():
        nbformat.write(notebook_page(path), folder / path.name)
    notes = Notes("../")
    answers = [question_section(path.name, notes, "", 2) for path in all_notebooks()]
    names = toctree(path.stem for path in all_notebooks())
    text = "\n\n".join([READ, *answers, raw(notes.html()), names])
    (folder / "index.md").write_text(text, encoding="utf-8")


def write_gallery(folder: Path) -> None:
    """Write the gallery and its figures' pages.

    Parameters
    ----------
    folder : Path
        An existing folder of sources.
    """
    shown = sorted(load_sidecars(), key=lambda card: str(card["notebook"]))
    (folder / "index.md").write_text(gallery_page(shown), encoding="utf-8")
    for card in shown:
        (folder / f"{card['figure']}.md").write_text(figure_page(card), encoding="utf-8")


def write_ledgers(folder: Path) -> None:
    """Write the tables of all reports as pages, those around them, and the page that lists both.

    Parameters
    ----------
    folder : Path
        A folder that does not exist yet.
    """
    folder.mkdir()
    pages = {slug: ledger_page(slug, report) for slug, report in reports().items()}
    if context := shared_context():
        pages["context"] = context_page(context)
    pages["index"] = LEDGERS + toctree(list(pages), ":maxdepth: 1")
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")


def write_repository(folder: Path, files: Path) -> None:
    """Write what only the repository's site has: its notebooks, charts, guides, reference and pictures for links.

    Parameters
    ----------
    folder : Path
        An existing folder of sources.
    files : Path
        Folder for the files of the charts and for the pictures.
    """
    for name in ("read", "gallery", "reference"):
        (folder / name).mkdir()
    write_notebooks(folder / "read")
    write_gallery(folder / "gallery")
    write_guides(folder)
    write_reference(folder / "reference")
    (files / "figures").mkdir(parents=True)
    for card in load_sidecars():
        chart_of(card).copy(files / "figures")
    if os.environ.get(SETTING):
        write_pictures(story_numbers(), files / FOLDER)
        write_link_pictures(files / FOLDER)


def write_link_pictures(folder: Path) -> None:
    """Write the pictures of links to the gallery's pages and to the notebooks.

    Parameters
    ----------
    folder : Path
        For the pictures.
    """
    charts = {card["figure"]: chart_of(card) for card in load_sidecars()}
    for name, chart in charts.items():
        write_chart(chart, folder / "gallery" / name)
    for path in all_notebooks():
        write_chart(charts.get(first_chart(read_notebook(path))), folder / "read" / path.stem)


def _settle() -> str:
    """Compute the page of open questions."""
    return settle_page(reports())


def check_home(home: Path) -> None:
    """Check that a build would replace nothing but an earlier build.

    Parameters
    ----------
    home : Path
        The folder of the build.

    Raises
    ------
    ParameterError
        Where the folder has, or lies in, what belongs to the workspace, or has anything else.
    """
    check_output_folder(home)
    if home.exists() and not home.is_dir():
        raise ParameterError(f"{home} is a file. Give a folder.")
    others = sorted({path.name for path in home.iterdir()} - {*FOLDERS, EXTRACTED}) if home.exists() else []
    if others:
        raise ParameterError(f"{home} holds {others[0]}, which is no part of a site. Give a new or an empty folder.")


def build(home: Path) -> int:
    """Write the sources and build all pages anew.

    Parameters
    ----------
    home : Path
        The folder, in which an earlier build is replaced.

    Returns
    -------
    int
        Sphinx's exit code; a warning is an error.

    Raises
    ------
    ParameterError
        Where the folder has anything else.
    LedgerError, NotebookError
        Where a report is wrong, or its audit cannot be run.
    """
    check_home(home)
    # The page of open questions takes as long as all others: a process of its own, started before there are threads,
    # computes it beside them.
    with ProcessPoolExecutor(1) as beside:
        settle = beside.submit(_settle)
        prepare(home / CACHE)
        write_pages(home, settle)
    extra = f"html_extra_path={(home / FILES).resolve()}"
    folders = [str(home / name) for name in (PAGES, HTML)]
    settings = ["-c", str(HERE), "-d", str(home / DOCTREES), "-D", extra]
    options = ["-j2", "-q", "-W", "--keep-going", "-E", *settings]
    return build_main([*options, "-b", "html", *folders])


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1])))
