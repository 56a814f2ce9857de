"""Sphinx extension: gives each page its policy, its description, the menu and the foot, and the story its template."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from sectorsite.front.languages import load_languages
from sectorsite.front.navigation import foot, menu
from sectorsite.front.policy import POLICY, cleaned
from sectorsite.front.sharing import DESCRIPTION, FOLDER, Link, describe
from sectorsite.guides.synonyms import search_words

TEMPLATE = "start.html"
HEADING = re.compile(r"<h1>.*?</h1>", re.S)
"""The heading that Sphinx takes the page's title from; the story has one of its own."""


def complete_page(app: Sphinx, name: str, _: str, context: dict[str, Any], __: object) -> str | None:
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
    context["body"] = cleaned(body)
    # A neighbour is a page of the same folder, such as the next question; beyond it, the order tells a reader nothing.
    context |= {side: None for side in ("prev", "next") if not _is_neighbour(name, context.get(side))}
    context |= {"site_menu": menu(app.env.found_docs), "site_foot": foot(app.env.found_docs)}
    policy = f'\n  <meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    link = _link(app, context, name, body)
    context["metatags"] = policy + link.tags() + context.get("metatags", "")
    if "story" not in (context.get("meta") or {}):
        return None
    context["body"] = HEADING.sub("", context["body"], count=1)
    languages = {one.page: one for one in load_languages()}
    others = [one for one in languages.values() if one.page != name]
    context |= {"page_language": languages[name], "page_title": link.title, "other_languages": others}
    return TEMPLATE


def _is_neighbour(name: str, other: dict[str, str] | None) -> bool:
    """Tell whether the page before or after is in the same folder."""
    return other is not None and "/" in name and "/" not in other["link"]


def add_keywords(app: Sphinx, page: nodes.document) -> None:
    """Give a page other words for what it is about, by which Sphinx's search finds it; the reference has its names.

    Parameters
    ----------
    app : Sphinx
    page : document
        The page as it was read, which is changed.
    """
    words = "" if app.env.docname.startswith("reference/") else search_words(page.astext())
    if words:
        page.append(nodes.meta(name="keywords", content=words))


def _link(app: Sphinx, context: dict[str, Any], name: str, body: str) -> Link:
    """Describe a page for who is sent a link to it."""
    title = unescape(re.sub(r"<[^>]+>", "", str(context.get("title") or app.config.html_title)))
    said = (context.get("meta") or {}).get("description") or (describe(body) if body else DESCRIPTION)
    base = app.config.html_baseurl.rstrip("/")
    if not base:
        return Link(title, said)
    folders = [Path(path) / FOLDER for path in app.config.html_extra_path]
    shown = ((page, folder / f"{page}.txt") for folder in folders for page in (name, app.config.root_doc))
    page, text = next((one for one in shown if one[1].is_file()), ("", None))
    address = context.get("pageurl") or f"{base}/{name}.html"
    if text is None:
        return Link(title, said, address)
    return Link(title, said, address, f"{base}/{FOLDER}/{page}.png", text.read_text(encoding="utf-8").strip())


def setup(app: Sphinx) -> dict[str, bool]:
    """Set the extension up, as Sphinx requires.

    Parameters
    ----------
    app : Sphinx

    Returns
    -------
    dict of str to bool
    """
    app.connect("doctree-read", add_keywords)
    app.connect("html-page-context", complete_page, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
