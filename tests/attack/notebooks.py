"""Notebooks and tables of sweeps that were valid before one thing was broken."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from broken_packages import FILES
from harness import Case

ROW = "__import__('os').system('touch PWNED')"
ANNOTATIONS = (
    f'"{ROW}"', f'list["{ROW}"]', f"{ROW}", f"(lambda: {ROW})()", f'dict[str, "{ROW}"]', f'Literal[{ROW}]',
    f'"int" if {ROW} else str', f"list[{ROW}]", f'f"{{{ROW}}}"', f"Annotated[int, {ROW}]", "int | " * 3000 + "int",
    "list[" * 150 + "int" + "]" * 150, "no_such", "int.__class__", "[int][0]", "()", "1",
)  # fmt: skip
VALUES = (
    ROW,
    "1 + 1",
    "9**9**9",
    "[x for x in range(9)]",
    "open('PWNED', 'w')",
    "f'{1}'",
    "(" * 300 + ")" * 300,
    "1/0",
)
RANGES = ("(above x)", "(at least 1e400, below)", "(1 to 9**9)", "(above 5)", "(2 to 3)")


def _notebook(source: str = "report: str = 'nepal-2022'\nx: int = 1", **others: Any) -> dict[str, Any]:
    cell = {"cell_type": "code", "id": "a", "metadata": {"tags": ["parameters"]}, "source": source, "outputs": [],
            "execution_count": None}  # fmt: skip
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell | others]}


def _changed(**others: Any) -> dict[str, Any]:
    return {name: value for name, value in (_notebook() | others).items() if value != "gone"}


ALLOWED = [("nbformat_minor", 10**30), ("nbformat_minor", "gone"), ("metadata", {"a": 1}), ("metadata", {"a": [1]})]
"""What nbformat takes."""


def _structures() -> dict[str, Any]:
    """Notebooks by what is wrong with their JSON."""
    whole: dict[str, Any] = {str(wrong)[:30]: wrong for wrong in ([], {}, None, 1, "x", [[]], [1], True)}
    for key in ("nbformat", "cells", "metadata", "nbformat_minor"):
        for wrong in ("gone", None, [None], "x", -1, 10**30, {"a": 1}):
            if (key, wrong) not in ALLOWED:
                whole[f"{key} is {str(wrong)[:12]}"] = _changed(**{key: wrong})
    for key in ("cell_type", "source", "metadata", "outputs"):
        for wrong in (None, 1, [1], {"a": [1]}, "\ud800"):
            if (key, wrong) not in ALLOWED:
                whole[f"a cell's {key} is {str(wrong)[:12]!a}"] = _notebook(**{key: wrong})
    for tags in (["parameters", 1], {"parameters": 1}, [["parameters"]], 5):
        whole[f"tags are {tags}"] = _notebook(metadata={"tags": tags})
    whole["two cells of parameters"] = _changed(cells=_notebook()["cells"] + [_notebook()["cells"][0] | {"id": "b"}])
    return whole


def _cell(source: str) -> str:
    return json.dumps(_notebook(source))


def notebooks() -> Iterator[tuple[str, str, str]]:
    """Yield kind, name and text of each notebook."""
    for name, content in _structures().items():
        yield "structure", name, json.dumps(content)
    texts = {"nothing": "", "a half": json.dumps(_notebook())[:60], "deep": "[" * 100_000, "NaN": "NaN", "1e999": "1e999",
             "10,000 digits": "9" * 10_000, "deep metadata": json.dumps(_notebook())[:-1] + ', "z": ' + "[" * 99 + "]" * 99 + "}"}  # fmt: skip
    for name, text in texts.items():
        yield "structure", name, text
    for annotation in ANNOTATIONS:
        yield "annotations", annotation[:30], _cell(f"x: {annotation} = 1")
    for value in VALUES:
        yield "values", value[:30], _cell(f"x: int = {value}")
        yield "values", f"untyped {value[:30]}", _cell(f"x = {value}")
    for words in RANGES:
        yield "ranges", words, _cell(f"x: int = 1  # how many {words}")
    for source in (
        "x: int = ",
        "x: int = 1\n\0",
        "(" * 500,
        "x" * 100 + " = ",
        "\ud800 = 1",
        "x.y: int = z",
    ):
        yield "sources", source[:20], _cell(source)


TABLES = {
    "an unknown column": "no_such\n1\n",
    "a column twice": "seed,seed\n1,2\n",
    "a column without a name": "seed,\n1,2\n",
    "out of range": "seed,draws\n1,0\n",
    "a million draws too many": "draws\n1000000000\n",
    "no number": "draws\n9**9**9\n",
    "1/0": "assume.company_revenue\n1/0:2\n",
    "1e400": "assume.company_revenue\n0:1e400\n",
    "inf:inf": "assume.company_revenue\ninf:inf\n",
    "self": "assume.self\n1:2\n",
    "no indicator": "assume.no_such\n1:2\n",
    "a range turned round": "assume.company_revenue\n4:3\n",
    "10,000 rows out of range": "seed\n" + "-1\n" * 10_000,
    "100,000 rows": "seed\n" + "1\n" * 100_000,
    "10,000 columns": ",".join(f"c{n}" for n in range(10_000)) + "\n" + ",".join("1" * 10_000) + "\n",
    "a row too long": "seed\n1,2\n",
    "a header only": "",
    "an ESC": "about\n\x1b[31m\n",
    "an ESC in the header": "\x1b[31m\n1\n",
    "an open quote": 'seed\n"1\n',
    "a report elsewhere": "report\nhttps://example.org/x\n",
    "a report that is none": "report\n/etc\n",
    "a second row": "about,seed\nprinted,1\nexactly,1\n",
    "export_to": "export_to\nout\n",
    "a surrogate": "about\n\udcff\n",
    "semicolons": "about;seed\nprinted;1\n",
}


def _sweep_tables() -> Iterator[Case]:
    words = ("sweep", "03", "table.csv", "--to", "out")
    for name, text in TABLES.items():
        yield Case(
            "sweeps", name, words,
            lambda home, t=text: (home / "table.csv").write_text(t, encoding="utf-8", errors="surrogateescape"),
        )  # fmt: skip
    for kind, make in FILES.items():
        if kind != "of 100 MB":
            yield Case("sweeps", f"the table is {kind}", words, lambda home, m=make: m(home / "table.csv"))


def cases() -> Iterator[Case]:
    """Yield all notebooks and sweeps."""
    for number, (kind, name, text) in enumerate(notebooks()):
        words = ("run", "x.ipynb", "--to", "out") if number % 2 else ("sweep", "x.ipynb", "t.csv", "--to", "out")
        yield Case(kind, name, words, lambda home, t=text: _write(home, t))
    for kind, make in FILES.items():
        words = ("run", "x.ipynb", "--to", "out")
        yield Case("files", f"the notebook is {kind}", words, lambda home, m=make: m(home / "x.ipynb"))
    yield from _sweep_tables()


def _write(home: Path, text: str) -> None:
    """Write a notebook, and a table for a sweep of it."""
    (home / "x.ipynb").write_text(text, encoding="utf-8", errors="surrogatepass")
    (home / "t.csv").write_text("x\n1\n", encoding="utf-8")


Spoil = Callable[[Path], object]
