"""Write environment.yml, for conda, mamba and Binder, from uv.lock: `make lock` does."""

import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PYTHON = "3.11"
"""Version of Python that the stored outputs were computed with."""
HEAD = f"""# For conda, mamba and Binder: `conda env create`. Written by `make lock`, not by hand: the Python and the
# versions that the stored outputs were made with, all of them here, so that it can be read in any folder.
name: sectorbook
channels:
  - conda-forge
dependencies:
  - python={PYTHON}
  - pip
  - pip:
"""
SYSTEMS = [("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt")]
EXPORT = (
    "export --frozen --offline --quiet --all-extras --no-default-groups --no-hashes --no-emit-project --no-annotate"
)


def environment() -> str:
    """Return the text of environment.yml, which pins every package of the lock save those for development."""
    command = [sys.executable, "-m", "uv", *EXPORT.split(), "--no-header"]
    locked = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    pins = filter(None, map(_pin, map(Requirement, locked.splitlines())))
    return HEAD + "".join(f"      - {line}\n" for line in [*sorted(pins), "-e ."])


def _pin(locked: Requirement) -> str:
    """Write a requirement for pip, with its marker where it is not for all systems; empty where it is for none."""
    pin = f"{locked.name}{locked.specifier}"
    if locked.marker is None:
        return pin
    python = {"python_version": PYTHON, "python_full_version": f"{PYTHON}.99"}
    fits = [
        locked.marker.evaluate({"sys_platform": platform, "platform_system": system, "os_name": kind} | python)
        for platform, system, kind in SYSTEMS
    ]
    return "" if not any(fits) else pin if all(fits) else f"{pin}; {locked.marker}"


if __name__ == "__main__":
    (ROOT / "environment.yml").write_text(environment(), encoding="utf-8", newline="\n")
