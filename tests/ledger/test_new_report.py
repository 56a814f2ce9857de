"""A new report loads as it is written, and every column of it is explained."""

from pathlib import Path

import frictionless
import pytest
from click.testing import CliRunner

import sectorbook as sb
from sectorbook.cli import main
from sectorbook.ledger.new_report import new_report
from sectorbook.ledger.tables import schemas


def test_a_new_report_loads_and_frictionless_accepts_it(tmp_path: Path) -> None:
    folder = new_report("hill-2026", tmp_path)
    report = sb.load_report(folder)
    assert list(report.core.index) == ["EX-01", "EX-02", "EX-03"]
    assert sb.reconcile(report).is_feasible
    assert frictionless.Package(str(folder / "datapackage.json")).validate().valid


def test_its_guide_explains_every_column(tmp_path: Path) -> None:
    guide = (new_report("hill-2026", tmp_path) / "README.md").read_text(encoding="utf-8")
    for name in ("statements", "identities", "sources", "indicators", "not_figures", "questions"):
        for field in schemas()[name]["fields"]:
            assert f"| `{field['name']}` | {field['description']} |" in guide


@pytest.mark.parametrize(("slug", "says"), [("Hill", "cannot be a report's name"), ("hill-2026", "exists")])
def test_a_name_that_is_none_or_taken_is_refused(tmp_path: Path, slug: str, says: str) -> None:
    new_report("hill-2026", tmp_path)
    found = CliRunner().invoke(main, ["new-report", slug, "--to", str(tmp_path)])
    assert found.exit_code == 1
    assert says in found.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hill-2026"]


def test_notebooks_run_on_it_as_it_is(tmp_path: Path) -> None:
    folder = new_report("hill-2026", tmp_path)
    for notebook in ("01", "02", "03"):
        assert sb.run(notebook, tmp_path / "out", {"report": str(folder)})
