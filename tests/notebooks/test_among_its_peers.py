"""Notebook 07: the averages by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

import sectorbook as sb
from sectorbook.runs.notebooks import find_notebook, read_notebook


def test_averages_are_money_over_people_of_one_body() -> None:
    [outcome] = sb.run_many("07", [{"reports": ["nepal-2022"]}])
    own = "Gilgit-Baltistan (no year): revenue per freelancer"
    ends = [outcome.values[f"{own}_{end} [USD/person/year]"] for end in ("low", "high")]
    assert ends == pytest.approx([11.5e6 / 4000, 14.5e6 / 3000])
    nepal = float((Fraction("515.4") - 201) * 10**6 / 66_509)
    assert outcome.values["Nepal 2022: exports per freelancer_low [USD/person/year]"] == pytest.approx(nepal)
    assert outcome.values["Nepal 2022: exports per freelancer_high [USD/person/year]"] == pytest.approx(nepal)


def test_the_answer_says_what_is_divided_and_of_when() -> None:
    cells = [cell for cell in read_notebook(find_notebook("07")).cells if cell.cell_type == "code"]
    text = cells[1].outputs[0].data["text/plain"]
    assert "brings in $2,800 to $4,900 on average, in a year that isn't known" in text
    assert "In Nepal it was $4,700 of exports, in 2022." in text
