"""Load a report: its indicators, statements, identities and sources, all of them valid or none."""

from __future__ import annotations

import hashlib
import json
import math
import numbers
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from sectorbook.errors import LedgerError, Problem, SectorbookError, suggestion
from sectorbook.exact.conflicts import find_conflicts
from sectorbook.exact.system import System
from sectorbook.ledger.readings import build_system, core_statements
from sectorbook.ledger.rules import find_problems
from sectorbook.ledger.tables import Rows, apply_schema, read_package
from sectorbook.ledger.workspace import catalogue_for, current_workspace, find_workspace
from sectorbook.values.intervals import DASH, write_range
from sectorbook.values.units import UNITS

SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")


@dataclass(frozen=True)
class Report:
    """A report's tables, each a DataFrame indexed by id.

    Attributes
    ----------
    slug, title : the folder's name, and the report's full title
    digest : SHA-256 of the files it was loaded from
    indicators : label, unit, definition, topic
    statements : one printed value a row; low and high are floats in the indicator's unit, NaN where open
    identities : one term a row, indexed by the identity's name
    sources : one publication a row
    not_figures : expressions of the source that look like numbers and are none
    questions : facts that nobody printed, and what to ask the publisher
    corrections : which statement took the place of which, when and why
    changes : what was changed since loading, for every caption and table that rests on it
    set_aside : the core statements that were set aside since loading; tested now, but not part of the lead
    """

    slug: str
    title: str
    digest: str
    indicators: pd.DataFrame
    statements: pd.DataFrame
    identities: pd.DataFrame
    sources: pd.DataFrame
    not_figures: pd.DataFrame
    questions: pd.DataFrame
    corrections: pd.DataFrame
    changes: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()

    @property
    def core(self) -> pd.DataFrame:
        """The statements that take part in reconciliation."""
        return core_statements(self.statements)

    @property
    def own(self) -> pd.DataFrame:
        """The statements of the report's own account, its lead included."""
        return self.statements[self.statements["source"].isin(self.own_sources)]

    @property
    def lead(self) -> pd.DataFrame:
        """The statements of the report's own account that are tested as they were loaded: its lead."""
        lead = (self.own["role"] == "test") & ~self.own.index.isin(self.set_aside)
        return self.own[lead]

    @property
    def own_sources(self) -> list[str]:
        """The sources that the core is from."""
        return [str(source) for source in self.core["source"].unique() if source]

    @property
    def wholes_of_two(self) -> list[tuple[str, str, str]]:
        """The indicators that are two parts and their whole, as an identity relates them: (part, part, whole)."""
        found = []
        for _, terms in self.identities.groupby(level=0, sort=False):
            parts = list(terms.loc[terms["coefficient"] == 1, "indicator"])
            whole = list(terms.loc[terms["coefficient"] == -1, "indicator"])
            if len(parts) == 2 and len(whole) == 1 == len(terms) - 2:
                found.append((parts[0], parts[1], whole[0]))
        return found

    def label(self, indicator: str) -> str:
        """The name of an indicator for text and drawings."""
        return str(self.indicators.at[indicator, "label"])

    def label_in_sentence(self, indicator: str) -> str:
        """The name of an indicator inside a sentence."""
        label = self.label(indicator)
        return label if label[1:2].isupper() else label[:1].lower() + label[1:]

    def formula(self, identity: str) -> str:
        """An identity in names for a sentence: what adds up to what, or to at most what."""
        terms = self.identities.loc[[identity]]
        sides: tuple[list[str], list[str]] = ([], [])
        for name, times in zip(terms["indicator"], terms["coefficient"], strict=True):
            count = "" if abs(times) == 1 else f"{abs(times):g} x "
            sides[times < 0].append(count + self.label_in_sentence(name))
        left, right = (" + ".join(side) or "0" for side in sides)
        sign = terms["relation"].iloc[0].replace("<=", "\N{LESS-THAN OR EQUAL TO}")
        return f"{left} {sign} {right}"

    def without(self, *statements: str) -> Report:
        """The report with some core statements set aside: they are tested, and no longer hold anything."""
        self._require(statements, self.core.index, "core statement")
        if not statements:
            return self
        changed = self.statements.copy()
        changed.loc[list(statements), "role"] = "test"
        aside = [name for name in statements if name in self.core.index]
        return self._changed(f"without {', '.join(statements)}", aside, statements=changed)

    def including(self, *statements: str) -> Report:
        """The report with some tested statements, such as the lead's, held together with the core."""
        self._require(statements, self.statements.index[self.statements["role"] == "test"], "tested statement")
        changed = self.statements.copy()
        changed.loc[list(statements), "role"] = "core"
        return self._changed(f"including {', '.join(statements)}", [], statements=changed)

    def relax(self, *identities: str) -> Report:
        """The report with some identities read as "at most": the parts may leave something of the whole."""
        self._require(identities, self.identities.index, "identity")
        identities = tuple(name for name in identities if "=" in self.identities.loc[[name], "relation"].tolist())
        if not identities:
            return self  # they are read so already
        changed = self.identities.copy()
        changed.loc[list(identities), "relation"] = "<="
        return self._changed(f"{', '.join(identities)} read as at most", [], identities=changed)

    def assume(self, **ranges: Sequence[float]) -> Report:
        """The report with ranges of ours, each a low and a high end (infinite: open), in place of what its core says.

        The core statements of an assumed indicator are set aside: they are tested against the assumption.
        """
        if not ranges:
            return self
        self._require(tuple(ranges), self.indicators.index, "indicator")
        rows = assumption_rows(ranges, self.indicators["unit"])
        changed = self.statements.drop(index=[f"ASSUMED-{name}" for name in ranges], errors="ignore")
        replaced = changed.index[changed["indicator"].isin(ranges) & (changed["role"] == "core")]
        changed.loc[replaced, "role"] = "test"
        changed = pd.concat([changed, pd.DataFrame.from_dict(rows, orient="index", columns=changed.columns)])
        changed.index.name = self.statements.index.name
        units = self.indicators["unit"]
        written = [f"{name} {write_range(ends[0], ends[1], units[name])}" for name, ends in ranges.items()]
        return self._changed(f"assuming {', '.join(written)}", list(replaced), statements=changed)

    def cite(self, source: str, short: bool = False) -> str:
        """A source in one line: publisher, title unless `short`, date where one is visible."""
        self._require((source,), self.sources.index, "source")
        return cite(self.sources, source, short)

    def _changed(self, change: str, aside: list[str], **tables: pd.DataFrame) -> Report:
        return replace(self, changes=(*self.changes, change), set_aside=(*self.set_aside, *aside), **tables)

    def _require(self, names: tuple[str, ...], known: pd.Index, kind: str) -> None:
        for name in names:
            if name not in known:
                hint = suggestion(name, map(str, known), f"Known are {', '.join(known.unique())}.")
                raise SectorbookError(f'The report {self.slug} has no {kind} "{name}". {hint}')


def cite(sources: pd.DataFrame, source: str, short: bool = False) -> str:
    """A row of a table of sources in one line: publisher, title unless `short`, date where one is visible."""
    row = sources.loc[source]
    date = f", {row['date'].day} {row['date']:%B %Y}" if pd.notna(row["date"]) else ""
    return f"{row['publisher']}{'' if short else ', ' + row['title']}{date}"


def report_names() -> list[str]:
    """The reports of the workspace in use, by name; none without one."""
    workspace = current_workspace()
    return sorted(file.parent.name for file in workspace.reports.glob("*/datapackage.json")) if workspace else []


def only_report() -> str:
    """The report of a workspace that has a single one, which then needs no name.

    Raises
    ------
    SectorbookError
        where there are none or several, or no workspace.
    """
    slugs = report_names()
    if len(slugs) == 1:
        return slugs[0]
    where = find_workspace().reports
    if not slugs:
        raise SectorbookError(f"{where} has no report yet. Begin one: sectorbook new-report NAME")
    raise SectorbookError(f"{where} has several reports. Name one: {', '.join(slugs)}")


def find_report(report: str | Path) -> Path:
    """The folder of a report, given its name in the workspace in use or the folder itself.

    Raises `SectorbookError` with the nearest known name where there is none, or no workspace to look for it in.
    """
    slugs = report_names()
    if isinstance(report, str) and SLUG.fullmatch(report) and report in slugs:
        return find_workspace().reports / report
    folder = Path(report)
    if (folder / "datapackage.json").is_file() and (isinstance(report, Path) or not SLUG.fullmatch(report)):
        return folder.resolve()
    if SLUG.fullmatch(str(report)):
        find_workspace()  # else no report has a name
    hint = suggestion(str(report), slugs, f"Known are {', '.join(slugs) or 'none yet'}.")
    raise SectorbookError(
        f'There is no report "{report}". {hint} A folder with a datapackage.json is taken too, as ./{folder.name}.'
    )


def load_report(report: str | Path) -> Report:
    """Load a report by its name in the workspace in use, or by the path of its folder.

    The workspace is the current folder, or the nearest one above it, that has a `data` with `reports` or
    `indicators.csv`. A folder outside any is read with the catalogue that comes with the package.

    Raises
    ------
    LedgerError
        with every problem of the report's files: file, row, column, value, and what to do.
    SectorbookError
        where there is no such report, or no workspace to look for its name in.
    """
    folder = find_report(report)
    catalogue = _read_catalogue(catalogue_for(folder))
    tables, problems = read_package(folder)
    if all(name in tables for name in ("statements", "identities", "sources")):
        problems += _new(find_problems(tables, catalogue), problems)
    if problems:
        raise LedgerError(folder.name, problems)
    loaded = _assemble(folder, tables, catalogue)
    system = build_system(loaded.indicators, loaded.statements, loaded.identities)
    if not system.is_feasible():
        raise LedgerError(folder.name, [_core_problem(system)])
    return loaded


def _read_catalogue(folder: Path) -> Rows:
    tables, problems = read_package(folder, needed=("indicators",))
    problems += _new(find_problems({"statements": [], "identities": [], "sources": [], **tables}, []), problems)
    if problems:
        raise LedgerError("catalogue", problems)
    return tables["indicators"]


def _new(found: list[Problem], known: list[Problem]) -> list[Problem]:
    """Problems of cells that nothing was known against: one mistake is told once."""
    seen = {(problem.file, problem.row, problem.column) for problem in known}
    return [problem for problem in found if (problem.file, problem.row, problem.column) not in seen]


def _assemble(folder: Path, tables: dict[str, Rows], catalogue: Rows) -> Report:
    own = {row["id"]: row for row in tables.get("indicators", [])}
    indicators = {row["id"]: row for row in catalogue} | own
    return Report(
        slug=folder.name,
        title=json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["title"],
        digest=package_digest(folder),
        indicators=apply_schema("indicators", list(indicators.values()), "id"),
        statements=apply_schema("statements", tables["statements"], "id"),
        identities=_parts_minus_whole(apply_schema("identities", tables["identities"], "identity")),
        sources=apply_schema("sources", tables["sources"], "id"),
        not_figures=apply_schema("not_figures", tables.get("not_figures", []), None),
        questions=apply_schema("questions", tables.get("questions", []), "id"),
        corrections=apply_schema("corrections", tables.get("corrections", []), None),
    )


def _parts_minus_whole(identities: pd.DataFrame) -> pd.DataFrame:
    """An equation written as whole minus parts, turned around: read as "at most", it is of the parts."""
    groups = identities.groupby(level=0)
    turned = (groups["coefficient"].transform(lambda c: (c > 0).sum() == 1 < len(c) - 1)) & (
        identities["relation"] == "="
    )
    return identities.assign(coefficient=identities["coefficient"].where(~turned, -identities["coefficient"]))


def package_digest(folder: Path) -> str:
    """SHA-256 of a package's tables, and of the catalogue and units that they are read with."""
    digest = hashlib.sha256()
    for file in (*sorted(folder.glob("*.csv")), catalogue_for(folder) / "indicators.csv", UNITS):
        digest.update(f"{file.name}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _core_problem(system: System) -> Problem:
    """Which of the core cannot all hold: one smallest set, though there may be more."""
    ids = ", ".join(sorted(find_conflicts(system, 1)[0]))
    return Problem(
        "statements.csv",
        0,
        "role",
        ids,
        "the core statements and identities cannot all hold as printed, these among them",
        "Give one of them the role test, or correct an identity: parts that miss their whole by rounding are none.",
    )


def assumption_rows(ranges: Mapping[str, Sequence[float]], units: pd.Series) -> dict[str, dict[str, object]]:
    """The rows of statements, by id, that say what is assumed of some indicators: a low and a high end each.

    An infinite high end is open. Raises `SectorbookError` for what is no such range.
    """
    for name, ends in ranges.items():
        most = 100 if units[name] == "percent" else math.inf
        if not _is_range(ends) or not 0 <= ends[0] <= ends[1] or ends[0] > most:
            share = ", and of a share at most 100" if most == 100 else ""
            told = list(ends) if isinstance(ends, (list, tuple)) else repr(ends)
            raise SectorbookError(
                f"The assumed range of {name} is {told}. Give a low and a high end, none negative{share}."
            )
    return {f"ASSUMED-{name}": _row(name, ends[0], ends[1]) for name, ends in ranges.items()}


def _is_range(ends: object) -> bool:
    return isinstance(ends, (list, tuple)) and len(ends) == 2 and all(isinstance(end, numbers.Real) for end in ends)


def _row(indicator: str, low: float, high: float) -> dict[str, object]:
    return {
        "indicator": indicator,
        "shape": "at_least" if math.isinf(high) else "point" if low == high else "range",
        "low": float(low),
        "high": math.nan if math.isinf(high) else float(high),
        "about": "no",
        "rounded_to": 0.0,
        "period": "undated",
        "role": "core",
        "source": "",
        "printed": f"{low}{DASH}{high}",
        "reading": "digits",
        "attributed_to": "our assumption",
        "note": "Assumed, not printed",
    }
