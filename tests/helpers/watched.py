"""Pages of the site in a browser, and what is wrong with them."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, Request, TimeoutError

THEMES, WIDTHS = ("light", "dark"), (1280, 375)
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SCROLLS_BY_KEY = """() => [...document.querySelectorAll('pre, .pst-scrollable-table-container')]
    .every((box) => box.scrollWidth <= box.clientWidth || box.tabIndex === 0)"""


class Watched:
    """A page, and what went wrong on it."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.page = browser.new_page(viewport={"width": WIDTHS[0], "height": 900}, reduced_motion="reduce")
        self.address, self.complaints, self.bytes = address, list[str](), 0
        self.page.route("**/*", lambda route: route.continue_() if self._is_own(route.request) else route.abort())
        self.page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _is_own(self, request: Request) -> bool:
        if request.url.startswith((self.address, "data:", "blob:")):
            return True
        self.complaints.append(f"asks {request.url}")
        return False

    def open(self, name: str) -> Page:
        self.page.goto(f"{self.address}/{name}", wait_until="load")
        return self.page


def pages(site: Path) -> list[str]:
    return sorted(file.relative_to(site).as_posix() for file in site.rglob("*.html") if "_static" not in file.parts)


def parsed(site: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")


def problems(page: Page) -> Iterator[str]:
    """What is wrong with a page as it stands: too wide, images that are not there, what axe, loaded there, finds."""
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        yield "scrolls sideways"
    page.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
    page.wait_for_function("() => [...document.images].every((image) => image.complete)")
    yield from page.evaluate("[...document.images].filter((i) => !i.naturalWidth).map((i) => `not loaded: ${i.src}`)")
    with suppress(TimeoutError):  # the theme looks for what scrolls a moment after the width changed
        page.wait_for_function(SCROLLS_BY_KEY, timeout=3000)
    options = {"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"], "preload": False}
    for violation in page.evaluate("options => axe.run(options).then((found) => found.violations)", options):
        for node in violation["nodes"]:
            yield f"{violation['id']}: {node['html'][:200]}"
