"""Who prints what, against the sources' own dates and expressions."""

from sectorbook.analysis.publication_history import compare_sources
from sectorbook.ledger.report import Report


def test_each_source_is_held_against_the_cores_ends(report: Report) -> None:
    table = compare_sources(report).set_index(["source_id", "indicator"])
    # two statements of the same page: nearly 120, and 100 to 120
    assert table.loc[("PAVE", "Active companies"), "statement"] == "OUT-02, OUT-18"
    assert table.loc[("PAVE", "Active companies"), "same"] == "both"
    assert table.loc[("PAVE", "Freelancers"), "same"] == "yes"


def test_an_assumption_is_nobodys_printing(report: Report) -> None:
    assumed = report.assume(freelancers=(1000, 2000))
    assert "" not in set(compare_sources(assumed)["source"])
