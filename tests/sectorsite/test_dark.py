"""Drawings for a dark page keep every mark apart from the ground, and their hues."""

import re

import pytest

from helpers.clone import FIGURES
from sectorsite.drawings.dark import COLOURS, dark_colour, darkened

GROUND = "#15191c"


def luminance(colour: str) -> float:
    """As WCAG 2.2 defines it."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_defined() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the well-known grey that just fails


@pytest.mark.parametrize(
    ("light", "least"),
    [
        ("#222222", 7),
        ("#000000", 7),
        ("#6e6e6e", 4.5),
        ("#767676", 4.5),
        ("#0072b2", 4.5),
        ("#d55e00", 4.5),
        ("#999999", 3),
    ],
)
def test_type_and_marks_stand_out_on_the_dark_ground(light: str, least: float) -> None:
    assert contrast(dark_colour(light), GROUND) >= least


@pytest.mark.parametrize("colour", ["#009e73", "#cc79a7", "#800000"])
def test_a_colour_that_is_not_ours_is_lighter_the_darker_it_was(colour: str) -> None:
    assert colour not in COLOURS
    assert contrast(dark_colour(colour), GROUND) >= 3
    assert re.fullmatch("#[0-9a-f]{6}", dark_colour(colour))


def test_no_colour_of_a_white_page_is_left() -> None:
    for file in FIGURES.glob("*.svg"):
        light = file.read_text(encoding="utf-8")
        drawn = darkened(light)
        for colour in ("#222222", "#6e6e6e", "#0072b2", "#d55e00"):
            assert colour not in drawn
        assert drawn.count(COLOURS["#0072b2"]) == light.count("#0072b2")
        assert GROUND in drawn
        assert '<svg fill="#ffffff" ' in drawn  # what has no colour is black in SVG
