"""The paragraphs of a document (text, Markdown, HTML, .docx, PDF, notebook or CSV), each with its place in the file.

What stands in a document beside its text is left out: scripts, code, navigation, deleted passages, running heads.
"""

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from sectorbook.errors import DocumentError, InputError, shown
from sectorbook.inputs import MEGABYTE, parse_json, read_bytes
from sectorbook.ledger.drafting.delimited import delimited_rows
from sectorbook.ledger.drafting.table_heads import column_head
from sectorbook.ledger.tables import SAVE_AS

if TYPE_CHECKING:
    from bs4 import Tag

BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend",
    "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
"""Elements of HTML that begin a paragraph."""
BESIDE_THE_TEXT = [
    "script", "style", "noscript", "template", "nav", "form", "button", "select", "svg", "math", "iframe", "head",
    "object", "audio", "video", "canvas",
]  # fmt: skip
"""Elements of HTML whose contents are no text of the document."""
CELL = " | "
"""What parts the cells of a table's row, which is one paragraph."""
WIDEST_WRAP = 130
"""From how many characters on a line is a paragraph of its own, and not one that was broken to fit a width."""
PROPORTIONAL = 0.9
"""The share of the widest line that a line of proportional type has to fill to count as full."""
EDGE = 2
"""How many lines at the top and foot of a page can be a running head."""
SENTENCE_END = re.compile(r"[.!?:;\u06d4\u061f][\"'\u201d\u2019)\]]*$")
ITEM = re.compile(r"(?:[-*\u2022\u2013]|\(?[0-9]{1,2}[.)])\s")
EMPTY_LINE = re.compile(r"\n\s*\n")
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]:?")
MOST_BYTES = 64 * MEGABYTE
"""How large a document may be."""
LINE = "data-line"
"""The attribute that says in which line of a Markdown file an element begins."""
HIDDEN = "[hidden], [aria-hidden=true], [style*='display:none'], [style*='display: none']"
LONGEST_TITLE = 120
"""How many characters a first line has at most that is taken as a title."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DATED_BY = ("article:published_time", "datePublished", "date", "dc.date", "DC.date.issued")
"""What a web page's head may call the day of publication."""
SUPERSCRIPT = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NOT_SHOWN = (f"{WORD}del", f"{WORD}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
FALLBACK = NOT_SHOWN[-1]
BREAKS = {f"{WORD}{name}": text for name, text in {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}.items()}


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a document.

    Attributes
    ----------
    number : int
        Its number among the document's non-empty paragraphs, from 1.
    text : str
        Its text on one line.
    place : str
        Where it stands, for a message: "line 12", "page 3", "cell 4".
    line : int
        The line of the file where it begins, from 1; 0 where a file has no lines.
    heads : tuple of str
        For a row of a table with heads, that of the column of each of its cells; else empty.
    """

    number: int
    text: str
    place: str
    line: int = 0
    heads: tuple[str, ...] = ()


def read_document(file: Path) -> tuple[Paragraph, ...]:
    """Read the paragraphs of a document.

    Parameters
    ----------
    file : Path
        A file whose name ends in .txt, .md, .html, .docx, .pdf, .ipynb, .csv, .tsv or a like ending; others are read
        as text.

    Returns
    -------
    tuple of Paragraph
        Those that have text, in their order. A row of a table is one, its cells parted by " | ".

    Raises
    ------
    DocumentError
        The file cannot be read, is not what its name says, or holds no text.
    MissingExtra
        The package that reads this kind of file is not installed.
    """
    _bytes(file)  # raises for what is no file, and for one that is too large
    read = READERS.get(file.suffix.lower(), _read_plain)
    pieces = ((" ".join(text.split()), place, line, heads) for text, place, line, heads in read(file))
    found = [piece for piece in pieces if piece[0]]
    if not found:
        hint = " A scanned page has to go through text recognition first." if file.suffix.lower() == ".pdf" else ""
        raise DocumentError(f"{file} holds no text.{hint}")
    return tuple(
        Paragraph(number, text, place or f"paragraph {number}", line, heads)
        for number, (text, place, line, heads) in enumerate(found, 1)
    )


def plain_paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Part a plain text into its paragraphs.

    Parameters
    ----------
    text : str
        Lines parted by empty ones, or one paragraph a line. Lines that were broken to fit a width are joined again.

    Returns
    -------
    tuple of Paragraph
        Those that have text, in their order.
    """
    pieces = enumerate(_plain(text), 1)
    return tuple(Paragraph(number, " ".join(text.split()), f"line {line}", line) for number, (text, line) in pieces)


Piece = tuple[str, str, int, tuple[str, ...]]
"""A text, its place and its line, and the heads of its cells."""
Block = tuple[str, int, tuple[str, ...]]
"""A text of HTML, its line, and the heads of its cells."""


def _read_plain(file: Path) -> Iterator[Piece]:
    """Yield the paragraphs of a plain text."""
    return ((text, f"line {line}", line, ()) for text, line in _plain(_text(file)))


def _bytes(file: Path) -> bytes:
    """Read a document's bytes; raise `DocumentError` for what is no file, or too large."""
    try:
        return read_bytes(file, MOST_BYTES)
    except InputError as error:
        raise DocumentError(str(error)) from None


def _text(file: Path) -> str:
    """Read a text file; raise `DocumentError` where it is not UTF-8 or no text at all."""
    raw = _bytes(file)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError(f"{file} is UTF-16. Save it as UTF-8.")
    if b"\0" in raw:
        raise DocumentError(f"{file} is no text: it holds zero bytes. Give a text, or a file named as what it is.")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        wrong, line = raw[error.start : error.end], len(re.findall(rb"\r\n|\r|\n", raw[: error.start])) + 1
        meant = f'in Windows-1252 the byte {wrong!r} would be "{wrong.decode("cp1252", errors="replace")}"'
        raise DocumentError(f"{file}, line {line}: it is not UTF-8; {meant}. Save the text as UTF-8.") from None


def _plain(text: str) -> Iterator[tuple[str, int]]:
    """Yield the paragraphs of a plain text with their lines."""
    block: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            block.append(line.strip())
        else:
            yield from ((joined, number - len(block) + at) for joined, at in _unwrapped(block))
            block = []


def _unwrapped(lines: Sequence[str], slack: float = 1.0) -> Iterator[tuple[str, int]]:
    """Join lines that were broken to fit a width, and yield each paragraph with the place of its first line.

    A line was broken where the first word of the next would not have fitted; `slack` is the share of the width that a
    line of proportional type has to fill to count as full.
    """
    width = max(map(len, lines), default=0)
    start = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or width > WIDEST_WRAP or not _continues(lines[at - 1], lines[at], width * slack):
            yield _joined(lines[start:at]), start
            start = at


def _continues(line: str, following: str, width: float) -> bool:
    """Tell whether a line was broken before the following one only to fit the width."""
    if ITEM.match(following):
        return False
    full = len(line) + 1 + len(following.split()[0]) > width
    return full or not (SENTENCE_END.search(line) or len(line) < width / 2)


def _joined(lines: Iterable[str]) -> str:
    """Join the lines of a paragraph; a word that was hyphenated at the end of a line becomes one again."""
    return re.sub(r"(?<=[a-z])- (?=[a-z])", "", " ".join(lines)) if lines else ""


def _read_markdown(file: Path) -> Iterator[Piece]:
    """Yield the paragraphs of a Markdown file."""
    return ((text, f"line {line}", line, heads) for text, line, heads in _markdown(_text(file)))


def _markdown(text: str) -> Iterator[Block]:
    """Yield the paragraphs of a Markdown text with their lines; code and front matter are left out."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    body = FRONT_MATTER.sub(lambda front: "\n" * front[0].count("\n"), text)
    tokens = [token for token in parser.parse(FOOTNOTE_MARK.sub("", body)) if token.type not in ("fence", "code_block")]
    for token in tokens:
        if token.map:
            token.attrSet(LINE, str(token.map[0] + 1))
    return _html(parser.renderer.render(tokens, parser.options, {}), marked=True)


def _read_html(file: Path) -> Iterator[Piece]:
    """Yield the paragraphs of a web page, of its main part where it names one."""
    return ((text, f"line {line}", line, heads) for text, line, heads in _html(_bytes(file)))


def _html(page: str | bytes, marked: bool = False) -> Iterator[Block]:
    """Yield the paragraphs of HTML with their lines, which elements are marked with or the parser counts."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(page, "html.parser")
    for element in (*soup(BESIDE_THE_TEXT), *soup.select(HIDDEN)):
        element.decompose()
    for mark in soup("sup"):
        mark.replace_with("" if mark.find("a") else mark.get_text().translate(SUPERSCRIPT))
    for broken in soup("br"):
        broken.replace_with("\n")
    return _blocks(soup if marked else _main_part(soup), marked)


def _main_part(soup: "Tag") -> "Tag":
    """Select the part of a page that it names as its main one, if that holds most of the text; else all of it."""
    named = max(soup(["main", "article"]), key=lambda part: len(part.get_text()), default=soup)
    return named if 2 * len(named.get_text()) > len(soup.get_text()) else soup


def _blocks(root: "Tag", marked: bool) -> Iterator[Block]:
    """Yield the text of each block with its line; two breaks of a line part a block in two."""
    block: Tag | None = None
    cell: Tag | None = None
    text, line, heads = "", 0, list[str]()
    for string in root.find_all(string=_is_text):
        inside, at = _block_of(string)
        if string.isspace() and (inside is not block or at is not cell):
            continue
        if inside is not block:
            yield from ((part, line, tuple(heads)) for part in EMPTY_LINE.split(text))
            block, cell, text, line, heads = inside, None, "", _line_of(string, line, marked), []
        if at is not None and at is not cell:
            text += CELL if heads else ""
            heads.append(column_head(at))
        text += string
        cell = at
    yield from ((part, line, tuple(heads)) for part in EMPTY_LINE.split(text))


def _is_text(string: Any) -> bool:
    """Tell whether a string of a page is text, and no comment or declaration."""
    from bs4.element import NavigableString

    return type(string) is NavigableString


def _block_of(string: Any) -> tuple["Tag | None", "Tag | None"]:
    """Find the block that a text belongs to, and for a cell of a table its row and the cell."""
    block = string.find_parent(BLOCKS)
    if block is not None and block.name == "p" and len(block.parent(list(BLOCKS), recursive=False)) == 1:
        block = block.parent if block.parent.name in ("td", "th") else block
    if block is not None and block.name in ("td", "th"):
        return block.find_parent("tr") or block, block
    return block, None


def _line_of(string: Any, last: int, marked: bool) -> int:
    """Find the line of the file where a text begins; that of the text before, where it is not known."""
    if not marked:
        return string.parent.sourceline or last
    element = string.find_parent(attrs={LINE: True})
    return int(element[LINE]) if element is not None else last


def _read_word(file: Path) -> Iterator[Piece]:
    """Yield the paragraphs of a .docx file and the rows of its tables, without deleted passages."""
    import docx
    from docx.opc.exceptions import OpcError

    try:
        body = docx.Document(str(file)).element.body
    except (OpcError, BadZipFile, KeyError, ValueError, SyntaxError, AttributeError) as error:
        raise DocumentError(f"{file} is no .docx file that can be read ({error}). Save it again as .docx.") from None
    for element in body.iter(f"{WORD}p", f"{WORD}tr"):
        if next(element.iterancestors(f"{WORD}tr", FALLBACK), None) is None:
            yield _word_text(element), "", 0, ()


def _word_text(element: Any) -> str:
    """Return the text of a paragraph, or of a row with its cells parted."""
    text = ""
    for part in element.iter():
        if part.tag == f"{WORD}tc" and part.getparent() is element and text:
            text += CELL
        elif part.tag == f"{WORD}p" and part is not element:
            text += " "
        elif next(part.iterancestors(*NOT_SHOWN), None) is None:
            text += _word_letters(part)
    return text


def _word_letters(part: Any) -> str:
    """Return the letters of one element of a run."""
    if part.tag != f"{WORD}t":
        return BREAKS.get(part.tag, "")
    raised = part.getparent().find(f"{WORD}rPr/{WORD}vertAlign[@{WORD}val='superscript']") is not None
    return (part.text or "").translate(SUPERSCRIPT) if raised else part.text or ""


def _read_pdf(file: Path) -> Iterator[Piece]:
    """Yield the paragraphs of a PDF, as far as its lines show them; one that goes on over the page is one."""
    pieces: list[Piece] = []
    for number, lines in enumerate(_without_running_heads(_pdf_pages(file)), 1):
        for text, _ in _unwrapped(lines, PROPORTIONAL):
            if pieces and text[:1].islower() and not SENTENCE_END.search(pieces[-1][0]):
                pieces[-1] = _joined((pieces[-1][0], text)), *pieces[-1][1:]
            else:
                pieces.append((text, f"page {number}", 0, ()))
    yield from pieces


def _pdf_pages(file: Path) -> list[list[str]]:
    """Read the lines of each page of a PDF."""
    from pypdf import PdfReader

    try:
        pages = [page.extract_text() for page in PdfReader(file).pages]
    except MemoryError:
        raise
    except Exception as error:  # pypdf takes parts of a file for granted, so that it fails in any way
        why = shown(str(error) or type(error).__name__)
        raise DocumentError(f"{file} cannot be read as a PDF ({why}). Save it again, without a password.") from None
    return [[line.strip() for line in page.splitlines() if line.strip()] for page in pages]


def _without_running_heads(pages: Sequence[list[str]]) -> Iterator[list[str]]:
    """Leave out lines at the edges of pages that most pages repeat, whatever their numbers, and lone page numbers."""
    edges = Counter(_shape(line) for page in pages for line in {*page[:EDGE], *page[-EDGE:]})
    for page in pages:
        last = len(page) - EDGE
        yield [
            line
            for at, line in enumerate(page)
            if EDGE <= at < last
            or not (_shape(line) in ("#", "# of #") or edges[_shape(line)] > max(1, len(pages) / 2))
        ]


def _shape(line: str) -> str:
    """Return a line with a sign in place of each number."""
    return re.sub(r"[0-9]+", "#", line)


def _read_notebook(file: Path) -> Iterator[Piece]:
    """Yield the paragraphs of a notebook's text cells, and of the Markdown that its code cells show."""
    try:
        content = parse_json(_text(file), file.name)
        cells = [(number, _sources(cell)) for number, cell in enumerate(content["cells"], 1)]
    except (InputError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DocumentError(f"{file} is no notebook that can be read ({error}). Save it again in JupyterLab.") from None
    for number, sources in cells:
        yield from ((text, f"cell {number}", 0, heads) for source in sources for text, _, heads in _markdown(source))


def _sources(cell: dict[str, Any]) -> list[str]:
    """Collect the Markdown of a cell."""
    if cell["cell_type"] == "markdown":
        return ["".join(cell["source"])]
    shown = (output.get("data", {}).get("text/markdown") for output in cell.get("outputs", []))
    return ["".join(text) for text in shown if text]


def _read_table(file: Path) -> Iterator[Piece]:
    """Yield the rows of a CSV file, whose place is the row in it."""
    return ((CELL.join(cells), f"row {row}", row, heads) for row, cells, heads in delimited_rows(file))


def _refuse_workbook(file: Path) -> Iterator[Piece]:
    """Raise `DocumentError` for a workbook, and say how its table is saved as one that is read."""
    raise DocumentError(f"{file} is a workbook. Save the sheet that has the figures as CSV. {SAVE_AS}")


def _refuse(file: Path) -> Iterator[Piece]:
    """Raise `DocumentError` for a kind of file that no reader is for."""
    raise DocumentError(f"{file} is of a kind that is not read. Save it as .docx, PDF, HTML or plain text.")


FORMATS: dict[str, Callable[[Path], Iterator[Piece]]] = {
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".html": _read_html,
    ".htm": _read_html,
    ".xhtml": _read_html,
    ".docx": _read_word,
    ".pdf": _read_pdf,
    ".ipynb": _read_notebook,
    ".csv": _read_table,
    ".tsv": _read_table,
}
WORKBOOKS = (".xls", ".xlsx", ".xlsm", ".ods", ".numbers")
NOT_READ = (".doc", ".rtf", ".odt", ".epub", ".ppt", ".pptx", ".zip")
READERS = FORMATS | dict.fromkeys(NOT_READ, _refuse) | dict.fromkeys(WORKBOOKS, _refuse_workbook)
"""What reads a file, by the end of its name; any other is plain text."""


@dataclass(frozen=True)
class Details:
    """What a source is called: title, publisher, day of publication and address; empty where not known.

    Attributes
    ----------
    title, publisher : str
        As printed.
    date : str
        Such as 2025-11-20.
    url : str
        Address, beginning with http:// or https://.
    """

    title: str = ""
    publisher: str = ""
    date: str = ""
    url: str = ""

    def or_from(self, other: "Details") -> "Details":
        """Return these details, and those of another where these have none.

        Parameters
        ----------
        other : Details
            What to fall back on.

        Returns
        -------
        Details
        """
        return Details(*(getattr(self, one.name) or getattr(other, one.name) for one in fields(self)))


def details_given(title: str = "", publisher: str = "", date: str = "", url: str = "") -> Details:
    """Return details that a person gives.

    Parameters
    ----------
    title, publisher, date, url : str
        As in `Details`; empty where not given.

    Returns
    -------
    Details

    Raises
    ------
    DocumentError
        Where the date or the address cannot be one.
    """
    if date and not _is_day(date):
        raise DocumentError(f'"{shown(date)}" is no day. Write the date as 2025-11-20.')
    if url and not url.startswith(("http://", "https://")):
        raise DocumentError(f'"{shown(url)}" is no address. It begins with http:// or https://.')
    return Details(title, publisher, date, " ".join(url.split()))


def _is_day(text: str) -> bool:
    """Tell whether a text is a day, such as 2025-11-20."""
    try:
        return DAY.fullmatch(text) is not None and bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def read_details(file: Path) -> Details:
    """Read what a document says of itself: its heading, and what its metadata name.

    Parameters
    ----------
    file : Path
        The document.

    Returns
    -------
    Details
        Empty where the document does not say. Dates are those of publication: when a file was made is none.

    Raises
    ------
    DocumentError
        The file cannot be read.
    """
    read = {".md": _markdown_details, ".html": _html_details, ".htm": _html_details, ".docx": _word_details}
    read |= {".csv": _table_details, ".tsv": _table_details}
    details = read.get(file.suffix.lower(), _plain_details)(file)
    day, address = details.date[:10], details.url
    return replace(
        details,
        date=day if _is_day(day) else "",
        url=address if address.startswith(("http://", "https://")) else "",
    )


def _plain_details(file: Path) -> Details:
    """Return the first line of a text or a PDF as its title, where it is short and no sentence."""
    first = read_document(file)[0].text
    return Details(first if len(first) <= LONGEST_TITLE and not SENTENCE_END.search(first) else "")


def _table_details(file: Path) -> Details:
    """Return what stands alone in the row above the heads of a table as its title."""
    first = read_document(file)[0]
    return Details("" if first.heads or len(first.text) > LONGEST_TITLE else first.text)


def _markdown_details(file: Path) -> Details:
    """Return the first heading of a Markdown file, and what its front matter says."""
    text = _text(file)
    front = FRONT_MATTER.match(text)
    said = dict(re.findall(r"^(\w+):[ \t]*[\"']?(.*?)[\"']?[ \t]*$", front[0], re.MULTILINE)) if front else {}
    heading = re.search(r"^#[ \t]+(.+?)[ \t#]*$", FRONT_MATTER.sub("", text), re.MULTILINE)
    title = said.get("title") or (re.sub(r"[*_`]", "", heading[1]) if heading else "")
    return Details(title, said.get("publisher", ""), said.get("date", ""), said.get("url", ""))


def _html_details(file: Path) -> Details:
    """Return the heading of a web page, and what its head says."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(_bytes(file), "html.parser")
    said = {str(tag.get("property") or tag.get("name")): str(tag.get("content", "")) for tag in soup("meta")}
    heading = soup.find("h1") or soup.find("title")
    link = soup.find("link", rel="canonical")
    written = re.search(r'"datePublished"\s*:\s*"([^"]+)"', str(soup))
    date = next((one for name in DATED_BY if (one := said.get(name))), written[1] if written else "")
    title = said.get("og:title") or (heading.get_text(" ", strip=True) if heading else "")
    return Details(title, said.get("og:site_name", ""), date, str(link.get("href", "")) if link else "")


def _word_details(file: Path) -> Details:
    """Return the title of a .docx file: its own, or the first paragraph in the style of a title or heading."""
    import docx

    read_document(file)  # raises where it cannot be read
    document = docx.Document(str(file))
    styled = (one.text for one in document.paragraphs if re.match("Title|Heading", one.style.name if one.style else ""))
    return Details(next(styled, "") or document.core_properties.title or "")
