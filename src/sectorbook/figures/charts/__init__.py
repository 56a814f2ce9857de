"""One function for each kind of drawing: data and an Axes in, the Axes out.

Marks: a printed range is a solid segment with both ends labelled; one that follows from several statements is
a thin line between ticks; "about" is hollow, an open end an arrow, one exact value a dot. No mid-point is
drawn anywhere. All sizes go by the size of the type, so that a drawing is the same at any width.
"""

from sectorbook.figures.charts.draws import draws
from sectorbook.figures.charts.fractions import fractions
from sectorbook.figures.charts.places import places
from sectorbook.figures.charts.plane import plane
from sectorbook.figures.charts.printings import printings
from sectorbook.figures.charts.ranges import panels, ranges
from sectorbook.figures.charts.series import series
from sectorbook.figures.charts.timeline import timeline

__all__ = ["draws", "fractions", "panels", "places", "plane", "printings", "ranges", "series", "timeline"]
