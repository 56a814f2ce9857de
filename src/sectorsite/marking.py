"""Numbers of a page as buttons that tell where each is from, by hover, focus, tap, and to screen readers."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from sectorsite.origins import Origins, Place
from sectorsite.tracing import WAY

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NOUN = r"(?: (?:million|billion|MW|companies|company|people|jobs|parks|hubs|centres|students|firms|districts)\b)?"
VALUE = rf"(?:US|PKR|Rs\.? ?)?[$€£]?\d+(?:,\d{{3}})*(?:\.\d+)?(?:[km]\b|%)?{NOUN}"
YEAR = r"(?<![\d,.$–])(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?(?!\d|[,.]\d|%|–\$?\d{3})"
DATE = rf"(?:\d{{1,2}} )?(?:{MONTHS}) \d{{4}}|{YEAR}"
ID = r"\b[A-Z]+[A-Z0-9]*-\d+[a-z]?\b|\b(?:FY|CY|Q)-?\d+\b"
LIST = r"(?<![\w.,$])\d+(?:, \d+){5,}(?: and \d+)?(?![\w%])"
"""So many numbers in a row are marked as one, not to be one stop of the keyboard each."""
JOINER = "\u2060"
QUOTED = re.compile(r"(\"|&quot;|“)(<button[^>]*>)([^<]*)</button>(\"|&quot;|”)")
"""A number in quotes, which go into its button: browsers end lines there whatever stands between."""
SPAN = r"`[^`]*`|<[^>]+>|\]\([^)]*\)"
UNMARKED = ("code", "pre", "a", "button", "h1", "h2", "h3", "th")
"""Where no number is marked: code, and what is a control or names a part already."""
ASIDE = re.compile(r"held by|against|^mind|^note|^paragraph|^by$")
"""Heads of columns that do not say what their row is about."""
NOTES = re.compile(r"^mind|^note")
UNTOLD = re.compile(r"^paragraph")
PARTS = re.compile(r"(?<=; )")
"""Where the cell of a table goes on to another thing."""


def amounts(text: str) -> list[str]:
    """The amounts in a text, with sign and unit."""
    return re.findall(rf"[+−]?{VALUE}", text)


class Marker:
    """Marks the numbers of one page, and keeps what there is to tell of them for its end."""

    def __init__(self, origins: Origins, root: str) -> None:
        self._origins, self._root = origins, root
        self._told: dict[str, str] = {}
        phrases = "|".join(re.escape(words) for words in origins.phrases())
        known = rf"(?<![\w$,.–])(?:{phrases})(?!\w|%|[,.]\d|–\$?\d)|" if phrases else ""
        value = rf"(?<![\w.,$])[+−]?{VALUE}(?:(?:–| to ){VALUE})?(?!\w)"
        self._pattern = re.compile(f"(?P<skip>{SPAN}|{DATE})|(?P<id>{ID})|(?P<number>{LIST}|{known}{value})")

    def share(self, other: Marker) -> None:
        """Keep what there is to tell together with another's, where both mark parts of one page."""
        self._told = other._told

    def markdown(self, text: str, otherwise: str = "") -> str:
        """A Markdown text with its numbers marked; of those without an origin `otherwise` is told, if anything."""
        lines = text.replace("\\$<span></span>", "$").replace("\\$", "$").split("\n")
        return "\n".join(
            line if line.startswith("#") else self._mark(line, Place(line), otherwise, str) for line in lines
        )

    def html(self, text: str, otherwise: str, supposed: bool = False) -> str:
        """Likewise a piece of HTML; a number in a table is of what its row says, unless that is only supposed."""
        soup = BeautifulSoup(text.replace("$<span></span>", "$"), "html.parser")
        for node in list(soup.find_all(string=True)):
            if isinstance(node, NavigableString) and not node.find_parent(UNMARKED) and str(node).strip():
                marked = "".join(self._marked_part(node, part, otherwise, supposed) for part in PARTS.split(str(node)))
                node.replace_with(BeautifulSoup(marked, "html.parser"))
        return str(soup)

    def _marked_part(self, node: NavigableString, part: str, otherwise: str, supposed: bool) -> str:
        place = _place(node, part, supposed)
        told = self._from_note(place) if NOTES.search(place.column) else otherwise
        return escape(part) if UNTOLD.search(place.column) else self._mark(part, place, told, escape)

    def notes(self) -> str:
        """All that is told, to stand at the end of the page."""
        notes = (f'<div popover id="{name}" class="origin">{told}</div>' for told, name in self._told.items())
        return "\n".join(notes)

    def _from_note(self, place: Place) -> str:
        link = self._origins.links.get(place.row)
        return f'<strong>From the note</strong> of <a href="{WAY}{link}">{place.row}</a>.' if link else ""

    def _mark(self, text: str, place: Place, otherwise: str, plain: Callable[[str], str]) -> str:
        parts, end = [], 0
        for found in self._pattern.finditer(text):
            parts += [plain(text[end : found.start()]), self._marked(found, place, otherwise, plain)]
            end = found.end()
        return _kept_together("".join([*parts, plain(text[end:])]))

    def _marked(self, found: re.Match[str], place: Place, otherwise: str, plain: Callable[[str], str]) -> str:
        words = found[0]
        if found["id"]:
            link = self._origins.links.get(words)
            return f'<a class="id" href="{self._root}{link}">{words}</a>' if link else plain(words)
        told = [] if found["skip"] else self._origins.of(words, place) or [otherwise] * bool(otherwise)
        if not told:
            return plain(words)
        name = self._note("".join(f"<p>{one}</p>" for one in told))
        attributes = f'popovertarget="{name}" aria-describedby="{name}"'
        return f'<button type="button" class="number" {attributes}>{escape(words)}</button>'

    def _note(self, told: str) -> str:
        told = told.replace(WAY, self._root)
        return self._told.setdefault(told, f"origin-{len(self._told) + 1}")


def _kept_together(text: str) -> str:
    """No line ends between a number and the quotes, bracket or stop beside it, as it may beside any button."""
    text = QUOTED.sub(r"\2\1\3\4</button>", text)
    return re.sub(r"\((?=<button)", f"({JOINER}", re.sub(r"</button>(?=[).,;:])", f"</button>{JOINER}", text))


def _place(node: NavigableString, part: str, supposed: bool) -> Place:
    """Where a part of a text stands: its row without what is aside, or its paragraph."""
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
    table = row.find_parent("table")
    head = table.find("tr") if table else None
    return [_read(cell) for cell in head.find_all(["td", "th"])] if head else []


def _read(cell: Tag) -> str:
    return _tidy(cell.get_text())


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace(JOINER, "")).strip()
