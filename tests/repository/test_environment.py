"""The lock, and environment.yml for conda, name the same packages, and all of them."""

import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
PLATFORMS = [("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt")]

# A name; then nothing, or versions joined by "," or "|".
CONDA_VERSION = r"(==|>=|<=|!=|~=|=|<|>)\d+(\.\w+)*(\.\*)?"
CONDA_LINE = re.compile(rf"[a-z0-9][a-z0-9_.-]*({CONDA_VERSION}([,|]{CONDA_VERSION})*)?")


def conda_lines():
    return [line for line in CONDA["dependencies"] if isinstance(line, str)]


def pip_lines():
    (section,) = [part for part in CONDA["dependencies"] if isinstance(part, dict)]
    assert list(section) == ["pip"]
    return section["pip"]


def conda_python():
    (line,) = [line for line in conda_lines() if re.match(r"python\b", line)]
    return line.removeprefix("python=")


def clean_environment():
    """The caller's variables without those that move an installation or change what uv resolves."""
    moving = r"UV_(?!CACHE_DIR)|VIRTUAL_ENV$|PYTHONPATH$|PIP_(TARGET|PREFIX|ROOT|USER|REQUIRE_HASHES|CONSTRAINT)$"
    return {name: value for name, value in os.environ.items() if not re.match(moving, name)}


def uv(*arguments):
    command = [sys.executable, "-m", "uv", *arguments, "--offline"]
    return subprocess.run(command, cwd=ROOT, env=clean_environment(), capture_output=True, encoding="utf-8")


@pytest.mark.parametrize("line", ["numpy>>2", "pandas=>3", "python=3..11", "python 3.11", "-e ."])
def test_a_malformed_conda_line_is_noticed(line):
    assert not CONDA_LINE.fullmatch(line)


def test_every_conda_line_is_a_name_and_versions():
    assert [line for line in conda_lines() if not CONDA_LINE.fullmatch(line)] == []


def test_conda_installs_pip_for_the_pip_section():
    assert "pip" in [re.match(r"[\w.-]+", line)[0] for line in conda_lines()]


def test_conda_takes_packages_from_conda_forge_only():
    assert CONDA["channels"] == ["conda-forge"]


def test_the_python_of_conda_is_one_minor_version_that_the_project_allows():
    assert re.fullmatch(r"3\.\d+", conda_python())
    assert SpecifierSet(PROJECT["requires-python"]).contains(f"{conda_python()}.99")


def test_environment_yml_names_no_file_and_installs_the_clone():
    *pins, clone = pip_lines()
    assert clone == "-e ."
    assert [pin for pin in pins if not re.fullmatch(r"[a-z0-9-]+==[\w.]+(; .+)?", pin)] == []


@pytest.mark.parametrize(("platform", "system", "kind"), PLATFORMS)
def test_environment_yml_pins_every_package_of_the_lock_also_those_that_others_need(platform, system, kind):
    where = {"sys_platform": platform, "platform_system": system, "os_name": kind}
    where |= {"python_version": conda_python(), "python_full_version": f"{conda_python()}.99"}
    written, locked = (
        {
            canonicalize_name(line.name): str(line.specifier)
            for line in map(Requirement, lines)
            if line.marker is None or line.marker.evaluate(where)
        }
        for lines in (pip_lines()[:-1], exported())
    )
    assert written == locked
    every = [*PROJECT["dependencies"], *(line for extra in PROJECT["optional-dependencies"].values() for line in extra)]
    assert {canonicalize_name(Requirement(line).name) for line in every} - {"sectorbook"} <= written.keys()


def exported():
    """What uv says that the lock holds of what the package and its extras need."""
    options = (
        "--frozen --quiet --all-extras --no-default-groups --no-hashes --no-emit-project --no-annotate --no-header"
    )
    done = uv("export", *options.split())
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_environment_yml_is_as_make_lock_writes_it():
    write = runpy.run_path(str(ROOT / "scripts" / "write_environment.py"))
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert text == write["environment"](), "environment.yml is not of this lock. Run `make lock`."


def differing_from_the_lock():
    """The installed packages that the lock has in other versions only."""
    locked = {}
    for package in LOCK["package"]:
        locked.setdefault(package["name"], set()).add(package.get("version"))
    installed = {canonicalize_name(each.name): each.version for each in distributions()}
    return [name for name, version in installed.items() if version not in locked.get(name, {version})]


def test_environment_yml_can_be_read_in_another_folder(tmp_path):
    if differing_from_the_lock():
        pytest.skip("this environment is not that of the lock")
    if not sys.version.startswith(f"{conda_python()}."):
        pytest.skip(f"this is no Python {conda_python()}, whose packages it names")
    moved = Path(shutil.copy(ROOT / "environment.yml", tmp_path))
    (section,) = [part for part in yaml.safe_load(moved.read_text("utf-8"))["dependencies"] if isinstance(part, dict)]
    (tmp_path / "pip.txt").write_text("\n".join(section["pip"][:-1]), encoding="utf-8")
    install = ["pip", "install", "--python", sys.executable, "--dry-run", "--no-deps", "--requirement"]
    done = uv(*install, str(tmp_path / "pip.txt"))
    assert done.returncode == 0, done.stderr
    assert "Would make no changes" in done.stderr


def test_the_lock_fits_pyproject_toml():
    checked = uv("lock", "--check")
    assert checked.returncode == 0, f"uv.lock is not of this pyproject.toml. Run `make lock`.\n{checked.stderr}"


def test_every_file_that_the_lock_names_has_a_sha256():
    files = [
        (package["name"], file)
        for package in LOCK["package"]
        if "registry" in package["source"]
        for file in [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
    ]
    named = {name for name, _ in files}
    assert {package["name"] for package in LOCK["package"]} - named == {PROJECT["name"]}
    assert [name for name, file in files if not re.fullmatch(r"sha256:[0-9a-f]{64}", file.get("hash", ""))] == []


@pytest.mark.slow
def test_the_pip_section_alone_makes_an_environment_that_works(tmp_path):
    python = shutil.which(f"python{conda_python()}")
    if sys.version.startswith(f"{conda_python()}."):
        python = sys.executable
    if python is None:
        pytest.skip(f"there is no Python {conda_python()} here")

    def run(*command):
        done = subprocess.run(command, cwd=copy, env=clean_environment(), capture_output=True, encoding="utf-8")
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    copy = tmp_path / "copy"
    git = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(git, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout
    for name in filter(None, files.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)

    # As conda and its like do: the lines in a file, which may lie anywhere, for pip to install from the clone.
    section = tmp_path / "elsewhere" / "pip-section.txt"
    section.parent.mkdir()
    section.write_text("\n".join(pip_lines()), encoding="utf-8")
    run(python, "-m", "venv", "env")
    scripts = copy / "env" / ("Scripts" if os.name == "nt" else "bin")
    run(scripts / "python", "-m", "pip", "install", "--quiet", "--no-compile", "--requirement", section)

    where = run(scripts / "python", "-c", "import jupyterlab, sectorbook; print(sectorbook.__file__)")
    assert Path(where.strip()).is_relative_to(copy)
    assert "Usage: sectorbook" in run(scripts / "sectorbook", "--help")
    run(scripts / "python", "-m", "pip", "check")
