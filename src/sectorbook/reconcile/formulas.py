"""Formulas over a result, such as "sector_revenue - company_revenue", evaluated in exact fractions.

A formula names variables of the report, statements by their ids and rows of the context by theirs. A variable stands
for what it can be together with all others, a statement or a row for what it prints. Sums of variables and the quotient
of two are computed over all values that are possible together; where a formula mixes them with what is only printed,
ranges are combined end by end.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

import pandas as pd

from sectorbook.errors import FormulaError, suggestion
from sectorbook.exact.quantities import Quantity
from sectorbook.ledger.assumptions import ASSUMED
from sectorbook.ledger.context import Context
from sectorbook.ledger.readings import widen
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import Interval, interval_from_exact
from sectorbook.values.units import are_compatible, exact_factor, is_unit, product_unit, quotient_unit

NAME = re.compile(
    rf"[A-Z][A-Z0-9]*-[0-9]+[A-Za-z]?|(?:{ASSUMED})?[A-Za-z_][A-Za-z0-9_]*(?:@[A-Za-z0-9-]+)?"
    r"|[0-9]+(?:\.[0-9]+)?(?:\[[^][]*\])?"
)
"""The names and numbers of a formula: "EST-01", "revenue@2018", "ASSUMED-revenue", "1.5", "30[MUSD/year]"."""
PLAIN, PERCENT = "dimensionless", "percent"
PLACES = 15
"""Decimal places of a root that is no fraction."""
HIGHEST_POWER = 1000
"""Limit of an exponent's numerator and denominator."""
MOST_DIGITS = 3000
"""How many digits the numerator and the denominator of a power may have."""
LONGEST = 500
"""How many characters a formula has at most."""
End = Fraction | None


@dataclass(frozen=True)
class Evaluated:
    """The value of a formula.

    Attributes
    ----------
    low, high : Fraction or None
        The ends; None where it is unbounded.
    unit : str
        A pint expression.
    how : str
        The formula.
    rows : tuple of str
        Ids of the statements, rows of the context and identities that it rests on.
    is_quotient : bool
        Whether something was divided, so that the ends have more digits than any source.
    is_printed, is_whole : bool
        Whether the formula is nothing but a printed number, and nothing but a count.
    report : str
        Name of the report that the rows are of, unless they are of the context; empty for what no report is asked for.
    """

    low: End
    high: End
    unit: str
    how: str
    rows: tuple[str, ...]
    is_quotient: bool = False
    is_printed: bool = False
    is_whole: bool = False
    report: str = ""

    @property
    def interval(self) -> Interval:
        """The value as floats."""
        return interval_from_exact(self.low, self.high, self.unit)

    def to(self, unit: str) -> Evaluated:
        """Convert the value to another unit.

        Parameters
        ----------
        unit : str
            A pint expression of the same dimension.

        Returns
        -------
        Evaluated

        Raises
        ------
        UnitMismatch
            If the unit is unknown or has another dimension.
        """
        factor = exact_factor(self.unit, unit)
        low, high = (None if end is None else end * factor for end in (self.low, self.high))
        return replace(self, low=low, high=high, unit=unit, is_whole=self.is_whole and unit == self.unit)


@dataclass(frozen=True)
class _Term:
    """A part of a formula: a linear form of variables, and a range of what is printed that is added to it."""

    form: Mapping[str, Fraction]
    low: End
    high: End
    unit: str
    rows: tuple[str, ...] = ()
    is_number: bool = False
    is_quotient: bool = False

    @property
    def is_form(self) -> bool:
        """Whether nothing is added to the linear form."""
        return bool(self.form) and self.low == self.high == 0


def evaluate(formula: str, result: Result, context: Context | None = None) -> Evaluated:
    """Evaluate a formula over what a result allows.

    Parameters
    ----------
    formula : str
        Variables, ids of statements and of rows of the context, and numbers, with + - * / ** and parentheses;
        `low(...)` and `high(...)` are the ends of a range, `span(..., ...)` is the range from the least to the greatest
        of two. A number may have a unit, as in 30[MUSD/year]; one without
        that is added takes the unit of what it is added to. A factor or percentage is raised to a plain number; a root
        that is no fraction has `PLACES` decimal places, those of a range outward.
    result : Result
    context : Context, optional
        What is published around the report.

    Returns
    -------
    Evaluated

    Raises
    ------
    FormulaError
        If the formula cannot be read, or names what there is not.
    UnitMismatch
        If values of different dimensions are added.
    Inconsistent
        If it names a variable and the core is infeasible.
    """
    return _Evaluation(formula, result, context).value()


@dataclass
class _Evaluation:
    """The evaluation of one formula."""

    formula: str
    result: Result
    context: Context | None
    names: dict[str, str] = field(default_factory=dict)

    def value(self) -> Evaluated:
        """Evaluate the formula."""
        if len(self.formula) > LONGEST:
            raise FormulaError(f"A formula has {len(self.formula):,} characters. Give at most {LONGEST}.")
        term = self._collapsed(self._term(self._tree()))
        kinds = {
            "is_printed": term.rows == (self.formula,),
            "is_whole": self.formula in self.result.report.whole_variables,
        }
        report = self.result.report.slug if term.rows else ""
        return Evaluated(
            term.low, term.high, term.unit, self.formula, term.rows, term.is_quotient, **kinds, report=report
        )

    def _tree(self) -> ast.expr:
        """Parse the formula; the name of a row is no formula, whatever its signs."""
        is_row = self.formula in self.result.report.statements.index
        names = re.compile(re.escape(self.formula)) if is_row else NAME
        try:
            return ast.parse(names.sub(self._placeholder, self.formula).strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise self._error("cannot be read") from error

    def _placeholder(self, match: re.Match[str]) -> str:
        """Replace a name or number by a name that Python's grammar reads."""
        if match[0] in (*FUNCTIONS, "span"):
            return match[0]
        placeholder = f"_{len(self.names)}"
        self.names[placeholder] = match[0]
        return placeholder

    def _term(self, node: ast.expr) -> _Term:
        """Evaluate a part of the formula."""
        match node:
            case ast.Name(id=placeholder) if placeholder in self.names:
                return self._named(self.names[placeholder])
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _scaled(self._term(operand), Fraction(-1))
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._sum(self._term(left), self._term(right))
            case ast.BinOp(left=left, op=ast.Sub(), right=right):
                return self._sum(self._term(left), _scaled(self._term(right), Fraction(-1)))
            case ast.BinOp(left=left, op=ast.Mult(), right=right):
                return self._product(self._term(left), self._term(right))
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return self._quotient(self._term(left), self._term(right))
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return self._power(self._collapsed(self._term(left)), self._term(right))
            case ast.Call(func=ast.Name(id=function), args=[argument], keywords=[]) if function in FUNCTIONS:
                return self._end(function, self._collapsed(self._term(argument)))
            case ast.Call(func=ast.Name(id="span"), args=[one, other], keywords=[]):
                return self._span(self._term(one), self._term(other))
        raise self._error("has something other than names, numbers, + - * / **, low(...), high(...) and span(..., ...)")

    def _named(self, name: str) -> _Term:
        """Return what a name stands for."""
        if name[0].isdigit():
            return self._number(*name.rstrip("]").split("["))
        report = self.result.report
        if name in report.variables.index:
            return _Term({name: Fraction(1)}, Fraction(0), Fraction(0), str(report.variables.at[name, "unit"]))
        if name in report.statements.index:
            row = report.statements.loc[name]
            unit = row["unit"] or report.indicators.at[row["indicator"], "unit"]
            return _printed(name, row, unit)
        for table in self.context.tables.values() if self.context else ():
            if name in table.index:
                return _printed(name, table.loc[name], str(table.at[name, "unit"]))
        known = [*report.variables.index, *report.statements.index]
        raise self._error(
            f'names "{name}", which there is not', suggestion(name, known, "Name a figure or a variable.")
        )

    def _number(self, digits: str, unit: str = "") -> _Term:
        """Return a number; one with a unit is an amount."""
        if unit and not is_unit(unit):
            raise self._error(f'has a number in "{unit}", which is no unit')
        return _Term({}, Fraction(digits), Fraction(digits), unit or PLAIN, is_number=not unit)

    def _sum(self, one: _Term, other: _Term) -> _Term:
        """Add two terms in the unit of the first that has one."""
        unit = other.unit if one.is_number else one.unit
        one, other = (_converted(term, unit) for term in (one, other))
        form = {
            name: one.form.get(name, Fraction(0)) + other.form.get(name, Fraction(0))
            for name in {**one.form, **other.form}
        }
        low, high = _added(one.low, other.low), _added(one.high, other.high)
        number = one.is_number and other.is_number
        return _Term(form, low, high, unit, _joined(one, other), number, one.is_quotient or other.is_quotient)

    def _product(self, one: _Term, other: _Term) -> _Term:
        """Multiply two terms: a number scales the other, ranges are multiplied end by end."""
        for factor, scaled in ((one, other), (other, one)):
            if factor.is_number and factor.low is not None:
                return _scaled(scaled, factor.low)
        one, other = self._collapsed(one), self._collapsed(other)
        low, high = _products(one, other)
        unit = product_unit(one.unit, other.unit)
        return _Term({}, low, high, unit, _joined(one, other), False, True)

    def _quotient(self, one: _Term, other: _Term) -> _Term:
        """Divide two terms: over all values that are possible together where both are sums of variables."""
        if other.is_number and other.low:
            return replace(_scaled(one, 1 / other.low), is_quotient=True)
        unit = quotient_unit(one.unit, other.unit)
        percent = 100 * exact_factor(one.unit, other.unit) if are_compatible(one.unit, other.unit) else Fraction(1)
        if one.unit == other.unit == PLAIN:
            unit, percent = PLAIN, Fraction(1)
        if one.is_form and other.is_form:
            return self._solved(Quantity(_scaled(one, percent).form, other.form, unit), True)
        one, other = self._collapsed(one), self._collapsed(other)
        if other.low is None or other.high is None or other.low <= 0 <= other.high:
            raise self._error("divides by what can be 0")
        inverse = _Term({}, 1 / other.high, 1 / other.low, PLAIN)
        low, high = _products(_scaled(one, percent), inverse)
        return _Term({}, low, high, unit, _joined(one, other), False, True)

    def _power(self, base: _Term, exponent: _Term) -> _Term:
        """Raise a factor or percentage to a power; a root takes fractions of it."""
        power = exponent.low
        if not exponent.is_number or power is None or max(abs(power.numerator), power.denominator) > HIGHEST_POWER:
            raise self._error("raises to what is no plain number of at most 1,000")
        if base.unit not in (PLAIN, PERCENT) or base.low is None or base.low < 0 or (power < 0 and base.low == 0):
            raise self._error("raises what is no factor or percentage above 0")
        if max(map(_digits, filter(None, (base.low, base.high))), default=0) * abs(power.numerator) > MOST_DIGITS:
            raise self._error(f"raises to what would have more than {MOST_DIGITS:,} digits")
        one = Fraction(100 if base.unit == PERCENT else 1)
        low = _powered(base.low / one, power, up=power < 0 and base.low != base.high) * one
        if base.low == base.high:
            return replace(base, low=low, high=low, is_number=False, is_quotient=True)
        high = None if base.high is None else _powered(base.high / one, power, up=power > 0) * one
        return replace(base, low=low if power > 0 else high, high=high if power > 0 else low, is_quotient=True)

    def _end(self, function: str, term: _Term) -> _Term:
        """Return one end of a range."""
        end = FUNCTIONS[function](term)
        if end is None:
            raise self._error(f"asks for {function}(...) of what has no such end")
        return _Term({}, end, end, term.unit, term.rows, False, term.is_quotient)

    def _span(self, one: _Term, other: _Term) -> _Term:
        """Return the range from the least to the greatest of two."""
        one, other = self._collapsed(one), _converted(self._collapsed(other), one.unit)
        low = None if one.low is None or other.low is None else min(one.low, other.low)
        high = None if one.high is None or other.high is None else max(one.high, other.high)
        quotient = one.is_quotient or other.is_quotient
        return _Term({}, low, high, one.unit, _joined(one, other), False, quotient)

    def _collapsed(self, term: _Term) -> _Term:
        """Replace the variables of a term by the range of their sum."""
        if not term.form:
            return term
        solved = self._solved(Quantity(term.form, None, term.unit), False)
        low, high = _added(solved.low, term.low), _added(solved.high, term.high)
        rows = tuple(dict.fromkeys((*solved.rows, *term.rows)))
        return _Term({}, low, high, term.unit, rows, False, term.is_quotient)

    def _solved(self, quantity: Quantity, is_quotient: bool) -> _Term:
        """Compute the range of a quantity, and what holds its ends."""
        low, high = self.result.extremes(quantity)
        rows = tuple(dict.fromkeys((*low.binding, *high.binding)))
        return _Term({}, low.value, high.value, quantity.unit, rows, False, is_quotient)

    def _error(self, what: str, hint: str = "Write one such as sector_revenue - company_revenue.") -> FormulaError:
        """Return an error on the formula."""
        return FormulaError(f'The formula "{self.formula}" {what}. {hint}')


FUNCTIONS: dict[str, Callable[[_Term], End]] = {"low": lambda term: term.low, "high": lambda term: term.high}
"""The functions of a formula: the ends of a range."""


def _printed(name: str, row: pd.Series, unit: str) -> _Term:
    """Return the range that a statement or a row of the context prints."""
    low, high = widen(row.to_dict(), "printed")
    return _Term({}, low, high, unit, (name,))


def _powered(number: Fraction, power: Fraction, up: bool) -> Fraction:
    """Raise a number to a power, rounded to `PLACES` decimal places where that is no fraction."""
    whole = number**power.numerator
    if power.denominator == 1:
        return whole
    scaled = whole * 10 ** (PLACES * power.denominator)
    root = _whole_root(math.floor(scaled), power.denominator)
    return Fraction(root + (up and root**power.denominator != scaled), 10**PLACES)


def _whole_root(number: int, degree: int) -> int:
    """Return the greatest whole number whose power is at most a number."""
    low, high = 0, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle - 1)
    return low


def _digits(number: Fraction) -> float:
    """Return about how many digits the longer part of a fraction has."""
    return max(number.numerator.bit_length(), number.denominator.bit_length()) / math.log2(10)


def _scaled(term: _Term, factor: Fraction) -> _Term:
    """Multiply a term by a number."""
    low, high = (None if end is None else end * factor for end in (term.low, term.high))
    form = {name: coefficient * factor for name, coefficient in term.form.items()}
    return replace(term, form=form, low=high if factor < 0 else low, high=low if factor < 0 else high)


def _converted(term: _Term, unit: str) -> _Term:
    """Convert a term to a unit; a plain number takes it as it is."""
    if term.unit == unit or term.is_number:
        return replace(term, unit=unit)
    return replace(_scaled(term, exact_factor(term.unit, unit)), unit=unit)


def _added(one: End, other: End) -> End:
    """Add two ends, of which one may be open."""
    return None if one is None or other is None else one + other


def _joined(one: _Term, other: _Term) -> tuple[str, ...]:
    """Join the rows that two terms rest on."""
    return tuple(dict.fromkeys((*one.rows, *other.rows)))


def _products(one: _Term, other: _Term) -> tuple[End, End]:
    """Multiply two ranges: the least and the greatest product of their ends."""
    if None in (one.low, other.low) or min(one.low or 0, other.low or 0) < 0:
        ends = [(a, b) for a in (one.low, one.high) for b in (other.low, other.high)]
        if any(None in pair for pair in ends):
            return None, None
        products = [a * b for a, b in ends if a is not None and b is not None]
        return min(products), max(products)
    assert one.low is not None
    assert other.low is not None
    high = None if one.high is None or other.high is None else one.high * other.high
    return one.low * other.low, high
