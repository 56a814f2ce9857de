"""A wheel of the clone, installed into an environment of its own, as it is on another's machine."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from helpers.clone import ROOT

MOVING = (
    r"UV_(?!CACHE_DIR|DEFAULT_INDEX|INDEX_URL)|VIRTUAL_ENV$|PYTHON|PIP_(TARGET|PREFIX|ROOT|USER)|SECTORBOOK|MPL|JUPYTER"
)
"""Variables that move an installation, or what is installed."""


@dataclass(frozen=True)
class Installed:
    """An environment, and the folders that it was made in and is used in."""

    home: Path

    @property
    def packages(self) -> Path:
        """Everything that was installed."""
        return self.home / "env"

    @property
    def wheel(self) -> Path:
        """The wheel that it was installed from."""
        (found,) = (self.home / "dist").glob("*.whl")
        return found

    def install(self, extras: str = "") -> None:
        """Install the wheel with some extras, "[figures]", and the locked versions of what it needs."""
        options = ["--quiet", "--python", str(self._program("python")), "--constraint", str(self.home / "locked.txt")]
        _uv("pip", "install", *options, f"{self.wheel}{extras}")

    def run(self, *words: str | Path, cwd: Path, code: int = 0) -> str:
        """Run a program of the environment, "sectorbook" or "python"; gives what it printed."""
        program, *rest = words
        command = [str(self._program(str(program))), *map(str, rest)]
        done = subprocess.run(command, cwd=cwd, env=self._around(), capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == code, f"{words}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def contents(self) -> dict[str, str]:
        """The SHA-256 of every file, but for the bytecode that Python keeps."""
        files = (file for file in self.packages.rglob("*") if file.is_file() and file.suffix != ".pyc")
        return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}

    def _program(self, name: str) -> Path:
        windows = os.name == "nt"
        return self.packages / ("Scripts" if windows else "bin") / (f"{name}.exe" if windows else name)

    def _around(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not re.match(MOVING, name)}
        return kept | {"HOME": str(self.home), "PYTHONUTF8": "1"}


def build(home: Path) -> Installed:
    """Build the wheel and an empty environment in a folder."""
    _uv("build", "--quiet", "--wheel", "--out-dir", str(home / "dist"), str(ROOT))
    what = "--frozen --quiet --all-extras --no-default-groups --no-emit-project --no-hashes --no-annotate --no-header"
    _uv("export", *what.split(), "--output-file", str(home / "locked.txt"))
    venv.create(home / "env", with_pip=False)
    return Installed(home)


def _uv(*words: str) -> None:
    """Run uv, first without the network, since often nothing is missing."""
    around = {name: value for name, value in os.environ.items() if not re.match(MOVING, name)}
    for offline in (["--offline"], []):
        command = [sys.executable, "-m", "uv", *words, *offline]
        done = subprocess.run(command, cwd=ROOT, env=around, capture_output=True, encoding="utf-8", check=False)
        if done.returncode == 0:
            return
    raise AssertionError(f"{words}\n{done.stderr}")
