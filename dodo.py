"""What `make figures` runs: each notebook that changed, then the gallery.

A notebook runs again when the sources, types or tags of its cells, a data file, a module of the package that it
uses, or the lock changed, and when a figure of it is missing or altered.
"""

from pathlib import Path

import grimp
from doit.exceptions import TaskFailed
from doit.tools import config_changed

from sectorbook.exceptions import SectorbookError
from sectorbook.gallery import cards, intact, write_gallery
from sectorbook.notebooks import all_notebooks, content_digest, read_notebook
from sectorbook.places import DATA, ROOT

DOIT_CONFIG = {
    "default_tasks": ["notebook", "gallery"],
    "backend": "json",
    "dep_file": str(ROOT / ".doit.json"),
    "verbosity": 2,
}


def modules_in_use():
    """The files of the package that a notebook's `import sectorbook` reads."""
    graph = grimp.build_graph("sectorbook", cache_dir=None)
    names = {"sectorbook", *graph.find_upstream_modules("sectorbook")}
    source = ROOT / "src"
    return [_file(source.joinpath(*name.split("."))) for name in sorted(names)]


def _file(path: Path) -> Path:
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def rules_and_data():
    """Every file besides the code that a notebook's result rests on."""
    package = ROOT / "src" / "sectorbook"
    rules = [*package.glob("*.csv"), *package.glob("*.json"), *package.glob("styles/*")]
    return [*rules, *(file for file in sorted(DATA.rglob("*")) if file.is_file()), ROOT / "uv.lock"]


def store(notebook):
    """Run a notebook and store what it gives."""
    from sectorbook.execute import rerun

    try:
        for file in rerun(notebook):
            print(f"   {file.relative_to(ROOT)}", flush=True)
    except SectorbookError as error:
        return TaskFailed(str(error))
    return None


def task_notebook():
    """Run the notebooks that changed."""
    needed = [str(file) for file in (*modules_in_use(), *rules_and_data())]
    for notebook in all_notebooks():
        yield {
            "name": notebook.stem,
            "actions": [(store, [notebook])],
            "file_dep": needed,
            "uptodate": [
                config_changed(content_digest(read_notebook(notebook))),
                (intact, [notebook.name]),
            ],
            "title": lambda task: f"{task.name} ...",
        }


def task_gallery():
    """Write figures/README.md from the figures' cards, and say what there is."""
    return {
        "actions": [write_gallery, summary],
        "task_dep": ["notebook"],
        "title": lambda _: "gallery",
    }


def summary():
    """Print where everything is."""
    print(f"{len(cards())} figures, each as PDF, SVG, PNG, CSV and JSON; all of them on figures/README.md:")
    for card in cards():
        print(f"   figures/{card['name']}.pdf   {card['title']}")
