"""The page "What if": change printed ranges, and see the tightest ranges at once, computed by the reader's browser.

The page is static. It contains each report as JSON, and `docs/_static/what-if.js` computes the tightest ranges by
linear programs, as `sectorbook.reconcile` does.
"""

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from html import escape
from typing import Any

import pandas as pd

from sectorbook.exact.solving.programs import Constraint
from sectorbook.ledger.periods import split_variable
from sectorbook.ledger.relations import SIGNED, number_limits
from sectorbook.ledger.report import Report
from sectorbook.ledger.system import build_system, make_relation
from sectorbook.values.units import unit_style
from sectorbook.values.wording import escape_dollars

SCRIPTS = (
    "yalps.min.js",
    "what-if.js",
    "what-if-words.js",
    "what-if-plane.js",
    "what-if-answers.js",
    "what-if-page.js",
)
"""In the order in which they build on each other."""
PAGE = """---
html_theme.sidebar_secondary.remove: true
---
# What if

Printed ranges have to fit each other: what freelancers earn and what companies earn add up to what the sector earns,
and growth leads from one year's amount to the next. Move an end that you doubt, or set a figure aside as if it were
not printed, and see what is left and what breaks. A range says that the true value lies in it, and not where.

All of it is computed on this page; nothing that you set is sent or stored. Your settings stand in the address, so
that you can pass them on as a link.

```{raw} html
%s
```
"""
APP = """<noscript><p>This page computes in your browser, and JavaScript is switched off. Notebook 02 answers the same
questions: run <code>sectorbook run 02 --set assume.company_revenue=3.0:4.0 --to out</code> with the range that you
assume.</p></noscript>
<div id="what-if-app" class="what-if" hidden>
<div class="what-if-top">
<p><label for="what-if-report">Report</label> <select id="what-if-report">%s</select></p>
<p><label for="what-if-about">How numbers are read</label> <select id="what-if-about">
<option value="printed">as printed</option>
<option value="rounding">as rounded where it says "about", where they have decimals, and percentages</option>
<option value="all-rounded">as rounded, everywhere</option>
<option value="percent">as some percent off where it says "about"</option>
</select></p>
<p id="what-if-percent-row" hidden><label for="what-if-percent">Percent</label>
<input id="what-if-percent" type="number" min="0" max="100" step="1" value="5"></p>
<p id="what-if-lead-row"><label><input id="what-if-lead" type="checkbox"> Include the opening claim</label></p>
<p><button id="what-if-reset" type="button">Reset</button>
<button id="what-if-jump" type="button">Go to what follows</button></p>
</div>
<p id="what-if-summary" class="what-if-summary" aria-live="polite" tabindex="-1"></p>
<div class="what-if-columns">
<div id="what-if-controls" class="what-if-controls"></div>
<div id="what-if-results" class="what-if-results"></div>
</div>
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
    options = "".join(f'<option value="{one["slug"]}">{escape(one["title"])}</option>' for one in models)
    scripts = "".join(f'<script defer src="_static/{name}"></script>\n' for name in SCRIPTS)
    return escape_dollars(PAGE) % (APP % (options, _script_json(models)) + scripts).rstrip()


def report_model(report: Report) -> dict[str, Any]:
    """A report as the page reads it.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    dict of str to object
        Core and lead statements, identities in each period, the indicators of both in each period, and wholes of two
        parts; ready for JSON.
    """
    rows = build_system(report).identities
    is_core = report.statements["role"] == "core"
    statements = report.statements[is_core | report.statements.index.isin(report.lead.index)]
    named = {*statements["variable"], *(name for row in rows for name in row.coefficients)}
    named |= set(statements.loc[statements["relation"] != "", "of_variable"])
    return {
        "slug": report.slug,
        "title": report.title,
        "indicators": [_indicator(report, str(name)) for name in report.variables.index if name in named],
        "statements": [_statement(report, str(name), row) for name, row in statements.to_dict("index").items()],
        "identities": [_identity(report, row) for row in rows],
        "wholes": [list(whole) for whole in report.wholes_of_two if named.issuperset(whole)],
    }


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
    """Write the source of a statement, with its paragraph where one is known."""
    source = report.cite(row["source"], short=True) if row["source"] else "no source"
    paragraph = _number(row["paragraph"])
    return source if paragraph is None else f"{source}, paragraph {paragraph:g}"


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


def _script_json(value: object) -> str:
    """Write JSON that no HTML parser takes for the end of its script."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
