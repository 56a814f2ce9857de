"""Debian's Chromium, headless, as the slow tests use it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

OFFLINE = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Options that keep the browser from contacting other hosts."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; that there is none is an error: `scripts/system-packages` installs it."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("There is no chromium. scripts/system-packages installs it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(OFFLINE))
        yield browser
        browser.close()
