"""On macOS and Windows the package does without forks, and without what only Linux has.

Neither is here to try: the names that Windows lacks are hidden from our modules, and its encoding is in force.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.clone import ROOT

PRELUDE = ROOT / "tests" / "helpers" / "other_system"
WORK = """
import sys
import sectorbook as sb
from papermill_forked.forks import can_fork
from sectorbook.cli import main

print("forks:", can_fork())
report = sb.load_report("gilgit-baltistan-2025")
print(sb.reconcile(report))
for file in sb.audit("nepal-2022", sys.argv[1]):
    print(file)
main(["export", "feasible_region", "--profile", "web", "--to", sys.argv[2]], standalone_mode=False)
"""


def elsewhere(code: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run code as on another system; what it prints is read in that one's encoding."""
    around = {**os.environ, "PYTHONPATH": str(PRELUDE), "PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=around, capture_output=True, encoding="cp1252", check=False)


@pytest.mark.slow
def test_a_report_is_reconciled_a_notebook_run_and_a_figure_exported(tmp_path: Path) -> None:
    done = elsewhere(WORK, tmp_path / "run", tmp_path / "export")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "forks: False" in done.stdout
    assert "11.5–14.5" in done.stdout
    stored = json.loads((ROOT / "figures" / "audit" / "printed.json").read_text(encoding="utf-8"))
    card = json.loads((tmp_path / "run" / "printed.json").read_text(encoding="utf-8"))
    assert card.keys() == stored.keys()
    assert card["complaints"] == []
    drawn = (tmp_path / "export" / "feasible_region_web.csv").read_text(encoding="utf-8")
    assert "corner,11.5,3.5,possible" in drawn


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import fcntl", "No module named 'fcntl'"),
        ("from termios import FIONREAD", "No module named 'termios'"),
        ("from signal import SIGKILL", "cannot import name 'SIGKILL'"),
        ("import os; os.killpg", "has no attribute 'killpg'"),
        ("import socket; socket.recv_fds", "has no attribute 'recv_fds'"),
        ("open('some.txt', 'w')", "opens some.txt without an encoding"),
        ("from pathlib import Path; Path('some.txt').write_text('')", "opens some.txt without an encoding"),
    ],
)
def test_what_only_linux_has_is_hidden_from_our_modules_alone(tmp_path: Path, code: str, says: str) -> None:
    own = f"exec({code!r}, {{'__name__': 'sectorbook.some', '__builtins__': __builtins__}})"
    done = elsewhere(f"import os; os.chdir({str(tmp_path)!r})\n{own}")
    assert says in done.stderr
    assert elsewhere(f"import os; os.chdir({str(tmp_path)!r})\n{code}").returncode == 0


def test_a_name_that_the_terminal_cannot_write_ends_no_command(tmp_path: Path) -> None:
    folder = tmp_path / "\N{GREEK SMALL LETTER ALPHA}"
    done = elsewhere(f"from sectorbook.cli import main; main(['init', {str(folder)!r}])")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{tmp_path / '?'}")
    assert (folder / "data" / "indicators.csv").is_file()
