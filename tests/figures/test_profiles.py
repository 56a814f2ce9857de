"""The publication targets: their rules, a user's own, and what is wrong with one."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from matplotlib import rc_params_from_file

import sectorbook as sb
from helpers.clone import ROOT
from helpers.people import DATA, WORDS, draw
from sectorbook.errors import FigureError
from sectorbook.figures.checks.files import check_file
from sectorbook.figures.profiles import PACKAGE, load_profile, parse_profiles, profile_names
from sectorbook.ledger.report import Report

HEAD = "profile,width_mm,max_height_mm,type_min_pt,type_max_pt,dpi,formats,title_inside,rule,url,read\n"
ROW = "thesis,150,200,9,11,300,pdf png,no,My university,,\n"

# width, greatest height, least and largest type: as the publishers give them
PUBLISHED = {
    "nature-1": (89, 170, 5, 7),
    "nature-2": (183, 170, 5, 7),
    "ieee-1": (3.5 * 25.4, 220, 9, 10),
    "ieee-2": (7.16 * 25.4, 220, 9, 10),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_journals_rules_are_the_publishers(name: str) -> None:
    profile = load_profile(name)
    rules = (profile.width, profile.max_height, profile.type_min, profile.type_max)
    assert rules == pytest.approx(PUBLISHED[name], abs=0.05)
    assert profile.url.startswith("https://")
    assert not profile.title_inside


def test_plos_takes_its_width_resolution_and_format() -> None:
    profile = load_profile("plos")
    assert 66.8 <= profile.width <= 190.5
    assert 300 <= profile.dpi <= 600
    assert (profile.formats, profile.type_min, profile.type_max) == (("tiff",), 8, 12)


def test_a_web_figure_is_640_css_pixels_wide_and_its_picture_twice_as_dense() -> None:
    profile = load_profile("web")
    assert profile.inches * 96 == pytest.approx(640, abs=0.5)
    assert profile.dpi == 2 * 96


def test_a_phone_and_a_newspapers_column_have_their_widths_type_and_formats() -> None:
    phone, column = load_profile("phone"), load_profile("column")
    assert (phone.width, phone.type_min, phone.formats, phone.title_inside) == (90, 9, ("png", "svg"), True)
    assert phone.inches * 96 == pytest.approx(340, abs=0.5)
    assert phone.dpi == 3 * 96
    assert (column.width, column.type_min, column.formats, column.title_inside) == (48, 8, ("pdf", "png"), False)


@pytest.mark.parametrize("name", profile_names())
def test_a_profiles_style_keeps_its_own_type_sizes_and_says_what_it_is_for(name: str) -> None:
    profile = load_profile(name)
    assert profile.sheet.read_text(encoding="utf-8").startswith("# Profile")
    sizes = [
        value for key, value in rc_params_from_file(profile.sheet, use_default_template=False).items() if "size" in key
    ]
    text = [float(size) for size in sizes if isinstance(size, (int, float)) and size > 5]
    assert text
    assert all(profile.type_min <= size <= profile.type_max for size in text)
    assert profile.rule


@pytest.mark.parametrize("name", [name for name in profile_names() if name != "report"])
def test_figures_of_other_profiles_are_not_committed(name: str) -> None:
    for folder in ("figures", "figures/audit"):
        done = subprocess.run(["git", "check-ignore", "-q", f"{folder}/people_{name}.pdf"], cwd=ROOT, check=False)
        assert done.returncode == 0


def test_several_profiles_are_named_with_commas_or_spaces_and_each_is_taken_once() -> None:
    names = [profile.name for profile in parse_profiles("nature-1, web nature-1,slide")]
    assert names == ["nature-1", "web", "slide"]
    assert tuple(profile.name for profile in parse_profiles("all")) == profile_names()


def test_no_profile_is_an_error() -> None:
    with pytest.raises(FigureError, match=r"No profile is named. Known are report, web"):
        parse_profiles(" ")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A user's own profile in a folder with a space in its name."""
    folder = tmp_path / "my styles"
    folder.mkdir()
    (folder / "profiles.csv").write_text(HEAD + ROW, encoding="utf-8")
    (folder / "thesis.mplstyle").write_text("font.size: 9\naxes.labelsize: 9\naxes.titlesize: 9\n", encoding="utf-8")
    return folder / "thesis.mplstyle"


def test_a_profile_of_ones_own_is_a_row_and_a_style_file(own: Path, report: Report, tmp_path: Path) -> None:
    sb.configure_figures(report, str(own), str(tmp_path / "out")).publish(draw, "people", data=DATA, **WORDS)
    file = tmp_path / "out" / "people_thesis.pdf"
    assert check_file(file, load_profile(str(own)), WORDS["alt"]) == []
    assert load_profile(str(own)).width == 150


def test_a_notebook_runs_for_a_profile_of_ones_own(own: Path, tmp_path: Path) -> None:
    written = sb.run("02", tmp_path / "out", {"profile": str(own)})
    assert tmp_path / "out" / "feasible_region_thesis.pdf" in written


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("thesis,150", "other,150", 'has no row "thesis". It has other.'),
        ("150", "wide", "line 2, column width_mm: 'wide' does not fit"),
        ("150", "-1", "line 2, column width_mm: '-1' does not fit (Input should be greater than 0)"),
        (
            "pdf png",
            "docx",
            "line 2, column formats: 'docx' does not fit (Input should be 'pdf', 'svg', 'png' or 'tiff')",
        ),
        (
            "300",
            "0.5",
            "line 2, column dpi: '0.5' does not fit (Input should be a valid integer",
        ),
        ("9,11", "12,11", "line 2, column type_max_pt: '11' does not fit (it is less than type_min_pt)"),
        (",no,", ",perhaps,", "line 2, column title_inside: 'perhaps' does not fit"),
        ("dpi", "dots", "profiles.csv lacks the column dpi. It needs profile, width_mm"),
    ],
)
def test_a_profile_that_cannot_be_read_names_line_column_and_value(own: Path, old: str, new: str, message: str) -> None:
    table = own.parent / "profiles.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FigureError, match=re.escape(message)):
        load_profile(str(own))


def test_a_setting_that_matplotlib_does_not_know_is_named(own: Path) -> None:
    own.write_text("# mine\nfont.sise: 9\n", encoding="utf-8")
    with pytest.raises(
        FigureError, match=r'thesis.mplstyle, line 2: matplotlib has no setting "font.sise". Did you mean "font.size"'
    ):
        load_profile(str(own))


def test_a_name_that_could_be_two_profiles_names_both() -> None:
    with pytest.raises(FigureError, match=r'Did you mean "nature-1" or "nature-2"\?'):
        load_profile("nature")


@pytest.mark.parametrize("name", profile_names())
def test_a_picture_is_a_whole_number_of_pixels_wide(name: str) -> None:
    profile = load_profile(name)
    assert int(profile.inches * profile.dpi) == round(profile.width / 25.4 * profile.dpi)


@pytest.mark.parametrize("missing", ["thesis.mplstyle", "profiles.csv"])
def test_half_a_profile_is_an_error(own: Path, missing: str) -> None:
    (own.parent / missing).unlink()
    with pytest.raises(FigureError, match=f"{missing} does not exist. A profile of your own is a style file and a row"):
        load_profile(str(own))


def test_a_row_whose_name_no_style_file_can_have_is_passed_over(own: Path) -> None:
    row = ROW.replace("thesis", "x" * 300)
    (own.parent / "profiles.csv").write_text(HEAD + row + ROW, encoding="utf-8")
    assert load_profile(str(own)).name == "thesis"


def test_the_fonts_licence_lies_beside_them() -> None:
    assert "SIL OPEN FONT LICENSE" in (PACKAGE / "fonts" / "LICENSE").read_text(encoding="utf-8")
