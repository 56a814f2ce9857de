"""A run is complete or it is nothing, and it gives the same bytes wherever it is made."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from click.testing import CliRunner

import sectorbook as sb
from helpers.clone import ROOT
from sectorbook.cli import main
from sectorbook.errors import FolderInUse, NotebookError, ParameterError
from sectorbook.runs import execute
from sectorbook.runs.notebooks import NOTEBOOK_METADATA, all_notebooks, read_notebook
from sectorbook.runs.rehearsal import start_run
from sectorbook.staging import FOR_EVER, lock

PARAMETERS = 'report: str = "gilgit-baltistan-2025"\nprofile: str = "report"\nexport_to: str = ""\nends: int = 2'
FIGURE = """
import pandas as pd
import sectorbook as sb
published = sb.load_report(report)
figures = sb.configure_figures(published, profile, export_to)
data = pd.DataFrame({"label": ["a"], "low": [1.0], "high": [float(ends)], "unit": "person", "about": "no"})
figures.publish(
    lambda fig, data: sb.charts.ranges(data.assign(kind="printed"), fig.subplots()), "small", data=data,
    title="T", caption="C", alt="A range of people.", sources=["BR"],
)
sb.Page(sb.reconcile(published)).answer(f"It is {ends}.")
"""


LIGHT = """
import hashlib, json, pathlib
words = f"A drawing of {ends}."
if export_to:
    folder = pathlib.Path(export_to)
    (folder / "small.pdf").write_text(words)
    card = {"name": "small", "figure": "small", "profile": "report", "complaints": []}
    files = {"small.pdf": hashlib.sha256(words.encode()).hexdigest()}
    (folder / "small.json").write_text(json.dumps(card | {"files_sha256": files}))
"""
# What FIGURE leaves behind, without the seconds that its imports take.


def write(folder: Path, *cells: str, declared: str = PARAMETERS) -> Path:
    """A notebook of some code cells below a question, an answer and parameters."""
    new_code, new_text = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
    top = [
        new_text("# Question?", id="question"),
        new_code(declared, id="parameters", metadata={"tags": ["parameters"]}),
    ]
    code = [new_code(source, id=f"cell-{place}") for place, source in enumerate(cells)]
    path = folder / "99_example.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=top + code, metadata=NOTEBOOK_METADATA), path)
    return path


def contents(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


@pytest.fixture
def no_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(*_: Any, **__: Any) -> None:
        raise AssertionError("a kernel was started")

    monkeypatch.setattr(papermill, "execute_notebook", start)


@pytest.mark.usefixtures("no_kernel")
def test_a_misspelt_parameter_is_named_before_a_kernel_starts(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r'no parameter "abuot"\. Did you mean "about"'):
        execute.run_with_settings("02", tmp_path, ["abuot=printed"])
    assert list(tmp_path.iterdir()) == []


def test_the_command_names_a_misspelt_parameter_without_a_traceback(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["run", "02", "--set", "abuot=printed", "--to", str(tmp_path)])
    assert done.exit_code == 1
    assert '"abuot". Did you mean "about"?' in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_notebook_is_reported() -> None:
    with pytest.raises(ParameterError, match='Did you mean "02_do_the_figures_add_up"'):
        execute.run("02_do_the_figures_add", "anywhere")


def test_a_run_with_parameters_says_so_in_notebook_and_card(tmp_path: Path) -> None:
    written = sb.run(write(tmp_path, FIGURE), tmp_path / "out", {"ends": 3})
    assert written[0] == tmp_path / "out" / "99_example.ipynb"
    executed = read_notebook(written[0])
    injected = [cell for cell in executed.cells if "injected-parameters" in cell.metadata.get("tags", [])]
    assert [cell.source for cell in injected] == ["# Parameters\nends = 3\n"]
    assert [cell.execution_count for cell in executed.cells if cell.cell_type == "code"] == [1, 2, 3]
    assert executed.cells[-1].outputs[-1].data["text/plain"] == "It is 3."
    card = json.loads((tmp_path / "out" / "small.json").read_text(encoding="utf-8"))
    assert card["notebook"] == "99_example.ipynb"
    assert card["parameters"] == {"report": "gilgit-baltistan-2025", "ends": 3}
    for name, digest in card["files_sha256"].items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest


def test_nothing_that_is_stored_names_a_place_on_the_machine(tmp_path: Path) -> None:
    for file in sb.run(write(tmp_path, FIGURE), tmp_path / "out", {"ends": 3}):
        assert str(tmp_path).encode() not in file.read_bytes()


def test_a_run_that_fails_leaves_the_earlier_one_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    sb.run(write(tmp_path, LIGHT), out)
    before = contents(out)
    failing = write(tmp_path, LIGHT.replace("A drawing", "Another"), "1 / (ends - ends)")
    with pytest.raises(
        NotebookError,
        match=r"99_example.ipynb failed in its code cell 4: ZeroDivisionError(?s:.*)ends - ends",
    ):
        sb.run(failing, out)
    assert contents(out) == before


def test_a_killed_run_leaves_the_earlier_one_whole_and_the_next_one_clears_up(tmp_path: Path) -> None:
    out = tmp_path / "out"
    path = write(tmp_path, LIGHT)
    sb.run(path, out)
    before = contents(out)
    killer = write(tmp_path, LIGHT.replace("A drawing", "Another"), "import os; os.kill(os.getpid(), 9)")
    run = start_run(execute.run, killer, out)  # one process, as for the command, which would clear up after it
    with pytest.raises(ChildProcessError, match="SIGKILL"):
        run.result()
    assert any(file.name.startswith(".sectorbook-running-") for file in out.iterdir())
    assert shown_contents(out) == before
    sb.run(write(tmp_path, LIGHT), out)
    assert contents(out) == before


def shown_contents(folder: Path) -> dict[str, str]:
    return {name: digest for name, digest in contents_of_files(folder).items() if not name.startswith(".")}


def contents_of_files(folder: Path) -> dict[str, str]:
    return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(folder.iterdir()) if f.is_file()}


def test_a_run_killed_while_its_files_were_moved_is_finished_by_that_of_another_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, path = tmp_path / "out", write(tmp_path, LIGHT, LIGHT.replace("small", "other"))
    sb.run(path, out)
    new = write(tmp_path, LIGHT.replace("A drawing", "Another"), LIGHT.replace("small", "third"))
    done = contents(Path(sb.run(new, tmp_path / "wanted")[0]).parent)
    moved = []

    def move_two(self: Path, place: Path) -> Path:
        if ".sectorbook-complete-" in str(self) and len(moved) == 2:
            raise KeyboardInterrupt
        moved.append(place)
        os.replace(self, place)  # noqa: PTH105
        return place

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", move_two)
        with pytest.raises(KeyboardInterrupt):
            sb.run(new, out)
    assert len(moved) == 2
    (tmp_path / "elsewhere").mkdir()
    sb.run(write(tmp_path / "elsewhere", "1 + 1").rename(tmp_path / "01_another.ipynb"), out)
    assert contents(out).items() - done.items() == {("01_another.ipynb", contents(out)["01_another.ipynb"])}
    assert done.items() <= contents(out).items()


def test_two_runs_do_not_write_to_one_folder_at_once(tmp_path: Path) -> None:
    out, path = tmp_path / "out", write(tmp_path, LIGHT)
    with lock(out), pytest.raises(FolderInUse, match=r"Another run writes to .*out\. .*--wait.*Nothing was changed\."):
        sb.run(path, out)
    assert list(out.iterdir()) == []
    with ThreadPoolExecutor() as pool, lock(out):
        waits = pool.submit(execute.run, path, out, wait=FOR_EVER)
        assert not waits.done()
    assert "small.pdf" in contents(out)


@pytest.mark.parametrize(
    ("cell", "cause"),
    [
        ("import errno; raise OSError(errno.ENOSPC, 'No space left on device', 'a.pdf')", "The disk is full. .*a.pdf"),
        ("import errno; raise OSError(errno.EROFS, 'Read-only file system', 'a.pdf')", "The disk is read-only. "),
        ("b'x' * (1 << 60)", r"not enough memory\. End some programs"),
        (
            "with open(export_to + '/a.pdf', 'w') as file: file.write('x' * 10_000)",
            r"larger than this shell allows \(ulimit -f\)",
        ),
    ],
)
def test_what_the_machine_lacks_is_named_and_the_earlier_run_stays_whole(tmp_path: Path, cell: str, cause: str) -> None:
    out = tmp_path / "out"
    sb.run(write(tmp_path, LIGHT), out)
    before = contents(out)
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))"
    with pytest.raises(NotebookError, match=f"^99_example.ipynb: .*{cause}.* Nothing was replaced.$"):
        sb.run(write(tmp_path, limited if "10_000" in cell else "1", cell), out)
    assert contents(out) == before


def test_a_chart_with_a_letter_that_no_font_has_fails_and_says_which(tmp_path: Path) -> None:
    out = tmp_path / "out"
    sb.run(write(tmp_path, FIGURE), out)
    before = contents(out)
    with pytest.raises(NotebookError, match=r"charts lack letters(?s:.*)small: glyphs: no font has U\+4E2D CJK"):
        sb.run(write(tmp_path, FIGURE.replace('["a"]', '["\N{CJK UNIFIED IDEOGRAPH-4E2D}"]')), out)
    assert contents(out) == before


def test_a_figure_of_another_change_goes_when_the_notebook_makes_this_one(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for name in ("small--one", "small--two"):
        sb.run(
            write(tmp_path, LIGHT.replace("small.", f"{name}.").replace('"name": "small"', f'"name": "{name}"')), out
        )
    assert {file.name for file in out.iterdir()} == {"99_example.ipynb", "small--two.json", "small--two.pdf"}


def test_figures_that_a_notebook_no_longer_makes_go(tmp_path: Path) -> None:
    out = tmp_path / "out"
    sb.run(write(tmp_path, LIGHT), out)
    (out / "mine.txt").write_text("a user's own file", encoding="utf-8")
    sb.run(write(tmp_path, LIGHT.replace("small", "other")), out)
    names = {file.name for file in out.iterdir()}
    assert names == {
        "99_example.ipynb",
        "mine.txt",
        *(f"other.{end}" for end in ("pdf", "json")),
    }


def test_storing_leaves_the_cells_as_they_were(tmp_path: Path) -> None:
    path = write(tmp_path, FIGURE)
    before = [(cell.id, cell.source) for cell in read_notebook(path).cells]
    execute.rerun(path, figures=tmp_path / "figures")
    stored = read_notebook(path)
    assert [(cell.id, cell.source) for cell in stored.cells] == before
    assert stored.cells[-1].outputs[-1].data["text/plain"] == "It is 2."
    first = path.read_bytes()
    execute.rerun(path, figures=tmp_path / "figures")
    assert path.read_bytes() == first


def test_reading_a_notebook_writes_no_file(tmp_path: Path) -> None:
    path = write(tmp_path, LIGHT)
    papermill.execute_notebook(str(path), str(tmp_path / "read.ipynb"), progress_bar=False, cwd=str(tmp_path))
    assert {file.name for file in tmp_path.iterdir()} == {"99_example.ipynb", "read.ipynb"}


def test_an_edit_made_while_the_notebook_ran_is_kept(tmp_path: Path) -> None:
    edit = "path = pathlib.Path('99_example.ipynb')\n"
    edit += "path.write_text(path.read_text().replace('# Question?', '# Edited?'))"
    path = write(tmp_path, LIGHT, edit)
    with pytest.raises(NotebookError, match="was changed while it ran"):
        execute.rerun(path, figures=tmp_path / "figures")
    assert read_notebook(path).cells[0].source == "# Edited?"
    assert list((tmp_path / "figures").iterdir()) == []


@pytest.mark.usefixtures("no_kernel")
@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"assume": {"company_revenu": [3.0, 4.0]}}, 'no indicator "company_revenu". Did you mean "company_revenue"'),
        ({"assume": {"company_revenue": [4.0, 3.0]}}, "Give a low and a high end"),
        ({"assume": {"company_revenue": [3.0]}}, "Give a low and a high end"),
        # 9 and 10 are more than 18; the total's end needs the least share of itself, 1 of 18; 9 and 9.5 are 18.5
        (
            {"assume": {"company_revenue": [9.0, 10.0]}},
            re.escape(
                "; $9m–$10m, which is assumed, for companies' revenue; and that freelancers' revenue + companies' "
            )
            + ".*The least change that mends it: the high end of "
            + re.escape('"between $15 million and $18 million" for the sector\'s revenue from 18 to 19. Assume'),
        ),
        # 698 x 1.369^4 is 2,451.7 and not 2,500; 106,855 + 4,892 less 4.4% is 106,831
        (
            {"report": "korea-cosmetics-2015"},
            "; and .* Not even rounding every number helps. .*A change that mends it: the .* end of ",
        ),
        (
            {"report": "malta-tourism-2001"},
            r'They fit if .*Assume other ranges, read it so \(about="rounding"\), or give',
        ),
        ({"export_to": "elsewhere"}, "not as export_to"),
    ],
)
def test_an_assumption_that_makes_no_sense_starts_no_kernel(
    tmp_path: Path, parameters: dict[str, Any], message: str
) -> None:
    declared = f'{PARAMETERS}\nabout: str = "printed"\nassume: dict[str, list[float]] = {{}}'
    with pytest.raises(sb.SectorbookError, match=message):
        sb.run(write(tmp_path, LIGHT, declared=declared), tmp_path / "out", parameters)


@pytest.mark.usefixtures("no_kernel")
def test_figures_that_contradict_each_other_are_told_with_what_to_do_where_it_is_shown(tmp_path: Path) -> None:
    declared = f'{PARAMETERS}\nabout: str = "printed"\nassume: dict[str, list[float]] = {{}}'
    notebook = write(tmp_path, LIGHT, declared=declared)
    with pytest.raises(sb.SectorbookError) as raised:
        sb.run(notebook, tmp_path / "out", {"report": "malta-tourism-2001"})
    assert 'read it so (about="rounding")' in str(raised.value)
    assert "read it so (--set about=rounding)" in raised.value.on_command_line
    assert raised.value.on_command_line.endswith(
        "sectorbook audit malta-tourism-2001 --to out shows all contradictions."
    )
    # a count changes to a whole number: 403,229 / 1.072 is 376,146.5
    assert "from 376122 to 376147" in str(raised.value)
    assert "from 27107 to 27082;" in str(raised.value)
    with pytest.raises(sb.SectorbookError) as assumed:
        sb.run(notebook, tmp_path / "out", {"assume": {"company_revenue": [9.0, 10.0]}})
    assert "sectorbook audit" not in assumed.value.on_command_line  # as it stands, that report has no contradiction


@pytest.mark.usefixtures("no_kernel")
@pytest.mark.parametrize("path", all_notebooks(), ids=lambda path: path.stem)
def test_a_notebook_about_one_report_refuses_any_other_before_a_kernel_starts(tmp_path: Path, path: Path) -> None:
    with pytest.raises(ParameterError) as refused:
        sb.run(path, tmp_path / "out", {"report": "nepal-2022"})
    assert str(refused.value) == (
        f'{path.name} cannot run with this parameter: "report" is "nepal-2022", and the notebook argues about '
        "gilgit-baltistan-2025 alone. For another report: sectorbook audit nepal-2022"
    )
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("no_kernel")
def test_a_run_does_not_go_into_the_repositorys_own_folders() -> None:
    for folder in (ROOT / "notebooks", ROOT / "figures"):
        with pytest.raises(ParameterError, match="Give a folder of your own"):
            sb.run("02", folder)


def test_other_files_of_the_folder_are_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    victim = tmp_path / "victim.txt"
    strange = {"a.json": "[]", "b.json": "{", "c.json": '{"name": "c", "notebook": "99_example.ipynb"}'}
    strange["d.json"] = json.dumps(
        {"name": "d", "notebook": "99_example.ipynb", "files_sha256": {"../victim.txt": "0"}}
    )
    for name, text in {**strange, "../victim.txt": "mine"}.items():
        (out / name).write_text(text, encoding="utf-8")
    sb.run(write(tmp_path, LIGHT), out)
    assert victim.read_text(encoding="utf-8") == "mine"
    assert {"a.json", "b.json", "c.json"} <= {file.name for file in out.iterdir()}


WATCH = """
import os, sys
def hook(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.sendto") and isinstance(arguments[1], tuple):
        with open(os.environ["ADDRESSES"], "a") as log:
            log.write(f"{event} {arguments[1][0]}\\n")
sys.addaudithook(hook)
"""


def test_no_process_of_a_run_reaches_beyond_this_machine(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    addresses = tmp_path / "addresses"
    connect = "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))"
    path = write(tmp_path, FIGURE, connect)
    command = [sys.executable, "-c", "from sectorbook.cli import main; main()", "run", path, "--to", tmp_path / "out"]
    around = {**os.environ, "PYTHONPATH": str(tmp_path), "ADDRESSES": str(addresses)}
    subprocess.run(command, env=around, check=True, capture_output=True)
    seen = addresses.read_text(encoding="utf-8").splitlines()
    assert "socket.connect 127.0.0.1" in seen  # the cell's own, so that forks are watched too
    assert {line.split()[1] for line in seen} <= {"127.0.0.1", "::1"}
