"""The picture of the story: a sum that sticks out beyond its total, drawn for each step of the telling.

Every part says which steps it belongs to. A step's own picture has the parts of that step; the stage has all of them,
and the page shows those of the step that is being read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sectorbook.formats.markup import escape_html
from sectorsite.front.numbers import Numbers

WIDTH, HEIGHT = 360, 146
ROOM = 1.03
"""Length of the scale, over the sum."""
BAR, TOP = 48, 42
"""Height of the bar, and where it begins."""
THIN, APART = 18, 48
"""Height of a bar in the last but one step, and how far its rows are apart."""
VIEWS = {"1": (38, 56), "2": (38, HEIGHT - 38), "3": (0, 140), "4": (0, HEIGHT), "5": (0, 140)}
"""What the parts of each step take of the height: where they begin, and how high they are."""
STAGE = "0"
"""Stands for the stage among the steps."""
LAST = "3"
"""The step whose picture is the whole of the finding."""


@dataclass(frozen=True)
class Picture:
    """The picture in one language.

    Attributes
    ----------
    numbers : Numbers
        What is drawn and written.
    """

    numbers: Numbers

    def step(self, step: str) -> str:
        """The picture of a step.

        Parameters
        ----------
        step : str
            "1" to "5", or `STAGE` for all of them.

        Returns
        -------
        str
            SVG; the stage's is for the eye alone.
        """
        groups = "".join(
            f'<g data-steps="{steps}">{draw()}</g>' for steps, draw in self._parts() if step == STAGE or step in steps
        )
        return f"<svg {self._attributes(step)}>{groups}</svg>"

    def alt(self, step: str) -> str:
        """The picture of a step in words.

        Parameters
        ----------
        step : str
            "1" to "5".

        Returns
        -------
        str
            Plain text.
        """
        return self.numbers.fill(self.numbers.language.steps[int(step) - 1]["alt"]).text

    def _attributes(self, step: str) -> str:
        """Write the attributes of the SVG."""
        top, height = VIEWS.get(step, (0, HEIGHT))
        box = f'xmlns="http://www.w3.org/2000/svg" class="sum" viewBox="0 {top} {WIDTH} {height}"'
        if step == STAGE:
            return f'{box} aria-hidden="true" focusable="false"'
        return f'{box} role="img" aria-label="{escape_html(self.alt(step))}"'

    def _parts(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Return each part with the steps that it belongs to."""
        yield "1 2 3 5", self._freelancers
        yield "2 3 5", self._companies
        yield "2", self._together
        yield "3 5", self._total
        yield "3", self._excess
        yield "4", self._rescues
        yield "5", self._questions

    def _freelancers(self) -> str:
        """Draw what the opening claims."""
        end = self._end("opening")
        begin = self._place(0.5)
        words = self._text(begin, TOP + 20, "freelancers", "on-claim")
        amount = self._text(begin, TOP + 38, "opening", "on-claim strong")
        return self._bar(0, end, TOP, BAR, "claim") + words + amount

    def _companies(self) -> str:
        """Draw the companies' part behind it."""
        begin, end, most = (self._end(name) for name in ("opening", "together", "most"))
        middle = (self._place(begin) + self._place(min(end, most))) / 2
        amount = self._text(middle, TOP + 29, "amount", "on-part strong middle")
        words = self._text(self._place(min(end, most)), TOP + BAR + 18, "companies", "end")
        return self._bar(begin, end, TOP, BAR, "part") + amount + words

    def _together(self) -> str:
        """Draw the length of the sum."""
        y = TOP + BAR + 30
        begin, end = self._place(0), self._place(self._end("together"))
        line = f'<path class="rule" d="M{begin:g} {y - 5}v10M{begin:g} {y}H{end:g}M{end:g} {y - 5}v10"/>'
        return line + self._text((begin + end) / 2, y + 22, "together", "strong middle")

    def _total(self) -> str:
        """Draw the bracket of the whole sector."""
        low, high = (self._place(end) for end in self.numbers.ends("total"))
        line = f'<path class="bracket" d="M{low:g} {TOP - 6}v-12H{high:g}v12"/>'
        return line + self._text(high, TOP - 28, "total", "strong end")

    def _excess(self) -> str:
        """Draw what sticks out beyond the bracket."""
        most, end = self._end("most"), self._end("together")
        middle = self._place((most + end) / 2)
        line = f'<path class="limit" d="M{self._place(most):g} {TOP - 6}v{BAR + 9}"/>'
        line += f'<path class="rule" d="M{middle:g} {TOP + BAR}v26"/>'
        words = self._text(self._place(end), TOP + BAR + 42, "excess", "strong big end")
        sum_of_both = self._text(self._place(0), TOP + BAR + 18, "sum", "strong")
        return self._bar(most, end, TOP, BAR, "over") + line + words + sum_of_both

    def _rescues(self) -> str:
        """Draw the three changes of which each makes it fit."""
        opening, most, together = (self._end(name) for name in ("opening", "most", "together"))
        fewer, less = self._end("left_most"), self._end("companies_most")
        rows = (
            ("sector_more", opening, together, together),
            ("companies_less", opening, opening + less, most),
            ("freelancers_less", fewer, most, most),
        )
        return "".join(self._rescue(21 + APART * place, *row) for place, row in enumerate(rows))

    def _rescue(self, y: int, words: str, first: float, second: float, total: float) -> str:
        """Draw a sum that keeps to its total, at a height."""
        bars = self._bar(0, first, y, THIN, "claim") + self._bar(first, second, y, THIN, "part")
        lost = self._end("together") - second
        rest = self._bar(second, second + lost, y, THIN, "lost") if lost > 0 else ""
        limit = f'<path class="limit" d="M{self._place(total):g} {y - 5}v{THIN + 10}"/>'
        return self._text(self._place(0), y - 8, words, "") + bars + rest + limit

    def _questions(self) -> str:
        """Mark what nobody but the publisher knows."""
        opening, together = self._end("opening"), self._end("together")
        low, high = self.numbers.ends("total")
        third = self._bar(together, together + 0.42, TOP, BAR, "lost")
        words = self._text(self._place(together), TOP + BAR + 42, "third", "strong end")
        places = (
            (opening * 0.9, TOP + BAR / 2),
            ((low + high) / 2, TOP - 13),
            ((opening + together) / 2, TOP + BAR - 3),
        )
        return third + words + "".join(self._ask(self._place(value), y) for value, y in places)

    def _ask(self, x: float, y: float) -> str:
        """Draw a question mark in a circle."""
        return f'<circle class="ask" cx="{x:g}" cy="{y:g}" r="9"/>' + self._text(
            x, y + 4.5, "ask", "on-ask strong middle"
        )

    def _bar(self, begin: float, end: float, y: float, height: float, kind: str) -> str:
        """Draw a bar between two values."""
        x, other = sorted((self._place(begin), self._place(end)))
        return f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{other - x:.5g}" height="{height:g}"/>'

    def _text(self, x: float, y: float, words: str, kind: str) -> str:
        """Write one of the picture's texts, of which a language may leave some empty."""
        text = escape_html(self.numbers.fill(self.numbers.language.picture[words]).text)
        return text and f'<text class="{kind}" x="{x:g}" y="{y:g}">{text}</text>'

    def _end(self, name: str) -> float:
        """Return the high end of a number."""
        return self.numbers.ends(name)[1]

    def _place(self, value: float) -> float:
        """Return where a value stands; from right to left where the language runs so."""
        along = value / (self._end("together") * ROOM) * WIDTH
        return round(WIDTH - along if self.numbers.language.direction == "rtl" else along, 1)
