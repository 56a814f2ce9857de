"""A new report loads as it is written, and every column of it is explained."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import frictionless
import pytest
from click.testing import CliRunner

import sectorbook as sb
from sectorbook.cli import main
from sectorbook.ledger.tables import schemas
from sectorbook.ledger.workspace import new_report

TEMPLATE = Path(str(files("sectorbook.ledger") / "template" / "report"))


def test_a_new_report_loads_and_frictionless_accepts_it(tmp_path: Path) -> None:
    folder = new_report("hill-2026", tmp_path)
    report = sb.load_report(folder)
    assert list(report.core.index) == ["EX-01", "EX-02", "EX-03"]
    assert sb.reconcile(report).is_feasible
    assert frictionless.Package(str(folder / "datapackage.json")).validate().valid


@pytest.mark.parametrize("part", ["notebooks", "figures", "data", ".git"])
def test_a_new_report_is_not_laid_among_other_things_of_a_workspace(tmp_path: Path, part: str) -> None:
    (tmp_path / "data" / "reports").mkdir(parents=True)
    inside = tmp_path / part / "mine"
    inside.mkdir(parents=True)
    with pytest.raises(sb.ParameterError, match=f"mine lies in .*{part}, where no reports belong"):
        new_report("hill-2026", inside)
    assert list(inside.iterdir()) == []


def test_the_template_is_a_report_itself() -> None:
    report = sb.load_report(TEMPLATE)
    assert sb.reconcile(report).bounds.loc["sector_revenue", ["low", "high"]].tolist() == [2, 3]
    assert report.title == "report-name"


def test_a_new_report_has_the_templates_files_and_its_own_name(tmp_path: Path) -> None:
    folder = new_report("hill-2026", tmp_path)
    assert {file.name for file in folder.iterdir()} == {file.name for file in TEMPLATE.iterdir()}
    assert not any("report-name" in file.read_text(encoding="utf-8") for file in folder.iterdir())
    assert sb.load_report(folder).title == "hill-2026"
    assert "sectorbook audit hill-2026 --to out" in (folder / "README.md").read_text(encoding="utf-8")


def test_its_guide_has_a_section_for_every_table() -> None:
    guide = (TEMPLATE / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^## (\w+)\.csv$", guide, flags=re.M)) == {file.stem for file in TEMPLATE.glob("*.csv")}


@pytest.mark.parametrize("table", [file.stem for file in TEMPLATE.glob("*.csv")])
def test_its_guide_explains_every_column_as_the_schema_does(table: str) -> None:
    guide = (TEMPLATE / "README.md").read_text(encoding="utf-8")
    section = guide.split(f"## {table}.csv\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    assert rows == [
        f"| `{field['name']}` | {field['description']} | {rule(field.get('constraints', {}))} |"
        for field in schemas()[table]["fields"]
    ]


def rule(constraints: dict[str, Any]) -> str:
    """What a schema asks of a cell, in words."""
    words = ["needed"] if constraints.get("required") else []
    words += [f"one of {', '.join(constraints['enum'])}"] if "enum" in constraints else []
    words += [f"at most {constraints['maxLength']} characters"] if "maxLength" in constraints else []
    return "; ".join(words).replace("|", "\\|")


@pytest.mark.parametrize(("slug", "says"), [("Hill", "cannot be a report's name"), ("hill-2026", "exists")])
def test_a_name_that_is_none_or_taken_is_refused(tmp_path: Path, slug: str, says: str) -> None:
    new_report("hill-2026", tmp_path)
    done = CliRunner().invoke(main, ["new-report", slug, "--to", str(tmp_path)])
    assert done.exit_code == 1
    assert says in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hill-2026"]


def test_it_can_be_audited_as_it_is(tmp_path: Path) -> None:
    assert sb.audit(new_report("hill-2026", tmp_path), tmp_path / "out")
