"""What the site costs: to build it, and to see its first page.

    python benchmarks/site.py

Builds the site twice and times the second build, which finds audits and charts for telephones made by the first.
Then it opens the start page from the disk in Chromium with an empty cache, in turns with a page that has nothing but
one word: the medians of the first paint of both. Exits 1 where a build takes more than 20 s, or the start page more
than 1 s to its first paint.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

BUILD, PAINT, ROUNDS = 20.0, 1000.0, 7
CALM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def main() -> int:
    """Measure both and print them; 1 where one takes too long."""
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            begun = time.perf_counter()
            subprocess.run([sys.executable, "-m", "sectorsite.build", folder], check=True)
            built = time.perf_counter() - begun
        print(f"the site is built in {built:.1f} s (at most {BUILD:g})")
        empty = Path(folder) / "empty.html"
        empty.write_text("<!DOCTYPE html><title>Empty</title>Empty", encoding="utf-8")
        least, start = first_paints(empty, Path(folder) / "html" / "index.html")
    print(f"first paint after {start:.0f} ms (at most {PAINT:g}), {start / least:.1f} times that of one word")
    return int(built > BUILD or start > PAINT)


def first_paints(*files: Path) -> list[float]:
    """Median milliseconds to the first paint of each page, which take turns."""
    times: dict[Path, list[float]] = {file: [] for file in files}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(CALM))
        for _ in range(ROUNDS):
            for file in files:
                times[file].append(first_paint(browser, file))
        browser.close()
    return [statistics.median(found) for found in times.values()]


def first_paint(browser: Browser, file: Path) -> float:
    """Milliseconds to the first paint of a page in a new context, whose cache is empty."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(file.as_uri())
        page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
        found: float = page.evaluate(FIRST_PAINT)
        return found


if __name__ == "__main__":
    sys.exit(main())
