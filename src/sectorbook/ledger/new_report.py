"""The beginning of a new report: a package that loads as it is, with examples to replace and every column explained."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sectorbook.errors import SectorbookError
from sectorbook.ledger.report import SLUG
from sectorbook.ledger.tables import schemas

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
EXAMPLES: dict[str, list[dict[str, str]]] = {
    "indicators": [
        {
            "id": "mean_wage",
            "label": "Mean wage",
            "unit": "USD/person/year",
            "definition": "Example, replace it or leave the header alone: an indicator that data/indicators.csv lacks",
            "topic": "people",
        }
    ],
    "statements": [
        {"id": "EX-01", "indicator": "sector_revenue", "shape": "range", "low": "2", "high": "3", "rounded_to": "1"}
        | {"printed": "$2 million to $3 million", "note": "Example, replace it: a range has two ends"},
        {"id": "EX-02", "indicator": "registered_companies", "shape": "at_least", "low": "40", "rounded_to": "10"}
        | {"printed": "more than 40", "note": "Example, replace it: an open end is empty"},
        {"id": "EX-03", "indicator": "active_companies", "shape": "point", "low": "20", "high": "20", "about": "yes"}
        | {"rounded_to": "10", "printed": "about 20", "note": "Example, replace it: one value is both ends"},
    ],
    "identities": [
        {"identity": "active", "indicator": "active_companies", "coefficient": "1"},
        {"identity": "active", "indicator": "registered_companies", "coefficient": "-1"},
    ],
    "sources": [
        {
            "id": "PAPER",
            "title": "Example, replace it: the article that prints the figures",
            "publisher": "A newspaper",
            "date_quality": "not visible",
            "kind": "account",
            "about_report": "yes",
        }
    ],
    "not_figures": [],
    "corrections": [],
    "questions": [
        {
            "id": "Q-01",
            "fact": "Example, replace it: the year",
            "statements": "EX-01 EX-03",
            "question": "To which year do these figures refer?",
        }
    ],
}
COMMON = {
    "statements": {
        "about": "no",
        "period": "undated",
        "role": "core",
        "source": "PAPER",
        "paragraph": "1",
        "reading": "digits",
        "attributed_to": "the report",
    },
    "identities": {"relation": "<=", "basis": "assumed", "words": "registered, of which active", "paragraph": "1"},
}
"""What the examples of a table share."""
INTRODUCTION = """# {slug}

A new report, filled with examples so that it loads: `sectorbook run 01 --set report={slug} --to out` shows it. Replace
every example by what is printed, remove this page when you are done. `docs/add-a-report.md` of the repository walks
through a whole one.

1. `sources.csv`: where the figures are printed.
2. `statements.csv`: one row for each printed value, with the expression as it stands.
3. `identities.csv`: what adds up to what, or is at most what; a header alone if nothing does.
4. `indicators.csv`: what `data/indicators.csv` lacks; a header alone if nothing.
5. `not_figures.csv`, `corrections.csv`, `questions.csv`: expressions that look like numbers and are none; what took the
   place of what; what nobody printed.
6. `datapackage.json`: put the report's title in place of "{slug}"; the schemas stay as they are.

A mistake is told with its file, row, column and value, all of them at once.
"""


def new_report(slug: str, parent: Path) -> Path:
    """Write the folder of a new report into `parent`; gives the folder.

    Raises `SectorbookError` where the name cannot be one or is taken; nothing is half-written.
    """
    folder = parent / slug
    if not SLUG.fullmatch(slug):
        raise SectorbookError(
            f'"{slug}" cannot be a report\'s name. Use lower-case letters, digits and -, as in nepal-2022.'
        )
    if folder.exists():
        raise SectorbookError(f"{folder} exists. Choose another name, or remove it.")
    parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=parent, prefix=".new-") as made:
        begun = Path(made) / slug
        begun.mkdir()
        for name in EXAMPLES:
            (begun / f"{name}.csv").write_text(_table(name), encoding="utf-8")
        (begun / "datapackage.json").write_text(_descriptor(slug), encoding="utf-8")
        (begun / "README.md").write_text(_guide(slug), encoding="utf-8")
        begun.rename(folder)
    return folder


def _table(name: str) -> str:
    text = io.StringIO()
    columns = [field["name"] for field in schemas()[name]["fields"]]
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(COMMON.get(name, {}) | row for row in EXAMPLES[name])
    return text.getvalue()


def _descriptor(slug: str) -> str:
    package = {"name": slug, "title": slug, "licenses": [LICENCE], "resources": [*map(_resource, EXAMPLES)]}
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def _resource(name: str) -> dict[str, Any]:
    form = {"scheme": "file", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    dialect = {"csv": {"delimiter": ","}}
    return {"name": name, "type": "table", "path": f"{name}.csv", **form, "dialect": dialect, "schema": schemas()[name]}


def _guide(slug: str) -> str:
    """What to do, and every column of every table."""
    parts = [INTRODUCTION.format(slug=slug)]
    for name in EXAMPLES:
        rows = [
            f"| `{field['name']}` | {field['description']} | {_rule(field.get('constraints', {}))} |"
            for field in schemas()[name]["fields"]
        ]
        parts.append("\n".join([f"## {name}.csv\n", "| column | what | rule |", "|---|---|---|", *rows, ""]))
    return "\n".join(parts)


def _rule(constraints: dict[str, Any]) -> str:
    told = ["needed"] if constraints.get("required") else []
    told += [f"one of {', '.join(constraints['enum'])}"] if "enum" in constraints else []
    told += [f"at most {constraints['maxLength']} characters"] if "maxLength" in constraints else []
    return "; ".join(told).replace("|", "\\|")
