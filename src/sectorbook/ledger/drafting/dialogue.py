"""Go through the drafts of a report in a terminal: the questions that `sectorbook draft --review` asks."""

import difflib
import re
import sys
from collections.abc import Sequence
from dataclasses import replace

import click

from sectorbook.errors import LedgerError
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
from sectorbook.terminal import say
from sectorbook.values.expressions.amounts import ExpressionError
from sectorbook.values.expressions.grammar import read_expression

STOP, SKIP, DONE = "q", "s", "done"
"""What comes of asking about a draft."""
ROLE_KEYS = {"c": "core", "t": "test", "q": "quote"}
HELP = """Answer with the number of a suggestion or an indicator's name, new ones too.
Add t to hold it against the core (1t), q to quote it only (1q). n: not a figure (n and why), s or Enter: skip,
e: edit what it says, its period or relation, q: stop, ?: this help. Each answer is stored at once."""


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
        say(HELP)
        _complete(self.drafts)
        try:
            for number, row in enumerate(rows, 1):
                say(f"\n{number} of {len(rows)}, paragraph {row['paragraph'] or '?'}")
                answer = self._ask(row)
                if answer == STOP:
                    break
                decided += answer == DONE
        except (click.Abort, KeyboardInterrupt):
            say()
        return decided

    def _ask(self, row: Cells) -> str:
        """Ask about one draft until an answer can be stored."""
        decision = Decision()
        while True:
            suggested = self.drafts.suggested(row)
            self._show(row, decision, suggested)
            said = click.prompt("Indicator", default=SKIP).strip()
            if said in (STOP, SKIP):
                return said
            if said == "?":
                say(HELP)
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
        says = click.prompt(
            "It says (an expression, such as 30 to 40 per cent)", default=decision.says or row["printed"]
        )
        changes = {"period": click.prompt("Period", default=now["period"])}
        relation = click.prompt(
            "Relation (- for none)", type=click.Choice([*RELATED, "-"]), default=now["relation"] or "-"
        )
        changes["relation"] = _blank(relation)
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
        decision = replace(decision, indicator=chosen, role=role)
        if chosen not in self.drafts.indicators:
            label = click.prompt("Label", default=chosen.replace("_", " ").capitalize())
            is_own = not row["relation"] or row["relation"] == "more"  # a share is in percent, what it is of is not
            unit = click.prompt("Unit", default=(row["unit"] if is_own else "") or None)
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
            say(f"  Which one: {', '.join(begun)}?")
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
            say("  It stays a draft: what it is compared with is not said.")
        return replace(decision, changes=changes, role=decision.role if complete else "")

    def _store(self, row: Cells, decision: Decision) -> bool:
        """Store a decision, or say why it cannot be."""
        try:
            self.drafts.decide({row["id"]: decision})
        except LedgerError as error:
            for problem in error.problems:
                say(f"  {problem}")
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
