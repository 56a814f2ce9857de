"""Sums that a table suggests: rows such as "of which services" are parts of a row above them, perhaps all of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sectorbook.ledger.drafting.row_words import whole_in
from sectorbook.ledger.periods import UNDATED
from sectorbook.ledger.tables import column_names

Cells = dict[str, str]
ALL, SOME = "=", "<="
"""How parts stand to their whole: they are all of it, or some that do not overlap."""
NOTES = {
    ALL: "The table calls them parts; that there is no other is what the person says who entered it",
    SOME: "The table calls them parts; there can be others",
}
LONGEST_WORDS = 80


@dataclass(frozen=True)
class Sum:
    """Parts of a whole, all of them decided.

    Attributes
    ----------
    whole : dict of str to str
        Its statement.
    parts : tuple of dict
        Theirs.
    words : str
        What the row of the first part is called.
    """

    whole: Cells
    parts: tuple[Cells, ...]
    words: str

    @property
    def said(self) -> str:
        """The sum in a sentence."""
        names = " and ".join(part["indicator"] for part in self.parts)
        return f'The table calls {names} parts of {self.whole["indicator"]} ("{self.words}").'

    def rows(self, relation: str, taken: Sequence[str]) -> list[Cells]:
        """Return the rows of identities.csv that say it.

        Parameters
        ----------
        relation : str
            "=" if the parts are all of the whole, "<=" if there can be others.
        taken : sequence of str
            Names that identities have.

        Returns
        -------
        list of dict
        """
        base = self.whole["indicator"].replace("_", "-")
        names = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
        shared = {
            "identity": next(name for name in names if name not in taken),
            "relation": relation,
            "period": "" if self.whole["period"] == UNDATED else self.whole["period"],
            "basis": "assumed",
            "words": self.words,
            "paragraph": self.parts[0]["paragraph"],
        }
        terms = [*((part["indicator"], "1") for part in self.parts), (self.whole["indicator"], "-1")]
        rows = [shared | {"indicator": name, "coefficient": coefficient} for name, coefficient in terms]
        rows[0]["note"] = NOTES[relation]
        return [dict.fromkeys(column_names("identities"), "") | row for row in rows]


class CalledParts:
    """The drafts that a table calls parts of others, kept while these are decided.

    Parameters
    ----------
    drafts : sequence of mapping
        The drafts that are left, with their notes.
    """

    def __init__(self, drafts: Sequence[Mapping[str, str]]) -> None:
        self.words = {row["id"]: row["note"].partition(": [")[0][:LONGEST_WORDS].strip() for row in drafts}
        self.wholes = {row["id"]: whole for row in drafts if (whole := whole_in(row["note"]))}

    def sums(self, statements: Sequence[Cells]) -> Iterator[Sum]:
        """Yield the sums of which the whole and at least two parts are decided.

        Parameters
        ----------
        statements : sequence of dict
            The rows of statements.csv.

        Yields
        ------
        Sum
        """
        core = {row["id"]: row for row in statements if row["role"] == "core" and not row["relation"]}
        parts: dict[str, list[Cells]] = defaultdict(list)
        for name, whole in self.wholes.items():
            if name in core and whole in core and core[name]["period"] == core[whole]["period"]:
                parts[whole].append(core[name])
        for whole, found in parts.items():
            indicators = {core[whole]["indicator"], *(row["indicator"] for row in found)}
            if len(found) > 1 and len(indicators) == len(found) + 1:
                yield Sum(core[whole], tuple(found), self.words[found[0]["id"]])
