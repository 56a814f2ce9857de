"""One JupyterLab and one reader for all tests of what a reader meets there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from helpers.lab import DOCUMENTS, WAIT_SECONDS, Lab, clone_into, close_all, git, load, started

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab of a reader who has chosen nothing that matters to what is shown."""
    clone = clone_into(tmp_path_factory.mktemp("clone"))
    with started(tmp_path_factory.mktemp("lab"), clone) as lab:
        # Else files are written while a test reads them.
        lab.choose(DOCUMENTS, autosave=False)
        yield lab


@pytest.fixture(scope="session")
def reader(lab: Lab, browser: Browser) -> Iterator[BrowserContext]:
    """A browser that reaches no other host."""
    from playwright.sync_api import expect

    expect.set_options(timeout=1000 * WAIT_SECONDS)
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        context.set_default_timeout(1000 * WAIT_SECONDS)
        context.route("**/*", lambda route: lab.only_own(route))
        yield context


@pytest.fixture(scope="session")
def loaded(lab: Lab, reader: BrowserContext) -> Page:
    """The lab in the browser, where tests take turns."""
    page = reader.new_page()
    load(lab, page)
    return page


@pytest.fixture
def page(lab: Lab, loaded: Page) -> Iterator[Page]:
    """The lab with nothing open, and the clone as it was committed, whatever another test left."""
    close_all(loaded)
    git(lab.clone, "checkout", "--", ".")
    yield loaded
    close_all(loaded)


@pytest.fixture
def folder(lab: Lab, request: pytest.FixtureRequest) -> Path:
    """A folder of this test alone in the clone; git ignores it."""
    folder = lab.clone / "build" / re.sub(r"\W+", "-", request.node.name)
    folder.mkdir(parents=True)
    return folder
