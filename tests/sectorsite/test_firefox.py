"""The site in Firefox: every page at two widths without an error, a foreign request, or anything cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.firefox import Firefox, firefox
from helpers.watched import WIDTHS, pages

pytestmark = pytest.mark.slow

LOADED = """(async () => {
  const images = [...document.images];
  images.forEach((image) => { image.loading = 'eager'; });
  await Promise.all(images.map((image) => image.decode().catch(() => null)));
  return images.filter((image) => !image.naturalWidth).map((image) => `not loaded: ${image.src}`);
})()"""
IS_TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture(scope="module")
def fox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with firefox(tmp_path_factory.mktemp("firefox")) as found:
        yield found


def test_every_page_at_both_widths(site: Path, address: str, fox: Firefox) -> None:
    complaints = []
    for name in pages(site):
        fox.open(address, name)
        for width in WIDTHS:
            fox.resize(width)
            if fox.evaluate(IS_TOO_WIDE):
                complaints.append(f"{name} {width}: scrolls sideways")
        complaints += [f"{name}: {words}" for words in (*fox.evaluate(LOADED), *fox.complaints)]
        fox.complaints.clear()
    assert complaints == []


def test_what_if_answers(address: str, fox: Firefox) -> None:
    fox.open(address, "what-if.html")
    verdict = "document.querySelector('#what-if-verdict').textContent"
    assert fox.evaluate(verdict).startswith("This cannot all be true: $15m + $3.5m = $18.5m")
    fox.evaluate("document.querySelector('#what-if-claim').click()")
    assert fox.evaluate(verdict).startswith("All of this can be true together. That leaves $11.5m–$14.5m for ")


def test_words_can_be_searched(address: str, fox: Firefox) -> None:
    fox.open(address, "search.html?q=lead")
    found = """new Promise((done) => {
      const look = () => document.querySelector('#search-results li') ? done(true) : setTimeout(look, 50);
      setTimeout(() => done(false), 20000);
      look();
    })"""
    assert fox.evaluate(found)
