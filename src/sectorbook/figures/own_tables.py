"""Range charts of any table that has columns of low and high ends: read, drawn and checked as those of reports are."""

import math
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from sectorbook.errors import CONTROL, FigureError, Problem, listed, shown, suggestion
from sectorbook.figures.alt_text import list_rows
from sectorbook.figures.charts.ranges import ranges
from sectorbook.figures.parts import most_rows, part_name, split_rows
from sectorbook.figures.profiles import parse_profiles
from sectorbook.figures.publish import store_figure
from sectorbook.figures.sidecar import Exported, file_digest
from sectorbook.figures.spec import FigureSpec, numbers_of
from sectorbook.ledger.tables import Row, hidden_sign, read_lines, why_no
from sectorbook.ledger.workspace import check_output_folder
from sectorbook.values.intervals import DASH, write_printed, write_range
from sectorbook.values.units import unit_style
from sectorbook.values.wording import count_of

NUMBER = re.compile(r"[-+]?([0-9]{1,25}(\.[0-9]{0,25})?|\.[0-9]{1,25})(e[-+]?[0-9]{1,2})?", re.I)
"""A number as programs write it into tables, one like 1.2E+06 too."""
OPEN = {"low": {"", "nan", "-inf"}, "high": {"", "nan", "inf"}, "value": set[str]()}
"""How programs write that a range has no such end."""
MOST_ROWS = 200
LONGEST_WORDS = 500
"""How long a title, a source and the other words of a chart may be."""
ALIASES = {"%": "percent", "": "dimensionless"}


@dataclass(frozen=True)
class TableChart:
    """What is drawn of a table, and what is said of it.

    Attributes
    ----------
    low, high : str
        Columns of the ends; an empty cell is an open end.
    value : str
        Column of single values, in place of the two; empty without one.
    label : str
        Column of the rows' names.
    title, subtitle, unit, source : str
        Words of the chart; any may be empty.
    digits : int
        Significant digits that the labels round ends outward to; 0 keeps all that the table has.
    """

    low: str = "low"
    high: str = "high"
    value: str = ""
    label: str = "label"
    title: str = ""
    subtitle: str = ""
    unit: str = ""
    source: str = ""
    digits: int = 0

    @property
    def ends(self) -> dict[str, str]:
        """The columns of the ends, by which end they hold."""
        return {"value": self.value} if self.value else {"low": self.low, "high": self.high}

    def command(self, file: Path, profile: str) -> str:
        """Write the command that draws the chart again.

        Parameters
        ----------
        file : Path
            The table, named without its folder.
        profile : str
            Where it is drawn for.

        Returns
        -------
        str
        """
        said = {name: value for name, value in asdict(self).items() if value != getattr(TableChart(), name)}
        options = [word for name, value in said.items() for word in (f"--{name}", str(value))]
        return shlex.join(["sectorbook", "chart", file.name, *options, "--profile", profile, "--to", "FOLDER"])


def chart_table(file: Path, chart: TableChart, profile: str, to: Path) -> Iterator[Exported]:
    """Draw the rows of a table as range charts, as many as its rows need.

    Parameters
    ----------
    file : Path
        A CSV file.
    chart : TableChart
        Its columns, and the words.
    profile : str
        One or more profiles, with commas between.
    to : Path
        Folder for the files.

    Yields
    ------
    files : list of Path
        The files of one chart in one profile.
    complaints : list of str
        What its checks complain of.
    left_out : list of str
        Nothing: a table is split so that it fits.

    Raises
    ------
    FigureError
        If the table cannot be read or drawn; the message tells file, row, column and value.
    """
    profiles = parse_profiles(profile)
    check_output_folder(to)
    _check_words(chart)
    data = read_ranges(file, chart)
    count = -(-len(data) // min(map(most_rows, profiles)))
    parts = split_rows(data, -(-len(data) // count))
    to.mkdir(parents=True, exist_ok=True)
    for number, part in enumerate(parts, start=1):
        spec = _spec(file, chart, part, (number, len(parts)), numbers_of(data, [number, len(parts)]))
        for target in profiles:
            spec = replace(spec, origin={"table": file.name, "command": chart.command(file, target.locator)})
            card = store_figure(_draw, spec, target, to)
            files = [to / name for name in (*card["files_sha256"], f"{card['name']}.json")]
            yield files, [f"{card['name']}: {words}" for words in card["complaints"]], []


def _check_words(chart: TableChart) -> None:
    """Raise `FigureError` for words that no chart can show."""
    for name, words in asdict(chart).items():
        if len(str(words)) > LONGEST_WORDS or CONTROL.search(str(words)):
            what = "too long" if len(str(words)) > LONGEST_WORDS else "no text that can be seen"
            remedy = f"Give at most {LONGEST_WORDS} signs, and none that steers a terminal."
            raise FigureError(f'--{name} is "{shown(str(words))}", which is {what}. {remedy}')


def read_ranges(file: Path, chart: TableChart) -> pd.DataFrame:
    """Read the rows of a table as `charts.ranges` takes them.

    Parameters
    ----------
    file : Path
        A CSV file, as Excel, LibreOffice and others write it.
    chart : TableChart
        Its columns.

    Returns
    -------
    DataFrame
        Columns label, low, high (infinite where open), unit, about, kind, and value with the written ends.

    Raises
    ------
    FigureError
        If the table cannot be read; the message tells each mistake with row, column and value.
    """
    rows, problems = _rows(file, chart)
    read = [_read(row, chart) for row in rows]
    problems += [problem for _, mistakes in read for problem in mistakes]
    if len(rows) > MOST_ROWS:
        what = f"the table has {len(rows)} rows, more than the {MOST_ROWS} that charts can show"
        problems = [Problem(file.name, 0, "", f"{len(rows)} rows", what, "Draw a part of it.")]
    if problems:
        raise FigureError("\n".join(listed(problems)))
    data = pd.DataFrame([ends for ends, _ in read], columns=["label", "low", "high"])
    unit = ALIASES.get(chart.unit, chart.unit)
    values = [_label(low, high, unit, chart.digits) for low, high in zip(data["low"], data["high"], strict=True)]
    return data.assign(unit=unit, about="no", kind="printed", value=values)


def _label(low: float, high: float, unit: str, digits: int) -> str:
    """Write the ends of a row, where one is negative with a minus sign that no dash stands beside."""
    text = write_range(low, high, unit, digits) if digits else write_printed(low, high, unit)
    return re.sub(r"(?<!\w)-", "\N{MINUS SIGN}", text.replace(DASH, " to ")) if min(low, high) < 0 else text


def _rows(file: Path, chart: TableChart) -> tuple[list[Row], list[Problem]]:
    """Read the rows of a table, in which each column that is drawn has to be there once."""
    lines, problems = read_lines(file, any_delimiter=True)
    if problems:
        return [], problems
    if len(lines) < 2:
        found, what = ("a header only", "the table has no row") if lines else ("nothing", "the file is empty")
        return [], [Problem(file.name, len(lines), "", found, what, "Give a header and a row for each range.")]
    (_, header), *body = lines
    needed = [chart.label, *chart.ends.values()]
    problems = [problem for name in needed for problem in _header_problems(file, header, name)]
    for number, cells in body:
        if len(cells) > len(header):
            what = f"the row has {len(cells)} cells, the header {len(header)}"
            problems.append(Problem(file.name, number, "", ",".join(cells), what, "Quote cells that hold a comma."))
    padded = ((number, cells + [""] * (len(header) - len(cells))) for number, cells in body)
    rows = [Row(zip(header, cells, strict=False), file.name, number) for number, cells in padded]
    return ([] if problems else rows), problems


def _header_problems(file: Path, header: Sequence[str], name: str) -> Iterator[Problem]:
    """Check that a column is there once."""
    if name not in header:
        remedy = suggestion(name, header, "Name the columns with --label, --low and --high, or with --value.")
        yield Problem(file.name, 1, name, ",".join(header), "the header lacks the column", remedy)
    elif list(header).count(name) > 1:
        yield Problem(file.name, 1, name, ",".join(header), "the header names the column twice", "Rename one.")


def _read(row: Row, chart: TableChart) -> tuple[tuple[str, float, float], list[Problem]]:
    """Read the label and the ends of a row, with what is wrong with them."""
    label = " ".join(row[chart.label].split())
    problems = [] if label else [row.problem(chart.label, "the row has no label", "Name what the range is of.")]
    if held := hidden_sign(label):
        problems.append(row.problem(chart.label, f"the label holds {held}", "Remove it."))
    numbers = {end: _number(row, end, column, problems) for end, column in chart.ends.items()}
    low, high = (numbers["value"],) * 2 if chart.value else (numbers["low"], numbers["high"])
    if not problems and math.isinf(low) and math.isinf(high):
        problems.append(row.problem(chart.low, "the row has neither end", "Give one of the two, or remove the row."))
    if not problems and low > high:
        what = f"it is above the {chart.high} of the row, {row[chart.high].strip()}"
        problems.append(row.problem(chart.low, what, "Swap the two, or correct one."))
    return (label, low, high), problems


def _number(row: Row, end: str, column: str, problems: list[Problem]) -> float:
    """Read an end, infinite where it is open; what is wrong with it is added to the problems."""
    cell = row[column].strip().replace("\N{MINUS SIGN}", "-")
    if cell.lower() in OPEN[end]:
        return -math.inf if end == "low" else math.inf
    if NUMBER.fullmatch(cell):
        return float(Fraction(cell))
    why, remedy = why_no(cell, "a number")
    what = f"it is not a number{why}" if cell else "the cell is empty"
    problems.append(row.problem(column, what, remedy or "Write a plain number such as 3.5, without sign or unit."))
    return math.nan


def _draw(figure: Figure, data: pd.DataFrame) -> object:
    """Draw the ranges in a figure."""
    return ranges(data, figure.subplots())


def _spec(
    file: Path, chart: TableChart, data: pd.DataFrame, place: tuple[int, int], numbers: tuple[float, ...]
) -> FigureSpec:
    """Say what one part of the chart is; its title stands in it only where one is given."""
    number, count = place
    name = part_name(re.sub(r"[^a-z0-9]+", "_", f"chart of {file.stem}".lower()).strip("_"), number)
    part = f"part {number} of {count}" if count > 1 else ""
    unit, rows = unit_style(data["unit"].iloc[0]).title, count_of(len(data), "row")
    title = chart.title or f"Ranges of {file.name}"
    subtitle = f"{chart.subtitle} ({part})" if chart.subtitle and part else chart.subtitle or part.capitalize()
    kind = "Dot chart" if chart.value else "Range chart"
    opening = f"{kind} in {unit} of {rows} of the table {file.name}" + (f", {part}." if part else ".")
    source = (
        f"Source: {chart.source.rstrip('.')} (table {file.name})." if chart.source else f"Source: table {file.name}."
    )
    own = numbers_of(data, numbers, [file.name, source])
    return FigureSpec(
        name=name,
        stem=name,
        title=title,
        subtitle=subtitle,
        caption=(subtitle or title).rstrip(".") + ".",
        alt=list_rows(f"{opening} {chart.title}".rstrip(" .") + ".", data),
        source=source,
        data=data,
        computed={},
        own=own,
        known=own,
        digests={"table_sha256": file_digest(file)},
        untitled=not chart.title,
    )
