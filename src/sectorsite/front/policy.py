"""The pages' Content-Security-Policy, and what is taken out of them so that it holds.

A page may load its own files only, and nothing in a page itself is run or is a style: a text from a report that got
past every escaping could still do nothing.
"""

from __future__ import annotations

import re
from hashlib import sha256

from bs4 import BeautifulSoup, Tag

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
"""Pictures that a page draws itself, to be saved, are data. Which sites may frame a page cannot be said in a page."""
DATA = "application/json"
FORBIDDEN = re.compile(r"<style|<script|\sstyle=|\son[a-z]+=")
"""What there is to be looked for; most pages have none of it."""
SHEET = "moved.css"
"""The sheet of styles that stood in pages, in `_static`."""


class MovedStyles:
    """Styles that stood in pages, collected for a sheet."""

    def __init__(self) -> None:
        self._rules: dict[str, str] = {}

    @property
    def sheet(self) -> str:
        """The sheet, in the order of its rules."""
        return "".join(f"{self._rules[name]}\n" for name in sorted(self._rules))

    def cleaned(self, html: str) -> str:
        """Take out of a page what its policy forbids.

        Parameters
        ----------
        html : str
            The body of a page.

        Returns
        -------
        str
            The body with classes in place of styles, without scripts and event handlers.
        """
        if not FORBIDDEN.search(html):
            return html
        soup = BeautifulSoup(html, "html.parser")
        changes = [self._clean(tag) for tag in soup.find_all(True) if not tag.decomposed]
        return str(soup) if any(changes) else html

    def _clean(self, tag: Tag) -> bool:
        """Clean one element, and tell whether it had anything to be cleaned of."""
        if tag.name == "style" or (tag.name == "script" and not tag.get("src") and tag.get("type") != DATA):
            tag.decompose()
            return True
        handlers = [name for name in tag.attrs if name.startswith("on")]
        for name in handlers:
            del tag[name]
        style = tag.attrs.pop("style", None)
        if style is not None:
            tag["class"] = " ".join([*filter(None, tag.get_attribute_list("class")), self._named(str(style))])
        return bool(handlers) or style is not None

    def _named(self, style: str) -> str:
        """Return the class that stands for a style, named thrice to weigh more than the rules of the page's sheets."""
        name = f"s-{sha256(style.encode()).hexdigest()[:8]}"
        self._rules[name] = f"html body .{name}.{name}.{name} {{ {style.rstrip('; ')} }}"
        return name
