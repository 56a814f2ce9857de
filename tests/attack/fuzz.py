"""Fuzz every way in with Hypothesis: texts that were valid before they were changed, and any texts at all.

Each way runs in a fork with bounded memory. What it raises has to be an error of ours, within seconds.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import shutil
import signal
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
from harness import ROOT, SECONDS, UNSEEN, in_fork, no_network
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from sectorbook.errors import SectorbookError
from sectorbook.figures.checks.files import check_file
from sectorbook.figures.own_tables import TableChart, read_ranges
from sectorbook.figures.profiles import parse_profiles
from sectorbook.figures.sidecar import sidecar_of
from sectorbook.formats.terminal import for_terminal
from sectorbook.ledger.drafting.documents import details_given, read_details, read_document
from sectorbook.ledger.drafting.review import Drafts, take_decisions
from sectorbook.ledger.packages import read_descriptor
from sectorbook.ledger.periods import canonical_period, main_period, write_period, years_between
from sectorbook.ledger.readings import check_reading
from sectorbook.ledger.report import load_report
from sectorbook.ledger.rules.units import known_units
from sectorbook.ledger.tables import Row, read_table
from sectorbook.ledger.workspace import check_output_folder, new_report_folder, use_workspace
from sectorbook.pages.checking import check_parameters
from sectorbook.pages.declarations import read_declarations
from sectorbook.reconcile.formulas import evaluate
from sectorbook.reconcile.plain_tables import reconcile_bounds
from sectorbook.reconcile.result import reconcile
from sectorbook.runs.notebooks import read_notebook
from sectorbook.runs.parameters import parse_settings
from sectorbook.values.expressions.finding import find_expressions
from sectorbook.values.expressions.grammar import read_expression
from sectorbook.values.units import are_compatible, exact_factor, is_unit

SWEEP = importlib.import_module("sectorbook.runs.sweep")  # the package's own name of it is the function
Try = Callable[[str], object]

PARTS = (
    *("", " ", ",", '"', "'", "\n", "\r", "\t", ":", ";", "=", "(", ")", "[", "]", "{", "}", "<", ">", "/", "\\", "*", "**"),
    *("0", "-1", "9" * 400, "1/0", "1e400", "5e-324", "inf", "nan", "9**9**9", "0x10", "٣", "½", "1_0", "%", "^", "-", "+"),
    *("\x00", "\x1b[31m", "\x07", "\u202e", "\ud800", "\ufeff", "\u00a0", "é", "𝟙", "null", "true", "NaN", "[" * 500),
    *("{" * 300, "(" * 300, "-" * 300, "__import__('os').system('touch PWNED')", "${x}", "http://example.org/", "../", "~"),
    *("report", "assume.self", "low", "high", "percent", "USD", "kilogram", "about", "million", "between", "times", "per cent"),
)  # fmt: skip
"""What is put into texts."""


def changed(texts: list[str]) -> st.SearchStrategy[str]:
    """Draw one of some texts with up to six parts of it replaced, or any text."""
    edit = st.tuples(
        st.floats(0, 1), st.integers(0, 12), st.one_of(st.sampled_from(PARTS), st.text(max_size=5)), st.integers(1, 3)
    )
    edited = st.tuples(st.sampled_from(texts), st.lists(edit, max_size=6)).map(_edit)
    anything = st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=8)), max_size=12).map("".join)
    return st.one_of(edited, edited, edited, anything)


def _edit(drawn: tuple[str, list[tuple[float, int, str, int]]]) -> str:
    """Replace parts of a text."""
    text, edits = drawn
    for place, length, part, times in edits:
        start = int(place * len(text))
        text = text[:start] + part * times + text[start + length :]
    return text


class Ways:
    """The ways in, each with valid texts to change and what reads such a text."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.report = load_report("nepal-2022")
        self.result = reconcile(self.report)
        self.known = read_declarations(PARAMETERS, "fuzz")

    def all(self) -> dict[str, tuple[int, list[str], Try]]:
        """Return number of cases, valid texts and reader of each way."""
        data = ROOT / "data" / "reports"
        table = (data / "nepal-2022" / "statements.csv").read_text(encoding="utf-8")
        described = {"title": "x", "resources": [{"name": "statements", "path": "statements.csv"}], "period": "2022"}
        cell = {"cell_type": "code", "id": "a", "metadata": {"tags": ["parameters"]}, "source": PARAMETERS,
                "outputs": [], "execution_count": None}  # fmt: skip
        notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
        card = {"figure": "x", "name": "x", "profile": "report", "complaints": [], "files_sha256": {}}
        return {
            "descriptors": (6000, [json.dumps(described)], self._descriptor),
            "tables": (5000, [table, table[:400]], self._table),
            "packages": (2000, [table], self._package),
            "units": (9000, ["MUSD/year", "USD/person/year", "km**2", "kilogram * meter / second ** 2", "1/year"], _unit),
            "units of a report": (4000, ["170 * kilogram", "[crate]", "1e3 * USD", "meter ** 3"], _own_unit),
            "printed expressions": (9000, EXPRESSIONS, _expression),
            "texts": (5000, [" ".join(EXPRESSIONS)], _text),
            "documents": (4000, DOCUMENTS, self._document),
            "settings": (9000, SETTINGS, self._setting),
            "declared parameters": (7000, [PARAMETERS, *PARAMETERS.splitlines()], _declaration),
            "notebooks": (4000, [json.dumps(notebook)], self._notebook),
            "sweep tables": (5000, ["about,assume.company_revenue\nprinted,3:4\n", "seed\n1\n2\n"], self._sweep_table),
            "journals": (5000, ['{"id": "0123456789abcdef", "values": {"a": 1}}\n'], self._journal),
            "formulas": (5000, FORMULAS, self._formula),
            "plain tables": (2500, ["0", "1/3", "2.5", "inf", "1e6", ""], _plain_table),
            "tables of charts": (5000, ["label,low,high\na,1,2\nb,2.5e3,\n"], self._chart_table),
            "tables of decisions": (2000, ["id,indicator,role,shape,low,high,unit\nNP-01,,core,,,,\n"], self._decisions),
            "profiles": (3000, ["report", "web, slide", "nature-1", "./x.mplstyle"], parse_profiles),
            "own profiles": (2000, [STYLE], self._own_profile),
            "cards": (2500, [json.dumps(card)], self._card),
            "files of charts": (2500, ["<svg xmlns='http://www.w3.org/2000/svg' width='1mm' height='2mm'><title>x</title></svg>"], self._chart_file),
            "folders for results": (5000, ["out", "data/../out", "./x/y", "/tmp/out", "notebooks/x"], self._folder),
            "periods and readings": (4500, ["2024", "2017-18", "FY2021", "March 2020", "5%", "printed"], _period),
        }  # fmt: skip

    def _file(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        return file

    def _descriptor(self, text: str) -> None:
        self._file("datapackage.json", text)
        _, problems = read_descriptor(self.folder, ("statements",))
        sorted(problems)

    def _table(self, text: str) -> None:
        _, problems = read_table(self._file("statements.csv", text))
        sorted(problems)

    def _package(self, text: str) -> None:
        home = self.folder / "data" / "reports" / "changed"
        if not home.exists():
            shutil.copytree(ROOT / "data" / "reports" / "nepal-2022", home)
        (home / "statements.csv").write_bytes(text.encode("utf-8", "surrogatepass"))
        load_report(home)

    def _document(self, text: str) -> None:
        name = "x" + (".md", ".html", ".txt", ".ipynb", ".csv")[len(text) % 5]
        details = read_details(self._file(name, text))
        details_given(details.title, details.publisher, details.date, details.url)
        for paragraph in read_document(self.folder / name):
            find_expressions(paragraph.text)

    def _setting(self, text: str) -> None:
        parse_settings(text.split("\n"), self.known, "fuzz")

    def _notebook(self, text: str) -> None:
        read_notebook(self._file("x.ipynb", text))

    def _sweep_table(self, text: str) -> None:
        for _, words in SWEEP._read(self._file("t.csv", text)):
            parse_settings([f"{name}={value}" for name, value in words.items() if value], self.known, "fuzz")

    def _journal(self, text: str) -> None:
        SWEEP._read_journal(self._file(".sweep.jsonl", text))

    def _formula(self, text: str) -> None:
        evaluate(text, self.result)

    def _chart_table(self, text: str) -> None:
        read_ranges(self._file("c.csv", text), TableChart())

    def _decisions(self, text: str) -> None:
        take_decisions(Drafts("nepal-2022"), self._file("d.csv", text))

    def _own_profile(self, text: str) -> None:
        style, _, table = text.partition("----\n")
        self._file("own.mplstyle", style)
        parse_profiles(str(self._file("profiles.csv", table).with_name("own.mplstyle")))

    def _card(self, text: str) -> None:
        sidecar_of(self._file("x.json", text))

    def _chart_file(self, text: str) -> None:
        check_file(self._file("x" + (".svg", ".pdf", ".png", ".tiff")[len(text) % 4], text))

    def _folder(self, text: str) -> None:
        check_output_folder(text)
        new_report_folder(text)


PARAMETERS = """report: str = "nepal-2022"  # name or folder
about: str = "printed"  # how it is read
draws: int = 100  # how many (1 to 1000)
years: float = 2.0  # in so many (above 0, at most 50)
assume: dict[str, list[float]] = {}
words: list[str] = ["a"]
kind: Literal["a", "b"] | None = None
"""
SETTINGS = ["about=printed", "about=5%", "draws=7\nyears=2.5", "assume.freelancers=3:4", "words=a,b", "kind=a",
            "assume.freelancers=about 3 thousand", "report=nepal-2022\nabout=rounding"]  # fmt: skip
EXPRESSIONS = ["about $3 million", "between 3 and 4 per cent", "more than 1,000", "two in five", "Rs. 1.5 lakh crore",
               "$10m to $15m", "fell by 4.4%", "a quarter of a million", "one third", "US$ 2.5-3.5 billion"]  # fmt: skip
FORMULAS = [
    "NP-01",
    "low(NP-01)",
    "span(NP-01, NP-02) * 2",
    "30[MUSD/year] - NP-01",
    "(1 + 2 / 3) ** 2",
    "NP-01 / NP-02",
]
DOCUMENTS = ["# A title\n\nIn 2001, about 5 million came, 3% more.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
             "<h1>A title</h1><table><tr><td>5 million</td></tr></table><p>more than <sup>2</sup> 7</p>",
             json.dumps({"cells": [{"cell_type": "markdown", "source": ["5 million"]}]})]  # fmt: skip
STYLE = "axes.grid: True\n----\n" + "\n".join(
    line.replace("column", "own") for line in (ROOT / "src/sectorbook/figures/profiles.csv").read_text(encoding="utf-8").splitlines()
    if line.startswith(("profile", "column"))
)  # fmt: skip


def _unit(text: str) -> None:
    if is_unit(text):
        are_compatible(text, "USD")
        with suppress(SectorbookError):
            exact_factor(text, "USD")


def _own_unit(text: str) -> None:
    cells = {"unit": "crate", "definition": text, "before": "", "behind": "", "singular": "", "plural": "", "title": ""}
    problems: list[Any] = []
    with suppress(KeyboardInterrupt), known_units([Row(cells.items(), "units.csv", 2)], problems):
        raise KeyboardInterrupt  # so that the unit is forgotten


def _expression(text: str) -> None:
    read_expression(text, unit="MUSD/year")


def _text(text: str) -> None:
    find_expressions(text)


def _declaration(text: str) -> None:
    known = read_declarations(text, "fuzz")
    check_parameters({name: one.default for name, one in known.items()}, known, "fuzz")


def _plain_table(text: str) -> None:
    ends = [*text.split("\n"), "0"]
    bounds = pd.DataFrame({"low": ends[:2], "high": [*ends[1:], "9"][:2]}, index=["a", "b"][: len(ends[:2])])
    terms = pd.DataFrame({"indicator": ["a", "b"], "coefficient": [1, -1], "relation": ["=", "="]}, index=["i", "i"])
    print(reconcile_bounds(bounds, terms).bounds)


def _period(text: str) -> None:
    canonical_period(text)
    write_period(text)
    years_between(text, "2024")
    main_period(text, [])
    check_reading(text)


def fuzz(words: str, share: float = 1) -> list[tuple[object, ...]]:
    """Fuzz each way in with a share of its cases, and return a row of the table for each."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        names = [name for name in in_fork(lambda: {"names": _names(folder)}, 300)["names"] if words in name]
        return [_row(name, in_fork(lambda name=name: _fuzz(name, folder, share), 1500)) for name in names]


def _row(name: str, told: dict[str, Any]) -> tuple[object, ...]:
    """Write the row of a way, and show what went wrong."""
    for one in told.get("foreign", [])[:5]:
        print(f"fuzz: {name}: {one}", flush=True)
    if "died" in told:
        print(f"fuzz: {name}: {told['died'][-800:]}", flush=True)
        return "fuzz", name, 0, 1, "died"
    print(f"fuzz: {name}: {told['cases']:,} cases in {told['seconds']:.0f} s", flush=True)
    return "fuzz", f"{name}, {told['memory']} MB", told["cases"], told["faults"], f"{told['slowest']:.1f} s"


def _home(folder: str) -> Path:
    """Make a small workspace to fuzz in."""
    home = Path(folder) / "home"
    if not home.exists():
        shutil.copytree(ROOT / "data", home / "data")
    return home


def _names(folder: str) -> list[str]:
    home = _home(folder)
    with use_workspace(home):
        return list(Ways(home).all())


def _fuzz(name: str, folder: str, share: float) -> dict[str, Any]:
    """Fuzz a way, and tell how many cases were tried, what was foreign, and what it took."""
    home = _home(folder)
    work = home / name.replace(" ", "-")
    work.mkdir(exist_ok=True)
    with use_workspace(home):
        os.chdir(work)
        no_network(asked := [])
        count, texts, read = Ways(home if name == "packages" else work).all()[name]
        start, tried = time.monotonic(), _Tried(read)
        check = settings(max_examples=max(round(count * share), 1), database=None, deadline=None, phases=[Phase.generate],
                         suppress_health_check=list(HealthCheck))  # fmt: skip
        seed(1)(check(given(changed(texts))(tried.attempt)))()
    faults = tried.faults + len(asked) + (home / "PWNED").exists() + (work / "PWNED").exists()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return {"cases": tried.cases, "faults": faults, "foreign": list(tried.foreign.values()) + asked[:3],
            "slowest": tried.slowest, "memory": memory, "seconds": time.monotonic() - start}  # fmt: skip


class _Tried:
    """Counts the cases of a way, and what went wrong."""

    def __init__(self, read: Try) -> None:
        self.read, self.cases, self.faults, self.slowest = read, 0, 0, 0.0
        self.foreign: dict[str, str] = {}
        signal.signal(signal.SIGPROF, self._late)

    def _late(self, *_: object) -> None:
        raise TimeoutError(f"more than {SECONDS} s")

    def attempt(self, text: str) -> None:
        """Try a text, and note what is raised besides errors of ours."""
        self.cases += 1
        start = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            self.read(text)
        except SectorbookError as error:
            if UNSEEN.search(for_terminal(str(error))) or len(str(error)) > 20_000:
                self._note("message", text, "a message that is too long or not escaped")
        except BaseException as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            self._note(f"{type(error).__name__} {place.filename}:{place.lineno}", text, traceback.format_exc()[-900:])
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        self.slowest = max(self.slowest, time.process_time() - start)

    def _note(self, key: str, text: str, what: str) -> None:
        """Note a fault, each kind of it once."""
        self.faults += 1
        self.foreign.setdefault(key, f"{text[:300]!a}\n{what}")
