"""The first page: the main result, one figure, four entries, and the seven questions with their answers."""

from markdown_it import MarkdownIt

from sectorbook.figures.sidecar import load_sidecars
from sectorbook.pages.page import Page
from sectorbook.runs.notebooks import all_notebooks, find_notebook
from sectorsite.galleries import question
from sectorsite.markup import drawing, raw
from sectorsite.notes import Marker, Notes
from sectorsite.reading import answer_of, result_of

PICTURE = "overshoot"
TITLE = "Do Gilgit-Baltistan's IT figures add up?"
ABOUT = (
    "In November 2025 Business Recorder wrote about the *Gilgit-Baltistan IT and ITeS Sector Diagnostic Report* of "
    "P@SHA, the association of Pakistan's software houses. Tap a number here, point at it or go to it by keyboard, and "
    "it tells where it is printed or how it is computed."
)
LEAD = (
    "The article opens with freelancers who earn {opening} a year. Add the companies' {companies} and you get "
    "{together}. **The same article puts the whole sector at {total}.** If the two are the whole sector, that leaves "
    "freelancers {left}; the opening just fits if every printed number was rounded."
)
FORMULAS = {
    "opening": "EST-01",
    "companies": "company_revenue",
    "together": "EST-01 + company_revenue",
    "total": "sector_revenue",
    "left": "freelancer_revenue",
}
ENTRIES = (
    ("What if", "what-if.html", "Drag a figure that you doubt, and see at once what can still be true."),
    ("Read", "read/index.html", "Seven questions, each with its answer at the top, and below it how it is found."),
    ("Export", "gallery/index.html", "{count} charts for print and screen, with their numbers, sources and alt text."),
    ("Rerun", "rerun.html", "Run the notebooks on your own machine, with other readings and assumptions."),
)
TREE = """```{toctree}
:hidden:

read/index
gallery/index
what-if
ledger/index
audits/index
settle
rerun
how-it-works
contributing
reference/index
glossary
add-a-report
figures
figure-checks
check-text
expressions
relations
sweeps
```
"""


def start_page() -> str:
    """The first page, with the answers that the notebooks store.

    Returns
    -------
    str
        MyST Markdown.
    """
    notes = Notes("")
    card = next(card for card in load_sidecars() if card["figure"] == PICTURE)
    parts = [
        f"# {TITLE}",
        ABOUT,
        raw(f'<div class="answer">{_lead(notes)}</div>'),
        raw(drawing(card, "")),
        raw(_entries()),
        "## Seven questions",
        *(question_section(path.name, notes, "read/", 3) for path in all_notebooks()),
        raw(notes.html()),
        TREE,
    ]
    return "\n\n".join(parts)


def _lead(notes: Notes) -> str:
    """Write the main result, with its numbers marked."""
    result = result_of("gilgit-baltistan-2025")
    sentence = Page(result).fill(LEAD, **FORMULAS)
    html = MarkdownIt("commonmark").render(sentence.markdown)
    return Marker(notes, result.report).text(html, sentence.text, list(sentence.shifted(0)))


def _entries() -> str:
    """Write the entries as a list of links."""
    count = len(load_sidecars())
    entries = (
        f'<li><a href="{address}"><strong>{name}</strong> <span>{words.format(count=count)}</span></a></li>'
        for name, address, words in ENTRIES
    )
    return f'<ul class="ways">{"".join(entries)}</ul>'


def question_section(name: str, notes: Notes, folder: str, level: int) -> str:
    """A notebook's question and its stored answer, with the numbers marked.

    Parameters
    ----------
    name : str
        File name of the notebook.
    notes : Notes
        The notes of the page.
    folder : str
        Path from the page to the notebooks' pages.
    level : int
        Level of the heading.

    Returns
    -------
    str
        MyST Markdown.
    """
    heading = f"{'#' * level} [{question(name)}]({folder}{name})"
    return f"{heading}\n\n{raw(answer_of(find_notebook(name), notes))}"
