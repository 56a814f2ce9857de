"""The first page: the main result, one figure, four entries, and the seven questions with their answers."""

from sectorbook.analysis.result_tables import row_range
from sectorbook.figures.sidecar import load_sidecars
from sectorbook.runs.notebooks import all_notebooks, find_notebook, read_notebook
from sectorsite.galleries import question
from sectorsite.marking import Marker
from sectorsite.markup import drawing, raw
from sectorsite.reading import answer_of, computed_by, origins_of, result_of

PICTURE = "feasible_region"
TITLE = "Do Gilgit-Baltistan's IT figures add up?"
ABOUT = (
    "P@SHA's *Gilgit-Baltistan IT and ITeS Sector Diagnostic Report*, as Business Recorder gave it in November 2025. "
    "Each number here tells where it is printed, or how it is computed: tap it, point at it, or go to it by keyboard."
)
LEAD = (
    "The article opens with freelancers who earn $15m a year (EST-01). **The opening describes the top of the "
    "article's own range, not the estimate**: further down it prints $10m–$15m (EST-05). If freelancers and companies "
    "are the whole sector, its other figures leave {range}; only where every printed end is taken as rounded does the "
    "opening just fit."
)
ENTRIES = (
    ("What if", "what-if.html", "Move a figure, or set one aside, and see what follows and what breaks."),
    ("Read", "read/index.html", "Seven questions, each with its answer at the top and how it is found below."),
    ("Export", "gallery/index.html", "{count} figures for print and screen, with their numbers, sources and alt text."),
    ("Rerun", "rerun.html", "The notebooks on your own machine, with other readings and assumptions."),
)
TREE = """```{toctree}
:hidden:

read/index
gallery/index
what-if
ledger/index
settle
rerun
how-it-works
contributing
reference
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
    marker = Marker(origins_of(find_notebook("02")), "")
    card = next(card for card in load_sidecars() if card["figure"] == PICTURE)
    parts = [
        f"# {TITLE}",
        ABOUT,
        f":::{{container}} answer\n{marker.markdown(LEAD.format(range=_left()))}\n:::",
        raw(drawing(card, "")),
        raw(_entries()),
        "## Seven questions",
        *(question_section(path.name, marker, "", "read/", 3) for path in all_notebooks()),
        raw(marker.notes()),
        TREE,
    ]
    return "\n\n".join(parts)


def _left() -> str:
    """Write the tightest range of freelancers' revenue, every end as printed."""
    return f"freelancers' revenue {row_range(result_of('gilgit-baltistan-2025').bounds.loc['freelancer_revenue'])}"


def _entries() -> str:
    """Write the entries as a list of links."""
    count = len(load_sidecars())
    entries = (
        f'<li><a href="{address}"><strong>{name}</strong> <span>{words.format(count=count)}</span></a></li>'
        for name, address, words in ENTRIES
    )
    return f'<ul class="ways">{"".join(entries)}</ul>'


def question_section(name: str, marker: Marker, root: str, folder: str, level: int) -> str:
    """A notebook's question and its stored answer, with the numbers marked.

    Parameters
    ----------
    name : str
        File name of the notebook.
    marker : Marker
        The marker of the page, which collects the notes.
    root : str
        Path from the page to the site's root.
    folder : str
        Path from the page to the notebooks' pages.
    level : int
        Level of the heading.

    Returns
    -------
    str
        MyST Markdown.
    """
    path = find_notebook(name)
    own = Marker(origins_of(path), root)
    own.share_notes(marker)
    note = computed_by(read_notebook(path).cells[-1], path)
    return f"{'#' * level} [{question(name)}]({folder}{name})\n\n{own.markdown(answer_of(path), note)}"
