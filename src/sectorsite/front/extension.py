"""Sphinx extension: gives each page its policy, its description, the menu and the foot, and the story its template."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from sectorsite.front.languages import load_languages
from sectorsite.front.navigation import foot, menu
from sectorsite.front.policy import POLICY, SHEET, MovedStyles
from sectorsite.front.sharing import DESCRIPTION, FOLDER, Link, describe

TEMPLATE = "start.html"
HEADING = re.compile(r"<h1>.*?</h1>", re.S)
"""The heading that Sphinx takes the page's title from; the story has one of its own."""


class Front:
    """What the pages of one build have in common."""

    def __init__(self) -> None:
        self._moved = MovedStyles()
        self._languages = {one.page: one for one in load_languages()}

    def on_page(self, app: Sphinx, name: str, _: str, context: dict[str, Any], __: object) -> str | None:
        """Complete what a page is made from.

        Parameters
        ----------
        app : Sphinx
        name : str
            Name of the page.
        context : dict
            What its template is filled with.

        Returns
        -------
        str or None
            The template, where it is another than the theme's.
        """
        body = context.get("body", "")
        context["body"] = self._moved.cleaned(body)
        context |= {"site_menu": menu(app.env.found_docs), "site_foot": foot(app.env.found_docs)}
        policy = f'\n  <meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        link = _link(app, context, name, body)
        context["metatags"] = policy + link.tags() + context.get("metatags", "")
        if "story" not in (context.get("meta") or {}):
            return None
        context["body"] = HEADING.sub("", context["body"], count=1)
        others = [one for one in self._languages.values() if one.page != name]
        context |= {"page_language": self._languages[name], "page_title": link.title, "other_languages": others}
        return TEMPLATE

    def on_finish(self, app: Sphinx, error: Exception | None) -> None:
        """Write the sheet of the styles that stood in pages.

        Parameters
        ----------
        app : Sphinx
        error : Exception or None
            Why the build failed.
        """
        if error is None:
            (Path(app.outdir) / "_static" / SHEET).write_text(self._moved.sheet, encoding="utf-8")


def _link(app: Sphinx, context: dict[str, Any], name: str, body: str) -> Link:
    """Describe a page for who is sent a link to it."""
    title = unescape(re.sub(r"<[^>]+>", "", str(context.get("title") or app.config.html_title)))
    said = (context.get("meta") or {}).get("description") or (describe(body) if body else DESCRIPTION)
    base = app.config.html_baseurl.rstrip("/")
    if not base:
        return Link(title, said)
    folders = [Path(path) / FOLDER for path in app.config.html_extra_path]
    texts = [folder / f"{shown}.txt" for folder in folders for shown in (name, app.config.root_doc)]
    text = next((text for text in texts if text.is_file()), None)
    address = context.get("pageurl") or f"{base}/{name}.html"
    if text is None:
        return Link(title, said, address)
    return Link(title, said, address, f"{base}/{FOLDER}/{text.stem}.png", text.read_text(encoding="utf-8").strip())


def setup(app: Sphinx) -> dict[str, bool]:
    """Set the extension up, as Sphinx requires.

    Parameters
    ----------
    app : Sphinx

    Returns
    -------
    dict of str to bool
    """
    front = Front()
    app.connect("html-page-context", front.on_page, priority=900)
    app.connect("build-finished", front.on_finish)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
