"""Uniform random points of a convex body by chains that walk along lines, many of them side by side.

The walk is hit-and-run (Smith 1984, doi:10.1287/opre.32.6.1296). Whether the chains agree is measured by split R-hat
(Vehtari et al. 2021, doi:10.1214/20-BA1221).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

CHAINS, LEAST_DRAWS = 64, 64
"""Number of chains, and least number of draws of each, with which convergence can be measured."""
CONVERGED = 1.01
"""Split R-hat up to which the chains have converged (Vehtari et al. 2021)."""
MOST_STEPS = 2**13
"""Greatest number of steps between two draws of a chain."""
PILOTS, EVEN = 12, 3.0
"""Greatest number of pilot runs; ratio of widths that needs no other."""
BURN_IN, RIM = 10, 0.95
"""Draws of each chain that do not count; share of the way to the boundary that its first step goes."""
LEAST_ROOM, LEAST_SLOPE = 1e-300, 1e-13
"""Room on the boundary, so that it can be multiplied by infinity; slope of a direction along a bound."""
Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True)
class Body:
    """Points with `limits` @ point <= `room`; 0 is inside.

    Attributes
    ----------
    limits : ndarray, shape (bounds, dimensions)
    room : ndarray, shape (bounds,)
    back : ndarray, shape (dimensions, dimensions)
        `back` @ point are the amounts, less those at 0.
    """

    limits: Array
    room: Array
    back: Array

    @cached_property
    def directions(self) -> Array:
        """Where to walk, a row each: along each amount, which leads out of corners, and along each axis of the body."""
        along = np.linalg.inv(self.back).T
        return np.concatenate([along / np.linalg.norm(along, axis=1, keepdims=True), np.eye(len(self.back))])

    def rounded(self, generator: np.random.Generator) -> Body:
        """Choose coordinates in which the body is about equally wide in all directions, by the spread of pilot draws.

        In a thin body, most directions soon meet the boundary, and chains hardly move along the body.

        Parameters
        ----------
        generator : numpy.random.Generator

        Returns
        -------
        Body
        """
        body, dimensions = self, len(self.back)
        for _ in range(PILOTS):
            draws = max(4, 4 * dimensions // CHAINS)
            pilot = _walk(body, draws, 2 * dimensions, generator).reshape(-1, dimensions)
            sizes, axes = np.linalg.eigh(np.cov(pilot, rowvar=False).reshape(dimensions, dimensions))
            spread = np.sqrt(np.maximum(sizes, 1e-12 * sizes.max()))
            stretch = axes * spread
            body = Body(body.limits @ stretch, body.room, body.back @ stretch)
            if spread.max() < EVEN * spread.min():
                break
        return body


@dataclass(frozen=True)
class Chains:
    """Draws of chains.

    Attributes
    ----------
    amounts : ndarray, shape (draws, chains, dimensions)
        Less those at 0 of the body.
    steps : int
        Between two draws of a chain.
    r_hat : float
        The greatest split R-hat of any amount, or of its distance from the middle of its draws.
    """

    amounts: Array
    steps: int
    r_hat: float

    @property
    def worth(self) -> float:
        """As many independent draws tell as much of the mean of the amount of which these tell least."""
        half = len(self.amounts) // 2
        between_to_within = self.r_hat**2 - (half - 1) / half
        return 2 * self.amounts.shape[1] / between_to_within


def draw_by_chains(body: Body, n: int, generator: np.random.Generator) -> Chains:
    """Draw at least n points, with more and more steps between two draws of a chain, until the chains agree.

    Parameters
    ----------
    body : Body
    n : int
    generator : numpy.random.Generator

    Returns
    -------
    Chains
        Their R-hat is above `CONVERGED` where they did not agree after `MOST_STEPS`.
    """
    body = body.rounded(generator)
    steps, draws = 4 * len(body.back), max(LEAST_DRAWS, -(-n // CHAINS))
    while True:
        amounts = _walk(body, draws, steps, generator) @ body.back.T
        apart = np.abs(amounts - np.median(amounts, axis=(0, 1)))
        r_hat = max(split_r_hat(kind[:, :, k]) for kind in (amounts, apart) for k in range(len(body.back)))
        if r_hat <= CONVERGED or 2 * steps > MOST_STEPS:
            return Chains(amounts, steps, r_hat)
        steps *= 2


def _walk(body: Body, draws: int, steps: int, generator: np.random.Generator) -> Array:
    """Draw by every chain, after a burn-in; shape (draws, chains, dimensions).

    The first step goes most of the way to the boundary, so that chains that hardly move do not look as if they had
    converged.
    """
    slopes = body.directions @ body.limits.T
    slopes[np.abs(slopes) < LEAST_SLOPE * np.abs(slopes).max(axis=1, keepdims=True)] = 0
    with np.errstate(divide="ignore"):
        ahead, behind = np.where(slopes > 0, 1 / slopes, np.inf), np.where(slopes < 0, -1 / slopes, np.inf)
    points, share = np.zeros((CHAINS, len(body.back))), np.full(CHAINS, RIM)
    kept = []
    for draw in range(BURN_IN + draws):
        room = body.room - points @ body.limits.T
        for which in generator.integers(len(slopes), size=(steps, CHAINS)):
            room = np.maximum(room, LEAST_ROOM)
            forward, backward = (room * ahead[which]).min(axis=1), (room * behind[which]).min(axis=1)
            length = (share * (forward + backward) - backward)[:, None]
            points = points + length * body.directions[which]
            room = room - length * slopes[which]
            share = generator.random(CHAINS)
        if draw >= BURN_IN:
            kept.append(points)
    return np.array(kept)


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
