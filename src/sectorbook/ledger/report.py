"""Reports, and how they are loaded: indicators, statements, identities and sources, all of them valid or none."""

import hashlib
import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import pandas as pd

from sectorbook.errors import LedgerError, SectorbookError, shown, suggestion
from sectorbook.exact.solving.programs import exact_fraction
from sectorbook.inputs import is_file, read_json
from sectorbook.ledger.assumptions import ASSUMED, assumption_rows
from sectorbook.ledger.display import Statement, display_statement, report_html, report_line
from sectorbook.ledger.packages import DESCRIPTOR, read_package
from sectorbook.ledger.periods import (
    UNDATED,
    main_period,
    split_variable,
    variable_name,
    write_period,
    years_between,
)
from sectorbook.ledger.readings import indicator_ends, is_rounded
from sectorbook.ledger.rules.printed import row_unit
from sectorbook.ledger.rules.report import complete_indicators, find_problems
from sectorbook.ledger.rules.statements import EXACT, exact_numbers, number_of
from sectorbook.ledger.rules.units import known_units
from sectorbook.ledger.tables import REPORT_TABLES, Rows, column_names, schemas, unreported
from sectorbook.ledger.workspace import SLUG, catalogue_for, current_workspace, find_workspace
from sectorbook.values.intervals import write_printed
from sectorbook.values.units import UNITS
from sectorbook.values.wording import RELATIONS, uncapitalize


@dataclass(frozen=True)
class Report:
    """A report's tables, and what was changed in them since they were loaded.

    Attributes
    ----------
    slug : str
        Name of the report, which is that of its folder.
    title : str
        Full title.
    digest : str
        SHA-256 of what its tables say, with the catalogue and the units that they are read with.
    indicators : pandas.DataFrame
        Label, unit, definition, topic, signed, whole and limit of each indicator, indexed by id.
    statements : pandas.DataFrame
        One printed value or relation a row, indexed by id. low, high and rounded_to are floats, NaN where empty: those
        of amounts in the indicator's unit, those of relations in the row's. exact_low, exact_high and exact_step are
        the same as fractions where a decimal does not give them exactly. variable and of_variable are the indicators
        in their periods, years those that a yearly rate spans, and is_rounded is whether the reading `rounding` widens
        the row.
    identities : pandas.DataFrame
        One term a row, indexed by the identity's name.
    sources : pandas.DataFrame
        One publication a row, indexed by id.
    not_figures : pandas.DataFrame
        Expressions of the source that look like numbers and are none.
    ratios : pandas.DataFrame
        Which indicators it makes sense to divide by which, and the ratio in words.
    questions : pandas.DataFrame
        Facts that nobody printed, and what to ask the publisher; indexed by id.
    corrections : pandas.DataFrame
        Which statement replaced which, when and why.
    changes : tuple of str
        What was changed since loading, for the captions and tables that depend on it.
    set_aside : tuple of str
        Core statements set aside since loading: tested now, but not part of the lead.
    period : str
        The main period: an indicator's id without a period means it; "undated" where there is none.
    folder : Path or None
        Folder of its tables; None where it was loaded from none.
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
    ratios: pd.DataFrame = field(default_factory=pd.DataFrame)
    period: str = UNDATED
    folder: Path | None = None

    def __repr__(self) -> str:
        """Display it in one line."""
        return report_line(self)

    def _repr_html_(self) -> str:
        """Display it in a notebook."""
        return report_html(self)

    @cached_property
    def amounts(self) -> pd.DataFrame:
        """Statements of amounts, without drafts."""
        return self.statements[(self.statements["role"] != "draft") & (self.statements["relation"] == "")]

    @property
    def relations(self) -> pd.DataFrame:
        """Statements of shares, changes and other relations, without drafts."""
        return self.statements[(self.statements["role"] != "draft") & (self.statements["relation"] != "")]

    @cached_property
    def core(self) -> pd.DataFrame:
        """Statements of amounts that take part in reconciliation."""
        return self.amounts[self.amounts["role"] == "core"]

    @cached_property
    def core_rows(self) -> list[tuple[str, dict[str, Any]]]:
        """The id and the cells of each core statement, of amounts and of relations."""
        core = self.statements[self.statements["role"] == "core"]
        return list(zip(map(str, core.index), core.to_dict("records"), strict=True))

    @cached_property
    def units(self) -> dict[str, str]:
        """The unit of each variable."""
        return dict(self.variables["unit"])

    @cached_property
    def variables(self) -> pd.DataFrame:
        """Every indicator, and again in each other period that a statement or an identity gives it.

        Returns
        -------
        DataFrame
            Indexed by variable, such as `revenue` or `revenue@2018`. The columns of `indicators`; the label has the
            period.
        """
        named = self._named_variables
        for _, period, coefficients, _ in self.dated_identities:
            named.update(variable_name(indicator, period, self.period) for indicator in coefficients)
        dated = sorted((name for name in named if "@" in name), key=lambda name: split_variable(name)[::-1])
        rows = self.indicators.loc[[split_variable(name)[0] for name in dated]].set_axis(
            pd.Index(dated, name=self.indicators.index.name)
        )
        rows["label"] = list(map(self.label, dated))
        return pd.concat([self.indicators, rows]) if dated else self.indicators

    @cached_property
    def natural_ends(self) -> dict[str, tuple[Fraction | None, Fraction | None]]:
        """The ends that each variable has by what it is, whatever is printed; None where open."""
        needed = self.variables[self.variables.columns.intersection(["unit", "signed", "limit"])]
        rows = zip(map(str, needed.index), needed.to_dict("records"), strict=True)
        return {name: indicator_ends(row) for name, row in rows}

    @cached_property
    def whole_variables(self) -> frozenset[str]:
        """The variables that are counts, of which only whole numbers can be true."""
        return frozenset(map(str, self.variables.index[self.variables["whole"] == "yes"]))

    @property
    def _named_variables(self) -> set[str]:
        """The variables that statements of the core and tests name."""
        columns = (self.statements[name].tolist() for name in ("role", "variable", "of_variable"))
        reckoned = [pair for role, *pair in zip(*columns, strict=True) if role in ("core", "test")]
        return {name for pair in reckoned for name in pair} - {""}

    @cached_property
    def dated_identities(self) -> tuple[tuple[str, str, dict[str, float], str], ...]:
        """Each identity in each period that it holds in.

        Returns
        -------
        tuple of (str, str, dict, str)
            Name without a period, period (empty where it is the main one), coefficient of each indicator, and relation.
        """
        found = []
        periods: dict[str, set[str]] = defaultdict(set)
        for indicator, period in (split_variable(name) for name in self._named_variables if "@" in name):
            periods[indicator].add(period)
        for name, rows in _rows_by_identity(self.identities):
            coefficients = {row["indicator"]: row["coefficient"] for row in rows}
            only = str(rows[0].get("period", ""))
            others = sorted(set().union(*(periods[indicator] for indicator in coefficients if indicator in periods)))
            for period in [split_variable(variable_name(name, only, self.period))[1]] if only else ["", *others]:
                found.append((name, period, coefficients, rows[0]["relation"]))
        return tuple(found)

    @cached_property
    def own(self) -> pd.DataFrame:
        """Statements of the report's own account, including its lead."""
        return self.amounts[self.amounts["source"].isin(self.own_sources)]

    @cached_property
    def lead(self) -> pd.DataFrame:
        """Amounts that the report's own opening or title claims, and that are tested against the others, its lead."""
        claimed = (self.own["headline"] == "yes") & (self.own["role"] == "test")
        return self.own[claimed & ~self.own.index.isin(self.set_aside)]

    @cached_property
    def own_sources(self) -> list[str]:
        """Ids of the sources of the core statements, of amounts and of relations."""
        return list(dict.fromkeys(str(row["source"]) for _, row in self.core_rows if row["source"]))

    @property
    def wholes_of_two(self) -> list[tuple[str, str, str]]:
        """Indicators of each identity of two parts and their whole, as (part, part, whole)."""
        triples = []
        for _, terms in self.identities.groupby(level=0, sort=False):
            parts = list(terms.loc[terms["coefficient"] == 1, "indicator"])
            whole = list(terms.loc[terms["coefficient"] == -1, "indicator"])
            if len(parts) == 2 and len(whole) == 1 == len(terms) - 2:
                triples.append((parts[0], parts[1], whole[0]))
        return triples

    def label(self, indicator: str) -> str:
        """Return the label of an indicator.

        Parameters
        ----------
        indicator : str
            Id of the indicator, with its period where that is not the main one.

        Returns
        -------
        str
            The label, as the catalogue has it, and the period.
        """
        name, period = split_variable(indicator)
        label = str(self.indicators.at[name, "label"])
        return f"{label}, {write_period(period)}" if period else label

    def label_in_sentence(self, indicator: str) -> str:
        """Return the label of an indicator as it is written inside a sentence.

        Parameters
        ----------
        indicator : str
            Id of the indicator.

        Returns
        -------
        str
            The label; its first letter is lower-case unless it begins an acronym or a proper name.
        """
        return uncapitalize(self.label(indicator))

    def subject(self, statement: str) -> str:
        """Write what a statement is of, such as "Revenue" or "Revenue, changed from that of 2018".

        Parameters
        ----------
        statement : str
            Id of the statement, which is no draft.

        Returns
        -------
        str
            The label of its indicator, and for a relation what it is compared with.
        """
        row = self.statements.loc[statement]
        return ", ".join(filter(None, (self.label(row["variable"]), self.comparison(row))))

    def statement(self, name: str) -> Statement:
        """Return a statement as it is displayed: what is printed of what, where, and what it is used for.

        Parameters
        ----------
        name : str
            Id of the statement.

        Returns
        -------
        Statement

        Raises
        ------
        SectorbookError
            Where there is no such statement.
        """
        self._require((name,), self.statements.index, "statement")
        return display_statement(self, name)

    def comparison(self, row: Mapping[Any, Any]) -> str:
        """Write what a statement compares its indicator with, such as "changed from that of 2018".

        Parameters
        ----------
        row : mapping
            The statement's cells.

        Returns
        -------
        str
            Empty for an amount, and for a draft that does not say it yet.
        """
        if not row["relation"] or not row["of_variable"]:
            return ""
        other, period = split_variable(row["of_variable"])
        same = f"that of {write_period(period or self.period)}"
        compared = same if other == row["indicator"] else self.label_in_sentence(row["of_variable"])
        return f"{RELATIONS[row['relation']]} {compared}"

    def formula(self, identity: str) -> str:
        """Write an identity as an equation or inequality of labels, such as "freelancers + employees = people".

        Parameters
        ----------
        identity : str
            Name of the identity, with the period where it is not the main one.

        Returns
        -------
        str
            The terms with positive coefficients on the left, those with negative ones on the right.
        """
        name, period = split_variable(identity)
        terms = self.identities.loc[[name]]
        sides: tuple[list[str], list[str]] = ([], [])
        for name, times in zip(terms["indicator"], terms["coefficient"], strict=True):
            count = "" if abs(times) == 1 else f"{float(abs(times)):g} x "
            sides[times < 0].append(count + self.label_in_sentence(name))
        left, right = (" + ".join(side) or "0" for side in sides)
        left = f"in {write_period(period)}: {left}" if period else left
        sign = terms["relation"].iloc[0].replace("<=", "\N{LESS-THAN OR EQUAL TO}")
        return f"{left} {sign} {right}"

    def without(self, *statements: str) -> Self:
        """Set some core statements aside: they are tested against the others, and no longer restrict them.

        Parameters
        ----------
        *statements : str
            Ids of core statements.

        Returns
        -------
        Report
            The changed report.

        Raises
        ------
        SectorbookError
            Where one is no core statement.
        """
        self._require(statements, self.statements.index[self.statements["role"] == "core"], "core statement")
        if not statements:
            return self
        changed = self.statements.copy()
        changed.loc[list(statements), "role"] = "test"
        return self._changed(f"without {', '.join(statements)}", statements, statements=changed)

    def including(self, *statements: str) -> Self:
        """Add some tested statements, such as the lead's, to the core.

        Parameters
        ----------
        *statements : str
            Ids of tested statements.

        Returns
        -------
        Report
            The changed report.

        Raises
        ------
        SectorbookError
            Where one is no tested statement.
        """
        self._require(statements, self.statements.index[self.statements["role"] == "test"], "tested statement")
        changed = self.statements.copy()
        changed.loc[list(statements), "role"] = "core"
        return self._changed(f"including {', '.join(statements)}", statements=changed)

    def relax(self, *identities: str) -> Self:
        """Read some identities as "at most": the parts may add up to less than the whole.

        Parameters
        ----------
        *identities : str
            Names of identities; those that are inequalities already stay as they are.

        Returns
        -------
        Report
            The changed report.

        Raises
        ------
        SectorbookError
            Where there is no such identity.
        """
        self._require(identities, self.identities.index, "identity")
        identities = tuple(name for name in identities if "=" in self.identities.loc[[name], "relation"].tolist())
        if not identities:
            return self
        changed = self.identities.copy()
        changed.loc[list(identities), "relation"] = "<="
        return self._changed(f"{', '.join(identities)} read as at most", identities=changed)

    def assume(self, /, **ranges: Sequence[float]) -> Self:
        """Assume ranges in place of the core's amounts of some indicators, which are set aside.

        Parameters
        ----------
        **ranges : sequence of two floats
            Low and high end by indicator, in the indicator's unit; an infinite high end is open. Other periods are
            given as ``**{"revenue@2018": (3, 4)}``.

        Returns
        -------
        Report
            The changed report, with one core statement ``ASSUMED-indicator`` a range.

        Raises
        ------
        SectorbookError
            Where there is no such indicator, or the ends are not a range that it can have.
        """
        if not ranges:
            return self
        self._require(tuple(ranges), self.variables.index, "indicator")
        rows = assumption_rows(ranges, self.variables)
        changed = self.statements.drop(index=[f"{ASSUMED}{name}" for name in ranges], errors="ignore")
        is_core_amount = (changed["role"] == "core") & (changed["relation"] == "")
        replaced = changed.index[is_core_amount & changed["variable"].isin(ranges)]
        changed.loc[replaced, "role"] = "test"
        changed = pd.concat([changed, pd.DataFrame.from_dict(rows, orient="index", columns=changed.columns)])
        changed.index.name = self.statements.index.name
        units = self.variables["unit"]
        written = [f"{name} {write_printed(ends[0], ends[1], units[name])}" for name, ends in ranges.items()]
        return self._changed(f"assuming {', '.join(written)}", replaced, statements=changed)

    def cite(self, source: str, short: bool = False) -> str:
        """Cite one of the report's sources in one line.

        Parameters
        ----------
        source : str
            Id of the source.
        short : bool, default False
            Whether to leave out the title.

        Returns
        -------
        str
            Publisher, title, and the date where it is known.

        Raises
        ------
        SectorbookError
            Where there is no such source.
        """
        self._require((source,), self.sources.index, "source")
        return cite(self.sources, source, short)

    def _changed(self, change: str, aside: Iterable[str] = (), **tables: pd.DataFrame) -> Self:
        """Replace tables, and note the change and the core statements that it sets aside."""
        return replace(self, changes=(*self.changes, change), set_aside=(*self.set_aside, *aside), **tables)

    def _require(self, names: Iterable[str], known: pd.Index, kind: str) -> None:
        """Raise `SectorbookError` for the first name that is unknown."""
        for name in names:
            if name not in known:
                hint = suggestion(name, map(str, known), f"Known are {', '.join(known.unique())}.")
                raise SectorbookError(f'The report {self.slug} has no {kind} "{shown(str(name))}". {hint}')


def _rows_by_identity(identities: pd.DataFrame) -> list[tuple[str, list[dict[Any, Any]]]]:
    """Group the rows of the identities by name, in the order in which the names first appear."""
    rows: dict[str, list[dict[Any, Any]]] = defaultdict(list)
    for name, row in zip(map(str, identities.index), identities.to_dict("records"), strict=True):
        rows[name].append(row)
    return list(rows.items())


def cite(sources: pd.DataFrame, source: str, short: bool = False) -> str:
    """Cite a source in one line.

    Parameters
    ----------
    sources : pandas.DataFrame
        Table of sources, indexed by id.
    source : str
        Id of the source.
    short : bool, default False
        Whether to leave out the title.

    Returns
    -------
    str
        Publisher, title, and the date where it is known.
    """
    row = sources.loc[source]
    date = f", {row['date'].day} {row['date']:%B %Y}" if pd.notna(row["date"]) else ""
    return f"{row['publisher']}{'' if short else ', ' + row['title']}{date}"


def report_names() -> list[str]:
    """Return the names of the reports of the workspace in use, in alphabetical order; none without a workspace.

    Returns
    -------
    list of str
    """
    workspace = current_workspace()
    return sorted(file.parent.name for file in workspace.reports.glob("*/datapackage.json")) if workspace else []


def only_report() -> str:
    """Return the name of the only report of the workspace in use.

    Returns
    -------
    str
        Name of the report.

    Raises
    ------
    SectorbookError
        Where there are none or several, or no workspace.
    """
    slugs = report_names()
    if len(slugs) == 1:
        return slugs[0]
    where = find_workspace().reports
    if not slugs:
        raise SectorbookError(f"{where} has no report yet. Begin one: sectorbook new-report NAME")
    raise SectorbookError(f"{where} has several reports. Name one: {', '.join(slugs)}")


def find_report(report: str | Path) -> Path:
    """Find the folder of a report.

    Parameters
    ----------
    report : str or Path
        Name of a report of the workspace in use, or the path of a folder.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    SectorbookError
        Where there is no such report, with the most similar name; or no workspace to look for a name in.
    """
    slugs = report_names()
    if isinstance(report, str) and SLUG.fullmatch(report) and report in slugs:
        return find_workspace().reports / report
    if not isinstance(report, str | Path):
        raise SectorbookError(f"A report is named by a text or a path, not by {shown(repr(report))}.")
    if is_file(Path(report) / "datapackage.json") and (isinstance(report, Path) or not SLUG.fullmatch(report)):
        return Path(report).resolve()
    if SLUG.fullmatch(str(report)):
        find_workspace()  # raises where there is none, which is then the reason
    raise SectorbookError(f'There is no report "{shown(str(report))}". {_suggested_report(str(report), slugs)}')


def is_copy_of(report: str | Path, slug: str) -> bool:
    """Tell whether a report is the one of a name, or a copy of it in another folder.

    Parameters
    ----------
    report : str or Path
        Name of a report of the workspace in use, or the path of a folder.
    slug : str
        The name, which a copy has in its datapackage.json.

    Returns
    -------
    bool

    Raises
    ------
    SectorbookError
        Where there is no such report.
    """
    folder = find_report(report)
    try:
        described = read_json(folder / "datapackage.json")
    except SectorbookError:
        return True  # what is wrong with the file is told where the report is loaded
    return slug in (folder.name, described.get("name") if isinstance(described, dict) else slug)


def _suggested_report(name: str, slugs: list[str]) -> str:
    """Suggest the reports that a name can mean, as they must be typed, or how a folder is named."""
    typed = re.sub(r"[^a-z0-9]+", "-", Path(name).name.lower()).strip("-")
    beginning = [slug for slug in slugs if typed and slug.startswith(typed)]
    folder = "A folder with a datapackage.json is named by its path, such as ./my-report."
    otherwise = f"Known are {', '.join(slugs) or 'none yet'}. {folder}"
    return suggestion(typed, beginning or slugs, otherwise, limit=3, cutoff=0.0 if beginning else 0.6)


def load_report(report: str | Path) -> Report:
    """Load a report.

    Parameters
    ----------
    report : str or Path
        Name of a report of the workspace in use, or the path of a folder. The workspace is the current folder, or the
        nearest one above it, that has a folder `data` with `reports` or `indicators.csv`. A folder outside any is read
        with the catalogue that comes with the package.

    Returns
    -------
    Report
        The report. Its core statements and identities need not be able to hold all at once: see `reconcile`.

    Raises
    ------
    LedgerError
        With all problems of the report's files: file, row, column, value, and what to do.
    SectorbookError
        Where there is no such report, or no workspace to look for its name in.
    """
    folder = find_report(report)
    catalogue = _read_catalogue(catalogue_for(folder))
    tables, problems = read_package(folder)
    with known_units(tables.get("units", []), problems):
        if all(name in tables for name in REPORT_TABLES):
            complete_indicators(tables)
            problems += unreported(find_problems(tables, catalogue), problems)
        if problems:
            raise LedgerError(folder.name, problems)
        return _assemble(folder, tables, catalogue)


def _read_catalogue(folder: Path) -> Rows:
    """Read the shared indicators, and check them."""
    tables, problems = read_package(folder, needed=("indicators",))
    complete_indicators(tables)
    problems += unreported(find_problems({"statements": [], "identities": [], "sources": [], **tables}, []), problems)
    if problems:
        raise LedgerError("catalogue", problems)
    return tables["indicators"]


def _assemble(folder: Path, tables: dict[str, Rows], catalogue: Rows) -> Report:
    """Convert a report's tables to their types, its indicators added to those of the catalogue."""
    shared = {row["id"] for row in catalogue}
    own = [row for row in tables.get("indicators", []) if row["id"] not in shared]
    indicators = apply_schema("indicators", [*catalogue, *own], "id")
    package = read_json(folder / DESCRIPTOR)
    period = main_period(str(package.get("period", "")), tables["statements"])
    return Report(
        slug=folder.name,
        folder=folder,
        title=package["title"],
        period=period,
        digest=tables_digest({**tables, "catalogue": catalogue}, UNITS),
        indicators=indicators,
        statements=_statements(tables["statements"], indicators["unit"].to_dict(), period),
        identities=_parts_minus_whole(apply_schema("identities", tables["identities"], "identity")),
        sources=apply_schema("sources", tables["sources"], "id"),
        not_figures=apply_schema("not_figures", tables.get("not_figures", []), None),
        questions=apply_schema("questions", tables.get("questions", []), "id"),
        corrections=apply_schema("corrections", tables.get("corrections", []), None),
        ratios=apply_schema("ratios", tables.get("ratios", []), None),
    )


def _statements(rows: Rows, units: Mapping[Any, str], period: str) -> pd.DataFrame:
    """Convert statements to their types, amounts to the units of their indicators, and add what follows from a row."""
    frame = apply_schema("statements", rows, "id")
    exact = [exact_numbers(row, units.get(row["indicator"], "")) for row in rows]
    for place, (column, name) in enumerate(EXACT.items()):
        numbers = [fractions[place] for fractions in exact]
        frame[column] = pd.Series([math.nan if one is None else float(one) for one in numbers], frame.index, float)
        rounded = [one is not None and exact_fraction(float(one)) != one for one in numbers]
        if any(rounded):
            kept = [one if lost else None for one, lost in zip(numbers, rounded, strict=True)]
            frame[name] = pd.Series(kept, frame.index, object)
    frame["variable"] = [variable_name(row["indicator"], row["period"], period) for row in rows]
    frame["of_variable"] = [variable_name(row["of"], row["of_period"] or row["period"], period) for row in rows]
    spans = [(row["of_period"], row["period"]) if row["relation"] == "yearly" else ("", "") for row in rows]
    frame["years"] = [years_between(*span) or 1 for span in spans]
    frame["is_rounded"] = [is_rounded(row, row_unit(row, units)) for row in rows]
    frame["unit"] = [row_unit(row, units) if row["relation"] else "" for row in rows]
    return frame


def apply_schema(name: str, rows: Rows, index: str | None) -> pd.DataFrame:
    """Convert the cells of a table to the types of its schema.

    Parameters
    ----------
    name : str
        Name of the table.
    rows : Rows
        Its rows.
    index : str or None
        The column that becomes the index, if any.

    Returns
    -------
    pandas.DataFrame
        Decimals and fractions are the nearest floats, NaN where empty; integers are nullable.
    """
    frame = pd.DataFrame(rows, columns=column_names(name))
    for described in schemas()[name]["fields"]:
        column_name = described["name"]
        column, kind = frame[column_name], described.get("holds", described["type"])
        if kind in ("amount", "number"):
            ends = [math.nan if (number := number_of(cell)) is None else float(number) for cell in column]
            frame[column_name] = pd.Series(ends, dtype=float)
        elif kind == "integer":
            frame[column_name] = pd.to_numeric(column).astype("Int64")
        elif kind == "date":
            frame[column_name] = pd.to_datetime(column)
    return frame.set_index(index) if index else frame


def tables_digest(tables: Mapping[str, Rows], *files: Path) -> str:
    """Return the SHA-256 of what tables say, whatever the order of their columns and the form of their files.

    Parameters
    ----------
    tables : mapping of str to Rows
        The tables by name.
    *files : Path
        Files whose bytes count, too.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    said = {name: [list(row.items()) for row in rows] for name, rows in sorted(tables.items()) if rows}
    digest = hashlib.sha256(json.dumps(said).encode())
    for file in files:
        digest.update(f"{file.name}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _parts_minus_whole(identities: pd.DataFrame) -> pd.DataFrame:
    """Negate equations written as whole minus parts, so that relaxing one bounds the parts by the whole."""
    coefficients = identities["coefficient"]
    one_positive = coefficients.groupby(level=0).transform(lambda group: (group > 0).sum() == 1 < len(group) - 1)
    negated = one_positive & (identities["relation"] == "=")
    return identities.assign(coefficient=coefficients.where(~negated, -coefficients))
