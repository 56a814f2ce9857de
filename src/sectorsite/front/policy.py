"""The pages' Content-Security-Policy, and what is taken out of them so that it holds.

A page may load its own files only, and nothing in a page itself is run or is a style: a text from a report that got
past every escaping could still do nothing.
"""

from __future__ import annotations

import re

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


def cleaned(html: str) -> str:
    """Take out of a page what its policy forbids: styles, scripts and event handlers that stand in it.

    Parameters
    ----------
    html : str
        The body of a page.

    Returns
    -------
    str
        The same body, where it has none of them.
    """
    if not FORBIDDEN.search(html):
        return html
    soup = BeautifulSoup(html, "html.parser")
    changes = [_clean(tag) for tag in soup.find_all(True) if not tag.decomposed]
    return str(soup) if any(changes) else html


def _clean(tag: Tag) -> bool:
    """Clean one element, and tell whether it had anything to be cleaned of."""
    if tag.name == "style" or (tag.name == "script" and not tag.get("src") and tag.get("type") != DATA):
        tag.decompose()
        return True
    forbidden = [name for name in tag.attrs if name == "style" or name.startswith("on")]
    for name in forbidden:
        del tag[name]
    return bool(forbidden)
