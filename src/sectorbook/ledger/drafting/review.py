"""Decide on the drafts of a report, one by one or all of them in a table for a spreadsheet.

Each decision is tried on a copy of the report's folder before it is written: what cannot be loaded is never stored.
"""

import re
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from sectorbook.errors import LedgerError, Problem, ReviewError, SectorbookError, UnitMismatch, suggestion
from sectorbook.formats.cells import csv_text
from sectorbook.inputs import read_json
from sectorbook.ledger.drafting.draft import cells_of
from sectorbook.ledger.drafting.open_periods import open_period_problems
from sectorbook.ledger.drafting.suggestions import Catalogue
from sectorbook.ledger.drafting.sums import Sum
from sectorbook.ledger.packages import DESCRIPTOR
from sectorbook.ledger.periods import write_period
from sectorbook.ledger.relations import usual_unit
from sectorbook.ledger.report import find_report, load_report
from sectorbook.ledger.tables import column_names, read_lines, read_table
from sectorbook.ledger.tidy import table_text, tidy, visible, write_files
from sectorbook.ledger.workspace import catalogue_for
from sectorbook.values.expressions.amounts import COUNTED, ExpressionError, in_unit
from sectorbook.values.expressions.grammar import read_expression
from sectorbook.values.intervals import write_exact, write_printed
from sectorbook.values.units import are_compatible, exact_factor, is_unit, money_of

NO_FIGURE = "not a figure"
ROLES = ("core", "test", "quote", NO_FIGURE)
TABLES = ("statements", "not_figures", "indicators", "identities")
"""The tables that a review can change."""
INDICATOR_ID = re.compile(r"[a-z][a-z0-9_]*")
SHOWN = ("id", "paragraph", "words", "printed", "read", "perhaps")
"""Columns of the table for a spreadsheet that only show something."""
DECIDED = ("indicator", "role", "period", "relation", "of", "of_period", "says", "note", "label", "unit")
"""Its columns that are taken back."""
KEPT = ("indicator", "period", "relation", "of", "of_period")
"""Those of them that begin with what the draft has."""
"""What a cell begins with that a spreadsheet would compute."""
RELATED = {
    "share": "a share of",
    "percent_of": "in percent of",
    "change": "a change from",
    "yearly": "a yearly change from",
    "times": "a multiple of",
    "per": "for each of",
    "more": "more than",
}
BOUND = {"at_least": "at least ", "more_than": "more than ", "at_most": "at most ", "less_than": "less than "}


Cells = dict[str, str]
"""The cells of a row by column."""


@dataclass(frozen=True)
class Decision:
    """What a person decides about a draft.

    Attributes
    ----------
    role : str
        One of `ROLES`; empty to leave it a draft, with the other cells changed.
    indicator : str
        Id of an indicator.
    changes : mapping of str to str
        Other cells of the statement: period, relation, of, of_period, note.
    says : str
        An expression that says what an ambiguous or unread one means, such as "more than 5 years".
    label, unit : str
        Of an indicator that is new.
    """

    role: str = ""
    indicator: str = ""
    changes: Mapping[str, str] = field(default_factory=dict)
    says: str = ""
    label: str = ""
    unit: str = ""


class Drafts:
    """The drafts of a report, and where they are stored.

    Parameters
    ----------
    report : str or Path
        Name of a report in the workspace in use, or its folder.

    Raises
    ------
    SectorbookError
        Where there is no such report, or it cannot be loaded.
    """

    def __init__(self, report: str | Path) -> None:
        load_report(report)
        self.folder = find_report(report)
        files = {name: self.folder / f"{name}.csv" for name in TABLES}
        self.tables: dict[str, list[Cells]] = {
            name: [dict(row) for row in read_table(file)[0]] if file.is_file() else [] for name, file in files.items()
        }
        self.main = str(read_json(self.folder / DESCRIPTOR).get("period", ""))
        self.shared: list[Cells] = [dict(row) for row in read_table(catalogue_for(self.folder) / "indicators.csv")[0]]

    @property
    def left(self) -> list[Cells]:
        """The rows of the role draft."""
        return [row for row in self.tables["statements"] if row["role"] == "draft"]

    @property
    def indicators(self) -> dict[str, Cells]:
        """All indicators by id: those of the report and of the catalogue."""
        return {row["id"]: row for row in (*self.shared, *self.tables["indicators"])}

    def suggested(self, row: Mapping[str, str]) -> list[str]:
        """Return the indicators that a draft's note names, and those of the report that its words speak of.

        Parameters
        ----------
        row : mapping of str to str
            The draft.

        Returns
        -------
        list of str
            Their ids, at most four, the likeliest first.
        """
        words, *hints = row["note"].split("; ")
        named = [name for hint in hints if hint.startswith("perhaps ") for name in hint[8:].split(" or ")]
        own = Catalogue(self.tables["indicators"]).suggested(words, row["unit"], row["relation"])
        chosen = [row["indicator"]] if row["indicator"] else []
        return [name for name in dict.fromkeys((*chosen, *own, *named)) if name in self.indicators][:4]

    def decide(self, decisions: Mapping[str, Decision]) -> None:
        """Take decisions on drafts, and store them: all of them or none.

        Parameters
        ----------
        decisions : mapping of str to Decision
            By the id of the statement.

        Raises
        ------
        LedgerError
            Where the report could not be loaded with them; nothing is changed then.
        """
        tables = {name: [dict(row) for row in rows] for name, rows in self.tables.items()}
        for decision in decisions.values():
            known = {row["id"] for row in (*self.shared, *tables["indicators"])}
            if decision.label and decision.unit and decision.indicator not in known:
                tables["indicators"].append(_new_indicator(decision))
        indicators = {row["id"]: row for row in (*self.shared, *tables["indicators"])}
        problems: list[Problem] = []
        for number, row in enumerate(self.tables["statements"], 2):
            if row["id"] in decisions:
                problems += _take(tables, indicators, row, number, decisions[row["id"]])
        if problems:
            raise LedgerError(self.folder.name, problems)
        open_ones = open_period_problems(self.tables["statements"], tables["statements"], decisions.keys(), self.main)
        if problems := list(open_ones):
            raise LedgerError(self.folder.name, self._as_before(problems, tables["statements"]))
        self._try(tables)

    def add_up(self, found: Sum, relation: str) -> None:
        """Write into identities.csv that parts add up to a whole, or to at most that.

        Parameters
        ----------
        found : Sum
            The parts and the whole.
        relation : str
            "=" or "<=".

        Raises
        ------
        LedgerError
            Where the report could not be loaded with it; nothing is changed then.
        """
        rows = self.tables["identities"]
        self._try(self.tables | {"identities": rows + found.rows(relation, [row["identity"] for row in rows])})

    def is_added_up(self, found: Sum) -> bool:
        """Tell whether identities.csv has a sum of these parts already.

        Parameters
        ----------
        found : Sum

        Returns
        -------
        bool
        """
        wanted = {row["indicator"] for row in (*found.parts, found.whole)}
        terms: dict[str, set[str]] = defaultdict(set)
        for row in self.tables["identities"]:
            terms[row["identity"]].add(row["indicator"])
        return any(wanted <= named for named in terms.values())

    def _try(self, tables: dict[str, list[Cells]]) -> None:
        """Store tables; where the report could not be loaded with them, raise `LedgerError` with the rows of today."""
        try:
            self._store(tables)
        except LedgerError as error:
            raise LedgerError(self.folder.name, self._as_before(error.problems, tables["statements"])) from None
        self.tables = tables

    def _as_before(self, problems: Sequence[Problem], statements: Sequence[Cells]) -> list[Problem]:
        """Return problems with the rows that statements have now, where decisions would move them."""
        rows = {row["id"]: number for number, row in enumerate(self.tables["statements"], 2)}
        moved = {number: rows.get(row["id"], 0) for number, row in enumerate(statements, 2)}
        return [replace(one, row=moved.get(one.row, 0)) if one.file == "statements.csv" else one for one in problems]

    def _store(self, tables: Mapping[str, Sequence[Cells]]) -> None:
        """Write tables, once a copy of the folder with them has been loaded."""
        with TemporaryDirectory(dir=self.folder.parent, prefix=".review-") as temporary:
            copy = Path(temporary) / self.folder.name
            shutil.copytree(self.folder, copy)
            for name, rows in tables.items():
                (copy / f"{name}.csv").write_text(table_text(name, rows), encoding="utf-8", newline="")
            load_report(copy)
            if any(not (self.folder / f"{name}.csv").exists() for name in TABLES):
                tidy(copy)
            files = [*(f"{name}.csv" for name in TABLES), "datapackage.json"]
            write_files({self.folder / name: (copy / name).read_text(encoding="utf-8") for name in files})


def _take(
    tables: Mapping[str, list[Cells]], known: Mapping[str, Cells], row: Cells, number: int, decision: Decision
) -> list[Problem]:
    """Change tables by a decision, and return what is wrong about it."""
    statements = tables["statements"]
    place = next(at for at, one in enumerate(statements) if one["id"] == row["id"])
    if decision.role == NO_FIGURE:
        reason = visible(decision.changes.get("note", "")) or "no figure to reckon with"
        tables["not_figures"].append(
            {"paragraph": row["paragraph"] or "1", "printed": row["printed"], "reason": reason}
        )
        tables["not_figures"].sort(key=lambda one: int(one["paragraph"]))
        del statements[place]
        return []
    if decision.indicator and decision.indicator not in known:
        remedy = suggestion(decision.indicator, known, "Give a label and a unit to make it a new one.")
        return [
            Problem("statements.csv", number, "indicator", decision.indicator, "there is no such indicator", remedy)
        ]
    try:
        statements[place] = _with_unit_of_mean(decided_row(row, known.get(decision.indicator), decision), known)
    except (ExpressionError, UnitMismatch) as error:
        column = "says" if decision.says else "indicator"
        value = decision.says or decision.indicator
        return [Problem("statements.csv", number, column, value, str(error).rstrip("."), _way_out(statements[place]))]
    return []


def _way_out(row: Mapping[str, str]) -> str:
    """Say what to do about a number that cannot be an amount of the indicator that was named."""
    if row["unit"] == "percent":
        return "Say by relation and of what it is a share or a change of, or name an indicator in percent."
    return "Correct one of the two, or say by relation and of that it is no amount, but a mean or a multiple."


def _with_unit_of_mean(row: Cells, known: Mapping[str, Cells]) -> Cells:
    """Return a mean in the unit of what it is of, for each and by the time: "US$ 900" is 900 USD/person/year."""
    indicator, base = known.get(row["indicator"]), known.get(row["of"])
    if row["relation"] != "per" or not (row["unit"] and indicator and base and is_unit(row["unit"])):
        return row
    usual = usual_unit("per", indicator["unit"], base["unit"])
    time = "/".join(indicator["unit"].split("/")[1:])
    each = f"{row['unit']}/{base['unit']}"
    units = (row["unit"], f"{row['unit']}/{time}", each, f"{each}/{time}")
    fitting = (unit for unit in units if is_unit(unit) and is_unit(usual) and are_compatible(unit, usual))
    return row | {"unit": next(fitting, row["unit"])}


def _new_indicator(decision: Decision) -> Cells:
    """Return the row of a new indicator."""
    label = visible(decision.label)
    whole = "yes" if decision.unit in COUNTED else ""
    said = {"id": decision.indicator, "label": label, "unit": decision.unit, "definition": label, "whole": whole}
    return dict.fromkeys(column_names("indicators"), "") | said | {"topic": "report"}


def decided_row(row: Cells, indicator: Cells | None, decision: Decision) -> Cells:
    """Return the row of a draft with what is decided about it.

    Parameters
    ----------
    row : dict of str to str
        The draft.
    indicator : dict of str to str or None
        The row of its indicator; None where none is chosen.
    decision : Decision
        What is decided.

    Returns
    -------
    dict of str to str
        The changed row.

    Raises
    ------
    ExpressionError
        Where an expression cannot be read.
    UnitMismatch
        Where the amount is none in the indicator's unit.
    """
    decided = row | {name: visible(cell) for name, cell in decision.changes.items()}
    if decision.says:
        decided |= cells_of(read_expression(decision.says)) | {"reading": "words"}
    if "note" not in decision.changes and decision.role:
        decided["note"] = ""
    decided["role"] = decision.role or row["role"]
    if indicator is None:
        return decided
    decided["indicator"] = indicator["id"]
    return decided if decided["relation"] else decided | _amount(decided, indicator["unit"])


def _amount(row: Cells, unit: str) -> Cells:
    """Return the ends and the step of a row in the unit of its indicator, which is then left out."""
    if row["reading"] == "digits":
        read = read_expression(row["printed"], unit=unit)
        if money_of(unit.split("/")[0]) and not read.currencies:
            what = f'"{row["printed"]}" names no currency, and "{unit}" is money'
            raise UnitMismatch(f"{what}. Choose another indicator, or say it with its currency: 515 million dollars.")
        cells = cells_of(in_unit(read, unit), unit=unit)
        return cells | {"unit": "", "relation": row["relation"]}
    times = _factor(row["unit"], unit)
    numbers = {name: row[name] for name in ("low", "high", "rounded_to") if row[name]}
    return {name: write_exact(Fraction(number) * times) for name, number in numbers.items()} | {"unit": ""}


def _factor(unit: str, wanted: str) -> Fraction:
    """Return what an amount is multiplied with to be in another unit, whose time it may lack."""
    if not unit or unit.split("/")[0] in COUNTED or unit == wanted:
        return Fraction(1)
    first = wanted if "/" in unit else wanted.split("/")[0]
    if is_unit(unit) and is_unit(first) and are_compatible(unit, first):
        return exact_factor(unit, first)
    raise UnitMismatch(f'"{unit}" cannot be turned into "{wanted}".')


def read_as(row: Mapping[str, str]) -> str:
    """Write what a draft was read as.

    Parameters
    ----------
    row : mapping of str to str
        The statement.

    Returns
    -------
    str
        Such as "about 3,000\u20134,000 people"; "not read" for one without a shape.
    """
    if not row["shape"]:
        return "not read"
    low, high = row["low"] or row["high"], row["high"] or row["low"]
    ends = write_printed(Fraction(low), Fraction(high), row["unit"] or "dimensionless")
    about = "about " if row["about"] == "yes" else ""
    relation = f", {RELATED[row['relation']]} {row['of'] or '...'}" if row["relation"] else ""
    since = f" in {write_period(row['of_period'])}" if row["of_period"] else ""
    period = "" if row["period"] == "undated" else f", {write_period(row['period'])}"
    return f"{BOUND.get(row['shape'], '')}{about}{ends}{relation}{since}{period}"


def write_decisions(drafts: Drafts, file: Path) -> int:
    """Write what is left to decide as a table for a spreadsheet.

    Parameters
    ----------
    drafts : Drafts
        The drafts.
    file : Path
        The table, which must not exist: UTF-8 with a mark, as Excel needs it.

    Returns
    -------
    int
        How many rows it has.

    Raises
    ------
    SectorbookError
        Where the file exists.
    """
    if file.exists():
        raise SectorbookError(f"{file} exists, and may hold decisions. Choose another name, or remove it.")
    rows: list[Sequence[str]] = [(*SHOWN, *DECIDED)]
    for row in drafts.left:
        words = row["note"].split("; ")[0]
        perhaps = " or ".join(drafts.suggested(row))
        told = (row["id"], row["paragraph"], words, row["printed"], read_as(row), perhaps)
        kept = [row[name] if name in KEPT else "" for name in DECIDED]
        rows.append((*told, *kept))
    file.parent.mkdir(parents=True, exist_ok=True)
    write_files({file: "\ufeff" + csv_text(rows, ends="\r\n")})
    return len(drafts.left)


def take_decisions(drafts: Drafts, file: Path) -> int:
    """Take decisions from a table that `write_decisions` wrote and a spreadsheet saved.

    Parameters
    ----------
    drafts : Drafts
        The drafts.
    file : Path
        The table, with commas, semicolons or tabs between its cells.

    Returns
    -------
    int
        How many drafts are decided.

    Raises
    ------
    ReviewError
        With all that is wrong, by row; nothing is taken then.
    """
    lines, problems = read_lines(file, any_delimiter=True)
    if problems or not lines:
        raise ReviewError(
            file.name, problems or [Problem(file.name, 0, "", "", "the table is empty", "Write it anew.")]
        )
    rows = list(_table_rows(file.name, lines))
    if problems := list(_table_problems(file.name, rows, drafts)):
        raise ReviewError(file.name, problems)
    left = {row["id"]: row for row in drafts.left}
    decisions = {row["id"]: _decision(row) for _, row in rows if _is_changed(row, left.get(row["id"], {}))}
    try:
        drafts.decide(decisions)
    except LedgerError as error:
        places = {row["id"]: number for number, row in rows}
        raise ReviewError(file.name, _in_table(error.problems, drafts, file.name, places)) from None
    return sum(one.role != "" for one in decisions.values())


def _table_rows(name: str, lines: Sequence[tuple[int, list[str]]]) -> Iterator[tuple[int, Cells]]:
    """Yield the rows of a table by column, with their numbers; raise `ReviewError` where columns are missing."""
    (_, header), *body = lines
    header = [visible(column) for column in header]
    missing = [column for column in ("id", *DECIDED) if column not in header]
    if missing:
        what = f"the header lacks {', '.join(missing)}"
        raise ReviewError(name, [Problem(name, 1, "", ",".join(header), what, "Write the table anew.")])
    for number, cells in body:
        padded = [*map(visible, cells), *[""] * len(header)]
        yield number, dict.fromkeys(DECIDED, "") | dict(zip(header, padded, strict=False))


def _table_problems(name: str, rows: Sequence[tuple[int, Cells]], drafts: Drafts) -> Iterator[Problem]:
    """Yield what is wrong with rows in themselves: their ids and roles."""
    left = {row["id"] for row in drafts.left}
    if rows and not {row["id"] for _, row in rows} & {row["id"] for row in drafts.tables["statements"]}:
        what = f"none of its {len(rows)} rows has the id of a statement of {drafts.folder.name}"
        ids = ", ".join(row["id"] for _, row in rows)
        yield Problem(name, 0, "id", ids, what, "Name the report that the table was written of, or write it anew.")
        return
    seen: set[str] = set()
    for number, row in rows:
        role = row["role"].lower()
        if row["id"] in seen:
            yield Problem(name, number, "id", row["id"], "the id is there twice", "Keep one of the two rows.")
        elif row["id"] not in left and (role or row["indicator"]):
            yield Problem(name, number, "id", row["id"], "no draft has this id", "Leave the row out.")
        elif role and role not in (*ROLES, "draft"):
            remedy = suggestion(role, ROLES, f"Use one of {', '.join(ROLES)}, or leave it empty.")
            yield Problem(name, number, "role", row["role"], "there is no such role", remedy)
        elif role in ROLES[:3] and not row["indicator"]:
            yield Problem(name, number, "indicator", "", f"the role {role} needs an indicator", "Write its id.")
        elif row["indicator"] and not INDICATOR_ID.fullmatch(row["indicator"]):
            remedy = "Use lower-case letters, digits and _."
            yield Problem(name, number, "indicator", row["indicator"], "it cannot be an indicator's id", remedy)
        seen.add(row["id"])


def _is_changed(row: Cells, draft: Mapping[str, str]) -> bool:
    """Tell whether a row of the table says anything that the draft does not."""
    written = dict.fromkeys(DECIDED, "") | {name: draft.get(name, "") for name in KEPT}
    return any(row[name] != written[name] for name in DECIDED)


def _decision(row: Cells) -> Decision:
    """Return the decision that a row of the table holds; without a role, one with an indicator is core."""
    role = row["role"].lower() or ("core" if row["indicator"] else "draft")
    changes = {name: row[name] for name in ("period", "relation", "of", "of_period", "note")}
    changes["period"] = changes["period"] or "undated"
    if role == "draft" and not changes["note"]:
        del changes["note"]
    return Decision("" if role == "draft" else role, row["indicator"], changes, row["says"], row["label"], row["unit"])


def _in_table(problems: Sequence[Problem], drafts: Drafts, name: str, places: Mapping[str, int]) -> list[Problem]:
    """Return problems of statements.csv as those of the rows of a table."""
    ids = {number: row["id"] for number, row in enumerate(drafts.tables["statements"], 2)}
    return [
        replace(one, file=name, row=places.get(ids.get(one.row, ""), 0)) if one.file == "statements.csv" else one
        for one in problems
    ]
