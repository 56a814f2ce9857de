"""A sweep is a table of runs: each row right or with its error, none done twice, none lost."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

import sectorbook as sb
from helpers.clone import ROOT
from helpers.processes import forks_of, server_of, wait_for
from papermill_forked import forks
from sectorbook.cli import main
from sectorbook.errors import FolderInUse, NotebookError, ParameterError
from sectorbook.pages.outputs import record, recorded
from sectorbook.runs.many import run_outcome
from sectorbook.runs.rehearsal import REHEARSAL
from sectorbook.runs.sweep import JOURNAL, RESULTS, sweep
from sectorbook.staging import lock

COMMAND = str(Path(sys.executable).with_name("sectorbook"))
PARAMETERS = 'number: int = 1  # to square\nwords: str = ""  # what to say'
SQUARE = "import sectorbook as sb\nsb.record(square=number**2, said=words or None, even=number % 2 == 0)"
SPOIL = "import os, signal\nif number == 13:\n    os.kill(os.getpid(), signal.SIGKILL)\n1 / (number - 7)"
LOG = "with open('log', 'a') as log:\n    log.write(f'{number}\\n')"


def notebook(folder: Path, *cells: str, parameters: str = PARAMETERS) -> Path:
    code_cells = [nbformat.v4.new_code_cell(cell, id=f"cell-{i}") for i, cell in enumerate((parameters, *cells))]
    code_cells[0].metadata["tags"] = ["parameters"]
    about = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    path = folder / "square.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=code_cells, metadata=about), path)
    return path


def table(folder: Path, *rows: str, header: str = "number") -> Path:
    file = folder / "parameters.csv"
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return file


def results(folder: Path) -> list[dict[str, str]]:
    with (folder / RESULTS).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_default_of_another_type_is_refused_before_any_run_unless_each_row_sets_it(tmp_path: Path) -> None:
    path = notebook(tmp_path, SQUARE, parameters='number: int = "a"\nwords: str = ""')
    with pytest.raises(ParameterError, match=r"row 2: .*\"number\" is 'a', the type is int"):
        sweep(path, table(tmp_path, "x", header="words"), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert sweep(path, table(tmp_path, "3"), tmp_path / "out").is_file()
    assert [row["square"] for row in results(tmp_path / "out")] == ["9"]


def test_amounts_of_other_years_are_assumed_and_relations_and_identities_changed(tmp_path: Path) -> None:
    settings = [
        'report: str = "malta-tourism-2001"',
        'about: str = "rounding"',
        "assume: dict[str, list[float]] = {}",
        "without: list[str] = []",
        "relax: list[str] = []",
    ]
    reckon = (
        "import sectorbook as sb\n"
        "changed = sb.load_report(report).without(*without).relax(*relax).assume(**assume)\n"
        "bounds = sb.reconcile(changed, about).bounds\n"
        "sb.record(arrivals=bounds.at['arrivals@2000', 'low'], german=bounds.at['october_german', 'high'])"
    )
    path = notebook(tmp_path, reckon, parameters="\n".join(settings))
    rows = table(
        tmp_path,
        "rounding,,,",
        "rounding,9000000:9100000,,",
        'printed,,"MT-02,MT-14,MT-15,MT-17",',
        header="about,assume.tourist_days@2000,without,relax",
    )
    first, assumed, without = results(sweep(path, rows, tmp_path / "out").parent)
    # 9.05 million days of 8.45 days each, and 9 million of them
    assert float(first["arrivals"]) == pytest.approx(9_050_000 / 8.45, rel=1e-9)
    assert float(assumed["arrivals"]) == pytest.approx(9_000_000 / 8.45, rel=1e-9)
    assert not without["error"]
    assert float(without["arrivals"]) == pytest.approx(9_100_000 / 8.4, rel=1e-9)


def test_each_row_is_a_run_with_what_it_recorded_or_its_error(tmp_path: Path) -> None:
    path = notebook(tmp_path, SPOIL, SQUARE)
    rows = table(
        tmp_path,
        *[f"{i},{'odd, so' if i % 2 else ''}".replace("odd, so", '"odd, so"') for i in (1, 7, 13, 4)],
        header="number,words",
    )
    outcomes = results(sweep(path, rows, tmp_path / "out").parent)
    assert [row["number"] for row in outcomes] == ["1", "7", "13", "4"]
    assert [row["square"] for row in outcomes] == ["1", "", "", "16"]
    assert [(outcomes[0]["said"], outcomes[0]["even"]), (outcomes[3]["said"], outcomes[3]["even"])] == [
        ("odd, so", "False"),
        ("", "True"),
    ]
    assert "ZeroDivisionError: division by zero" in outcomes[1]["error"]
    assert outcomes[2]["error"].startswith("Its process was ended by the signal SIGKILL, as Linux ends one where")
    assert len({row["id"] for row in outcomes}) == 4


def test_what_is_done_is_not_done_again_but_failures_and_changes_are(tmp_path: Path) -> None:
    path, out = notebook(tmp_path, LOG, SPOIL, SQUARE), tmp_path / "out"

    def ran() -> list[str]:
        log = tmp_path / "log"
        numbers = log.read_text().split() if log.exists() else []
        log.unlink(missing_ok=True)
        return sorted(numbers)

    sweep(path, table(tmp_path, "1", "2", "7"), out)
    assert ran() == ["1", "2", "7"]
    before = (out / RESULTS).read_bytes()
    sweep(path, table(tmp_path, "1", "2", "7"), out)
    assert ran() == ["7"]
    assert (out / RESULTS).read_bytes() == before
    sweep(path, table(tmp_path, "3", "2"), out)
    assert ran() == ["3"]
    assert [row["square"] for row in results(out)] == ["9", "4"]
    sweep(notebook(tmp_path, LOG, SPOIL, SQUARE + "\nsb.record(more=1)"), table(tmp_path, "2"), out)
    assert ran() == ["2"]


@pytest.mark.parametrize(
    "foreign",
    [b"\n", b"\xff\xfe\n", b"[]\n", b'{"id": 1, "values": {}}\n', b'{"id": "a"}\n', b"null\n", b'{"id": "a", "va\n'],
)
def test_what_is_not_the_journals_own_is_removed_and_the_rest_kept(tmp_path: Path, foreign: bytes) -> None:
    path, rows, out = notebook(tmp_path, LOG, SQUARE), table(tmp_path, "2", "3"), tmp_path / "out"
    sweep(path, rows, out)
    complete, journal = (out / RESULTS).read_bytes(), (out / JOURNAL).read_bytes()
    first, second = journal.splitlines(keepends=True)
    (out / JOURNAL).write_bytes(foreign + first + foreign + second)
    (tmp_path / "log").unlink()
    sweep(path, rows, out)
    assert not (tmp_path / "log").exists()
    assert ((out / RESULTS).read_bytes(), (out / JOURNAL).read_bytes()) == (complete, journal)


def test_an_empty_journal_is_as_none(tmp_path: Path) -> None:
    path, rows, out = notebook(tmp_path, SQUARE), table(tmp_path, "2"), tmp_path / "out"
    out.mkdir()
    (out / JOURNAL).touch()
    assert [row["square"] for row in results(sweep(path, rows, out).parent)] == ["4"]


def test_two_sweeps_do_not_write_to_one_folder_at_once(tmp_path: Path) -> None:
    path, rows, out = notebook(tmp_path, SQUARE), table(tmp_path, "2"), tmp_path / "out"
    with lock(out), pytest.raises(FolderInUse, match="Another run writes to"):
        sweep(path, rows, out)
    assert list(out.iterdir()) == []


def test_a_line_that_was_cut_off_is_as_if_it_had_not_been_written(tmp_path: Path) -> None:
    path, rows, out = notebook(tmp_path, SQUARE), table(tmp_path, "2", "3"), tmp_path / "out"
    sweep(path, rows, out)
    complete = (out / RESULTS).read_bytes()
    journal = (out / JOURNAL).read_text()
    (out / JOURNAL).write_text(journal[:-20])
    sweep(path, rows, out)
    assert (out / RESULTS).read_bytes() == complete
    assert sorted(map(json.loads, (out / JOURNAL).read_text().splitlines()), key=str) == sorted(
        map(json.loads, journal.splitlines()), key=str
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("numbr\n2\n", "row 2: .*numbr"),
        ("number\n2\nmany\n", "row 3: .*number"),
        ("number,words\n2\n", "row 2: 1 cells under 2 names"),
        ("number,number\n2,3\n", "row 1: a parameter is named twice"),
        ("", "is empty"),
        ('number\n"2\n', "is no CSV file"),
        (b"number\n\xff\n", "is no CSV file in UTF-8"),
    ],
)
def test_a_table_that_is_no_parameters_is_refused_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | bytes, message: str
) -> None:
    monkeypatch.setattr(forks, "_Server", None)  # nothing may be started
    file = tmp_path / "parameters.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ParameterError, match=f"(?s){message}"):
        sweep(notebook(tmp_path, SQUARE), file, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_every_wrong_row_is_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(ParameterError) as error:
        sweep(notebook(tmp_path, SQUARE), table(tmp_path, "a", "2", "b"), tmp_path / "out")
    assert "row 2:" in str(error.value)
    assert "row 4:" in str(error.value)


def test_many_runs_come_as_they_end_and_end_with_who_asks(tmp_path: Path) -> None:
    path = notebook(tmp_path, "import time\ntime.sleep(60 if number == 1 else 0)", SQUARE)
    runs = sb.run_many(path, [{"number": 1}, {"number": 2}], jobs=2)
    first = next(runs)
    assert (first.place, first.values["square"], first.error) == (1, 4, "")
    began = time.monotonic()
    runs.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 2
    assert wait_for(lambda: len(forks_of(server_of(REHEARSAL))) == 1)  # which waits for a call


def test_where_nothing_forks_runs_follow_each_other_in_kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from papermill_forked import execution  # papermill has imported it by now

    execution._warn_once.cache_clear()
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.warns(UserWarning, match="kernels started for each"):
        ended = list(sb.run_many(notebook(tmp_path, SQUARE), [{"number": 3}]))
    assert ended[0].values["square"] == 9


def test_a_sweep_that_is_interrupted_stops_at_once_and_goes_on(tmp_path: Path) -> None:
    rest = "import pathlib, time\nif number > 2:\n    pathlib.Path(f'rests-{number}').touch()\n    time.sleep(60)"
    path, rows, out = notebook(tmp_path, rest, SQUARE), table(tmp_path, *map(str, range(200))), tmp_path / "out"

    def interrupt() -> tuple[bool, float]:
        rests = wait_for(lambda: len(list(tmp_path.glob("rests-*"))) == os.cpu_count())
        began = time.monotonic()
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        return rests, began

    with ThreadPoolExecutor() as pool:
        interrupted = pool.submit(interrupt)
        done = CliRunner().invoke(main, ["sweep", str(path), str(rows), "--to", str(out)])
    rested, began = interrupted.result()
    assert rested
    assert time.monotonic() - began < 3
    assert done.exit_code == 130
    assert "run the same command to resume" in done.stderr
    assert "3/200" in done.stderr  # how far it is
    assert len(results(out)) == len((out / JOURNAL).read_text().splitlines()) == 3


def test_the_command_reports_a_mistake_in_one_message(tmp_path: Path) -> None:
    rows = table(tmp_path, "exactly", header="about")
    done = CliRunner().invoke(main, ["sweep", "02", str(rows), "--to", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert "row 2" in done.output
    assert 'no reading "exactly"' in done.output
    assert "Traceback" not in done.output


@pytest.mark.slow
def test_a_local_cluster_gives_the_same_table_even_when_a_worker_is_killed(tmp_path: Path) -> None:
    path = notebook(tmp_path, LOG, "import time\ntime.sleep(0.1)", SPOIL.replace("13", "-1"), SQUARE)
    numbers = [*range(40)]
    rows = table(tmp_path, *map(str, numbers))
    command = [
        COMMAND,
        "sweep",
        str(path),
        str(rows),
        "--to",
        str(tmp_path / "out"),
        "--scheduler",
        "local",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    log = tmp_path / "log"
    assert wait_for(lambda: process.poll() is not None or (log.exists() and len(log.read_text().split()) >= 10))
    assert process.poll() is None, process.communicate()
    os.kill(worker_of(process.pid), signal.SIGKILL)
    out, error = process.communicate(timeout=300)
    assert process.returncode == 1, error
    assert "One row failed: 9." in error
    assert out.strip().endswith(RESULTS)
    outcomes = results(tmp_path / "out")
    assert [row["square"] for row in outcomes] == ["" if i == 7 else str(i**2) for i in numbers]
    assert ["ZeroDivisionError" in row["error"] for row in outcomes] == [i == 7 for i in numbers]


def worker_of(process: int) -> int:
    """A Dask worker under a process: who started the server that runs are forked from."""
    processes = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            stat = (place / "stat").read_text().rsplit(")", 1)[1].split()
            processes[int(place.name)] = (int(stat[1]), (place / "cmdline").read_text())
        except (FileNotFoundError, ProcessLookupError):
            continue
    servers = [parent for parent, line in processes.values() if "papermill_forked.forkserver" in line]
    return next(
        worker
        for worker in servers
        if processes[worker][0] in {process, *[p for p, _ in processes.items() if processes[p][0] == process]}
    )


@pytest.mark.parametrize("value", [[1], {"a": 1}, object(), float("inf"), float("nan")])
def test_only_single_values_are_recorded(value: object) -> None:
    with pytest.raises(NotebookError, match='"it" cannot be recorded: '):
        record(it=value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "kept"), [(120.0, "120"), (1e16, "10000000000000000"), (-0.0, "0"), (1e21, "1e+21"), (2.5, "2.5")]
)
def test_a_recorded_number_is_one_that_javascript_writes_alike(
    monkeypatch: pytest.MonkeyPatch, value: float, kept: str
) -> None:
    shown: list[dict[str, dict[str, float]]] = []
    monkeypatch.setattr("sectorbook.pages.outputs.display", lambda data, **_: shown.append(data))
    record(it=value)
    assert json.dumps(shown[0]["application/vnd.sectorbook.record+json"]["it"]) == kept


def test_of_a_name_recorded_twice_the_last_value_counts() -> None:
    outputs = [
        nbformat.v4.new_output("display_data", {"application/vnd.sectorbook.record+json": values})
        for values in ({"a": 1, "b": None}, {"a": 2.5})
    ]
    executed = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=outputs)])
    assert recorded(executed) == {"a": 2.5, "b": None}


def test_the_notebooks_record_the_ranges_that_they_find(report: sb.Report) -> None:
    result = sb.reconcile(report)
    values = sb.values_to_record(result)
    earned = values["freelancer_revenue"]
    assert isinstance(earned, sb.Interval)
    assert (earned.low, earned.high) == pytest.approx((15 - 3.5, 18 - 3.5))
    assert earned.unit == "MUSD/year"
    assert (values["EST-01"], values["EST-02"]) == ("clashes", "fits")


def test_a_sweep_that_is_interrupted_before_its_first_run_stops_at_once(tmp_path: Path) -> None:
    command = [
        COMMAND,
        "sweep",
        str(notebook(tmp_path, SQUARE)),
        str(table(tmp_path, "1")),
        "--to",
        str(tmp_path / "out"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert wait_for(lambda: (tmp_path / "out" / JOURNAL).exists())
    time.sleep(0.3)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    assert time.monotonic() - began < 3


def test_the_documented_sweep_finds_what_the_docs_say() -> None:
    question = ROOT / "docs" / "does_the_lead_fit.ipynb"
    given = [{}, {"about": "all-rounded"}, {"assume": {"company_revenue": [2.9, 3.5]}}]
    outcomes = {ended.place: (ended.values["EST-01"], ended.error) for ended in sb.run_many(question, given)}
    assert outcomes[0] == ("clashes", "")
    assert outcomes[1][0] != "clashes"
    assert outcomes[2][0] != "clashes"  # 18 - 2.9 leaves 15.1


def test_a_report_named_from_the_callers_folder_is_the_one_that_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(ROOT / "data" / "reports" / "gilgit-baltistan-2025", mine)
    shutil.copy(ROOT / "data" / "indicators.csv", tmp_path)
    monkeypatch.chdir(tmp_path)
    rows, out = table(tmp_path, "./mine", header="report"), tmp_path / "out"
    question = ROOT / "docs" / "does_the_lead_fit.ipynb"
    assert [row["EST-01"] for row in results(sweep(question, rows, out).parent)] == ["clashes"]
    before = results(out)[0]["id"]
    statements = mine / "statements.csv"
    text = statements.read_text()
    total = next(line for line in text.splitlines() if line.startswith("EST-03,"))
    statements.write_text(text.replace(total, total.replace("18", "19")))
    assert [row["freelancer_revenue_high [MUSD/year]"] for row in results(sweep(question, rows, out).parent)] == ["15"]
    assert results(out)[0]["id"] != before


def test_a_run_that_fails_in_an_unknown_way_is_a_row_too() -> None:
    def fail() -> dict[str, object]:
        raise OSError("the disk is full")

    assert run_outcome(3, fail).error == "OSError: the disk is full"
