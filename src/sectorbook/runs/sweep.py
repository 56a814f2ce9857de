"""Many runs of a notebook: a row of parameters each, their recorded results in one table.

What is done is written down at once, so that a sweep that was stopped goes on where it was.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from tqdm import tqdm

from sectorbook.errors import ParameterError
from sectorbook.ledger.workspace import current_workspace, use_workspace, workspace_for
from sectorbook.runs.execute import check_output_folder, resolve_parameters
from sectorbook.runs.many import RunOutcome, run_many
from sectorbook.runs.notebooks import content_digest, find_notebook, read_notebook
from sectorbook.runs.parameters import declared_parameters, parse_settings

MOST_PROBLEMS = 20
JOURNAL, RESULTS = ".sweep.jsonl", "results.csv"


@dataclass(frozen=True)
class SweepRow:
    """A row of the table: its words, the parameters they mean, and what its result rests on, as a hash."""

    words: dict[str, str]
    parameters: dict[str, Any]
    id: str


def sweep(
    notebook: str | Path, table: Path, to: Path, scheduler: str = "", jobs: int | None = None, progress: bool = False
) -> Path:
    """Run a notebook once for each row of a table, and write what the runs recorded to `results.csv` in a folder.

    Parameters
    ----------
    notebook : a path, a name, or a number such as "03"
    table : a CSV file; its columns are parameters as `sectorbook run --set` names them, "assume.company_revenue"
        among them, its cells their values, "3.0:4.0"; an empty cell leaves the default
    to : the folder; what an earlier sweep there has done, with the same parameters, data, notebook and packages, is
        not done again, but for failed runs
    scheduler : the address of a Dask scheduler, "local" for a cluster on this machine; by default forks of a process
    jobs : runs at once, by default one a core; a scheduler decides that itself
    progress : whether to show what is done and the time left on the standard error

    Gives the file. Raises `ParameterError`, before anything runs, with every row that cannot. A run that fails is a
    row with its error. Whoever interrupts it can start it again.
    """
    path = find_notebook(notebook)
    check_output_folder(to, path.parent)
    with use_workspace(workspace_for(path)):
        return _sweep(path, table, to, scheduler, jobs, progress)


def _sweep(path: Path, table: Path, to: Path, scheduler: str, jobs: int | None, progress: bool) -> Path:
    rows = read_rows(table, path)
    to.mkdir(parents=True, exist_ok=True)
    done = _read_journal(to / JOURNAL)
    left = [row for row in rows if row.id not in done]
    try:
        with (
            (to / JOURNAL).open("a", encoding="utf-8") as journal,
            tqdm(total=len(rows), initial=len(rows) - len(left), unit="run", disable=not progress) as bar,
        ):
            for ended in _outcomes(path, left, scheduler, jobs):
                row = left[ended.place]
                done[row.id] = ended
                if not ended.error:
                    journal.write(json.dumps({"id": row.id, "values": ended.values}) + "\n")
                    journal.flush()
                bar.update()
    finally:
        _write(to / RESULTS, rows, done)
    return to / RESULTS


def _outcomes(path: Path, rows: list[SweepRow], scheduler: str, jobs: int | None) -> Iterator[RunOutcome]:
    parameters = [row.parameters for row in rows]
    if not scheduler or not rows:
        return run_many(path, parameters, jobs)
    from sectorbook.runs.cluster import run_on

    return run_on(scheduler, path, parameters, jobs)


def read_rows(table: Path, notebook: Path) -> list[SweepRow]:
    """The rows of a table of parameters; raises `ParameterError` with every row that is not a run's."""
    known, basis = declared_parameters(read_notebook(notebook), notebook.name), _basis(notebook)
    rows, problems = [], []
    for number, words in enumerate(_read(table), start=2):
        try:
            settings = [f"{name}={value}" for name, value in words.items() if value]
            parameters = resolve_parameters(parse_settings(settings, known, notebook.name))
        except ParameterError as error:
            problems.append(f"{table}, row {number}: {error}")
            continue
        rows.append(SweepRow(words, parameters, _hash([basis, sorted(settings), _outside(parameters)])))
    if problems:
        more = f"\nand {len(problems) - MOST_PROBLEMS} more rows" if len(problems) > MOST_PROBLEMS else ""
        raise ParameterError("\n".join(problems[:MOST_PROBLEMS]) + more)
    return rows


def _read(table: Path) -> list[dict[str, str]]:
    """A CSV file's rows by its header."""
    try:
        header, *lines = csv.reader(table.read_text(encoding="utf-8-sig").splitlines(), strict=True)
    except (UnicodeDecodeError, csv.Error) as error:
        raise ParameterError(f"{table} is no CSV file in UTF-8: {error}. Save it as one.") from error
    except ValueError:
        raise ParameterError(f"{table} is empty. Its first row names parameters, each other row is a run.") from None
    for number, cells in enumerate(lines, start=2):
        if len(cells) != len(header):
            raise ParameterError(f"{table}, row {number}: {len(cells)} cells under {len(header)} names. Mend the row.")
    if len(set(header)) < len(header) or not all(header):
        raise ParameterError(f"{table}, row 1: a parameter is named twice or not at all. Name each once.")
    return [dict(zip(header, map(str.strip, cells), strict=True)) for cells in lines]


def _basis(notebook: Path) -> str:
    """A hash of what all runs rest on: the notebook's cells, the data, the package and the packages' versions."""
    workspace = current_workspace()
    folders = [Path(__file__).parents[1], *([workspace.data] if workspace else [])]
    contents = [
        [file.relative_to(folder).as_posix(), hashlib.sha256(file.read_bytes()).hexdigest()]
        for folder in folders
        for file in sorted(folder.rglob("*.*"))
        if file.is_file() and "__pycache__" not in file.parts
    ]
    versions = sorted({f"{package.name} {package.version}" for package in distributions()})
    return _hash([content_digest(read_notebook(notebook)), contents, sys.version, versions])


def _outside(parameters: Mapping[str, Any]) -> list[str]:
    """Hashes of the files outside the repository that parameters name: a report's tables, a style."""
    places = [Path(word) for value in parameters.values() if isinstance(value, str) for word in value.split(", ")]
    files = [file for place in places if place.is_absolute() for file in (sorted(place.rglob("*.*")) or [place])]
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.is_file()]


def _hash(of: object) -> str:
    return hashlib.sha256(json.dumps(of).encode()).hexdigest()[:16]


def _read_journal(journal: Path) -> dict[str, RunOutcome]:
    """What was done before, by id; a last line that was cut off is as if it had not been done."""
    done: dict[str, RunOutcome] = {}
    text = journal.read_text(encoding="utf-8") if journal.is_file() else ""
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        journal.write_text(whole, encoding="utf-8")
    for line in whole.splitlines():
        entry = json.loads(line)
        done[entry["id"]] = RunOutcome(-1, entry["values"])
    return done


def _write(file: Path, rows: Iterable[SweepRow], done: Mapping[str, RunOutcome]) -> None:
    """Write the table of results: a row a run that ended, in the order of the parameters' table."""
    ended = [(row, done[row.id]) for row in rows if row.id in done]
    names = list(dict.fromkeys(name for _, outcome in ended for name in outcome.values))
    given = list(dict.fromkeys(name for row, _ in ended for name in row.words))
    header = ["id", *given, *(f"recorded.{name}" if name in given else name for name in names), "error"]
    made = file.with_name(f".{file.name}")
    with made.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        for row, how in ended:
            cells = [how.values.get(name) for name in names]
            writer.writerow([row.id, *(row.words.get(name, "") for name in given), *cells, how.error])
    made.replace(file)
