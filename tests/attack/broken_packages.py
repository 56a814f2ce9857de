"""Packages that were valid before one thing in one place was broken."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from harness import Case

REPORT = "nepal-2022"
TABLES = ("datapackage.json", "statements.csv", "identities.csv", "sources.csv", "indicators.csv")
ASK = ("ask", REPORT)
DIGITS = "9" * 400
ADDRESSES = ("https://example.org/x.json", "http://127.0.0.1:9/x", "ftp://example.org/x", "../x.json", "/etc/passwd")


def report(home: Path) -> Path:
    """The folder of the report that is broken."""
    return home / "data" / "reports" / REPORT


def cases() -> Iterator[Case]:
    """Yield all broken packages."""
    yield from _files()
    yield from _strangers()
    yield from _descriptors()
    yield from _bytes()
    yield from _cells()
    yield from _shapes()
    yield from _commands()


def _replace(file: Path, make: Callable[[Path], object]) -> None:
    """Put something else in the place of a file."""
    file.unlink()
    make(file)


FILES: dict[str, Callable[[Path], object]] = {
    "missing": lambda file: None,
    "empty": lambda file: file.write_bytes(b""),
    "a folder": lambda file: file.mkdir(),
    "a FIFO": lambda file: os.mkfifo(file),
    "a link out": lambda file: file.symlink_to("/etc/hostname"),
    "a link to a device": lambda file: file.symlink_to("/dev/zero"),
    "a link to nothing": lambda file: file.symlink_to("nowhere"),
    "a link to itself": lambda file: file.symlink_to(file.name),
    "of 20 GB": lambda file: (file.write_bytes(b"id,"), os.truncate(file, 20 << 30)),
    "of 100 MB": lambda file: file.write_bytes(b"a,b\n" * (25 << 20)),
}


def _files() -> Iterator[Case]:
    for kind, make in FILES.items():
        for name in TABLES:
            yield Case(
                "files",
                f"{name} is {kind}",
                ASK,
                lambda home, name=name, make=make: _replace(report(home) / name, make),
            )


def _strangers() -> Iterator[Case]:
    """What lies in the folder and does not belong there."""
    for kind, make in FILES.items():
        if kind in ("a FIFO", "a link out", "a link to a device", "a link to nothing", "a link to itself"):
            for name in ("notes.txt", "ratios2.csv", "sub"):
                yield Case("strangers", f"{name} is {kind}", ASK, lambda home, n=name, m=make: m(report(home) / n))
    for name in ("zz.csv", "statements (1).csv", "STATEMENTS.csv", "context.csv", "units.csv"):
        yield Case(
            "strangers", f"{name} is not listed", ASK, lambda home, n=name: (report(home) / n).write_text("a,b\n1,2\n")
        )


def _edit(home: Path, change: Callable[[dict[str, Any]], object], name: str = "datapackage.json") -> None:
    file = report(home) / name
    descriptor = json.loads(file.read_text(encoding="utf-8"))
    change(descriptor)
    file.write_text(json.dumps(descriptor), encoding="utf-8")


def _descriptors() -> Iterator[Case]:
    texts = {
        "a list": "[]",
        "null": "null",
        "a number": "1",
        "a text": '"x"',
        "a list of a number": "[1]",
        "nothing closed": '{"resources": [',
        "deep lists": "[" * 100_000,
        "deep objects": '{"a":' * 100_000,
        "closed deep lists": '{"title": "x", "resources": [], "a": ' + "[" * 900 + "]" * 900 + "}",
        "a number of 10,000 digits": '{"title": "x", "resources": [], "version": ' + "9" * 10_000 + "}",
        "no JSON after it": "{} x",
        "NaN": '{"title": NaN, "resources": NaN}',
        "a million keys": "{" + ",".join(f'"k{n}":1' for n in range(1_000_000)) + "}",
    }
    for kind, text in texts.items():
        yield Case("descriptors", f"it is {kind}", ASK, lambda home, t=text: (report(home) / TABLES[0]).write_text(t))
    for wrong in ([], None, 1, {}, "\ud800", "a\x1b[31mb", "x" * 100_000):
        for key in ("title", "period"):
            if (key, wrong) == ("period", None):
                continue
            yield Case(
                "descriptors", f"{key} is {str(wrong)[:12]!a}", ASK,
                lambda home, k=key, w=wrong: _edit(home, lambda d: d.update({k: w})),
            )  # fmt: skip
    for wrong in (None, 1, "x", {}, [None], [1], ["x"], [[]], [{}], [{"name": None}], [{"name": []}], [{"name": {}}]):
        yield Case(
            "descriptors", f"resources is {wrong}", ASK,
            lambda home, w=wrong: _edit(home, lambda d: d.update(resources=w)),
        )  # fmt: skip
    yield Case(
        "descriptors", "100,000 resources", ASK,
        lambda home: _edit(home, lambda d: d.update(resources=[{"name": f"r{n}"} for n in range(100_000)])),
    )  # fmt: skip
    yield Case(
        "descriptors", "a table listed twice", ASK,
        lambda home: _edit(home, lambda d: d["resources"].append(d["resources"][0])),
    )  # fmt: skip
    for address in ADDRESSES:
        for key in ("schema", "dialect", "profile", "path", "data", "extrapaths", "package"):
            yield Case(
                "descriptors", f"{key} is {address}", ASK,
                lambda home, k=key, a=address: _edit(home, lambda d: d["resources"][0].update({k: a})),
            )  # fmt: skip
        yield Case(
            "descriptors", f"the package's profile is {address}", ASK,
            lambda home, a=address: _edit(home, lambda d: d.update(profile=a)),
        )  # fmt: skip


def _bytes() -> Iterator[Case]:
    raw = {
        "UTF-16": lambda old: old.decode().encode("utf-16"),
        "Latin-1": lambda old: old + "é".encode("latin-1"),
        "NUL": lambda old: old[:20] + b"\0" + old[20:],
        "a surrogate": lambda old: old + b"\xed\xa0\x80",
        "a workbook": lambda old: b"PK\x03\x04" + old,
        "an open quote": lambda old: old + b'"',
        "semicolons": lambda old: old.replace(b",", b";"),
        "a row too short": lambda old: old + b"a\n",
        "a cell of 200,000 signs": lambda old: old + b"x" * 200_000 + b"\n",
        "200,000 cells": lambda old: old + b"," * 200_000 + b"x\n",
        "another header": lambda old: b"x" + old,
        "no row": lambda old: old.splitlines()[0] + b"\n",
        "all rows twice": lambda old: old + b"".join(old.splitlines(True)[1:]),
    }
    for kind, change in raw.items():
        for name in TABLES[1:4]:
            if (kind, name) == ("no row", "identities.csv"):
                continue
            yield Case(
                "bytes", f"{name} has {kind}", ASK,
                lambda home, n=name, c=change: (report(home) / n).write_bytes(c((report(home) / n).read_bytes())),
            )  # fmt: skip


def change_cell(home: Path, table: str, column: str, cell: str, row: int = 0) -> None:
    """Write another cell."""
    file = report(home) / f"{table}.csv"
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))
    rows[row][column] = cell
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(out.getvalue(), encoding="utf-8", newline="")


NUMBERS = ("1/0", "9**9**9", "5e-324", "1e400", DIGITS, f"-{DIGITS}", f"1/{DIGITS}", f"0.{DIGITS}", "inf", "nan", "0x10",
           "٣", "=1+1", "1_000", " 1", "1\n2", "\x1b[31m", "__import__('os').system('touch PWNED')")  # fmt: skip
UNITS = ("(", ")", "9**9**9", "1/0", "USD**99", "USD^2^9", "=USD", "__import__('os')", "a" * 1000, "(" * 70, "USD/0",
         "\x1b]0;x\x07", "lambda: 1", "USD.__class__", "1e999999999 USD", "%", "USD//year", "/")  # fmt: skip
WORDS = ("\x1b[31m", "\x07", "\u202e", "no such", "../../etc", "9" * 5000)


def _cells() -> Iterator[Case]:
    for table, columns, wrong in (
        ("statements", ("low", "high", "rounded_to"), NUMBERS),
        ("identities", ("coefficient",), NUMBERS),
        ("indicators", ("unit",), UNITS),
        ("indicators", ("limit", "signed", "whole"), ("1/0", "9**9**9", "\x07")),
        ("statements", ("indicator", "period", "shape", "source", "role", "relation", "of", "of_period"), WORDS),
        ("sources", ("date", "kind", "copies"), WORDS),
        ("ratios", ("numerator", "denominator"), WORDS),
    ):
        for column in columns:
            for cell in wrong:
                if (column, cell) == ("coefficient", f"0.{DIGITS}"):
                    continue  # a number like any other
                yield Case(
                    "cells", f"{table}.{column} is {cell[:20]!a}", ASK,
                    lambda home, t=table, c=column, w=cell: change_cell(home, t, c, w),
                )  # fmt: skip


def _units(home: Path, definition: str, unit: str = "crate") -> None:
    _edit(home, lambda d: d["resources"].append({"name": "units", "path": "units.csv"}))
    text = io.StringIO()
    csv.writer(text).writerows([
        ["unit", "definition", "before", "behind", "singular", "plural", "title"],
        [unit, definition, "", "", "crate", "crates", "crates"],
    ])  # fmt: skip
    (report(home) / "units.csv").write_text(text.getvalue(), encoding="utf-8")


def _shapes() -> Iterator[Case]:
    """Units of a report's own, which are defined by others."""
    definitions = ("(", "1/0", "9**9**9", "1e99 * kilogram ** 99", f"{DIGITS} * kilogram", "0 * kilogram", "crate",
                   "2 * crate", "[length]", "[[x]]", "import os", "1e9999999 * kilogram", "kilogram; x", "")  # fmt: skip
    for definition in definitions:
        yield Case("units", f"crate = {definition[:20]}", ASK, lambda home, d=definition: _units(home, d))
    for unit in ("(", "kilogram", "9**9", "a b", "\x1b", "", "__class__", "x" * 500):
        yield Case("units", f"{unit[:20]!a} = 2 kilogram", ASK, lambda home, u=unit: _units(home, "2 * kilogram", u))


def _commands() -> Iterator[Case]:
    """The other commands that read a package, with a mistake of each kind."""
    spoils: dict[str, Callable[[Path], object]] = {
        "a FIFO": lambda home: _replace(report(home) / "statements.csv", FILES["a FIFO"]),
        "deep JSON": lambda home: (report(home) / TABLES[0]).write_text("[" * 100_000),
        "1/0": lambda home: change_cell(home, "statements", "low", "1/0"),
        "a surrogate": lambda home: _edit(home, lambda d: d.update(title="\ud800")),
        "a list": lambda home: (report(home) / TABLES[0]).write_text("[]"),
        "20 GB": lambda home: _replace(report(home) / "statements.csv", FILES["of 20 GB"]),
        "1,000 mistakes": lambda home: (report(home) / "statements.csv").open("a").write("a,b\n" * 1000),
    }
    for words in (
        ("tidy", REPORT),
        ("audit", REPORT, "--to", "out"),
        ("run", "02", "--set", f"report={REPORT}", "--to", "out"),
        ("verify", "data/text.txt", "--report", REPORT),
        ("check-text", "data/text.txt", "--report", REPORT),
        ("draft", "--review", REPORT),
    ):
        for kind, spoil in spoils.items():
            if (words[0], kind) == ("tidy", "1/0"):
                continue  # it looks at no cell
            yield Case(
                "commands", f"{words[0]}: {kind}", words,
                lambda home, s=spoil: (s(home), (home / "data" / "text.txt").write_text("In 2001, 5 million came.")),
            )  # fmt: skip
