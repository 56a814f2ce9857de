"""Draws from what a report's statements and identities allow: uniform, which is our assumption and nobody's statement.

Hit-and-run (Smith 1984, doi:10.1287/opre.32.6.1296) in coordinates of the set's own dimensions, many chains side by
side. Whether the chains agree is measured by split R-hat (Vehtari et al. 2021, doi:10.1214/20-BA1221).
"""

from __future__ import annotations

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
"""How many chains, and how many draws of each at least, so that it can be measured whether they agree."""
AGREED = 1.01
"""Split R-hat up to which the chains are taken to draw from the same set (Vehtari et al. 2021)."""
MOST_STEPS = 2**12
PILOTS, EVEN, RIM = 12, 3.0, 0.95
"""How often the spread is measured at most; what ratio of widths is even enough; how near the rim chains start."""
Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def sample(
    result: Result, n: int, seed: int | np.random.Generator, indicators: Sequence[str] | None = None
) -> pd.DataFrame:
    """Draws of indicators that hold together, uniform over what the statements and identities allow.

    Parameters
    ----------
    result : what is drawn from; its core must be able to hold
    n : how many draws
    seed : a whole number, or a generator of numpy's; nothing random is global
    indicators : those wanted, all related by identities to them are drawn with them (default: all that the core
        prints or an identity relates)

    Returns
    -------
    A row a draw, a column an indicator, in the indicator's unit. `attrs` says how they came about: assumption,
    reading, dimensions, steps (between two draws of a chain), r_hat (the greatest of the columns; near 1 where the
    chains agree).

    Raises `OpenEnd` where an indicator has an open end, which it names, `SectorbookError` for other `n` and `seed` and
    where the chains do not agree after many steps, and `Inconsistent` where the core cannot hold.
    """
    generator = _generator(n, seed)
    spoken_of = [str(name) for name in result.bounds.index]
    wanted = list(indicators) if indicators is not None else spoken_of
    result.report._require(tuple(wanted), pd.Index(spoken_of), "indicator that its core speaks of,")
    system = result.system.connected_to(wanted)
    _require_ends(system, wanted)
    spaces = [_space(part) for part in system.components]
    drawn = [_draw(space, n, generator) for space in spaces]
    frame = pd.concat([pd.DataFrame(draws.values, columns=list(draws.names)) for draws in drawn], axis=1)[wanted]
    frame.columns.name = f"{result.assumptions_label}; {ASSUMPTION}"
    frame.attrs = {
        "assumption": ASSUMPTION,
        "reading": result.reading,
        "dimensions": sum(space.directions.shape[1] for space in spaces),
        "steps": max(draws.steps for draws in drawn),
        "r_hat": max(draws.r_hat for draws in drawn),
    }
    return frame


@dataclass(frozen=True)
class _Space:
    """A bounded set, as an inner point and directions: x = start + directions @ t, where limits @ t <= room."""

    names: tuple[str, ...]
    start: Array
    directions: Array
    limits: Array
    room: Array


@dataclass(frozen=True)
class _Draws:
    names: tuple[str, ...]
    values: Array
    steps: int
    r_hat: float


def _generator(n: int, seed: int | np.random.Generator) -> np.random.Generator:
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1:
        raise SectorbookError(f"{n!r} draws were asked for. Ask for a whole number of them, at least 1.")
    if isinstance(seed, np.random.Generator):
        return seed
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise SectorbookError(f"The seed is {seed!r}. Give a whole number that is not negative, or a numpy Generator.")
    return np.random.default_rng(seed)


def _require_ends(system: System, wanted: Sequence[str]) -> None:
    ends = tightest_bounds(system)
    for name in dict.fromkeys([*wanted, *ends]):
        low, high = ends[name]
        side = "low" if low.value is None else "high" if high.value is None else ""
        if side:
            raise OpenEnd(
                f'Nothing uniform can be drawn: "{name}" has no {side} end. Assume one with report.assume({name}=...), '
                "or draw other indicators."
            )


def _space(part: System) -> _Space:
    """The part's own dimensions: equations, and limits that always hold exactly, leave none."""
    ends = tightest_bounds(part)
    used = [extremes(part, row.coefficients) for row in part.rows]
    points = [extreme.point for pair in (*ends.values(), *used) for extreme in pair]
    names = tuple(part.natural)
    start = [sum((point.get(n, _only(ends[n])) for point in points), Fraction(0)) / len(points) for n in names]
    fixed: list[Mapping[str, Fraction]] = [
        {n: Fraction(1)} for n, (low, high) in ends.items() if low.value == high.value
    ]
    fixed += [row.coefficients for row, (low, _) in zip(part.rows, used, strict=True) if low.value == row.high]
    equations = np.array([[float(form.get(n, 0)) for n in names] for form in fixed]).reshape(len(fixed), len(names))
    widths = np.array([float((high.value or 0) - (low.value or 0)) or 1.0 for low, high in ends.values()])
    scaled = equations * widths
    sizes = np.abs(scaled).max(axis=1, initial=0, keepdims=True)
    directions = widths[:, None] * _null_space(scaled / np.where(sizes > 0, sizes, 1))
    limits, room = _limits(part, names, np.array([float(value) for value in start]))
    moving = np.abs(limits @ directions).max(axis=1, initial=0) > 1e-9 * np.abs(limits * widths).max(axis=1, initial=0)
    return _Space(names, np.array([float(v) for v in start]), directions, (limits @ directions)[moving], room[moving])


def _only(ends: tuple[Extreme, Extreme]) -> Fraction:
    """Where an indicator is at a point that does not say so: one that no identity relates, at its low end."""
    return ends[0].value or Fraction(0)


def _null_space(equations: Array) -> Array:
    """An orthonormal basis of what the equations leave open."""
    _, sizes, turned = np.linalg.svd(equations)
    rank = int((sizes > 1e-9 * sizes.max(initial=0)).sum())
    return turned[rank:].T


def _limits(part: System, names: Sequence[str], start: Array) -> tuple[Array, Array]:
    """Every end of a column or row as "at most", and the room that the start leaves to it."""
    held = [
        Constraint(name, {name: Fraction(1)}, part.active_bounds[name].low, part.active_bounds[name].high)
        for name in names
    ]
    ends = [
        (row, way, end) for row in (*held, *part.rows) for way, end in ((-1, row.low), (1, row.high)) if end is not None
    ]
    limits = np.array([[way * float(row.coefficients.get(name, 0)) for name in names] for row, way, _ in ends])
    limits = limits.reshape(len(ends), len(names))
    return limits, np.array([way * float(end) for _, way, end in ends]) - limits @ start


def _draw(space: _Space, n: int, generator: np.random.Generator) -> _Draws:
    """Chains with ever more steps between two draws, until they agree."""
    dimensions = space.directions.shape[1]
    if not dimensions:
        return _Draws(space.names, np.tile(space.start, (n, 1)), 0, 1.0)
    space = _evened(space, generator)
    steps = 4 * dimensions
    each = max(LEAST_DRAWS, -(-n // CHAINS))
    while True:
        chains = _walk(space, each, steps, generator)
        r_hat = max(split_r_hat(chains[:, :, k]) for k in range(dimensions))
        if r_hat <= AGREED:
            break
        steps *= 2
        if steps > MOST_STEPS:
            raise SectorbookError(
                f"The chains do not agree (R-hat {r_hat:.3f} after {steps // 2} steps a draw) on "
                f"{', '.join(space.names)}. Draw fewer indicators, or set aside an identity."
            )
    coordinates = chains.reshape(-1, dimensions)[:n]
    return _Draws(space.names, space.start + coordinates @ space.directions.T, steps, r_hat)


def _evened(space: _Space, generator: np.random.Generator) -> _Space:
    """The same set in coordinates in which it is about as wide one way as another, by the spread of pilot draws.

    In a thin set a random direction soon meets an end, and a chain hardly moves along it.
    """
    dimensions = space.directions.shape[1]
    for _ in range(PILOTS):
        pilot = _walk(space, 4, 2 * dimensions, generator).reshape(-1, dimensions)
        sizes, axes = np.linalg.eigh(np.cov(pilot, rowvar=False).reshape(dimensions, dimensions))
        spread = np.sqrt(np.maximum(sizes, 1e-12 * sizes.max()))
        stretch = axes * spread
        space = replace(space, directions=space.directions @ stretch, limits=space.limits @ stretch)
        if spread.max() < EVEN * spread.min():
            break
    return space


def _walk(space: _Space, each: int, steps: int, generator: np.random.Generator) -> Array:
    """`each` draws of every chain: an array (draw, chain, dimension). As many steps as ten draws take go before.

    Chains start near the rim, each elsewhere, so that those that hardly move do not look as if they agreed.
    """
    dimensions = space.directions.shape[1]
    at = np.zeros((CHAINS, dimensions))
    kept = []
    for step in range(steps * (each + 10) + 1):
        way = generator.standard_normal((CHAINS, dimensions))
        nearest, farthest = _reach(space, at, way)
        share = generator.random(CHAINS) if step else np.full(CHAINS, RIM)
        at = at + way * (nearest + share * (farthest - nearest))[:, None]
        if step % steps == 0 and step > 10 * steps:
            kept.append(at)
    return np.array(kept)


def _reach(space: _Space, at: Array, way: Array) -> tuple[Array, Array]:
    """How far each chain can go backward and forward along its direction."""
    slope, room = way @ space.limits.T, space.room - at @ space.limits.T
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = room / slope
    return np.where(slope < 0, reach, -np.inf).max(axis=1), np.where(slope > 0, reach, np.inf).min(axis=1)


def split_r_hat(draws: Array) -> float:
    """How much more the halves of the chains differ than the draws within them; `draws` is (draw, chain)."""
    half = len(draws) // 2
    halves = np.concatenate([draws[:half], draws[half : 2 * half]], axis=1)
    within = halves.var(axis=0, ddof=1).mean()
    between = halves.mean(axis=0).var(ddof=1)
    return float(np.sqrt((half - 1) / half + between / within))
