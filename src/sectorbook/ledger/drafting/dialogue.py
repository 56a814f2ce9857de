"""Go through the drafts of a report in a terminal: the questions that `sectorbook draft --review` asks."""

import difflib
import re
import sys
from collections.abc import Sequence
from dataclasses import replace

import click

from sectorbook.errors import LedgerError, Problem
from sectorbook.formats.terminal import ask, is_wanted, say
from sectorbook.ledger.display import written_place
from sectorbook.ledger.drafting.asking import ask_base, ask_period, ask_relation, ask_unit, is_open_percentage
from sectorbook.ledger.drafting.open_periods import REMEDY
from sectorbook.ledger.drafting.review import (
    INDICATOR_ID,
    NO_FIGURE,
    RELATED,
    Cells,
    Decision,
    Drafts,
    decided_row,
    read_as,
)
from sectorbook.ledger.drafting.suggestions import is_slip
from sectorbook.ledger.drafting.sums import ALL, SOME, CalledParts
from sectorbook.values.expressions.amounts import ExpressionError
from sectorbook.values.expressions.grammar import read_expression

STOP, SKIP, DONE = "q", "s", "done"
"""What comes of asking about a draft."""
ROLE_KEYS = {"c": "core", "t": "test", "q": "quote"}
HELP = """Answer with the number of a suggestion or an indicator's name, new ones too.
Add t to hold it against the core (1t), q to quote it only (1q). n: not a figure (n and why), s or Enter: skip,
e: edit what it says, its period or relation, q: stop, ?: this help. Each answer is stored at once."""
WAYS_OUT = "r: say that it is a share, a change or a mean of {name}; e: edit what it says"
ANOTHER_UNIT = "; u: give {name} another unit"


class Dialogue:
    """Asks about drafts in a terminal, one after the other; each answer is stored at once.

    Parameters
    ----------
    drafts : Drafts
        The drafts.
    """

    def __init__(self, drafts: Drafts) -> None:
        self.drafts = drafts
        self.parts = CalledParts(drafts.left)
        self.refused: Decision | None = None

    def run(self) -> int:
        """Ask until nothing is left, or the person stops.

        Returns
        -------
        int
            How many drafts were decided.
        """
        rows, decided = self.drafts.left, 0
        say(HELP)
        _complete(self.drafts)
        try:
            for number, row in enumerate(rows, 1):
                say(f"\n{number} of {len(rows)}, {_where(row)}")
                answer = self._ask(row)
                if answer == STOP:
                    break
                decided += answer == DONE
            self._ask_for_sums()
        except (click.Abort, KeyboardInterrupt):
            say()
        return decided

    def _ask(self, row: Cells) -> str:
        """Ask about one draft until an answer can be stored."""
        decision, self.refused = Decision(), None
        while True:
            suggested = self.drafts.suggested(row)
            self._show(row, decision, suggested)
            said = str(ask("Indicator", default=SKIP)).strip()
            if said in (STOP, SKIP):
                return said
            if said == "?":
                say(HELP)
            elif said in ("r", "u", "e") and self.refused:
                if self._store(row, self._mended(row, self.refused, said, suggested)):
                    return DONE
            elif said == "e":
                decision = self._edit(row, decision)
            elif (chosen := self._choose(row, decision, said, suggested)) and self._store(row, chosen):
                return DONE

    def _show(self, row: Cells, decision: Decision, suggested: Sequence[str]) -> None:
        """Show a draft in the words around it, what was read, and what is suggested."""
        words, *hints = row["note"].split("; ")
        say(f"  {words}")
        try:
            seen = decided_row(row, None, decision)
        except ExpressionError:
            seen = row
        say(f"  read as: {read_as(seen)}")
        for hint in hints:
            if not hint.startswith("perhaps "):
                say(f"  {hint}")
        for place, name in enumerate(suggested, 1):
            indicator = self.drafts.indicators[name]
            say(f"  {place} {name}: {indicator['label']} ({indicator['unit']})")

    def _edit(self, row: Cells, decision: Decision) -> Decision:
        """Ask for the cells of a draft, each with what it is now."""
        now = row | dict(decision.changes)
        says = ask("It says (an expression, such as 30 to 40 per cent)", default=decision.says or row["printed"])
        changes = {"period": ask("Period", default=now["period"])}
        relation = ask("Relation (- for none)", type=click.Choice([*RELATED, "-"]), default=now["relation"] or "-")
        changes["relation"] = _blank(relation)
        if changes["relation"]:
            changes["of"] = _blank(ask("Of which indicator (- for none)", default=now["of"] or "-"))
            changes["of_period"] = _blank(ask("Of which period (- for the same)", default=now["of_period"] or "-"))
        said = "" if says == row["printed"] else says
        try:
            if said:
                read_expression(said)
        except ExpressionError as error:
            say(f"  {error}")
            said = ""
        return replace(decision, says=said, changes={**decision.changes, **changes})

    def _choose(self, row: Cells, decision: Decision, said: str, suggested: Sequence[str]) -> Decision | None:
        """Turn an answer into a decision; None where it has to be asked again."""
        if said == "n" or said.startswith("n "):
            return replace(decision, role=NO_FIGURE, changes={"note": said[2:].strip()})
        name, role = _parted(said)
        if name.isdecimal() and not 1 <= int(name) <= len(suggested):
            say(f"  There is no suggestion {name}.")
            return None
        chosen = suggested[int(name) - 1] if name.isdecimal() else self._named(name)
        if chosen is None:
            return None
        if self.refused and self.refused.indicator == chosen:  # its label and unit need not be entered again
            decision = replace(decision, label=self.refused.label, unit=self.refused.unit)
        return self._completed(row, replace(decision, indicator=chosen, role=role), suggested)

    def _completed(self, row: Cells, decision: Decision, suggested: Sequence[str]) -> Decision:
        """Ask for what a decision lacks: what a percentage says, label and unit of a new indicator, what it is of."""
        name, known = decision.indicator, self.drafts.indicators.get(decision.indicator)
        now = row | dict(decision.changes)
        if is_open_percentage(now, known["unit"] if known else decision.unit):
            decision = _changed(decision, relation=ask_relation(now, name, known["unit"] if known else ""))
        if known is None and not decision.unit:
            label = ask("Label", default=name.replace("_", " ").capitalize())
            unit = ask_unit(row | dict(decision.changes), self.drafts, suggested)
            decision = replace(decision, label=label, unit=unit)
        return self._related(row, decision)

    def _mended(self, row: Cells, refused: Decision, key: str, suggested: Sequence[str]) -> Decision:
        """Change a decision that was refused, by the key: its relation, the unit of a new indicator, or the rest."""
        name, known = refused.indicator, self.drafts.indicators.get(refused.indicator)
        now = row | dict(refused.changes)
        if key == "e":
            return self._related(row, self._edit(row, refused))
        if key == "u" and known is None:
            return replace(refused, unit=ask_unit(now, self.drafts, suggested, refused.unit))
        relation = ask_relation(now, name, known["unit"] if known else refused.unit)
        return self._related(row, _changed(refused, relation=relation, of=""))

    def _named(self, name: str) -> str | None:
        """Return the id that a person typed, or began, or the new one that it is; None where it is a slip."""
        known = self.drafts.indicators
        typed = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
        begun = [one for one in known if one.startswith(typed)] if typed else []
        if typed in known or len(begun) == 1:
            return typed if typed in known else begun[0]
        if len(begun) > 1:
            say(f"  Which one: {', '.join(begun)}?")
            return None
        near = next((one for one in difflib.get_close_matches(typed, known, n=9) if is_slip(typed, one)), "")
        if near and is_wanted(f"Did you mean {near}? Enter: no, {typed} is a new one", default=False):
            return near
        if not INDICATOR_ID.fullmatch(typed):
            say("  The name of an indicator begins with a letter.")
            return None
        return typed if near or is_wanted(f"Add {typed} as a new indicator?", default=True) else None

    def _related(self, row: Cells, decision: Decision) -> Decision:
        """Ask what a share or a change is of, where that is not said yet; without it, it stays a draft."""
        now = row | dict(decision.changes)
        if not now["relation"] or now["of"]:
            return decision
        of, when = ask_base(now, self.drafts, now["relation"], decision.indicator)
        complete = of and (of, when or now["period"]) != (decision.indicator, now["period"])
        if not complete:
            say("  It stays a draft: what it is compared with is not said.")
        decision = _changed(decision, of=of, of_period=when, relation=now["relation"])
        return replace(decision, role=decision.role if complete else "")

    def _store(self, row: Cells, decision: Decision) -> bool:
        """Store a decision, with the periods that it needs, or say why it cannot be and what can be done."""
        decisions = {row["id"]: decision}
        while True:
            try:
                self.drafts.decide(decisions)
            except LedgerError as error:
                if not _ask_for_periods(error.problems, self.drafts, decisions):
                    self._refuse(error.problems, decision)
                    return False
            else:
                self.refused = None
                return True

    def _refuse(self, problems: Sequence[Problem], decision: Decision) -> None:
        """Say why a decision cannot be stored, and by which keys it can be changed."""
        for problem in problems:
            say(f"  {problem}")
        if decision.indicator:
            self.refused = decision
            ways = WAYS_OUT + ("" if decision.indicator in self.drafts.indicators else ANOTHER_UNIT)
            say(f"  {ways.format(name=decision.indicator)}; or answer anew, s to skip.")

    def _ask_for_sums(self) -> None:
        """Ask once of each whole whose parts a table names whether these are all of it."""
        for found in self.parts.sums(self.drafts.tables["statements"]):
            if self.drafts.is_added_up(found):
                continue
            say(f"\n{found.said}")
            say("  y: these are all its parts; s: some of them, there can be others; n: they do not add up like this")
            key = ask("Are these all the parts?", type=click.Choice([*SUMS, "n"]), default="n")
            if key in SUMS:
                self.drafts.add_up(found, SUMS[key])


SUMS = {"y": ALL, "s": SOME}
"""What a person answers about parts, and how they then stand to their whole."""


def _ask_for_periods(problems: Sequence[Problem], drafts: Drafts, decisions: dict[str, Decision]) -> bool:
    """Ask for periods that decisions lack, and add them; what is left open stays a draft. False for other problems."""
    rows = drafts.tables["statements"]
    open_ones = [(problem, rows[problem.row - 2]) for problem in problems if problem.remedy == REMEDY]
    if not open_ones or len(open_ones) < len(problems):
        return False
    for problem, row in open_ones:
        decision = decisions.get(row["id"], Decision())
        period = ask_period(row, problem.what)
        decisions[row["id"]] = _changed(decision, period=period) if period else _as_draft(decision, row)
    return True


def _as_draft(decision: Decision, row: Cells) -> Decision:
    """Return a decision that leaves a statement a draft, or makes it one again, with its note."""
    if row["role"] == "draft":
        return replace(decision, role="")
    return replace(_changed(decision, note=row["note"]), role="draft")


def _where(row: Cells) -> str:
    """Say where a draft stands; the empty cell of an unknown paragraph is none."""
    return written_place({**row, "paragraph": row["paragraph"] or None}) or "place unknown"


def _changed(decision: Decision, **cells: str) -> Decision:
    """Return a decision with cells of the statement changed."""
    return replace(decision, changes={**decision.changes, **cells})


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
