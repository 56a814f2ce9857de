"""A letter that no font has is named, in a drawing and in a file, and nothing is said where none is missing."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject

import sectorbook as sb
from helpers.people import DATA, WORDS, draw
from sectorbook.figures.checks.drawing import check_drawing
from sectorbook.figures.checks.files import check_file
from sectorbook.figures.checks.rendered import RenderedFigure
from sectorbook.figures.layout import lay_out
from sectorbook.figures.profiles import load_profile, profile_style
from sectorbook.figures.spec import make_spec
from sectorbook.ledger.report import Report

URDU = {
    "data": DATA.assign(label=["فری لانسرز", "افرادی قوت", "تربیت یافتہ"]),
    "title": "فری لانسرز کی تعداد 3,000 سے 4,000 تک ہے",
    # long, as poppler orders the runs of a line as most letters of the page run
    "subtitle": "اس رپورٹ میں چھپی ہوئی تعداد اور وہ تعداد جو دوسری چھپی ہوئی تعدادوں سے نکلتی ہے، اور اس کے ساتھ "
    "وہ لوگ جنہوں نے تربیت حاصل کی، جیسا کہ اخبار نے اپنی خبر میں لکھا ہے، "
    "اور شعبے کی کل افرادی قوت 6,000 سے 7,000 افراد پر مشتمل ہے",
}
HINDI = {
    "data": DATA.assign(label=["फ़्रीलांसर", "कुल कर्मचारी", "प्रशिक्षित"]),
    "title": "गिलगित में कुल कर्मचारी 6,000 से 7,000, आय ₹ में",
}
CHINESE = {"data": DATA.assign(label=["自由职业者", "Workforce", "Trained"])}


def publish(report: Report, folder: Path, **changes: Any) -> dict[str, Any]:
    """Publish the good figure in other letters, for print and for a journal, and return its card."""
    sb.configure_figures(report, "report, plos", str(folder)).publish(
        draw, "people", **{"data": DATA} | WORDS | changes
    )
    card: dict[str, Any] = json.loads((folder / "people.json").read_text(encoding="utf-8"))
    return card


@pytest.mark.parametrize("changes", [URDU, HINDI], ids=["Urdu", "Hindi"])
def test_a_figure_in_another_script_has_no_complaint_in_any_format(
    report: Report, tmp_path: Path, changes: dict[str, Any]
) -> None:
    card = publish(report, tmp_path, **changes)
    assert card["complaints"] == []
    assert (card["title"], card["alt"]) == (changes["title"], WORDS["alt"])
    assert json.loads((tmp_path / "people_plos.json").read_text(encoding="utf-8"))["complaints"] == []
    assert {file.suffix for file in tmp_path.iterdir()} == {".pdf", ".svg", ".png", ".tiff", ".csv", ".json"}


def test_the_same_figure_in_urdu_has_the_same_bytes(report: Report, tmp_path: Path) -> None:
    for folder in ("one", "other"):
        publish(report, tmp_path / folder, **URDU)
    for ending in ("pdf", "svg", "png"):
        one, other = ((tmp_path / folder / f"people.{ending}").read_bytes() for folder in ("one", "other"))
        assert one == other, ending


def read(file: Path) -> str:
    """The letters of a PDF as another program reads them; where it puts spaces beside numbers differs."""
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    return re.sub("[\\s\u200e\u200f\u202a-\u202e]", "", text)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils: scripts/system-packages")
@pytest.mark.parametrize("changes", [URDU, HINDI], ids=["Urdu", "Hindi"])
def test_a_pdf_in_another_script_is_read_in_the_order_of_its_words(
    report: Report, tmp_path: Path, changes: dict[str, Any]
) -> None:
    publish(report, tmp_path, **changes)
    text = read(tmp_path / "people.pdf")
    for words in (changes["title"], *changes["data"]["label"]):
        assert words.replace(" ", "") in text
    assert text.index(changes["title"].replace(" ", "")) < text.index("Source:")  # each where it is printed


def test_letters_are_embedded_as_truetype_and_the_page_is_still_tagged(report: Report, tmp_path: Path) -> None:
    publish(report, tmp_path, **URDU)
    page: Any = PdfReader(tmp_path / "people.pdf").pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert any("NotoNaskhArabic-Bold" in font["/BaseFont"] for font in fonts)
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object()
        assert (font["/Subtype"], inner["/Subtype"]) == ("/Type0", "/CIDFontType2")
        assert "/FontFile2" in inner["/FontDescriptor"]
    import pdfua

    assert [str(finding) for finding in pdfua.validate(tmp_path / "people.pdf").findings] == []


def test_each_letter_of_a_syllable_is_said_once(report: Report, tmp_path: Path) -> None:
    publish(report, tmp_path, **HINDI)
    # of the glyphs alone, in the order in which they are printed: the short i stands before its consonant
    assert "कुल" in "".join(PdfReader(tmp_path / "people.pdf").pages[0].extract_text().split())
    spoken = PdfReader(tmp_path / "people.pdf").pages[0].extract_text()
    assert spoken.count("फ़") == 1


def test_urdu_stands_on_the_right_and_english_on_the_left(report: Report) -> None:
    long = URDU | {"title": f"{URDU['title']} {URDU['subtitle']}"}  # in two lines
    for changes, side in ((long, "right"), ({}, "left")):
        spec, profile = make_spec(report, "people", **{"data": DATA} | WORDS | changes), load_profile("report")
        with profile_style(profile, "test"):
            figure = lay_out(draw, spec.data, spec, profile)
            title, box = figure.texts[0], figure.texts[0].get_window_extent()
        assert title.get_horizontalalignment() == side
        assert "\n" in title.get_text() if changes else "\n" not in title.get_text()
        space = box.x0, figure.bbox.width - box.x1
        assert min(space) == pytest.approx(space[side == "right"], abs=1)


def test_a_missing_letter_is_named_in_every_file_that_can_tell(report: Report, tmp_path: Path) -> None:
    complaints = publish(report, tmp_path, **CHINESE)["complaints"]
    names = "U+81EA CJK UNIFIED IDEOGRAPH-81EA, U+7531 CJK UNIFIED IDEOGRAPH-7531"
    assert [complaint.partition(",")[0] for complaint in complaints] == [
        "glyphs: no font has U+81EA CJK UNIFIED IDEOGRAPH-81EA",
        "people.pdf: no font has U+81EA CJK UNIFIED IDEOGRAPH-81EA",
        "people.svg: frames stand in place of letters that no font has",
    ]
    assert names in complaints[0]
    assert complaints[0].endswith('in "自由职业者"')


@pytest.mark.parametrize(
    ("words", "found"),
    [("$x_中$", "U+4E2D"), ("$\\mathrm{آمدنی}$", "U+0622"), ("$\\alpha ≤ é$", "")],
    ids=["missing", "unjoined", "fine"],
)
def test_a_formula_is_checked_too(report: Report, words: str, found: str) -> None:
    def with_formula(fig: Figure, data: Any) -> None:
        draw(fig, data)
        fig.axes[0].text(0.03, 0.42, words, transform=fig.axes[0].transAxes, parse_math=True)

    spec, profile = make_spec(report, "people", data=DATA, **WORDS), load_profile("report")
    with profile_style(profile, "test"):
        drawing = RenderedFigure(lay_out(with_formula, spec.data, spec, profile))
        complaints = [complaint for complaint in check_drawing(drawing, spec, profile) if "glyphs" in complaint]
    assert bool(complaints) == bool(found)
    assert all(found in complaint for complaint in complaints)


@pytest.mark.filterwarnings("ignore:Glyph .* missing from font")
@pytest.mark.parametrize("fonttype", [3, 42])
def test_a_pdf_of_matplotlib_alone_tells_which_letter_is_missing(tmp_path: Path, fonttype: int) -> None:
    with mpl.rc_context({"pdf.fonttype": fonttype}):
        figure = Figure(figsize=(4, 2))
        figure.text(0.1, 0.5, "Income 中")
        figure.savefig(tmp_path / "a.pdf")
    assert any("no font has U+4E2D CJK UNIFIED IDEOGRAPH-4E2D" in told for told in check_file(tmp_path / "a.pdf"))


def test_a_code_that_shows_glyph_0_is_found_with_its_letter(report: Report, tmp_path: Path) -> None:
    publish(report, tmp_path)
    writer = PdfWriter(clone_from=PdfReader(tmp_path / "people.pdf"))
    fonts: Any = writer.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    for font in fonts.values():
        table = font.get_object()["/DescendantFonts"][0].get_object()["/CIDToGIDMap"].get_object()
        glyphs = bytearray(table.get_data())
        if len(glyphs) > 2 * ord("F"):
            glyphs[2 * ord("F") : 2 * ord("F") + 2] = b"\0\0"
        table.set_data(bytes(glyphs))
    writer.write(tmp_path / "people.pdf")
    complaints = check_file(tmp_path / "people.pdf")
    assert 'people.pdf: no font has U+0046 LATIN CAPITAL LETTER F in "Freelancers"' in complaints
    assert all("no font has U+0046 LATIN CAPITAL LETTER F in" in complaint for complaint in complaints)


def simple_pdf(file: Path, mode: int, name: str) -> Path:
    """A PDF as other programs write it: a font of one byte whose code 65 has the glyph `name`."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 100)
    encoding = DictionaryObject({NameObject("/Differences"): ArrayObject([NumberObject(65), NameObject(name)])})
    entries = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Courier"}
    font = DictionaryObject({NameObject(key): NameObject(entry) for key, entry in entries.items()})
    font[NameObject("/Encoding")] = encoding
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    stream = StreamObject()
    stream.set_data(f"BT /F1 12 Tf {mode} Tr (A) Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    writer.write(file)
    return file


@pytest.mark.parametrize(("mode", "name", "told"), [(0, "/.notdef", True), (3, "/.notdef", False), (0, "/A", False)])
def test_a_font_of_another_program_tells_of_letters_that_are_seen(
    tmp_path: Path, mode: int, name: str, told: bool
) -> None:
    complaints = check_file(simple_pdf(tmp_path / "a.pdf", mode, name))
    assert ("a.pdf: the font Courier has no glyph for its code 0x0041" in complaints) == told


def test_of_text_in_an_svg_only_codes_without_a_letter_are_told(tmp_path: Path) -> None:
    file = tmp_path / "a.svg"
    file.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><text>中文 آمدنی</text><text>a\ufffd \ue000</text></svg>',
        encoding="utf-8",
    )
    assert [told for told in check_file(file) if "letter" in told] == [
        'a.svg: U+FFFD REPLACEMENT CHARACTER, U+E000 without a name in "a\ufffd \ue000" stands for no letter'
    ]
