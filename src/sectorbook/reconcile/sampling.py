"""Uniform random amounts of what a report's statements and identities allow; uniformity is our assumption.

Amounts that follow from others are left out exactly. The rest fall into blocks that nothing connects: a block that at
most one sum cuts out of its box, such as shares of a whole, is drawn from directly, any other by chains.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sectorbook.errors import OpenEnd, SectorbookError
from sectorbook.exact.extremes import tightest_bounds
from sectorbook.exact.system import System
from sectorbook.reconcile.chains import CONVERGED, Body, draw_by_chains
from sectorbook.reconcile.regions import Region, bounded_region
from sectorbook.reconcile.result import Result

ASSUMPTION = "uniform over what the statements allow, our assumption"
HALVINGS = 60
"""How often an interval is halved to find a tilt."""
FLAT = 1e-6
"""A tilt over the whole width of a part below which its density is taken as even when its mean is computed."""
Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def sample(
    result: Result, n: int, seed: int | np.random.Generator, indicators: Sequence[str] | None = None
) -> pd.DataFrame:
    """Draw joint random values of indicators, uniform over what the statements, relations and identities allow.

    Uniform are the amounts: sets of amounts that hold together are equally likely where they fill the same volume. That
    is our assumption, and ratios of the amounts are not uniform then.

    Parameters
    ----------
    result : Result
        Its core must be feasible.
    n : int
        Number of draws.
    seed : int or numpy.random.Generator
        A non-negative integer, or a generator; no global random state is used.
    indicators : sequence of str, optional
        Those wanted, by default all that the core prints or that a relation or an identity relates. All indicators that
        these connect to them are drawn with them.

    Returns
    -------
    DataFrame, shape (n, len(indicators))
        A draw a row, each indicator in its unit. `attrs` has assumption, reading, dimensions, steps (between two draws
        of a chain; 0 where every draw is independent of the others), r_hat (the greatest; near 1 where the chains have
        converged) and worth (as many independent draws tell as much of the mean that the draws tell least of).

    Raises
    ------
    OpenEnd
        If an indicator is unbounded.
    SectorbookError
        If `n` or `seed` is invalid, an indicator is unknown, or the chains do not converge.
    Inconsistent
        If the core is infeasible.
    """
    generator = _generator(n, seed)
    covered = [str(name) for name in result.bounds.index]
    wanted = list(indicators) if indicators is not None else covered
    result.report._require(tuple(wanted), pd.Index(covered), "indicator that its core speaks of,")
    system = result.system.connected_to(wanted)
    _require_bounded(system, wanted)
    regions = [bounded_region(part) for part in system.components]
    blocks = [_draw_block(block, region, n, generator) for region in regions for block in region.free.components]
    free = {name: draws for block in blocks for name, draws in block.values.items()}
    frame = pd.DataFrame({name: draws for region in regions for name, draws in region.amounts(free, n).items()})[wanted]
    frame.columns.name = f"{result.assumptions_label}; {ASSUMPTION}"
    frame.attrs = {
        "assumption": ASSUMPTION,
        "reading": result.reading,
        "dimensions": len(free),
        "steps": max((block.steps for block in blocks), default=0),
        "r_hat": max((block.r_hat for block in blocks), default=1.0),
        "worth": min((block.worth for block in blocks), default=n),
    }
    return frame


@dataclass(frozen=True)
class _Draws:
    """Draws of free amounts, with the steps between two draws of a chain, their split R-hat and worth."""

    values: dict[str, Array]
    steps: int
    r_hat: float
    worth: int


def _generator(n: int, seed: int | np.random.Generator) -> np.random.Generator:
    """Check the number of draws and return the generator of a seed."""
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1:
        raise SectorbookError(f"{n!r} draws were asked for. Ask for a whole number of them, at least 1.")
    if isinstance(seed, np.random.Generator):
        return seed
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise SectorbookError(f"The seed is {seed!r}. Give a whole number that is not negative, or a numpy Generator.")
    return np.random.default_rng(seed)


def _require_bounded(system: System, wanted: Sequence[str]) -> None:
    """Raise an error for the first unbounded indicator, of those wanted before the others."""
    bounds = tightest_bounds(system)
    for name in dict.fromkeys([*wanted, *bounds]):
        for side, extreme in zip(("low", "high"), bounds[name], strict=True):
            if extreme.value is None:
                raise OpenEnd(
                    f'Nothing uniform can be drawn: "{name}" has no {side} end. '
                    f"Assume one with report.assume({name}=...), or draw other indicators."
                )


def _draw_block(block: System, region: Region, n: int, generator: np.random.Generator) -> _Draws:
    """Draw free amounts: directly where at most one sum cuts their box, else by chains."""
    names = list(block.natural)
    low, high = (np.array([float(ends[side] or 0) for ends in block.natural.values()]) for side in (0, 1))
    cuts = np.array([[float(row.coefficients.get(name, 0)) for name in names] for row in block.identities])
    least = np.array([-np.inf if row.low is None else float(row.low) for row in block.identities])
    most = np.array([np.inf if row.high is None else float(row.high) for row in block.identities])
    if len(cuts) > 1:
        start = np.array([float(region.inside[name]) for name in names])
        return _draw_by_chains(names, start, _body((low, high), cuts, (least, most), start), n, generator)
    if len(cuts) == 1:
        values = _draw_cut_box((low, high), cuts[0], (least[0], most[0]), n, generator)
    else:
        values = generator.uniform(low, high, (n, len(names)))
    return _Draws(dict(zip(names, values.T, strict=True)), 0, 1.0, n)


def _body(box: tuple[Array, Array], cuts: Array, ends: tuple[Array, Array], start: Array) -> Body:
    """Make the body of a box that several sums cut, in units of the widths of the box."""
    forms = np.concatenate([np.eye(len(start)), cuts])
    least, most = (np.concatenate(pair) - forms @ start for pair in zip(box, ends, strict=True))
    widths = np.diag(box[1] - box[0])
    limits, room = np.concatenate([forms, -forms]) @ widths, np.concatenate([most, -least])
    cutting = np.isfinite(room)
    return Body(limits[cutting], room[cutting], widths)


def _draw_by_chains(names: Sequence[str], start: Array, body: Body, n: int, generator: np.random.Generator) -> _Draws:
    """Draw by chains; those that do not agree are refused."""
    chains = draw_by_chains(body, n, generator)
    if chains.r_hat > CONVERGED:
        raise SectorbookError(
            f"The chains do not agree (R-hat {chains.r_hat:.3f} after {chains.steps} steps a draw) on "
            f"{', '.join(names)}. Draw fewer indicators, or set aside an identity."
        )
    values = start + chains.amounts.reshape(-1, len(names))[:n]
    return _Draws(dict(zip(names, values.T, strict=True)), chains.steps, chains.r_hat, min(n, int(chains.worth)))


def _draw_cut_box(
    box: tuple[Array, Array], cut: Array, ends: tuple[float, float], n: int, generator: np.random.Generator
) -> Array:
    """Draw from a box that one sum cuts, each draw independent of the others.

    Each amount counts from that corner of the box where the sum is least, in units of the sum; what the sum leaves to
    its greatest end is one more part. Then all parts add up to a total.
    """
    low, high = box
    corner = np.where(cut > 0, low, high)
    least, most = (end - cut @ corner for end in ends)
    widths = np.abs(cut) * (high - low)
    total = min(most, widths.sum())
    parts = _draw_parts(np.append(widths, total - max(least, 0.0)), total, n, generator)
    return corner + parts[:, :-1] / cut


def _draw_parts(widths: Array, total: float, n: int, generator: np.random.Generator) -> Array:
    """Draw parts of a total, each from 0 to its width, uniformly: the widest part is what the others leave.

    The others are drawn with densities proportional to exp(tilt * part), by which all parts would add up to the total
    on average. As the product of the densities depends on the others' sum only, a draw is uniform if it is kept with a
    probability proportional to exp(tilt * widest part), and never where that part is not between 0 and its width.
    """
    widest, tilt = int(widths.argmax()), _tilt(widths, total)
    likeliest = widths[widest] if tilt > 0 else 0.0
    kept: list[Array] = []
    while sum(map(len, kept)) < n:
        parts = _tilted_quantiles(generator.random((n, len(widths))), widths, tilt)
        parts[:, widest] += total - parts.sum(axis=1)
        left = parts[:, widest]
        chance = np.where((left >= 0) & (left <= widths[widest]), np.exp(np.minimum(tilt * (left - likeliest), 0)), 0)
        kept.append(parts[generator.random(n) < chance])
    return np.concatenate(kept)[:n]


def _tilted_quantiles(shares: Array, widths: Array, tilt: float) -> Array:
    """Return quantiles of densities proportional to exp(tilt * part), each from 0 to its width."""
    if tilt > 0:
        return np.asarray(widths - _tilted_quantiles(1 - shares, widths, -tilt))
    steep = np.minimum(tilt * widths, -np.finfo(float).eps)
    return np.asarray(widths * np.log1p(shares * np.expm1(steep)) / steep)


def _tilt(widths: Array, total: float) -> float:
    """Find the tilt by which parts add up to a total on average; a worse one would only cost more draws."""
    low, high = -len(widths) / total, len(widths) / (widths.sum() - total)
    tilt = 0.0
    for _ in range(HALVINGS):
        tilt = (low + high) / 2
        steep = tilt * widths
        steep = np.where(np.abs(steep) < FLAT, FLAT, steep)
        means = widths * (-1 / np.expm1(-steep) - 1 / steep)
        low, high = (tilt, high) if means.sum() < total else (low, tilt)
    return tilt
