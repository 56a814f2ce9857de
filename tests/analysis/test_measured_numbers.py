"""A number of a text is held against a figure in whatever unit of the same kind it is said."""

from __future__ import annotations

import pytest

import sectorbook as sb
from helpers.small_report import TABLES, statement, write_report
from sectorbook.analysis.check_text import check_text, known_figures
from sectorbook.ledger.drafting.documents import plain_paragraphs

MEASURED = (
    ("power", "Peak demand of the grid", "MW", "about 130 MW", "130", "10"),
    ("generation", "Electricity generated", "GWh/year", "about 250 GWh", "250", "10"),
    ("cement", "Cement produced", "kilotonne/year", "about 4,300 tonnes", "4.3", "0.1"),
    ("road", "Length of the motorway", "km", "about 80 kilometres", "80", "10"),
    ("orchards", "Area of the orchards", "hectare", "about 5,000 hectares", "5000", "1000"),
    ("bandwidth", "Bandwidth of the cable", "megabit/second", "about 40 Gbps", "40000", "10000"),
    ("harvest", "Wheat harvested from a hectare", "tonne/ha", "about 3 tonnes per hectare", "3", "1"),
    ("energy", "Final consumption of energy", "Mtoe/year", "about 4.5 million toe", "4.5", "0.1"),
    ("containers", "Containers handled", "TEU/year", "about 1.2 million TEU", "1200000", "100000"),
    ("tolls", "Tolls collected", "MUSD/year", "about $3.5 million", "3.5", "0.1"),
)


def known_of(folder, measured):
    """What can be vouched for of a report that prints what is measured."""
    indicators = [
        {"id": name, "label": label, "unit": unit, "definition": label, "topic": "grid"}
        for name, label, unit, *_ in measured
    ]
    statements = [
        statement(f"M-{name}", name, printed, low, low, about="yes", rounded_to=step, relation="")
        for name, _, _, printed, low, step in measured
    ]
    write_report(folder, indicators=[*TABLES["indicators"], *indicators], statements=statements)
    return known_figures(sb.reconcile(sb.load_report(folder)))


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return known_of(tmp_path_factory.mktemp("measured") / "grid", MEASURED)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The peak demand of the grid is about 130 MW.", "quoted"),
        ("The peak demand of the grid is about 130 megawatts.", "quoted"),
        ("The peak demand of the grid is about 0.13 GW.", "quoted"),
        ("The peak demand of the grid is about 130,000 kW.", "quoted"),
        ("The peak demand of the grid is about 13 GW.", "changed"),
        ("The peak demand of the grid is about 130 GW.", "changed"),
        ("The peak demand of the grid is 130 MW.", "changed"),
        ("The peak demand of the grid is about 130 GWh.", "unknown"),
        ("The electricity generated is about 250 GWh.", "quoted"),
        ("The electricity generated is about 250 GWh a year.", "quoted"),
        ("The electricity generated is about 0.25 TWh.", "quoted"),
        ("The electricity generated is about 250 TWh.", "changed"),
        ("The electricity generated is about 250 GWh a month.", "changed"),
        ("The cement produced is about 4.3 thousand tonnes.", "quoted"),
        ("The cement produced is about 4,300,000 kg.", "quoted"),
        ("The cement produced is about 430 tonnes.", "changed"),
        ("The length of the motorway is about 80 km.", "quoted"),
        ("The length of the motorway is about 80,000 metres.", "quoted"),
        ("The length of the motorway is about 80 miles.", "changed"),
        ("The length of the motorway is about 49.709695378987 miles.", "changed"),
        ("The area of the orchards is about 5,000 ha.", "quoted"),
        ("The area of the orchards is about 50 square kilometres.", "quoted"),
        ("The area of the orchards is about 5,000 km.", "unknown"),
        ("The bandwidth of the cable is about 40,000 Mbps.", "quoted"),
        ("The bandwidth of the cable is about 40 Mbps.", "changed"),
        ("The wheat harvested from a hectare is about 3 tonnes per hectare.", "quoted"),
        ("The wheat harvested from a hectare is about 3,000 kg per hectare.", "quoted"),
        ("The final consumption of energy is about 4.5 million toe.", "quoted"),
        ("The final consumption of energy is about 4.5 Mtoe a year.", "quoted"),
        ("The final consumption of energy is about 52.335 TWh.", "quoted"),
        ("The final consumption of energy is about 4.5 Mt.", "unknown"),
        ("The containers handled are about 1.2 million TEUs.", "quoted"),
        ("The containers handled are about 1.3 million TEUs.", "changed"),
        ("The tolls collected are about $3.5 million.", "quoted"),
        ("The tolls collected are about $3.5 billion.", "changed"),
        ("The tolls collected are about 3.5 GWh.", "unknown"),
    ],
)
def test_a_measure_is_recognized_in_other_units_of_its_kind_and_no_others(text, wanted, known):
    [number] = check_text(plain_paragraphs(text), known)
    assert number.verdict == wanted


def test_a_unit_whose_factor_no_float_is_is_converted_exactly(tmp_path):
    known = known_of(tmp_path / "route", [("route", "Length of the route", "mile", "about 5 miles", "5", "1")])
    # a mile is 1.609344 km, by the international agreement of 1959
    [number] = check_text(plain_paragraphs("The length of the route is about 8.04672 km."), known)
    assert number.verdict == "quoted"
