"""Printed relations between two indicators: shares, growth, factors, rates and differences, each as two linear rows.

With ends as numbers, each relation is linear: revenue that grew by 40% to 45% is at least 1.4 times and at most 1.45
times the revenue before.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from sectorbook.exact.programs import Constraint

End = Fraction | None
"""An end of a range; None is unbounded."""
ROOT_DIGITS = 6
"""Decimals to which the number behind a factor is rounded where it is a root."""


@dataclass(frozen=True)
class Relation:
    """What a statement prints of an indicator A and another, its base B, which is not negative in ratios.

    A ratio lies between two factors, `conversion * (offset + scale * number) ** years`, of the printed numbers: a
    change has the offset 1 and the scale 1/100. A difference A - B lies between two numbers times the scale.

    Attributes
    ----------
    name : str
        The first of `printings`.
    indicator, base : str
        A and B.
    low, high : Fraction or None
        The printed numbers under a reading, in the statement's own unit; None is unbounded.
    printings : tuple of str
        All statements that print this relation.
    scale, offset : Fraction
    years : int
        Over how many years a yearly rate holds; otherwise 1.
    conversion : Fraction
        Converts the base to the unit of the indicator.
    is_difference : bool
        Whether the numbers are of A - B, not of A / B.
    limit : Fraction or None
        What the number is at most by its nature, as a share is at most 100; None where there is no such limit.
    """

    name: str
    indicator: str
    base: str
    low: End
    high: End
    printings: tuple[str, ...]
    scale: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)
    years: int = 1
    conversion: Fraction = Fraction(1)
    is_difference: bool = False
    limit: End = None

    @property
    def ends(self) -> dict[str, Fraction]:
        """The bounded ends, by side: "low", "high"."""
        return {side: end for side, end in (("low", self.low), ("high", self.high)) if end is not None}

    @property
    def movable_ends(self) -> dict[str, Fraction]:
        """The ends that can be changed by a share of themselves, by side: not those at 0, nor one at the limit."""
        return {side: end for side, end in self.ends.items() if end and (side == "low" or end != self.limit)}

    def factor(self, number: Fraction) -> Fraction:
        """Return how many times the base the indicator is; of a difference, by how much it exceeds the base.

        Parameters
        ----------
        number : Fraction
            A number in the statement's own unit, such as 43 for "43%".

        Returns
        -------
        Fraction
            In the unit of the indicator, for each unit of the base.
        """
        if self.is_difference:
            return self.scale * number
        return self.conversion * (self.offset + self.scale * number) ** self.years

    def slope(self, number: Fraction) -> Fraction:
        """Return by how much the factor rises for each unit of a number, at that number.

        Parameters
        ----------
        number : Fraction
            As of `factor`.

        Returns
        -------
        Fraction
        """
        if self.is_difference:
            return self.scale
        return self.conversion * self.scale * self.years * (self.offset + self.scale * number) ** (self.years - 1)

    def number(self, factor: Fraction, is_low: bool) -> Fraction:
        """Return the number that has a factor: exactly, and where it is a root, rounded outward.

        Parameters
        ----------
        factor : Fraction
            As from `factor`; of a yearly rate not negative.
        is_low : bool
            Whether the number is a low end, which is rounded down.

        Returns
        -------
        Fraction
            A root is rounded to `ROOT_DIGITS` decimals; that its factor is far enough out is proved in fractions.
        """
        if self.is_difference:
            return factor / self.scale
        ratio = factor / self.conversion
        if self.years == 1:
            return (ratio - self.offset) / self.scale
        step = Fraction(1, 10**ROOT_DIGITS)
        guess = (Fraction(float(ratio) ** (1 / self.years)) - self.offset) / self.scale
        steps = guess // step
        while self.factor(steps * step) > factor:
            steps -= 1
        while self.factor((steps + 1) * step) <= factor:
            steps += 1
        is_exact = self.factor(steps * step) == factor
        return (steps if is_low or is_exact else steps + 1) * step

    def end_constraint(self, side: str, number: Fraction) -> Constraint:
        """Make the row of one end.

        Parameters
        ----------
        side : str
            "low" or "high".
        number : Fraction
            The end, in the statement's own unit.

        Returns
        -------
        Constraint
        """
        factor = self.factor(number)
        times, end = (self.conversion, factor) if self.is_difference else (factor, Fraction(0))
        form = {self.indicator: Fraction(1), self.base: -times}
        return Constraint(f"{self.name}\0{side}", form, *((end, None) if side == "low" else (None, end)))

    @cached_property
    def constraints(self) -> dict[str, Constraint]:
        """The row of each bounded end, by side."""
        return {side: self.end_constraint(side, end) for side, end in self.ends.items()}
