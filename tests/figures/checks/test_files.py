"""Each fault of a figure's file is caught, in every format, and a file of ours has none."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from PIL import Image
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.generic import NameObject

import sectorbook as sb
from helpers.clone import FIGURES
from helpers.people import DATA, WORDS, draw
from sectorbook.errors import FigureError
from sectorbook.figures.checks.files import check_file
from sectorbook.figures.profiles import Profile, load_profile
from sectorbook.ledger.report import Report

REPORT, PLOS = load_profile("report"), load_profile("plos")


@pytest.fixture(scope="module")
def published(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The good figure in all formats."""
    folder = tmp_path_factory.mktemp("published")
    sb.configure_figures(report, "report, plos", str(folder)).publish(draw, "people", data=DATA, **WORDS)
    return folder


@pytest.mark.parametrize("ending", ["pdf", "svg", "png", "tiff"])
def test_a_file_of_ours_has_no_fault(published: Path, ending: str) -> None:
    profile, stem = (PLOS, "people_plos") if ending == "tiff" else (REPORT, "people")
    assert check_file(published / f"{stem}.{ending}", profile, WORDS["alt"]) == []


def edited(file: Path, to: Path, old: str, new: str) -> Path:
    text = file.read_text(encoding="utf-8")
    assert re.search(old, text, flags=re.DOTALL)
    to.write_text(re.sub(old, new, text, flags=re.DOTALL), encoding="utf-8")
    return to


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("(<title id=[^>]*>)[^<]*", r"\1", "it has no title"),
        ("<desc .*?</desc>", "", "it has no alt text"),
        ("(<desc [^>]*>)[^<]*", r"\1Another text", "its alt text is not that of its card"),
        ("<dc:source>.*?</dc:source>", "", "it has no source"),
        ("<dc:rights>.*?</dc:rights>", "", "it has no licence"),
        ('role="img"', "", "it has no role of an image"),
        (' xml:lang="en"| lang="en"', "", "it has no language"),
        ('aria-labelledby="[^"]*"', "", "it has no link from the image to its title and description"),
        ('<g id="people-patch_1"', '<g id="people-figure_1"', "1 ids are there twice, the first is people-figure_1"),
        ('width="[^"]*"', 'width="300pt"', "it is 105.8 mm wide, report asks for 160"),
    ],
)
def test_a_spoiled_svg_is_caught(published: Path, tmp_path: Path, old: str, new: str, complaint: str) -> None:
    spoiled = edited(published / "people.svg", tmp_path / "people.svg", old, new)
    assert f"people.svg: {complaint}" in check_file(spoiled, REPORT, WORDS["alt"])


def without(
    key: str, place: Callable[[PdfWriter], Any] = lambda writer: writer._root_object
) -> Callable[[PdfWriter], None]:
    def spoil(writer: PdfWriter) -> None:
        del place(writer)[NameObject(key)]

    return spoil


@pytest.mark.parametrize(
    ("spoil", "complaints"),
    [
        (without("/Lang"), ["it has no language (/Lang)"]),
        (without("/MarkInfo"), ["it has no tags (/MarkInfo, /StructTreeRoot)"]),
        (without("/StructTreeRoot"), ["it has no tags (/MarkInfo, /StructTreeRoot)", "it has no alt text"]),
        (without("/ViewerPreferences"), ["it has no title shown by readers (/DisplayDocTitle)"]),
        (without("/Metadata"), ["it has no title", "it has no description", "it has no source", "it has no licence"]),
    ],
    ids=["language", "marks", "tree", "viewer", "metadata"],
)
def test_a_spoiled_pdf_is_caught(
    published: Path, tmp_path: Path, spoil: Callable[[PdfWriter], None], complaints: list[str]
) -> None:
    writer = PdfWriter(clone_from=PdfReader(published / "people.pdf"))
    spoil(writer)
    writer.write(tmp_path / "people.pdf")
    assert check_file(tmp_path / "people.pdf", REPORT) == [f"people.pdf: {words}" for words in complaints]


def plain(folder: Path, ending: str, **settings: Any) -> Path:
    """A figure as matplotlib alone writes it."""
    with mpl.rc_context(settings):
        figure = Figure(figsize=(160 / 25.4, 3))
        figure.text(0.1, 0.5, "some words", size=4)
        figure.savefig(folder / f"plain.{ending}")
    return folder / f"plain.{ending}"


def test_a_pdf_of_matplotlib_alone_has_type_3_fonts_and_no_texts(tmp_path: Path) -> None:
    complaints = check_file(plain(tmp_path, "pdf"), REPORT)
    assert any("is of Type 3" in complaint for complaint in complaints)
    assert "plain.pdf: type of 4 points, report takes 9 to 12" in complaints
    assert "plain.pdf: it has no alt text" in complaints


def test_a_font_that_is_not_embedded_is_caught(published: Path, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(published / "people.pdf"))
    fonts: Any = writer.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    first = next(iter(fonts.values())).get_object()
    del first["/DescendantFonts"][0].get_object()["/FontDescriptor"][NameObject("/FontFile2")]
    writer.write(tmp_path / "people.pdf")
    (complaint,) = check_file(tmp_path / "people.pdf", REPORT)
    assert re.fullmatch(r"people.pdf: the font /\w+\+LiberationSans\S* is not embedded", complaint)


def test_type_is_measured_after_the_transformations_of_the_page(published: Path, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(published / "people.pdf"))
    writer.pages[0].add_transformation(Transformation().rotate(30).scale(0.5))
    writer.write(tmp_path / "people.pdf")
    assert check_file(tmp_path / "people.pdf", REPORT) == ["people.pdf: type of 4.5, 6 points, report takes 9 to 12"]


def test_pixels_and_texts_of_a_png_are_checked(published: Path, tmp_path: Path) -> None:
    with Image.open(published / "people.png") as image:
        image.resize((800, 400)).save(tmp_path / "people.png", dpi=(72, 72))
    assert check_file(tmp_path / "people.png", REPORT) == [
        "people.png: it is 800 pixels wide, report asks for 1890",
        "people.png: it says 72 pixels an inch, report asks for 300",
        "people.png: it has no title",
        "people.png: it has no source",
        "people.png: it has no licence",
        "people.png: it has no alt text",
    ]


def test_a_tiff_with_alpha_or_without_lzw_is_caught(published: Path, tmp_path: Path) -> None:
    with Image.open(published / "people_plos.tiff") as image:
        image.convert("RGBA").save(tmp_path / "alpha.tiff", dpi=(300, 300), compression="raw")
    complaints = check_file(tmp_path / "alpha.tiff", PLOS)
    assert "alpha.tiff: its colours are RGBA; journals take RGB or grey, flat and without alpha" in complaints
    assert "alpha.tiff: its compression is raw, not LZW" in complaints


@pytest.mark.parametrize(
    ("rules", "complaint"),
    [
        ({"width": 89.0}, "people.pdf: it is 160.0 mm wide, report asks for 89"),
        ({"max_height": 20.0}, "mm high, report ends at 20"),
        ({"formats": ("tiff",)}, "people.pdf: report takes tiff"),
        ({"type_max": 9.0}, "people.pdf: type of 12 points, report takes 9 to 9"),
    ],
)
def test_a_pdf_is_compared_with_the_profile(published: Path, rules: dict[str, Any], complaint: str) -> None:
    profile: Profile = replace(REPORT, **rules)
    (actual,) = check_file(published / "people.pdf", profile)
    assert complaint in actual


def test_a_name_that_not_every_system_takes_is_caught(published: Path, tmp_path: Path) -> None:
    shutil.copy(published / "people.svg", tmp_path / "Köpfe 1.svg")
    (complaint,) = check_file(tmp_path / "Köpfe 1.svg")
    assert "other signs than lower-case ASCII letters" in complaint


@pytest.mark.parametrize("ending", ["pdf", "svg", "png", "tiff"])
def test_a_file_that_is_none_is_an_error_that_names_it(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"a.{ending}").write_text("no figure", encoding="utf-8")
    with pytest.raises(FigureError, match=f"a.{ending} cannot be read as {ending.upper()}"):
        check_file(tmp_path / f"a.{ending}")


@pytest.mark.parametrize("stem", ["people.png", "people_plos.tiff"])
def test_a_picture_that_was_cut_short_is_an_error(published: Path, tmp_path: Path, stem: str) -> None:
    content = (published / stem).read_bytes()
    (tmp_path / stem).write_bytes(content[: len(content) // 2])
    with pytest.raises(FigureError, match="cannot be read as"):
        check_file(tmp_path / stem)


def test_a_file_of_another_kind_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_text("no figure", encoding="utf-8")
    with pytest.raises(FigureError, match=r"a.docx is none of .pdf, .svg, .png, .tiff"):
        check_file(tmp_path / "a.docx")


PDFS = sorted(FIGURES.glob("*.pdf"))


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="needs qpdf: scripts/system-packages")
@pytest.mark.parametrize("file", PDFS, ids=lambda file: file.stem)
def test_qpdf_finds_no_fault_in_a_pdf(file: Path) -> None:
    done = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="needs poppler-utils: scripts/system-packages")
@pytest.mark.parametrize("file", PDFS, ids=lambda file: file.stem)
def test_pdffonts_finds_every_font_embedded_as_a_subset_and_none_of_type_3(file: Path) -> None:
    done = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    rows = done.stdout.splitlines()[2:]
    assert rows
    for row in rows:
        assert re.search(r"\w{6}\+LiberationSans\S*\s+CID TrueType\s+Identity-H\s+yes yes yes", row), row


@pytest.mark.parametrize("file", PDFS, ids=lambda file: file.stem)
def test_another_checker_of_pdf_ua_finds_no_error(file: Path) -> None:
    import pdfua

    result = pdfua.validate(file)
    assert [str(finding) for finding in result.findings] == []
