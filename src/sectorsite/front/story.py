"""The story as HTML: the finding, four ways in, the steps with their pictures, and the reports that were audited."""

from __future__ import annotations

from collections.abc import Iterable

from markdown_it import MarkdownIt

from sectorbook.auditing.verdict import verdict_of
from sectorbook.formats.markup import escape_html
from sectorbook.pages.page import Page
from sectorbook.reconcile.result import Result
from sectorsite.front.languages import FIRST, Language
from sectorsite.front.numbers import Numbers
from sectorsite.front.picture import LAST, STAGE, Picture
from sectorsite.notes import Marker, Notes

WAYS = {"read": "read/index.html", "try": "what-if.html", "rerun": "rerun.html", "own": "add-a-report.html"}
"""The ways in, and their pages."""


class Story:
    """The story in one language.

    Parameters
    ----------
    language : Language
        Its texts.
    result : Result
        What the report allows.
    """

    def __init__(self, language: Language, result: Result) -> None:
        self.language, self._numbers = language, Numbers(result, language)
        self._notes = Notes("")
        self._marker = Marker(self._notes, result.report)
        self._picture = Picture(self._numbers)

    @property
    def title(self) -> str:
        """The title of the page, in plain words."""
        return self._numbers.fill(self.language.hero["title"]).text

    @property
    def description(self) -> str:
        """What a shared link says of the page."""
        return self._numbers.fill(self.language.description).text

    def html(self, audited: Iterable[Result], others: Iterable[Language]) -> str:
        """The whole page.

        Parameters
        ----------
        audited : iterable of Result
            What each of the repository's reports allows.
        others : iterable of Language
            In which the story can also be read.

        Returns
        -------
        str
            HTML.
        """
        steps = "".join(self._step(place, step) for place, step in enumerate(self.language.steps, 1))
        parts = [
            self._hero(others),
            self._ways(),
            f'<div class="story" id="story"><div class="stage">{self._picture.step(STAGE)}</div>{steps}</div>',
            self._audited(audited),
            f'<div lang="{FIRST}" dir="ltr">{self._notes.html()}</div>',
        ]
        return "\n".join(parts)

    def _hero(self, others: Iterable[Language]) -> str:
        """Write the finding, with its picture."""
        source = self._inline(self.language.picture["source"])
        files = f'<a href="gallery/overshoot.html">{escape_html(self.language.picture["files"])}</a>'
        picture = f"<figure>{self._picture.step(LAST)}<figcaption>{source} {files}</figcaption></figure>"
        remark = f'<p class="remark">{escape_html(self.language.remark)}</p>' if self.language.remark else ""
        links = "".join(self._in(other) for other in others)
        lead = f'<div class="lead">{self._marked(self.language.hero["lead"])}{remark}</div>'
        title = f'<h1 id="finding">{self._plain(self.language.hero["title"])}</h1>'
        return f'<section class="hero" aria-labelledby="finding">{title}{lead}{picture}{links}</section>'

    def _in(self, other: Language) -> str:
        """Link to the story in another language."""
        about = f'lang="{other.code}" hreflang="{other.code}" dir="{other.direction}"'
        return f'<p class="other"><a {about} href="{other.page}.html">{escape_html(other.name)}</a></p>'

    def _ways(self) -> str:
        """Write the ways in."""
        items = "".join(
            f'<li><a href="{address}"><strong>{escape_html(name)}</strong> <span>{escape_html(words)}</span></a></li>'
            for address, (name, words) in ((address, self.language.ways[way]) for way, address in WAYS.items())
        )
        return f'<nav class="ways" aria-label="{escape_html(self.language.ways["label"])}"><ul>{items}</ul></nav>'

    def _step(self, place: int, step: dict[str, str]) -> str:
        """Write a step of the story, with its picture."""
        text = "".join(self._marked(paragraph) for paragraph in step["text"])
        link = {4: ("what_if", "what-if.html"), 5: ("letter", "settle.html")}.get(place)
        more = f'<p class="more"><a href="{link[1]}">{escape_html(self.language.more[link[0]])}</a></p>' if link else ""
        words = f'<div class="words"><h2 id="step-{place}">{self._plain(step["title"])}</h2>{text}{more}</div>'
        figure = f"<figure>{self._picture.step(str(place))}</figure>"
        return f'<section class="step" data-step="{place}" aria-labelledby="step-{place}">{words}{figure}</section>'

    def _audited(self, results: Iterable[Result]) -> str:
        """List the reports, with what the audit of each found."""
        words = self.language.more
        items = "".join(self._report(result) for result in results)
        head = f'<h2 id="audited">{escape_html(words["audited"])}</h2><p>{escape_html(words["audited_lead"])}</p>'
        listed = f'<ul lang="{FIRST}" dir="ltr">{items}</ul>'
        return f'<section class="audited" aria-labelledby="audited">{head}{listed}</section>'

    def _report(self, result: Result) -> str:
        """Write a report with the verdict on it."""
        verdict = verdict_of(result)
        short = Page(result).fill(verdict.short, **verdict.fields).text
        title, address = escape_html(result.report.title), f"audits/{result.report.slug}.html"
        return f'<li><a href="{address}">{title}</a> <span>{escape_html(short)}</span></li>'

    def _marked(self, template: str) -> str:
        """Write a paragraph with its numbers marked."""
        sentence = self._numbers.fill(template)
        html = MarkdownIt("commonmark").render(sentence.markdown)
        return self._marker.text(html, sentence.text, list(sentence.shifted(0)))

    def _inline(self, template: str) -> str:
        """Write a line that has a link, and whose numbers are not marked."""
        return str(MarkdownIt("commonmark").renderInline(self._numbers.fill(template).markdown))

    def _plain(self, template: str) -> str:
        """Write a text whose numbers are not marked."""
        return escape_html(self._numbers.fill(template).text)
