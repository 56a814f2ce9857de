"""The first page: the finding, one picture, three ways in, and the seven questions with their answers."""

from __future__ import annotations

from sectorbook.cards import cards
from sectorbook.notebooks import all_notebooks, find_notebook
from sectorsite.galleries import question
from sectorsite.marking import Marker
from sectorsite.markup import drawing, raw
from sectorsite.reading import answer_of, origins_of

__all__ = ["start_page"]

PICTURE = "feasible_region"
TITLE = "A sector report's figures: what is printed, and what can be true"
LEAD = (
    "The lead gives freelancers in Gilgit-Baltistan $15m a year (EST-01). The report's own ranges leave them "
    "$11.5m–$14.5m: **the lead describes the top of the range, not the estimate.**"
)
ABOUT = (
    "The figures are those of P@SHA's *Gilgit-Baltistan IT and ITeS Sector Diagnostic Report*, as Business Recorder "
    "gave them in November 2025. Every number here tells where it is printed, or how it is computed: tap it, point at "
    "it, or go to it with the keyboard."
)
WAYS = (
    ("Read", "read/index.html", "Seven notebooks, each a question with its answer at the top."),
    (
        "Rerun",
        "what-if.html",
        "With other ranges and readings, right here in the browser, or as notebooks on your machine.",
    ),
    ("Export", "gallery/index.html", "{count} figures for print and screen, with their numbers, sources and alt text."),
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
reference
add-a-report
figures
figure-checks
sweeps
```
"""


def start_page() -> str:
    """The page, in MyST Markdown; its answers are those that the notebooks store."""
    marker = Marker(origins_of(find_notebook("02")), "")
    card = next(card for card in cards() if card["figure"] == PICTURE)
    parts = [
        f"# {TITLE}",
        f":::{{container}} answer\n{marker.markdown(LEAD)}\n:::",
        raw(drawing(card, "")),
        ABOUT,
        raw(_ways()),
        "## Seven questions",
        *(_asked(path.name, marker) for path in all_notebooks()),
        raw(marker.notes()),
        TREE,
    ]
    return "\n\n".join(parts)


def _ways() -> str:
    ways = (
        f'<li><a href="{address}"><strong>{name}</strong> <span>{words.format(count=len(cards()))}</span></a></li>'
        for name, address, words in WAYS
    )
    return f'<ul class="ways">{"".join(ways)}</ul>'


def _asked(name: str, marker: Marker) -> str:
    path = find_notebook(name)
    own = Marker(origins_of(path), "")
    own.share(marker)
    told = f'<strong>Computed or counted</strong> in the notebook <a href="read/{path.stem}.html">{question(name)}</a>'
    return f"### [{question(name)}](read/{name})\n\n{own.markdown(answer_of(path), told)}"
