"""Run a notebook once for each row of a table of parameters, and collect the recorded results in one table.

Each result is written to a journal at once, so that a sweep that was stopped can be resumed.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from sectorbook.errors import ParameterError, SectorbookError, listed
from sectorbook.folders import own_files
from sectorbook.formats.cells import csv_text
from sectorbook.inputs import read_text
from sectorbook.ledger.tables import hidden_sign, read_lines
from sectorbook.ledger.workspace import check_output_folder, current_workspace, use_workspace, workspace_for
from sectorbook.pages.checking import check_parameters
from sectorbook.runs.basis import basis_of, digest_of
from sectorbook.runs.execute import resolve_parameters
from sectorbook.runs.many import RunOutcome, run_many
from sectorbook.runs.notebooks import declared_parameters, find_notebook, read_notebook
from sectorbook.runs.parameters import check_assumptions, parse_settings
from sectorbook.staging import lock, write_file

MOST_BYTES = 1 << 30
"""How large a table of results may be."""
JOURNAL, RESULTS = ".sweep.jsonl", "results.csv"


@dataclass(frozen=True)
class SweepRow:
    """A row of the table of parameters.

    Attributes
    ----------
    words : dict of str to str
        Its cells by column.
    parameters : dict
        The parameters that they stand for.
    id : str
        Hash of everything that its result depends on.
    """

    words: dict[str, str]
    parameters: dict[str, Any]
    id: str


def sweep(
    notebook: str | Path,
    table: Path,
    to: Path,
    scheduler: str = "",
    jobs: int | None = None,
    progress: bool = False,
    *,
    wait: float = 0,
) -> Path:
    """Run a notebook once for each row of a table, and write what the runs recorded to `results.csv`.

    Parameters
    ----------
    notebook : str or Path
        A path, a name, or a number such as "03".
    table : Path
        CSV file. Its columns are parameters as `sectorbook run --set` names them, such as "assume.company_revenue"; its
        cells are their values, such as "3.0:4.0"; an empty cell stands for the default.
    to : Path
        Folder for the results. Runs that an earlier sweep there has completed with the same parameters, data, notebook
        and packages are not repeated.
    scheduler : str, optional
        Address of a Dask scheduler, or "local" for a cluster on this machine; by default runs are forks of one process.
    jobs : int, optional
        Runs at once, by default one a core; with a scheduler's address, the scheduler decides.
    progress : bool, default False
        Whether to show the progress and the time left on the standard error.
    wait : float, default 0
        Seconds to wait where another sweep writes to the folder; -1 for as long as it takes.

    Returns
    -------
    Path
        The table of results; a run that failed is a row with its error.

    Raises
    ------
    ParameterError
        With every row whose parameters are wrong; nothing runs then.
    FolderInUse
        Where another run writes to the folder.
    """
    path = find_notebook(notebook)
    check_output_folder(to, path.parent)
    with use_workspace(workspace_for(path)):
        rows = read_rows(table, path)
        with lock(to, wait):
            return _sweep(path, rows, to, scheduler, jobs, progress)


def _sweep(path: Path, rows: list[SweepRow], to: Path, scheduler: str, jobs: int | None, progress: bool) -> Path:
    """Run the rows that the journal lacks, and write the results also where that is interrupted."""
    done = _read_journal(to / JOURNAL)
    remaining = [row for row in rows if row.id not in done]
    try:
        with (
            (to / JOURNAL).open("a", encoding="utf-8") as journal,
            tqdm(total=len(rows), initial=len(rows) - len(remaining), unit="run", disable=not progress) as bar,
        ):
            for outcome in _outcomes(path, remaining, scheduler, jobs):
                row = remaining[outcome.place]
                done[row.id] = outcome
                if not outcome.error:
                    journal.write(json.dumps({"id": row.id, "values": outcome.values}) + "\n")
                    journal.flush()
                bar.update()
    finally:
        _write_results(to / RESULTS, rows, done)
    return to / RESULTS


def _outcomes(path: Path, rows: list[SweepRow], scheduler: str, jobs: int | None) -> Iterator[RunOutcome]:
    """Run rows here or on a cluster, and return the iterator of their outcomes."""
    parameters = [row.parameters for row in rows]
    if not scheduler or not rows:
        return run_many(path, parameters, jobs)
    from sectorbook.runs.cluster import run_on

    return run_on(scheduler, path, parameters, jobs)


def read_rows(table: Path, notebook: Path) -> list[SweepRow]:
    """Read a table of parameters.

    Parameters
    ----------
    table : Path
        CSV file with the columns that `sweep` describes.
    notebook : Path
        The notebook.

    Returns
    -------
    list of SweepRow
        Its rows.

    Raises
    ------
    ParameterError
        With the rows whose parameters are wrong.
    """
    known, basis = declared_parameters(read_notebook(notebook), notebook.name), _basis(notebook)
    rows, problems = [], []
    for number, words in _read(table):
        try:
            settings = [f"{name}={value}" for name, value in words.items() if value]
            parameters = resolve_parameters(parse_settings(settings, known, notebook.name))
            check_assumptions(parameters, known)
            # A workspace with one report has that in place of the notebook's own.
            unset = {name: one.default for name, one in known.items() if name not in {*parameters, "report"}}
            check_parameters(unset, known, notebook.name)
        except SectorbookError as error:
            problems.append(f"{table}, row {number}: {error}")
            continue
        rows.append(SweepRow(words, parameters, digest_of([basis, sorted(settings), _outside(parameters)])))
    if problems:
        raise ParameterError("\n".join(listed(problems)))
    return rows


def failed_rows(table: Path, results: Path) -> list[int]:
    """List the rows of a table of parameters whose runs failed.

    Parameters
    ----------
    table : Path
        The table.
    results : Path
        The table of the results of all its runs.

    Returns
    -------
    list of int
        Lines of the table, as an editor counts them.
    """
    ended = csv.DictReader(io.StringIO(read_text(results, MOST_BYTES), newline=""))
    return [number for (number, _), row in zip(_read(table), ended, strict=False) if row["error"]]


def _read(table: Path) -> list[tuple[int, dict[str, str]]]:
    """Read the lines of a CSV file with their cells by column; raise `ParameterError` for another kind of file."""
    lines, problems = read_lines(table)
    if problems:
        raise ParameterError(f"{table} is no CSV file in UTF-8: {'; '.join(map(str, problems))}")
    if not lines:
        raise ParameterError(f"{table} is empty. Its first row names parameters, each other row is a run.")
    (_, header), *rows = lines
    if not rows:
        raise ParameterError(f"{table} has a header only. Add a row for each run.")
    for number, cells in rows:
        if len(cells) != len(header):
            raise ParameterError(
                f"{table}, row {number}: {len(cells)} cells under {len(header)} names. Correct the row."
            )
        if held := next(filter(None, map(hidden_sign, (*header, *cells))), ""):
            raise ParameterError(f"{table}, row {number}: a cell or a name above it holds {held}. Remove it.")
    if len(set(header)) < len(header) or not all(header):
        raise ParameterError(f"{table}, row 1: a parameter is named twice or not at all. Name each once.")
    return [(number, dict(zip(header, map(str.strip, cells), strict=True))) for number, cells in rows]


def _basis(notebook: Path) -> str:
    """Digest what all runs depend on; each may read any report of the workspace."""
    workspace = current_workspace()
    return basis_of(notebook, [workspace.data] if workspace else [])


def _outside(parameters: Mapping[str, Any]) -> list[str]:
    """Hash the files outside the workspace that parameters name: a report's tables, a style file."""
    paths = [Path(word) for value in parameters.values() if isinstance(value, str) for word in value.split(", ")]
    files = [file for path in paths if path.is_absolute() for file in (own_files(path, "**/*.*") or [path])]
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file.is_file()]


def _read_journal(journal: Path) -> dict[str, RunOutcome]:
    """Read the outcomes of earlier runs by id, and remove what is no outcome: a line that was cut off, another file's.

    Whatever is lost is run again, so a journal never has to be mended by hand.
    """
    content = journal.read_bytes() if journal.is_file() else b""
    lines = content.splitlines(keepends=True)
    entries = [_read_entry(line) for line in lines]
    if not all(entries):
        write_file(journal, b"".join(line for line, entry in zip(lines, entries, strict=True) if entry).decode())
    return {entry["id"]: RunOutcome(-1, entry["values"]) for entry in entries if entry}


def _read_entry(line: bytes) -> dict[str, Any]:
    """Read a line of the journal; empty where it is none of ours, or not whole."""
    try:
        entry = json.loads(line) if line.endswith(b"\n") else {}
    except (ValueError, RecursionError):
        return {}
    is_ours = isinstance(entry, dict) and isinstance(entry.get("id"), str) and isinstance(entry.get("values"), dict)
    return entry if is_ours else {}


def _write_results(file: Path, rows: Iterable[SweepRow], done: Mapping[str, RunOutcome]) -> None:
    """Write the table of results: a row a run that ended, in the order of the table of parameters."""
    ended = [(row, done[row.id]) for row in rows if row.id in done]
    names = list(dict.fromkeys(name for _, outcome in ended for name in outcome.values))
    given = list(dict.fromkeys(name for row, _ in ended for name in row.words))
    header = ["id", *given, *(f"recorded.{name}" if name in given else name for name in names), "error"]
    table: list[list[object]] = [[*header]]
    for row, outcome in ended:
        cells = [outcome.values.get(name) for name in names]
        written = [row.id, *(row.words.get(name, "") for name in given), *cells, outcome.error]
        table.append(written)
    write_file(file, csv_text(table))
