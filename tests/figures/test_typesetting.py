"""Letters of other scripts come from the package's fonts, joined and in their order, and lines keep their direction."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
from pathlib import Path

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, ImageOps, features

from sectorbook.errors import FigureError
from sectorbook.figures import profiles
from sectorbook.figures.profiles import FAMILIES, FONTS, load_profile, profile_style
from sectorbook.figures.typesetting import (
    LEFT_TO_RIGHT,
    RIGHT_TO_LEFT,
    is_right_to_left,
    keep_direction,
    missing_letters,
    shape_line,
    text_width,
    wrap,
)

ALPHABETS = {
    "Urdu": "آابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھءیےئؤۂۓ۔،؟؛۰۱۲۳۴۵۶۷۸۹٪٫٬﷼",  # noqa: RUF001
    "Hindi": "अआइईउऊऋएऐओऔकखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसहक़ख़ग़ज़ड़ढ़फ़ािीुूृेैोौ्ंँः।०१२३४५६७८९",
    "Cyrillic": "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюяҐґЄєІіЇїЎў",
    "Greek": "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώ",
    "signs of currencies": "₹₨﷼€£$¥",
}
PLAIN = FontProperties(family=list(FAMILIES))


@pytest.fixture(autouse=True)
def _style() -> object:
    with profile_style(load_profile("report"), "test"):
        yield


def cmap(name: str) -> dict[int, str]:
    """Glyph names of codes, as another library reads them."""
    return dict(TTFont(FONTS / name).getBestCmap())


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
@pytest.mark.parametrize("script", ALPHABETS)
def test_an_alphabet_is_in_the_shipped_fonts(script: str, weight: str) -> None:
    covered = {code for file in FONTS.glob(f"*-{weight}.ttf") for code in cmap(file.name)}
    assert {letter for letter in ALPHABETS[script] if ord(letter) not in covered} == set()
    properties = FontProperties(family=list(FAMILIES), weight=weight.lower())
    assert missing_letters(ALPHABETS[script], properties) == ""


def test_every_font_is_declared_with_its_source_and_unchanged() -> None:
    with (FONTS / "SOURCES.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert {row["file"] for row in rows} == {file.name for file in FONTS.glob("*.ttf")}
    for row in rows:
        assert hashlib.sha256((FONTS / row["file"]).read_bytes()).hexdigest() == row["sha256"]
        assert row["family"] in FAMILIES
        assert row["source"]
        assert f"{row['family']} {row['version']}" in (FONTS / "LICENSE").read_text(encoding="utf-8")


def test_letters_that_no_font_has_are_named_once_in_their_order() -> None:
    assert missing_letters("a 中文 中 ₹ \N{ZERO WIDTH JOINER}\n অ", PLAIN) == "中文অ"


def test_urdu_letters_are_joined_from_right_to_left() -> None:
    # Income: alef madda alone, meem at the beginning, dal at the end; then noon at the beginning, yeh at the end
    forms = ["\ufe81", "\ufee3", "\ufeaa", "\ufee7", "\ufbfd"]
    names = cmap("NotoNaskhArabic-Regular.ttf")
    shaped = shape_line("آمدنی", PLAIN)
    assert [glyph.ft_object.get_glyph_name(glyph.glyph_index) for glyph in shaped] == [
        names[ord(form)] for form in reversed(forms)
    ]


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("10 کروڑ روپے", "ےپور ڑورک 10"),
        ("2023 سے 2024 تک", "کت 2024 ےس 2023"),
        ("آمدنی 3.5 in 2024", "in 2024 3.5 یندمآ"),  # a line that begins in Urdu goes on to the left
        ("Income: آمدنی, 3.5", "Income: 3.5 ,یندمآ"),  # a number after Urdu belongs to it
    ],
)
def test_numbers_stand_in_their_order_within_urdu(words: str, seen: str) -> None:
    assert "".join(glyph.char for glyph in shape_line(words, PLAIN)) == seen


def ink(picture: Image.Image) -> NDArray[np.float64]:
    """The inked part of a picture on a grid of fixed size, from 0 for white to 1."""
    grey = ImageOps.invert(picture.convert("L"))
    return np.asarray(grey.crop(grey.getbbox()).resize((200, 80)), dtype=float) / 255


def drawn(words: str) -> NDArray[np.float64]:
    figure = Figure(figsize=(6, 2), dpi=200)
    figure.text(0.1, 0.5, words, size=40, color="black")
    figure.savefig(buffer := io.BytesIO(), format="png")
    return ink(Image.open(buffer))


def drawn_elsewhere(words: str, font: str, layout: ImageFont.Layout) -> NDArray[np.float64]:
    picture = Image.new("L", (1600, 500), "white")
    face = ImageFont.truetype(str(FONTS / font), 111, layout_engine=layout)
    ImageDraw.Draw(picture).text((200, 100), words, font=face, fill="black")
    return ink(picture)


@pytest.mark.skipif(not features.check("raqm"), reason="needs Pillow with raqm")
@pytest.mark.parametrize(
    ("words", "font"),
    [
        ("گلگت", "NotoNaskhArabic-Regular.ttf"),
        ("آمدنی", "NotoNaskhArabic-Regular.ttf"),
        ("हिन्दी", "NotoSansDevanagari-Regular.ttf"),
        ("क्षेत्र", "NotoSansDevanagari-Regular.ttf"),
    ],
)
def test_a_word_looks_as_another_renderer_draws_it(words: str, font: str) -> None:
    shown = drawn(words)
    assert np.abs(shown - drawn_elsewhere(words, font, ImageFont.Layout.RAQM)).mean() < 0.04
    assert np.abs(shown - drawn_elsewhere(words, font, ImageFont.Layout.BASIC)).mean() > 0.1  # unjoined, in their order


def test_a_text_is_as_wide_as_the_advances_of_its_glyphs() -> None:
    font = TTFont(FONTS / "NotoNaskhArabic-Regular.ttf")
    names = cmap("NotoNaskhArabic-Regular.ttf")
    units = sum(font["hmtx"][names[code]][0] for code in (0xFE81, 0xFEE3, 0xFEAA, 0xFEE7, 0xFBFD))
    assert text_width("آمدنی", size=72) == pytest.approx(units / 1000, rel=0.02)


@pytest.mark.parametrize(
    ("words", "backwards"),
    [
        ("10 کروڑ روپے", True),
        ("IT کمپنیوں کے ملازمین", True),
        ("שלום", True),
        ("Income (آمدنی) in $m", False),
        ("हिन्दी", False),
        ("2023–2024", False),
        ("", False),
    ],
)
def test_a_text_runs_as_most_of_its_letters_do(words: str, backwards: bool) -> None:
    assert is_right_to_left(words) == backwards


def test_each_line_runs_as_its_text() -> None:
    assert keep_direction("آمدنی کی\nIT میں\n(2024)\nرقم") == (
        f"آمدنی کی\n{RIGHT_TO_LEFT}IT میں\n{RIGHT_TO_LEFT}(2024)\nرقم"
    )
    assert keep_direction("The word for income is\nآمدنی in Urdu") == (
        f"The word for income is\n{LEFT_TO_RIGHT}آمدنی in Urdu"
    )
    assert keep_direction("Two\nlines, 2024") == "Two\nlines, 2024"


def test_urdu_is_wrapped_in_the_order_of_its_words() -> None:
    words = "فری لانسرز کی تعداد 3,000 سے 4,000 تک ہے"
    lines = wrap(words, text_width("فری لانسرز کی تعداد") * 1.01).translate({0x200F: None}).split("\n")
    assert lines[0] == "فری لانسرز کی تعداد"
    assert " ".join(lines) == words


def test_a_long_word_is_never_broken_before_a_vowel_sign_or_within_a_joined_syllable() -> None:
    syllables = ["क्षे", "त्री", "य", "ता"]
    assert wrap("".join(syllables), 0.01).split("\n") == syllables  # narrower than any, so that each has its line


def test_a_font_that_is_missing_or_broken_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = shutil.copytree(profiles.FONTS, tmp_path / "fonts")
    monkeypatch.setattr(profiles, "FONTS", fonts)
    for spoil in (lambda file: file.write_bytes(b"no font"), Path.unlink):
        spoil(fonts / "LiberationSans-Bold.ttf")
        with pytest.raises(FigureError, match=r"LiberationSans-Bold\.ttf of the package is missing or broken"):
            profiles._add_fonts.__wrapped__()
    monkeypatch.undo()
    profiles._add_fonts.__wrapped__()
