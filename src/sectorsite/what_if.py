"""The page "What if": move printed figures, and see at once what can be true, computed by the reader's browser.

The page is static. It contains each report as JSON, and `_static/what-if.js` computes what is possible by linear
programs, as `sectorbook.reconcile` does.
"""

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd

from sectorbook.exact.solving.programs import Constraint
from sectorbook.formats.markdown import escape_dollars
from sectorbook.formats.markup import escape_html, script_json
from sectorbook.ledger.display import written_place
from sectorbook.ledger.periods import split_variable
from sectorbook.ledger.relations import SIGNED, number_limits
from sectorbook.ledger.report import Report
from sectorbook.ledger.system import build_system, make_relation
from sectorbook.ledger.workspace import current_workspace
from sectorbook.reconcile.clashes import claim_of
from sectorbook.reconcile.result import reconcile
from sectorbook.values.units import unit_style

SCRIPTS = (
    "yalps.min.js",
    "what-if.js",
    "what-if-words.js",
    "what-if-state.js",
    "what-if-sum.js",
    "what-if-verdict.js",
    "what-if-drawing.js",
    "what-if-handles.js",
    "what-if-answers.js",
    "what-if-form.js",
    "what-if-picture.js",
    "what-if-page.js",
)
"""In the order in which they build on each other."""
PAGE = """---
html_theme.sidebar_secondary.remove: true
---
# What if

Drag a figure that you doubt. The page says what can still be true.

```{raw} html
%s
```

Everything is computed on this page; nothing that you set is sent or stored. Your settings stand in the
address, so that you can pass them on as a link. A range says that the true value lies in it, and not where.
"""
APP = """<noscript><p>This page computes in your browser, and JavaScript is switched off. The audit of a report takes
ranges that you assume: <code>sectorbook audit NAME --assume company_revenue=3.0:4.0 --to out</code></p></noscript>
<div id="what-if-app" class="what-if" hidden>
<div class="what-if-choice">
<p><label for="what-if-report">Report</label> <select id="what-if-report">%s</select></p>
<p id="what-if-sums-row"><label for="what-if-sums">Sum</label> <select id="what-if-sums"></select></p>
</div>
<div class="what-if-presets">
<div id="what-if-presets" role="group" aria-label="What if"></div>
<button id="what-if-reset" type="button">Reset</button>
<label id="what-if-claim-row"><input id="what-if-claim" type="checkbox"> <span id="what-if-claim-words"></span></label>
</div>
<div id="what-if-drawing" class="what-if-drawing"></div>
<p id="what-if-verdict" class="what-if-verdict" aria-live="polite" tabindex="-1"></p>
<div id="what-if-rows" class="what-if-rows"></div>
<p class="what-if-actions"><button id="what-if-link" type="button">Copy link</button>
<button id="what-if-save" type="button">Save picture</button>
<span id="what-if-told" role="status"></span></p>
<details id="what-if-all" class="what-if-all"><summary>All figures</summary>
<div class="what-if-choice">
<p><label for="what-if-about">How numbers are read</label> <select id="what-if-about">
<option value="printed">as printed</option>
<option value="rounding">as rounded where it says “about”, where they have decimals, and percentages</option>
<option value="all-rounded">as rounded, everywhere</option>
<option value="percent">as some percent off where it says “about”</option>
</select></p>
<p id="what-if-percent-row" hidden><label for="what-if-percent">Percent</label>
<input id="what-if-percent" type="number" min="0" max="100" step="1" value="5"></p>
</div>
<div class="what-if-columns">
<div id="what-if-results" class="what-if-results"></div>
<div id="what-if-controls" class="what-if-controls"></div>
</div>
</details>
</div>
<script type="application/json" id="what-if-models">%s</script>
"""


def what_if_page(reports: Iterable[Report]) -> str:
    """The page for some reports.

    Parameters
    ----------
    reports : iterable of Report
        The first one is shown first.

    Returns
    -------
    str
        MyST Markdown.
    """
    models = [report_model(report) for report in reports]
    options = "".join(
        f'<option value="{escape_html(one["slug"])}">{escape_html(one["title"])}</option>' for one in models
    )
    scripts = "".join(f'<script defer src="_static/{name}"></script>\n' for name in SCRIPTS)
    return escape_dollars(PAGE) % (APP % (options, script_json(models)) + scripts).rstrip()


def report_model(report: Report) -> dict[str, Any]:
    """A report as the page reads it.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    dict of str to object
        Core and lead statements, identities in each period, the indicators of both in each period, the sums that can be
        drawn, and what the opening claims; ready for JSON.
    """
    rows = build_system(report).identities
    claim, less = opening_claim(report), _words_for_less(report.slug)
    is_core = report.statements["role"] == "core"
    statements = report.statements[is_core | report.statements.index.isin(report.lead.index)]
    named = {*statements["variable"], *(name for row in rows for name in row.coefficients)}
    named |= set(statements.loc[statements["relation"] != "", "of_variable"])
    return {
        "slug": report.slug,
        "title": report.title,
        "indicators": [
            _indicator(report, str(name)) | {"less": less.get(name, "")}
            for name in report.variables.index
            if name in named
        ],
        "statements": [_statement(report, str(name), row) for name, row in statements.to_dict("index").items()],
        "identities": [_identity(report, row) for row in rows],
        "sums": _sums(report, rows, str(report.statements.at[claim, "variable"]) if claim else ""),
        "claim": claim,
        "source": "; ".join(map(report.cite, report.own_sources)),
    }


def opening_claim(report: Report) -> str:
    """The statement by which the opening contradicts the figures below it.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    str
        The first claim that the core excludes, else the first claim; empty where the opening claims nothing.
    """
    result = reconcile(report)
    excluded = claim_of(result) if result.is_feasible else ""
    return excluded or next(map(str, report.lead.index), "")


def _words_for_less(slug: str) -> dict[str, str]:
    """By indicator the words for "it is less than printed": `less` of the report's datapackage.json, if it has that."""
    workspace = current_workspace()
    file = workspace.reports / slug / "datapackage.json" if workspace else Path(slug)
    said = json.loads(file.read_text(encoding="utf-8-sig")).get("less") if file.is_file() else None
    return {name: str(words) for name, words in said.items()} if isinstance(said, dict) else {}


def _sums(report: Report, rows: Iterable[Constraint], claimed: str) -> list[dict[str, Any]]:
    """Describe the sums that are equal to a printed total; first that of which the opening claims a part."""
    core = report.core["variable"]
    found = []
    for row in rows:
        parts = [name for name, times in row.coefficients.items() if times == 1]
        total, *others = [name for name, times in row.coefficients.items() if times == -1] or [""]
        is_sum = row.low == row.high == 0 and not others and len(parts) + 1 == len(row.coefficients) > 2
        natural = all(report.natural_ends[name][0] == 0 for name in row.coefficients)
        if is_sum and natural and total in set(core) and not set(parts).isdisjoint(core):
            found.append({"identity": row.name, "parts": parts, "total": total})
    return sorted(found, key=lambda one: claimed not in one["parts"])


def _indicator(report: Report, name: str) -> dict[str, Any]:
    """Describe an indicator: labels, natural ends, and how its values are written."""
    written = _written(str(report.variables.at[name, "unit"]), report.natural_ends[name])
    named = {"id": name, "label": report.label(name), "inside": report.label_in_sentence(name)}
    return named | written | {"whole": report.variables.at[name, "whole"] == "yes"}


def _written(unit: str, ends: tuple[Fraction | None, Fraction | None]) -> dict[str, Any]:
    """Describe numbers: their unit and how it is written, and what they lie between."""
    style = unit_style(unit)
    return {
        "unit": unit,
        "in": style.title,
        "natural": [_number(end) for end in ends],
        "before": style.before,
        "behind": style.behind,
        "one": style.singular,
        "more": style.plural,
    }


def _statement(report: Report, name: str, row: Mapping[Any, Any]) -> dict[str, Any]:
    """Describe a statement: role, ends, precision, what it is of, and where it is printed."""
    compared = f", {report.comparison(row)}" if row["relation"] else ""
    return {
        "id": name,
        "indicator": row["variable"],
        "label": report.label(row["variable"]) + compared,
        "inside": report.label_in_sentence(row["variable"]) + compared,
        "role": "core" if row["role"] == "core" else "lead",
        "low": _number(row["low"]),
        "high": _number(row["high"]),
        "about": row["about"] == "yes",
        "rounded": bool(row["is_rounded"]),
        "rounded_to": _number(row["rounded_to"]) or 0.0,
        "printed": row["printed"],
        "where": _where(report, row),
        "relation": _relation(report, name, row) if row["relation"] else None,
    }


def _relation(report: Report, name: str, row: Mapping[Any, Any]) -> dict[str, Any]:
    """Describe what makes two linear rows of the ends of a relation, as `Relation` does, and how they are written."""
    made = make_relation(name, row, report.variables["unit"], "printed")
    is_signed = report.variables.at[row["variable"], "signed"] == "yes"
    return {
        "kind": row["relation"],
        "base": made.base,
        "scale": float(made.scale),
        "offset": float(made.offset),
        "years": made.years,
        "conversion": float(made.conversion),
        "difference": made.is_difference,
        "clipped": row["relation"] not in SIGNED,
        "number": _written(row["unit"], number_limits(row["relation"], is_signed)),
    }


def _where(report: Report, row: Mapping[Any, Any]) -> str:
    """Write the source of a statement, with its place or paragraph where one is known."""
    source = report.cite(row["source"], short=True) if row["source"] else "no source"
    return ", ".join(filter(None, (source, written_place(row))))


def _identity(report: Report, row: Constraint) -> dict[str, Any]:
    """Describe an identity, with its formula under each relation that it can be read with."""
    name, _ = split_variable(row.name)
    first = report.identities.loc[[name]].iloc[0]
    relation = str(first["relation"])
    formulas = {relation: report.formula(row.name), "<=": report.relax(name).formula(row.name)}
    return {
        "id": row.name,
        "relation": relation,
        "terms": [[name, float(times)] for name, times in row.coefficients.items()],
        "formulas": formulas,
        "words": first["words"],
        "basis": first["basis"],
        "note": first["note"],
    }


def _number(value: float | Fraction | None) -> float | None:
    """Convert an end to a plain number; None for an open end."""
    return None if value is None or pd.isna(value) else float(value)
