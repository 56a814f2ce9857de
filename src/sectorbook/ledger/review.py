"""Decide on the drafts of a report: one after the other in a terminal, or all of them in a table for a spreadsheet.

Each decision is tried on a copy of the report's folder before it is written: what cannot be loaded is never stored.
"""

import csv
import difflib
import io
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from sectorbook.errors import LedgerError, Problem, ReviewError, SectorbookError, UnitMismatch, suggestion
from sectorbook.ledger.draft import Catalogue, cells_of, visible
from sectorbook.ledger.report import find_report, load_report
from sectorbook.ledger.tables import column_names, read_lines, read_table
from sectorbook.ledger.tidy import table_text, tidy, write_files
from sectorbook.ledger.workspace import catalogue_for
from sectorbook.values.amounts import COUNTED, ExpressionError, in_unit
from sectorbook.values.grammar import read_expression
from sectorbook.values.intervals import write_exact, write_range
from sectorbook.values.units import are_compatible, conversion_factor, is_unit

NO_FIGURE = "not a figure"
ROLES = ("core", "test", "quote", NO_FIGURE)
TABLES = ("statements", "not_figures", "indicators")
"""The tables that a decision can change."""
INDICATOR_ID = re.compile(r"[a-z][a-z0-9_]*")
SHOWN = ("id", "paragraph", "words", "printed", "read", "perhaps")
"""Columns of the table for a spreadsheet that only show something."""
DECIDED = ("indicator", "role", "period", "relation", "of", "of_period", "says", "note", "label", "unit")
"""Its columns that are taken back."""
FORMULA = ("=", "+", "-", "@")
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

STOP, SKIP, DONE = "q", "s", "done"
"""What comes of asking about a draft."""
ROLE_KEYS = {"c": "core", "t": "test", "q": "quote"}
HELP = """Answer with a number or an indicator's name, new ones too; Enter takes what stands in brackets.
Add t to hold it against the core (1t), q to quote it only (1q). n: not a figure (n and why), s: skip,
e: edit what it says, its period or relation, q: stop, ?: this help. Each answer is stored at once."""

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
        """Return the indicators that a draft's note names, and those of the report that its words speak of."""
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
        statements[place] = _decided(row, known.get(decision.indicator), decision)
    except (ExpressionError, UnitMismatch) as error:
        column = "says" if decision.says else "indicator"
        value = decision.says or decision.indicator
        return [Problem("statements.csv", number, column, value, str(error).rstrip("."), "Correct one of the two.")]
    return []


def _new_indicator(decision: Decision) -> Cells:
    """Return the row of a new indicator."""
    label = visible(decision.label)
    whole = "yes" if decision.unit in COUNTED else ""
    said = {"id": decision.indicator, "label": label, "unit": decision.unit, "definition": label, "whole": whole}
    return dict.fromkeys(column_names("indicators"), "") | said | {"topic": "report"}


def _decided(row: Cells, indicator: Cells | None, decision: Decision) -> Cells:
    """Return the row of a draft with what is decided about it."""
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
        cells = cells_of(in_unit(read_expression(row["printed"], unit=unit), unit), unit=unit)
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
        return Fraction(str(conversion_factor(unit, first)))
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
    ends = write_range(float(Fraction(low)), float(Fraction(high)), row["unit"] or "dimensionless")
    about = "about " if row["about"] == "yes" else ""
    relation = f", {RELATED[row['relation']]} {row['of'] or '...'}" if row["relation"] else ""
    since = f" in {row['of_period']}" if row["of_period"] else ""
    period = "" if row["period"] == "undated" else f", {row['period']}"
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
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow((*SHOWN, *DECIDED))
    for row in drafts.left:
        words = row["note"].split("; ")[0]
        perhaps = " or ".join(drafts.suggested(row))
        told = (row["id"], row["paragraph"], words, row["printed"], read_as(row), perhaps)
        kept = [row[name] if name in row and name not in ("role", "note", "unit") else "" for name in DECIDED]
        writer.writerow([_guarded(cell) for cell in (*told, *kept)])
    file.parent.mkdir(parents=True, exist_ok=True)
    write_files({file: "\ufeff" + out.getvalue()})
    return len(drafts.left)


def _guarded(cell: str) -> str:
    """Return a cell that no spreadsheet computes."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


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
    decisions = {row["id"]: _decision(row) for _, row in rows if row["role"] or row["indicator"]}
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


def _decision(row: Cells) -> Decision:
    """Return the decision that a row of the table holds; a row with an indicator and no role is core."""
    role = row["role"].lower() or "core"
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


class Dialogue:
    """Asks about drafts in a terminal, one after the other; each answer is stored at once.

    Parameters
    ----------
    drafts : Drafts
        The drafts.
    """

    def __init__(self, drafts: Drafts) -> None:
        self.drafts = drafts

    def run(self) -> int:
        """Ask until nothing is left, or the person stops.

        Returns
        -------
        int
            How many drafts were decided.
        """
        rows, decided = self.drafts.left, 0
        click.echo(HELP)
        _complete(self.drafts)
        try:
            for number, row in enumerate(rows, 1):
                click.echo(f"\n{number} of {len(rows)}, paragraph {row['paragraph'] or '?'}")
                answer = self._ask(row)
                if answer == STOP:
                    break
                decided += answer == DONE
        except click.Abort:
            click.echo("")
        return decided

    def _ask(self, row: Cells) -> str:
        """Ask about one draft until an answer can be stored."""
        decision = Decision()
        while True:
            suggested = self.drafts.suggested(row)
            self._show(row, decision, suggested)
            default = "1" if suggested and row["shape"] else "s"
            said = click.prompt("Indicator", default=default).strip()
            if said in (STOP, SKIP):
                return said
            if said == "?":
                click.echo(HELP)
            elif said == "e":
                decision = self._edit(row, decision)
            elif (chosen := self._choose(row, decision, said, suggested)) and self._store(row, chosen):
                return DONE

    def _show(self, row: Cells, decision: Decision, suggested: Sequence[str]) -> None:
        """Show a draft in the words around it, what was read, and what is suggested."""
        words, *hints = row["note"].split("; ")
        click.echo(f"  {words}")
        try:
            seen = _decided(row, None, decision)
        except ExpressionError:
            seen = row
        click.echo(f"  read as: {read_as(seen)}")
        for hint in hints:
            if not hint.startswith("perhaps "):
                click.echo(f"  {hint}")
        for place, name in enumerate(suggested, 1):
            indicator = self.drafts.indicators[name]
            click.echo(f"  {place} {name}: {indicator['label']} ({indicator['unit']})")

    def _edit(self, row: Cells, decision: Decision) -> Decision:
        """Ask for the cells of a draft, each with what it is now."""
        now = row | dict(decision.changes)
        says = click.prompt(
            "It says (an expression, such as 30 to 40 per cent)", default=decision.says or row["printed"]
        )
        changes = {"period": click.prompt("Period", default=now["period"])}
        changes["relation"] = _blank(
            click.prompt(f"Relation ({', '.join(RELATED)}; - for none)", default=now["relation"] or "-")
        )
        if changes["relation"]:
            changes["of"] = _blank(click.prompt("Of which indicator (- for none)", default=now["of"] or "-"))
            changes["of_period"] = _blank(
                click.prompt("Of which period (- for the same)", default=now["of_period"] or "-")
            )
        said = "" if says == row["printed"] else says
        try:
            if said:
                read_expression(said)
        except ExpressionError as error:
            click.echo(f"  {error}")
            said = ""
        return replace(decision, says=said, changes={**decision.changes, **changes})

    def _choose(self, row: Cells, decision: Decision, said: str, suggested: Sequence[str]) -> Decision | None:
        """Turn an answer into a decision; None where it has to be asked again."""
        if said == "n" or said.startswith("n "):
            return replace(decision, role=NO_FIGURE, changes={"note": said[2:].strip()})
        name, role = _parted(said)
        if name.isdecimal() and not 1 <= int(name) <= len(suggested):
            click.echo(f"  There is no suggestion {name}.")
            return None
        chosen = suggested[int(name) - 1] if name.isdecimal() else self._named(name)
        if chosen is None:
            return None
        decision = replace(decision, indicator=chosen, role=role)
        if chosen not in self.drafts.indicators:
            label = click.prompt("Label", default=chosen.replace("_", " ").capitalize())
            unit = click.prompt("Unit", default=row["unit"] or None)
            decision = replace(decision, label=label, unit=unit)
        return self._related(row, decision)

    def _named(self, name: str) -> str | None:
        """Return the id that a person typed, or began, or the new one that it is; None where it is a slip."""
        known = self.drafts.indicators
        typed = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
        begun = [one for one in known if one.startswith(typed)] if typed else []
        if typed in known or len(begun) == 1:
            return typed if typed in known else begun[0]
        if len(begun) > 1:
            click.echo(f"  Which one: {', '.join(begun)}?")
            return None
        near = difflib.get_close_matches(typed, known, n=1)
        if near and click.confirm(f"Did you mean {near[0]}?", default=True):
            return near[0]
        if INDICATOR_ID.fullmatch(typed) and click.confirm(f"Add {typed} as a new indicator?", default=True):
            return typed
        return None

    def _related(self, row: Cells, decision: Decision) -> Decision:
        """Ask what a share or a change is of, where that is not said yet; without it, it stays a draft."""
        now = row | dict(decision.changes)
        if not now["relation"] or now["of"]:
            return decision
        itself = now["relation"] in ("change", "yearly")
        of = _blank(
            click.prompt(
                f"{RELATED[now['relation']].capitalize()} which indicator (- to leave it a draft)",
                default=decision.indicator if itself else "-",
            )
        )
        when = _blank(click.prompt("of which period (- for the same)", default="-")) if of else ""
        changes = {**decision.changes, "of": of, "of_period": when, "relation": now["relation"]}
        complete = of and (of, when or now["period"]) != (decision.indicator, now["period"])
        if not complete:
            click.echo("  It stays a draft: what it is compared with is not said.")
        return replace(decision, changes=changes, role=decision.role if complete else "")

    def _store(self, row: Cells, decision: Decision) -> bool:
        """Store a decision, or say why it cannot be."""
        try:
            self.drafts.decide({row["id"]: decision})
        except LedgerError as error:
            for problem in error.problems:
                click.echo(f"  {problem}")
            return False
        return True


def _parted(said: str) -> tuple[str, str]:
    """Return the name in an answer and the role that stands behind it: "1t", "2 q", "freelancers t"."""
    parts = re.fullmatch(r"(\d+|.*\S(?=\s))\s*([ctq])", said)
    return (parts[1], ROLE_KEYS[parts[2]]) if parts else (said, "core")


def _blank(said: str) -> str:
    """Return an answer, of which a dash says that the cell is empty."""
    return "" if said.strip() == "-" else said.strip()


def _complete(drafts: Drafts) -> None:
    """Let the tab key complete the ids of indicators, where a terminal can."""
    if not sys.stdin.isatty():
        return
    try:
        import readline
    except ImportError:  # Windows has none
        return

    def complete(text: str, state: int) -> str | None:
        begun = [name for name in drafts.indicators if name.startswith(text)]
        return begun[state] if state < len(begun) else None

    readline.set_completer(complete)
    readline.parse_and_bind("tab: complete")
