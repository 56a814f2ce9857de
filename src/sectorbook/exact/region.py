"""What two indicators can be together: the shadow of a system on their plane."""

from __future__ import annotations

from fractions import Fraction

from sectorbook.errors import SectorbookError
from sectorbook.exact.extremes import extremes
from sectorbook.exact.system import System

__all__ = ["corners"]

Point = tuple[Fraction, Fraction]


def corners(system: System, x: str, y: str) -> list[Point]:
    """The corners of what two indicators can be together, anticlockwise; two corners are a line, one a point.

    Each is the farthest point in some direction. Raises `SectorbookError` where there is none.
    """
    part = system.around([x, y])
    start = [_farthest(part, x, y, *turn) for turn in ((1, 0), (0, 1), (-1, 0), (0, -1))]
    found: list[Point] = []
    for one, other in zip(start, [*start[1:], start[0]], strict=True):
        found += [one, *_between(part, x, y, one, other)]
    outline = list(dict.fromkeys(found))
    sides = zip([outline[-1], *outline[:-1]], outline, [*outline[1:], outline[0]], strict=True)
    return [here for before, here, behind in sides if len(outline) < 3 or _turns(before, here, behind)]


def _farthest(part: System, x: str, y: str, to_x: Fraction | int, to_y: Fraction | int) -> Point:
    extreme = extremes(part, {x: Fraction(to_x), y: Fraction(to_y)})[1]
    if extreme.value is None:
        raise SectorbookError(f'What "{x}" and "{y}" can be together has no end. Choose bounded indicators.')
    return extreme.point[x], extreme.point[y]


def _between(part: System, x: str, y: str, one: Point, other: Point) -> list[Point]:
    """The corners that lie beyond the straight line from one to the other, in order."""
    if one == other:
        return []
    outward = (other[1] - one[1], one[0] - other[0])
    found = _farthest(part, x, y, *outward)
    if outward[0] * (found[0] - one[0]) + outward[1] * (found[1] - one[1]) <= 0:
        return []
    before, behind = (_between(part, x, y, *pair) for pair in ((one, found), (found, other)))
    return [*before, found, *behind]


def _turns(before: Point, here: Point, behind: Point) -> bool:
    """Whether the outline has a corner here; on the middle of a side it has none."""
    (ax, ay), (bx, by), (cx, cy) = before, here, behind
    return (bx - ax) * (cy - by) != (by - ay) * (cx - bx)
