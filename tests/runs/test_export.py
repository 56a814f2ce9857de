"""Figures made again for another profile, what a file says of itself, and whether it is still so."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import sectorbook as sb
from helpers.clone import FIGURES
from helpers.people import DATA, WORDS, draw
from sectorbook.cli import main
from sectorbook.figures.sidecar import load_sidecars
from sectorbook.ledger.report import Report
from sectorbook.runs.provenance import differences


def command(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One figure in two profiles, under another reading."""
    folder = tmp_path_factory.mktemp("exported")
    done = command(*shlex.split("export feasible_region --profile nature-1,web --set about=rounding --to"), folder)
    assert done.exit_code == 0, done.output
    assert {Path(line).name for line in done.stdout.split()} == {file.name for file in folder.iterdir()}
    return folder


def test_only_the_named_figure_is_exported_in_the_named_profiles(exported: Path) -> None:
    assert sorted(file.name for file in exported.iterdir()) == [
        *(f"feasible_region_nature-1.{end}" for end in ("csv", "json", "pdf", "png")),
        *(f"feasible_region_web.{end}" for end in ("csv", "json", "png", "svg")),
    ]


def test_an_exported_figure_follows_the_parameters(exported: Path) -> None:
    card = json.loads((exported / "feasible_region_web.json").read_text(encoding="utf-8"))
    assert "14.55," in (exported / "feasible_region_web.csv").read_text(encoding="utf-8")
    assert "Ends are taken as rounded" in card["caption"]
    assert "$11.45m–$14.55m" in card["alt"]
    assert card["complaints"] == []


def test_a_files_origin_and_the_command_that_makes_it_again_are_shown(exported: Path) -> None:
    done = command("show", exported / "feasible_region_nature-1.pdf")
    assert done.exit_code == 0
    for words in (
        "the figure feasible_region in the profile nature-1",
        "02_do_the_figures_add_up.ipynb with about=rounding; report gilgit-baltistan-2025",
        "Source: Business Recorder",
        "Licence: https://creativecommons.org/licenses/by/4.0/",
        "still what the data give",
        "sectorbook export feasible_region --profile nature-1 --set about=rounding --to FOLDER",
    ):
        assert words in done.output


def test_that_command_gives_the_same_bytes(exported: Path, tmp_path: Path) -> None:
    lines = command("show", exported / "feasible_region_web.svg").output
    match = re.search(r"to make it again: sectorbook (.*) FOLDER", lines)
    assert match
    assert command(*shlex.split(match[1]), tmp_path).exit_code == 0
    for end in ("svg", "png", "csv", "json"):
        name = f"feasible_region_web.{end}"
        assert (tmp_path / name).read_bytes() == (exported / name).read_bytes()


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("report_sha256", "changed since: the data of the report gilgit-baltistan-2025"),
        ("notebook_sha256", "changed since: the notebook 02_do_the_figures_add_up.ipynb"),
    ],
)
def test_a_file_of_other_data_or_another_notebook_says_so(exported: Path, tmp_path: Path, key: str, words: str) -> None:
    copy = Path(shutil.copytree(exported, tmp_path / "copy"))
    path = copy / "feasible_region_web.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(card | {key: "0"}), encoding="utf-8")
    done = command("show", copy / "feasible_region_web.svg")
    assert done.exit_code == 1
    assert words in done.output
    assert "still what" not in done.output


def test_an_altered_or_missing_file_is_named(exported: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(exported, tmp_path / "copy"))
    (copy / "feasible_region_web.csv").write_text("x\n", encoding="utf-8")
    (copy / "feasible_region_web.png").unlink()
    done = command("show", copy / "feasible_region_web.svg")
    assert "changed since: feasible_region_web.csv was altered" in done.output
    assert "changed since: feasible_region_web.png is not there" in done.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("export feasable --profile web --to {to}", 'There is no figure "feasable". Did you mean "feasible_region"?'),
        (
            "export --profile naturw-1 --to {to}",
            'There is no profile "naturw-1". Did you mean "nature-1" or "nature-2"?',
        ),
        ("export printed_ranges --profile web --set abuot=1 --to {to}", 'There is no parameter "abuot"'),
        ("export feasible_region --profile report --to {figures}", "belongs to the workspace"),
        ("show {to}/nothing.pdf", "There is no file"),
        ("show {to}/alone.pdf", "No card lies beside"),
        ("check {to}/alone.pdf", "cannot be read as PDF"),
        ("check {to}/alone.txt", "is none of .pdf, .svg, .png, .tiff"),
        ("check {figures}/feasible_region.pdf --profile x", 'There is no profile "x"'),
    ],
)
def test_a_mistake_is_one_clear_message(tmp_path: Path, words: str, message: str) -> None:
    for name in ("alone.pdf", "alone.txt"):
        (tmp_path / name).write_text("nothing", encoding="utf-8")
    done = command(*shlex.split(words.format(to=tmp_path, figures=FIGURES)))
    assert done.exit_code == 1
    assert message in done.stderr
    assert "Traceback" not in done.output
    assert {file.name for file in tmp_path.iterdir()} == {"alone.pdf", "alone.txt"}


def test_committed_figures_pass_the_command_and_another_profile_finds_them_too_wide() -> None:
    files = [FIGURES / name for card in load_sidecars() for name in card["files_sha256"] if not name.endswith(".csv")]
    done = command("check", *files)
    assert (done.exit_code, done.output) == (0, "0 complaints.\n")
    done = command("check", FIGURES / "feasible_region.pdf", "--profile", "nature-1")
    assert done.exit_code == 1
    assert "feasible_region.pdf: it is 160.0 mm wide, nature-1 asks for 89" in done.output


def test_a_figure_for_a_profile_of_ones_own_is_checked_against_it_and_made_again(
    tmp_path: Path, report: Report
) -> None:
    folder = tmp_path / "my styles"
    folder.mkdir()
    head = "profile,width_mm,max_height_mm,type_min_pt,type_max_pt,dpi,formats,title_inside\n"
    (folder / "profiles.csv").write_text(head + "thesis,150,200,9,11,300,png,no\n", encoding="utf-8")
    (folder / "thesis.mplstyle").write_text("font.size: 9\n", encoding="utf-8")
    sb.configure_figures(report, str(folder / "thesis.mplstyle"), str(tmp_path / "out")).publish(
        draw, "people", data=DATA, **WORDS
    )
    done = command("check", tmp_path / "out" / "people_thesis.png")
    assert (done.exit_code, done.output) == (0, "0 complaints.\n")
    assert "run the code that published it" in command("show", tmp_path / "out" / "people_thesis.png").output


def test_another_reading_does_not_replace_the_first(exported: Path) -> None:
    before = {file.name: file.read_bytes() for file in exported.iterdir()}
    done = command(*shlex.split("export feasible_region --profile web --to"), exported)
    assert done.exit_code == 1
    assert "holds feasible_region_web of other parameters. Give another folder with --to." in done.stderr
    assert {file.name: file.read_bytes() for file in exported.iterdir()} == before


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = command(*shlex.split("export feasible_region --profile web --to"), tmp_path / "file")
    assert done.exit_code != 0
    assert "file" in done.stderr
    done = command(*shlex.split("export feasible_region --profile web --to"), tmp_path / "file" / "below")
    assert (done.exit_code, done.stderr.count("Cannot write into")) == (1, 1)


def test_a_figure_that_does_not_fit_is_one_line_without_code(tmp_path: Path) -> None:
    (tmp_path / "profiles.csv").write_text(
        "profile,width_mm,max_height_mm,type_min_pt,type_max_pt,dpi,formats,title_inside\nlow,150,20,9,11,300,png,no\n",
        encoding="utf-8",
    )
    (tmp_path / "low.mplstyle").write_text("font.size: 9\n", encoding="utf-8")
    done = command("export", "feasible_region", "--profile", tmp_path / "low.mplstyle", "--to", tmp_path / "out")
    assert done.exit_code == 1
    assert "mm high does not fit the profile low, which ends at 20 mm." in done.stderr
    assert "draw_region" not in done.stderr


def test_a_file_that_no_card_lies_beside_is_said_to_be_held_against_no_profile(tmp_path: Path) -> None:
    shutil.copy(FIGURES / "feasible_region.pdf", tmp_path / "alone.pdf")
    done = command("check", tmp_path / "alone.pdf")
    assert done.exit_code == 0
    assert "Sizes were not checked, as no profile is known; give --profile:" in done.output


def test_profiles_are_listed_with_whose_rules_they_are() -> None:
    text = command("profiles").output
    for words in (
        "nature-1",
        "89 mm wide",
        "type 5 to 7 points",
        "https://research-figure-guide.nature.com",
        "Our choice",
    ):
        assert words in text


@pytest.mark.parametrize("card", load_sidecars(), ids=lambda card: card["name"])
def test_every_committed_figure_passed_its_checks(card: dict[str, object]) -> None:
    assert card["complaints"] == []


def test_a_figure_of_several_reports_names_those_that_changed(tmp_path: Path) -> None:
    for file in FIGURES.glob("revenue_per_head.*"):
        shutil.copy(file, tmp_path)
    path = tmp_path / "revenue_per_head.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    assert card["others_sha256"] == {"nepal-2022": sb.load_report("nepal-2022").digest}
    card["others_sha256"]["nepal-2022"] = "of an earlier day"
    path.write_text(json.dumps(card), encoding="utf-8")
    lines = list(differences(tmp_path / "revenue_per_head.png"))
    assert lines == ["the data of the report nepal-2022"]
