"""Numbers of a page as buttons that show their origin: by hover, focus and tap, and to screen readers."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from sectorsite.origins import Origins, Place
from sectorsite.tracing import ROOT

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NOUN = r"(?: (?:million|billion|MW|companies|company|people|jobs|parks|hubs|centres|students|firms|districts)\b)?"
VALUE = rf"(?:US|PKR|Rs\.? ?)?[$€£]?\d+(?:,\d{{3}})*(?:\.\d+)?(?:[km]\b|%)?{NOUN}"
YEAR = r"(?<![\d,.$–])(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?(?!\d|[,.]\d|%|–\$?\d{3})"
DATE = rf"(?:\d{{1,2}} )?(?:{MONTHS}) \d{{4}}|{YEAR}"
ID = r"\b[A-Z]+[A-Z0-9]*-\d+[a-z]?\b|\b(?:FY|CY|Q)-?\d+\b"
LIST = r"(?<![\w.,$])\d+(?:, \d+){5,}(?: and \d+)?(?![\w%])"
"""Numbers that are marked as one, so that the keyboard does not stop at each."""
JOINER = "\u2060"
QUOTED = re.compile(r"(\"|&quot;|“)(<button[^>]*>)([^<]*)</button>(\"|&quot;|”)")
"""A number in quotes. The quotes go into its button: browsers may break lines between a button and its neighbours."""
SPAN = r"`[^`]*`|<[^>]+>|\]\([^)]*\)"
UNMARKED = ("code", "pre", "a", "button", "h1", "h2", "h3", "th")
"""Elements in which no number is marked: code, controls and headings."""
ASIDE = re.compile(r"held by|against|^mind|^note|^paragraph|^by$")
"""Heads of columns that do not describe what their row is about."""
NOTES = re.compile(r"^mind|^note")
UNMARKED_COLUMN = re.compile(r"^paragraph")
PARTS = re.compile(r"(?<=; )")
"""Splits the cell of a table into parts about different things."""


def amounts(text: str) -> list[str]:
    """The amounts in a text.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        With sign and unit.
    """
    return re.findall(rf"[+−]?{VALUE}", text)


class Marker:
    """Marks the numbers of one page, and collects their notes for its end.

    Parameters
    ----------
    origins : Origins
        The origins of the page's numbers.
    root : str
        Path from the page to the site's root, such as "../"; empty at the root.
    """

    def __init__(self, origins: Origins, root: str) -> None:
        self._origins, self._root = origins, root
        self._notes: dict[str, str] = {}
        phrases = "|".join(re.escape(words) for words in origins.phrases())
        known = rf"(?<![\w$,.–])(?:{phrases})(?!\w|%|[,.]\d|–\$?\d)|" if phrases else ""
        value = rf"(?<![\w.,$])[+−]?{VALUE}(?:(?:–| to ){VALUE})?(?!\w)"
        self._pattern = re.compile(f"(?P<skip>{SPAN}|{DATE})|(?P<id>{ID})|(?P<number>{LIST}|{known}{value})")

    def share_notes(self, other: Marker) -> None:
        """Collect notes together with another marker, where both mark parts of one page.

        Parameters
        ----------
        other : Marker
            Its notes become this one's too.
        """
        self._notes = other._notes

    def markdown(self, text: str, otherwise: str = "") -> str:
        """A Markdown text with its numbers marked.

        Parameters
        ----------
        text : str
            Markdown; headings stay as they are.
        otherwise : str, optional
            Note of numbers without an origin, in HTML; they are not marked where it is empty.

        Returns
        -------
        str
            Markdown with buttons in HTML.
        """
        lines = text.replace("\\$<span></span>", "$").replace("\\$", "$").split("\n")
        return "\n".join(
            line if line.startswith("#") else self._mark(line, Place(line), otherwise, str) for line in lines
        )

    def html(self, text: str, otherwise: str, supposed: bool = False) -> str:
        """A piece of HTML with its numbers marked; in a table the row says what a number is about.

        Parameters
        ----------
        text : str
            HTML.
        otherwise : str
            Note of numbers without an origin, in HTML; they are not marked where it is empty.
        supposed : bool, default False
            Whether the ranges are valid only where something is supposed.

        Returns
        -------
        str
            HTML with buttons.
        """
        soup = BeautifulSoup(text.replace("$<span></span>", "$"), "html.parser")
        for node in list(soup.find_all(string=True)):
            if isinstance(node, NavigableString) and not node.find_parent(UNMARKED) and str(node).strip():
                marked = "".join(self._marked_part(node, part, otherwise, supposed) for part in PARTS.split(str(node)))
                node.replace_with(BeautifulSoup(marked, "html.parser"))
        return str(soup)

    def _marked_part(self, node: NavigableString, part: str, otherwise: str, supposed: bool) -> str:
        """Mark a part of a text, unless its column is left as it is."""
        place = _place(node, part, supposed)
        note = self._from_note(place) if NOTES.search(place.column) else otherwise
        return escape(part) if UNMARKED_COLUMN.search(place.column) else self._mark(part, place, note, escape)

    def notes(self) -> str:
        """All notes, for the end of the page.

        Returns
        -------
        str
            HTML.
        """
        return "\n".join(f'<div popover id="{name}" class="origin">{note}</div>' for note, name in self._notes.items())

    def _from_note(self, place: Place) -> str:
        """Write the note of a number that stands in the note of a row."""
        link = self._origins.links.get(place.row)
        return f'<strong>From the note</strong> of <a href="{ROOT}{link}">{place.row}</a>.' if link else ""

    def _mark(self, text: str, place: Place, otherwise: str, plain: Callable[[str], str]) -> str:
        """Mark the numbers and ids of a text; `plain` writes the rest."""
        parts, end = [], 0
        for match in self._pattern.finditer(text):
            parts += [plain(text[end : match.start()]), self._marked(match, place, otherwise, plain)]
            end = match.end()
        return _kept_together("".join([*parts, plain(text[end:])]))

    def _marked(self, match: re.Match[str], place: Place, otherwise: str, plain: Callable[[str], str]) -> str:
        """Write an id as a link and a number as a button; anything without an origin as it is."""
        words = match[0]
        if match["id"]:
            link = self._origins.links.get(words)
            return f'<a class="id" href="{self._root}{link}">{words}</a>' if link else plain(words)
        notes = [] if match["skip"] else self._origins.lookup(words, place) or [otherwise] * bool(otherwise)
        if not notes:
            return plain(words)
        note = "".join(f"<p>{one}</p>" for one in notes).replace(ROOT, self._root)
        name = self._notes.setdefault(note, f"origin-{len(self._notes) + 1}")
        attributes = f'popovertarget="{name}" aria-describedby="{name}"'
        return f'<button type="button" class="number" {attributes}>{escape(words)}</button>'


def _kept_together(text: str) -> str:
    """Prevent line breaks between a button and the quotes, bracket or stop beside it."""
    text = QUOTED.sub(r"\2\1\3\4</button>", text)
    return re.sub(r"\((?=<button)", f"({JOINER}", re.sub(r"</button>(?=[).,;:])", f"</button>{JOINER}", text))


def _place(node: NavigableString, part: str, supposed: bool) -> Place:
    """Describe the place of a part of a text: its row without columns of another matter, or its paragraph."""
    row, own = node.find_parent("tr"), node.find_parent(["td", "th"])
    if row is None or own is None:
        block = node.find_parent(["p", "li"])
        return Place(block.get_text(" ") if block else str(node), supposed=supposed)
    cells, heads = row.find_all(["td", "th"]), _heads(row)
    named = list(zip(cells, heads[len(heads) - len(cells) :] or [""] * len(cells), strict=False))
    column = next((head for cell, head in named if cell is own), "")
    alone = own.get_text() == str(node)
    text = " | ".join(
        _tidy(part) if cell is own and alone else _read(cell) for cell, head in named if not ASIDE.search(head)
    )
    first = row.find("th")
    return Place(f"{text} | {column}", _read(first) if first else "", column, supposed)


def _heads(row: Tag) -> list[str]:
    """Read the heads of the columns of a row's table."""
    table = row.find_parent("table")
    head = table.find("tr") if table else None
    return [_read(cell) for cell in head.find_all(["td", "th"])] if head else []


def _read(cell: Tag) -> str:
    """Read the text of a cell."""
    return _tidy(cell.get_text())


def _tidy(text: str) -> str:
    """Collapse blanks, and remove word joiners."""
    return re.sub(r"\s+", " ", text.replace(JOINER, "")).strip()
