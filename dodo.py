"""Tasks of `make figures`: run each notebook that changed, then write the gallery.

A notebook runs again when the sources, types or tags of its cells, a data file, a module of the package that it
uses, or the lock changed, and when its outputs were cleared or a figure of it is missing or altered.
"""

import os
import sys

from sectorbook.errors import FolderInUse, SectorbookError
from sectorbook.shortages import TO_RUN, explain_shortage, require_memory

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each thread takes memory at once, and none has much to do
try:
    require_memory(TO_RUN, "make figures")
except SectorbookError as error:  # doit would print the traceback of any other error in this file
    sys.exit(str(error))

import ast
import atexit
import hashlib
import json
from contextlib import ExitStack, suppress
from functools import cache
from importlib import import_module
from pathlib import Path

import grimp
from doit.dependency import JsonDB
from doit.exceptions import TaskFailed
from doit.tools import config_changed

from papermill_forked import can_fork
from sectorbook.figures.gallery import write_checks, write_gallery
from sectorbook.figures.profiles import parse_profiles, profile_names
from sectorbook.figures.sidecar import is_intact, load_sidecars, refusal
from sectorbook.folders import own_files
from sectorbook.formats.terminal import for_terminal, say
from sectorbook.ledger.workspace import VARIABLE, Workspace
from sectorbook.runs.notebooks import all_notebooks, audit_notebook, content_digest, figures_of, has_run, read_notebook
from sectorbook.runs.own_parameters import check_own_parameters
from sectorbook.runs.rehearsal import result_of, start_run
from sectorbook.staging import FOR_EVER, lock, settle, write_file

PROFILES = os.environ.get("PROFILES", "").strip()
"""Profiles that figures are drawn for besides the default one."""

REPORT = os.environ.get("REPORT", "").strip()
"""Report to draw figures for instead of the default one; empty for that."""

WAIT = os.environ.get("WAIT", "").strip()
"""Whether to wait for another build of the same figures: "yes", or empty for not."""

PARAMETERS = os.environ.get("PARAMETERS", "").strip()
"""Whether figures may be drawn with other parameters than last time: "new", or empty for not."""

MODULES = {"rerun": "execute", "audit": "audit", "rerun_audit": "audit"}
"""Modules of the functions that run notebooks."""

CLONE = Workspace(Path(__file__).resolve().parent)
ROOT, FIGURES = CLONE.root, CLONE.figures
AUDITED = FIGURES / "audit"
os.environ[VARIABLE] = str(ROOT)  # overrides what the caller has set

DEP_FILE = ROOT / ".doit.json"

DOIT_CONFIG = {
    "default_tasks": ["other"] if REPORT else ["notebook", "audit", "checks", "gallery"],
    "backend": "json",
    "dep_file": str(DEP_FILE),
    "verbosity": 2,
}

SOURCE = ROOT / "src"

HELD = ExitStack()
"""Locks of the folders of figures, held until this process ends."""
REFUSED: list[str] = []
"""Why this build may not run beside another one."""
atexit.register(HELD.close)

RUNNERS = {"sectorbook.runs.audit", "sectorbook.runs.execute", "sectorbook.runs.many"}
"""Modules that run notebooks, on which no notebook depends."""


def forget_what_is_torn():
    """Remove what doit remembers of earlier builds where it cannot be read; every notebook then runs once more."""
    try:
        remembered = json.loads(DEP_FILE.read_text(encoding="utf-8"))
        is_whole = isinstance(remembered, dict) and all(isinstance(each, dict) for each in remembered.values())
    except FileNotFoundError:
        return
    except ValueError:
        is_whole = False
    if not is_whole:
        DEP_FILE.unlink()


def remember(database):
    """Write what doit remembers of builds as a whole, or say why that is impossible."""
    if REFUSED:  # the build that runs remembers more
        return
    try:
        write_file(Path(database.name), database.codec.encode(database._db))
    except OSError as error:
        say(f"What was built is not remembered: {explain_shortage(error) or error}", err=True)


forget_what_is_torn()
JsonDB.dump = remember  # doit's own empties the file first, and stops with a traceback where the disk is full


@cache
def modules_in_use():
    """List the files of all modules that the public names of sectorbook depend on."""
    graph = grimp.build_graph("sectorbook", "papermill_forked", cache_dir=None)
    names = {"sectorbook", *_exported("sectorbook")} - RUNNERS
    names |= {upstream for name in names for upstream in graph.find_upstream_modules(name)}
    return [_file(SOURCE.joinpath(*name.split("."))) for name in sorted(names)]


def _exported(package: str):
    """Yield the modules that a package's stub imports names from, and those of the packages among them."""
    stub = SOURCE.joinpath(*package.split("."), "__init__.pyi")
    for node in ast.parse(stub.read_text(encoding="utf-8")).body if stub.is_file() else ():
        if isinstance(node, ast.ImportFrom):
            module = ".".join(filter(None, (package, node.module)))
            is_package = SOURCE.joinpath(*module.split(".")).is_dir()
            for name in [f"{module}.{alias.name}" for alias in node.names] if is_package else [module]:
                yield from (name, *_exported(name))


def _file(path: Path) -> Path:
    """Return the file of a module or package, given its path without an ending."""
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def rules_and_data(notebook):
    """List the files besides code that a notebook's result depends on; of the reports, those that it names."""
    text = notebook.read_text(encoding="utf-8")
    reports = [folder for folder in CLONE.reports.iterdir() if f'\\"{folder.name}\\"' in text]
    around = own_files(CLONE.data / "context") if "load_context" in text else ()
    of_reports = (file for folder in reports for file in own_files(folder))
    return [*rules(), *own_files(CLONE.data), *of_reports, *around, ROOT / "uv.lock"]


@cache
def rules():
    """List the package's tables, lists and styles."""
    endings = (".csv", ".css", ".json", ".toml", ".txt", ".mplstyle", ".pyi")
    return [file for file in own_files(SOURCE / "sectorbook", "**/*") if file.suffix in endings]


def store(notebook):
    """Run a notebook in a process of its own, and store its outputs and figures."""
    return run_and_print("rerun", notebook, FIGURES, PROFILES, True)


def store_audit():
    """Run the audit in a process of its own, and store its outputs, and its page and charts in figures/audit/."""
    return run_and_print("rerun_audit", AUDITED, PROFILES, True)


def store_other():
    """Audit another report, and store notebook, page and charts in figures/NAME/."""
    profile = f"report, {PROFILES}" if PROFILES else "report"
    folder = FIGURES / Path(REPORT).name
    failure = run_and_print("audit", REPORT, folder, "printed", None, profile, patience(), True)
    print_left_out(load_sidecars(folder, None))
    return failure


def patience():
    """Return the seconds to wait for another build."""
    return FOR_EVER if WAIT == "yes" else 0


def run_and_print(function, *arguments):
    """Call a function that runs a notebook, and print the files that it writes; return the error where it fails."""
    try:
        for file in call_in_fork(function, *arguments):
            say(f"   {file.relative_to(ROOT)}")
    except SectorbookError as error:
        return TaskFailed(for_terminal(str(error)))
    return None


def call_in_fork(function, *arguments):
    """Call a function that runs a notebook, in a fork of the warm process where the system can fork."""
    if can_fork():
        return result_of(start_run(f"sectorbook.runs.{MODULES[function]}:{function}", *arguments))
    return getattr(import_module(f"sectorbook.runs.{MODULES[function]}"), function)(*arguments)


def profiles_in_use():
    """Return the names of the profiles besides the default one."""
    return tuple(profile.name for profile in parse_profiles(PROFILES)) if PROFILES else ()


def start_build():
    """Keep other builds out, finish what a killed one left, and compare parameters; return a failure."""
    if PARAMETERS not in ("", "new"):
        return TaskFailed(f'There is no PARAMETERS="{PARAMETERS}". Write PARAMETERS=new, or leave it out.')
    if WAIT not in ("", "yes"):
        return TaskFailed(f'There is no WAIT="{WAIT}". Write WAIT=yes, or leave it out.')
    drawn = {} if REPORT else dict.fromkeys(all_notebooks(), FIGURES)
    try:
        for folder in (FIGURES, AUDITED):
            HELD.enter_context(lock(folder, patience()))
            HELD.callback(clear, folder)
        check_own_parameters({**drawn, audit_notebook(): FIGURES / "audit"}, PARAMETERS == "new")
    except FolderInUse as error:
        REFUSED.append(str(error))
        return TaskFailed(for_terminal(str(error)))
    except (SectorbookError, OSError, MemoryError) as error:
        return TaskFailed(for_terminal(explain_shortage(error) or str(error)))
    return None


def clear(folder):
    """Remove what a process that was ended left in a folder; where that is impossible, the next build does."""
    with suppress(SectorbookError, OSError):
        settle(folder)


def task_parameters():
    """Compare the notebooks' parameters with those that their figures were drawn with, before anything is run."""
    return {"actions": [start_build], "title": lambda _: "parameters"}


def task_notebook():
    """Run the notebooks that changed."""
    modules = modules_in_use()
    for notebook in [*all_notebooks(), *own_files(CLONE.docs, "*.ipynb")]:
        content = read_notebook(notebook)
        files = [str(file) for file in (*modules, *rules_and_data(notebook))]
        yield {
            "name": notebook.stem,
            "actions": [(store, [notebook])],
            "file_dep": files,
            "task_dep": ["parameters"],
            "uptodate": [
                config_changed(content_digest(content)),
                has_run(content),
                (is_intact, [notebook.name, profiles_in_use(), FIGURES, bool(figures_of(content))]),
            ],
            "title": lambda task: f"{task.name} ...",
        }


def task_audit():
    """Audit the first report where something changed."""
    notebook = audit_notebook()
    content = read_notebook(notebook)
    files = [str(file) for file in (*modules_in_use(), *rules_and_data(notebook))]
    return {
        "actions": [store_audit],
        "file_dep": files,
        "task_dep": ["parameters"],
        "targets": [str(AUDITED / "audit.html")],
        "uptodate": [
            config_changed(content_digest(content)),
            has_run(content),
            (is_intact, [notebook.name, profiles_in_use(), AUDITED]),
        ],
        "title": lambda _: "audit ...",
    }


def task_other():
    """Audit another report."""
    if REPORT:
        yield {
            "name": Path(REPORT).name,
            "actions": [store_other],
            "task_dep": ["parameters"],
            "title": lambda task: f"{task.name} ...",
        }


def task_checks():
    """Write docs/figure-checks.md where figures or checks changed, if there are figures for all profiles."""
    package = ROOT / "src" / "sectorbook" / "figures"
    return {
        "actions": [checks_page],
        "file_dep": [str(package / name) for name in ("checks/drawing.py", "gallery.py", "profiles.csv")],
        "targets": [str(CLONE.docs / "figure-checks.md")],
        "task_dep": ["notebook"],
        "uptodate": [same_cards],
        "title": lambda _: "checks",
    }


def same_cards(task, values):
    """Tell whether the figures' cards are those of the last time."""
    task.value_savers.append(lambda: {"cards": cards_digest()})
    return values.get("cards") == cards_digest()


def cards_digest():
    """Return the SHA-256 of all cards."""
    return hashlib.sha256(json.dumps(load_sidecars(profile=None)).encode()).hexdigest()


def task_gallery():
    """Write figures/README.md from the figures' cards, and print which figures there are."""
    return {
        "actions": [write_gallery, summary, complaints],
        "task_dep": ["notebook", "audit"],
        "title": lambda _: "gallery",
    }


def checks_page():
    """Write the page of checks, which needs every profile."""
    if set(profile_names()) <= {card["profile"] for card in load_sidecars(profile=None)}:
        write_checks(FIGURES, CLONE.docs)


def all_cards():
    """Load the cards of all profiles, also those of the audit."""
    return [card for folder in (FIGURES, AUDITED) for card in load_sidecars(folder, None)]


def complaints():
    """Return a failure where figures do not pass their checks; all files have been written by then."""
    lines = [f"{card['name']}: {words}" for card in all_cards() for words in card["complaints"]]
    return TaskFailed(for_terminal("\n".join(["Figures with complaints:", *lines]))) if lines else None


def summary():
    """Print where the figures are, and which of other profiles are out of date."""
    say(f"{len(load_sidecars())} figures, each as PDF, SVG, PNG, CSV and JSON; all of them on figures/README.md:")
    for card in load_sidecars():
        say(f"   figures/{card['name']}.pdf   {card['title']}")
    current = {card["figure"]: (card["report_sha256"], card["content_sha256"]) for card in load_sidecars()}
    others = [card for card in load_sidecars(profile=None) if card["profile"] != "report" and not refusal(card)]
    old = [
        card["name"]
        for card in others
        if current.get(card["figure"]) != (card["report_sha256"], card["content_sha256"])
    ]
    if others:
        say(f"{len(others)} more for other profiles, figures/NAME_PROFILE.*")
    if old:
        say(f"Of other data than the above: {', '.join(old)}. Draw them anew: make figures PROFILES=all")
    print_left_out(all_cards())


def print_left_out(cards):
    """Print which charts were left out of the profiles asked for, and why."""
    left_out = [refusal(card) for card in cards if refusal(card) and card["profile"] in profiles_in_use()]
    if left_out:
        say("\n   ".join(["Left out:", *left_out]))
