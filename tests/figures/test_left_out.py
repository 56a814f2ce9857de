"""Charts that are not made for a profile: they are left out, and the reason is said and kept."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path
from typing import Any

import nbformat.v4 as v4
import pytest
from click.testing import CliRunner

import sectorbook as sb
from helpers.clone import FIGURES
from helpers.people import DATA, WORDS, draw
from sectorbook.cli import main
from sectorbook.errors import FigureError
from sectorbook.figures.gallery import write_checks
from sectorbook.figures.sidecar import is_intact, load_sidecars
from sectorbook.ledger.report import Report
from sectorbook.runs.notebooks import NOTEBOOK_METADATA

REASON = "three rows of labels need 90 mm"
SENTENCE = f"The chart people is not made for the profile column: {REASON}."


def publish(report: Report, profiles: str, folder: Path | str, **changes: Any) -> None:
    sb.configure_figures(report, profiles, str(folder)).publish(draw, "people", data=DATA, **WORDS | changes)


def card(folder: Path, name: str) -> dict[str, Any]:
    return dict(json.loads((folder / f"{name}.json").read_text(encoding="utf-8")))


def test_it_is_drawn_in_the_other_profiles_and_its_cards_say_why_not_in_this_one(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(report, "report, column, phone", tmp_path, not_for={"column": f"{REASON}."})
    names = {file.name for file in tmp_path.iterdir()}
    assert {"people.pdf", "people_phone.svg", "people_column.json"} <= names
    assert [name for name in names if name.startswith("people_column")] == ["people_column.json"]
    assert card(tmp_path, "people_column")["left_out"] == REASON
    assert card(tmp_path, "people_column")["files_sha256"] == {}
    assert card(tmp_path, "people")["not_for"] == {"column": REASON}
    assert SENTENCE not in capsys.readouterr().out  # the shown outputs are the same as without the column


def test_a_notebook_that_would_show_it_shows_the_reason_in_its_place(
    report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(report, "column", "", not_for={"column": REASON})
    out = capsys.readouterr().out
    assert SENTENCE in out
    assert "image/png" not in out


def test_a_profile_of_ones_own_is_named_by_its_style_file(report: Report, tmp_path: Path) -> None:
    head = "profile,width_mm,max_height_mm,type_min_pt,type_max_pt,dpi,formats,title_inside\n"
    (tmp_path / "profiles.csv").write_text(head + "thesis,150,200,9,11,300,png,no\n", encoding="utf-8")
    (tmp_path / "thesis.mplstyle").write_text("font.size: 9\n", encoding="utf-8")
    style = str(tmp_path / "thesis.mplstyle")
    publish(report, f"report, {style}", tmp_path / "out", not_for={style: REASON})
    assert card(tmp_path / "out", "people_thesis")["left_out"] == REASON


@pytest.mark.parametrize(
    ("not_for", "message"),
    [
        ({"colum": REASON}, 'There is no profile "colum". Did you mean "column"?'),
        ({"column": " "}, 'The figure "people" does not say why it is not made for column. Give the reason.'),
    ],
)
def test_an_unknown_profile_or_no_reason_is_an_error(
    report: Report, tmp_path: Path, not_for: dict[str, str], message: str
) -> None:
    with pytest.raises(FigureError) as raised:
        publish(report, "report", tmp_path, not_for=not_for)
    assert str(raised.value).startswith(message)


def test_what_has_no_room_is_left_out_only_where_that_is_asked_for_and_never_of_what_is_shown(
    report: Report, tmp_path: Path
) -> None:
    with pytest.raises(FigureError, match=r"A figure 200 mm high does not fit the profile slide, .* Make it lower"):
        publish(report, "report, slide", tmp_path, height=200)
    with pytest.raises(FigureError, match="does not fit the profile slide"):
        publish(report, "slide, report", tmp_path, height=200, where_it_fits=True)
    publish(report, "report, slide", tmp_path, height=200, where_it_fits=True)
    reason = "a figure 200 mm high does not fit the profile slide, which ends at 190.5 mm"
    assert card(tmp_path, "people_slide")["left_out"] == reason
    assert "not_for" not in card(tmp_path, "people")  # the card is the same without the slide


def test_a_notebooks_figures_are_intact_where_one_is_left_out_of_the_same_data(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(FIGURES, tmp_path / "figures", ignore=shutil.ignore_patterns("*_column.*")))
    own = [one for one in load_sidecars(copy) if one["notebook"].startswith("01")]
    for one in own:
        name = f"{one['name']}_column"
        left_out = {key: value for key, value in one.items() if key != "content_sha256"}
        left_out |= {"name": name, "profile": "column", "left_out": REASON, "files_sha256": {}}
        (copy / f"{name}.json").write_text(json.dumps(left_out), encoding="utf-8")
    assert is_intact(own[0]["notebook"], ("column",), copy)
    (copy / f"{name}.json").write_text(json.dumps(left_out | {"report_sha256": "0"}), encoding="utf-8")
    assert not is_intact(own[0]["notebook"], ("column",), copy)


def test_the_page_of_checks_says_what_was_left_out_and_why(report: Report, tmp_path: Path) -> None:
    publish(report, "report, column", tmp_path, not_for={"column": REASON})
    write_checks(tmp_path, tmp_path / "docs")
    text = (tmp_path / "docs" / "figure-checks.md").read_text(encoding="utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith("| people |")]
    assert row.count("passed") == row.count("left out") == 1
    assert f"- {SENTENCE}\n" in text
    assert "Each chart has the same content in all profiles." in text


def test_an_export_keeps_the_others_and_refuses_what_was_named(tmp_path: Path) -> None:
    words = [*shlex.split("export printed_ranges who_prints_what --profile column --to"), str(tmp_path)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("sectorbook: The chart who_prints_what is not made for the profile column: ")
    endings = ("csv", "json", "pdf", "png")
    assert {file.name for file in tmp_path.iterdir()} == {f"printed_ranges_column.{end}" for end in endings}


NOTEBOOK = """import sectorbook as sb
page = sb.Page(sb.reconcile(sb.load_report("gilgit-baltistan-2025")), profile, export_to)
rows = page.table(printed=["freelancers"])
page.publish("people", sb.charts.ranges, rows, "How many freelancers there are", not_for=NOT_FOR)"""


def test_files_of_a_profile_that_a_chart_is_no_longer_made_for_are_removed(tmp_path: Path) -> None:
    def run(not_for: str) -> set[str]:
        parameters = v4.new_code_cell('profile: str = "report"\nexport_to: str = ""', metadata={"tags": ["parameters"]})
        cells = [parameters, v4.new_code_cell(NOTEBOOK.replace("NOT_FOR", not_for))]
        notebook = v4.new_notebook(cells=cells, metadata=NOTEBOOK_METADATA)
        (tmp_path / "notebooks").mkdir(exist_ok=True)
        path = tmp_path / "notebooks" / "99_people.ipynb"
        path.write_text(v4.writes(notebook), encoding="utf-8")
        sb.run(path, tmp_path / "out", {"profile": "column"})
        return {file.name for file in (tmp_path / "out").iterdir() if file.name.startswith("people")}

    assert run("{}") == {f"people_column.{end}" for end in ("csv", "json", "pdf", "png")}
    assert run(repr({"column": REASON})) == {"people_column.json"}
