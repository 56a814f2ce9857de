"""Uniform random points of what a report's statements and identities allow; uniformity is our assumption.

Points are drawn by hit-and-run (Smith 1984, doi:10.1287/opre.32.6.1296) in coordinates of the set's own dimensions, by
many chains side by side. Their convergence is measured by split R-hat (Vehtari et al. 2021, doi:10.1214/20-BA1221).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pandas as pd

from sectorbook.errors import OpenEnd, SectorbookError
from sectorbook.exact.extremes import Extreme, extremes, tightest_bounds
from sectorbook.exact.programs import Constraint
from sectorbook.exact.system import System
from sectorbook.reconcile.result import Result

ASSUMPTION = "uniform over what the statements allow, our assumption"
CHAINS, LEAST_DRAWS = 64, 64
"""Number of chains, and least number of draws of each, with which convergence can be measured."""
CONVERGED = 1.01
"""Split R-hat up to which the chains have converged (Vehtari et al. 2021)."""
MOST_STEPS = 2**12
"""Greatest number of steps between two draws of a chain."""
PILOTS, EVEN, RIM = 12, 3.0, 0.95
"""Greatest number of pilot runs; ratio of widths that needs no other; share of the way to the boundary at the start."""
Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def sample(
    result: Result, n: int, seed: int | np.random.Generator, indicators: Sequence[str] | None = None
) -> pd.DataFrame:
    """Draw joint random values of indicators, uniform over what the statements and identities allow.

    Parameters
    ----------
    result : Result
        Its core must be feasible.
    n : int
        Number of draws.
    seed : int or numpy.random.Generator
        A non-negative integer, or a generator; no global random state is used.
    indicators : sequence of str, optional
        Those wanted, by default all that the core prints or an identity relates. All indicators that identities
        connect to them are drawn with them.

    Returns
    -------
    DataFrame, shape (n, len(indicators))
        A draw a row, each indicator in its unit. `attrs` has assumption, reading, dimensions, steps (between two draws
        of a chain) and r_hat (the greatest of the coordinates; near 1 where the chains have converged).

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
    polytopes = [_polytope(part) for part in system.components]
    samples = [_draw(polytope, n, generator) for polytope in polytopes]
    frames = [pd.DataFrame(sample.values, columns=list(sample.names)) for sample in samples]
    frame = pd.concat(frames, axis=1)[wanted]
    frame.columns.name = f"{result.assumptions_label}; {ASSUMPTION}"
    frame.attrs = {
        "assumption": ASSUMPTION,
        "reading": result.reading,
        "dimensions": sum(polytope.directions.shape[1] for polytope in polytopes),
        "steps": max(sample.steps for sample in samples),
        "r_hat": max(sample.r_hat for sample in samples),
    }
    return frame


@dataclass(frozen=True)
class _Polytope:
    """A bounded set, as an inner point and directions: x = start + directions @ t, where limits @ t <= room."""

    names: tuple[str, ...]
    start: Array
    directions: Array
    limits: Array
    room: Array


@dataclass(frozen=True)
class _Sample:
    """Draws, shape (draws, names), with the steps between two draws of a chain and the greatest split R-hat."""

    names: tuple[str, ...]
    values: Array
    steps: int
    r_hat: float


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


def _polytope(part: System) -> _Polytope:
    """Compute the set that a component allows, in coordinates of its own dimensions.

    Equations, and bounds that always hold with equality, take a dimension away each.
    """
    bounds = tightest_bounds(part)
    row_extremes = [extremes(part, row.coefficients) for row in part.rows]
    names = tuple(part.natural)
    # The mean of all extreme points is an inner point. It is added up exactly.
    points = [extreme.point for pair in (*bounds.values(), *row_extremes) for extreme in pair]
    center = [sum((point.get(n, _fallback(bounds[n])) for point in points), Fraction(0)) / len(points) for n in names]
    start = np.array([float(value) for value in center])
    equations: list[Mapping[str, Fraction]] = [
        {name: Fraction(1)} for name, (low, high) in bounds.items() if low.value == high.value
    ]
    equations += [
        row.coefficients for row, (low, _) in zip(part.rows, row_extremes, strict=True) if low.value == row.high
    ]
    widths = np.array([float((high.value or 0) - (low.value or 0)) or 1.0 for low, high in bounds.values()])
    scaled = _coefficients(equations, names) * widths
    sizes = np.abs(scaled).max(axis=1, initial=0, keepdims=True)
    directions = widths[:, None] * _null_space(scaled / np.where(sizes > 0, sizes, 1))
    limits, room = _limits(part, names, start)
    moving = np.abs(limits @ directions).max(axis=1, initial=0) > 1e-9 * np.abs(limits * widths).max(axis=1, initial=0)
    return _Polytope(names, start, directions, (limits @ directions)[moving], room[moving])


def _fallback(bounds: tuple[Extreme, Extreme]) -> Fraction:
    """Return the value of an indicator at a point that has none for it, as it is in no identity: its low end."""
    return bounds[0].value or Fraction(0)


def _coefficients(forms: Sequence[Mapping[str, Fraction]], names: Sequence[str]) -> Array:
    """Return forms as a matrix, shape (forms, names)."""
    rows = [[float(form.get(name, 0)) for name in names] for form in forms]
    return np.array(rows).reshape(len(forms), len(names))


def _null_space(equations: Array) -> Array:
    """Return an orthonormal basis of the null space, a column a direction."""
    _, sizes, directions = np.linalg.svd(equations)
    rank = int((sizes > 1e-9 * sizes.max(initial=0)).sum())
    return directions[rank:].T


def _limits(part: System, names: Sequence[str], start: Array) -> tuple[Array, Array]:
    """Return every bound as "at most" (limits @ x <= end), and the room that the start leaves to it."""
    columns = [
        Constraint(name, {name: Fraction(1)}, part.active_bounds[name].low, part.active_bounds[name].high)
        for name in names
    ]
    bounds = [
        (row.coefficients, sign, end)
        for row in (*columns, *part.rows)
        for sign, end in ((-1, row.low), (1, row.high))
        if end is not None
    ]
    signs = np.array([sign for _, sign, _ in bounds], dtype=float)
    limits = signs[:, None] * _coefficients([form for form, _, _ in bounds], names)
    return limits, signs * np.array([float(end) for _, _, end in bounds]) - limits @ start


def _draw(polytope: _Polytope, n: int, generator: np.random.Generator) -> _Sample:
    """Draw with more and more steps between two draws, until the chains have converged."""
    dimensions = polytope.directions.shape[1]
    if not dimensions:
        return _Sample(polytope.names, np.tile(polytope.start, (n, 1)), 0, 1.0)
    polytope = _rounded(polytope, generator)
    steps = 4 * dimensions
    draws_per_chain = max(LEAST_DRAWS, -(-n // CHAINS))
    while True:
        chains = _hit_and_run(polytope, draws_per_chain, steps, generator)
        r_hat = max(split_r_hat(chains[:, :, k]) for k in range(dimensions))
        if r_hat <= CONVERGED:
            break
        steps *= 2
        if steps > MOST_STEPS:
            raise SectorbookError(
                f"The chains do not agree (R-hat {r_hat:.3f} after {steps // 2} steps a draw) on "
                f"{', '.join(polytope.names)}. Draw fewer indicators, or set aside an identity."
            )
    coordinates = chains.reshape(-1, dimensions)[:n]
    return _Sample(polytope.names, polytope.start + coordinates @ polytope.directions.T, steps, r_hat)


def _rounded(polytope: _Polytope, generator: np.random.Generator) -> _Polytope:
    """Choose coordinates in which the set is about equally wide in all directions, by the spread of pilot draws.

    In a thin set, a random direction soon meets the boundary, and chains hardly move along the set.
    """
    dimensions = polytope.directions.shape[1]
    for _ in range(PILOTS):
        pilot = _hit_and_run(polytope, 4, 2 * dimensions, generator).reshape(-1, dimensions)
        sizes, axes = np.linalg.eigh(np.cov(pilot, rowvar=False).reshape(dimensions, dimensions))
        spread = np.sqrt(np.maximum(sizes, 1e-12 * sizes.max()))
        stretch = axes * spread
        polytope = replace(polytope, directions=polytope.directions @ stretch, limits=polytope.limits @ stretch)
        if spread.max() < EVEN * spread.min():
            break
    return polytope


def _hit_and_run(polytope: _Polytope, draws: int, steps: int, generator: np.random.Generator) -> Array:
    """Draw by every chain, after a burn-in of as many steps as ten draws; shape (draws, chains, dimensions).

    The first step goes most of the way to the boundary, in another direction by each chain, so that chains that hardly
    move do not look as if they had converged.
    """
    dimensions = polytope.directions.shape[1]
    points = np.zeros((CHAINS, dimensions))
    kept = []
    for step in range(steps * (draws + 10) + 1):
        directions = generator.standard_normal((CHAINS, dimensions))
        backward, forward = _reach(polytope, points, directions)
        share = generator.random(CHAINS) if step else np.full(CHAINS, RIM)
        points = points + directions * (backward + share * (forward - backward))[:, None]
        if step % steps == 0 and step > 10 * steps:
            kept.append(points)
    return np.array(kept)


def _reach(polytope: _Polytope, points: Array, directions: Array) -> tuple[Array, Array]:
    """Compute how far each point can move backward (negative) and forward along its direction."""
    slope, room = directions @ polytope.limits.T, polytope.room - points @ polytope.limits.T
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = room / slope
    return np.where(slope < 0, reach, -np.inf).max(axis=1), np.where(slope > 0, reach, np.inf).min(axis=1)


def split_r_hat(draws: Array) -> float:
    """Compute split R-hat, which compares the variance between half chains with that within them.

    Parameters
    ----------
    draws : ndarray, shape (draws, chains)

    Returns
    -------
    float
        1 where the chains agree; greater where they do not.
    """
    half = len(draws) // 2
    halves = np.concatenate([draws[:half], draws[half : 2 * half]], axis=1)
    within = halves.var(axis=0, ddof=1).mean()
    between = halves.mean(axis=0).var(ddof=1)
    return float(np.sqrt((half - 1) / half + between / within))
