"""What a link to a page shows where it is shared: a description and a picture, and the page's own address.

Addresses have to be absolute there, and nobody but who publishes the site knows its address. The setting
`SECTORBOOK_SITE` gives it; without it a page has its description and title, but no picture and no address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.filter import SoupStrainer

from sectorbook.formats.markup import escape_html

SETTING = "SECTORBOOK_SITE"
"""Environment variable with the address of the site, such as https://example.org/sectorbook."""
SIZE = (1200, 630)
"""Pixels of a picture."""
FOLDER = "shared"
"""Folder of the pictures on the site: each has its page's name, and its description beside it."""
DESCRIPTION = "Sectorbook audits what a report prints: which of its numbers can all be true together, and which cannot."
"""Of a page that has no sentence of its own to begin with."""
LEAST, MOST = 40, 200
"""Length of a description."""


@dataclass(frozen=True)
class Link:
    """What is said of a page where a link to it is shared.

    Attributes
    ----------
    title, description : str
        In plain words.
    address : str
        Absolute address of the page; empty where the site's is not known.
    picture, alt : str
        Absolute address of its picture, and what that shows; empty likewise.
    """

    title: str
    description: str
    address: str = ""
    picture: str = ""
    alt: str = ""

    def tags(self) -> str:
        """The elements of the page's head.

        Returns
        -------
        str
            HTML.
        """
        return "".join(
            f'\n  <meta {key}="{name}" content="{escape_html(value)}">' for key, name, value in self._values() if value
        )

    def _values(self) -> Iterator[tuple[str, str, str]]:
        """Return each attribute, name and value."""
        yield "name", "description", self.description
        yield "property", "og:type", "website"
        yield "property", "og:site_name", "sectorbook"
        yield "property", "og:title", self.title
        yield "property", "og:description", self.description
        yield "property", "og:url", self.address
        yield "property", "og:image", self.picture
        if self.picture:
            for side, length in zip(("width", "height"), SIZE, strict=True):
                yield "property", f"og:image:{side}", str(length)
            yield "property", "og:image:alt", self.alt
        yield "name", "twitter:card", "summary_large_image" if self.picture else "summary"


def describe(body: str) -> str:
    """Describe a page by its answer, or else by its first sentence.

    Parameters
    ----------
    body : str
        HTML.

    Returns
    -------
    str
        Plain words, at most `MOST` signs of them.
    """
    # What is looked for alone, since most of a page are tables: a whole tree of each page is a tenth of a build.
    wanted = (SoupStrainer(class_="answer"), SoupStrainer("p"))
    tags = (tag for one in wanted for tag in BeautifulSoup(body, "html.parser", parse_only=one).find_all(one))
    texts = (" ".join(tag.get_text().split()) for tag in tags)
    text = next((text for text in texts if len(text) >= LEAST), DESCRIPTION).replace("\u2060", "")
    if len(text) <= MOST:
        return text
    return f"{text[: MOST - 1].rpartition(' ')[0].rstrip(',;:. ')}…"
