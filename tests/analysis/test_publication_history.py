"""Who prints what, against the sources' own dates and expressions."""

from sectorbook.analysis.publication_history import compare_sources, earlier_printings
from sectorbook.ledger.report import Report


def test_each_source_is_held_against_the_cores_ends(report: Report) -> None:
    table = compare_sources(report).set_index(["source_id", "indicator"])
    # two statements of the same page: nearly 120, and 100 to 120
    assert table.loc[("PAVE", "Active companies"), "statement"] == "OUT-02, OUT-18"
    assert table.loc[("PAVE", "Active companies"), "same"] == "both"
    assert table.loc[("PAVE", "Freelancers"), "same"] == "yes"


def test_what_was_in_print_before_the_account_is_dated(report: Report) -> None:
    first = earlier_printings(report)
    # 16 January 2024 to 20 November 2025
    assert first.loc["EST-15"].tolist()[2:] == ["Pamir Times", "16 January 2024", 674]


def test_a_value_with_other_ends_is_no_earlier_printing_of_the_same(report: Report) -> None:
    # Over 3,000 students in the account, and 3,000 in the older source: one end is shared, the value is not.
    trained = report.core.index[report.core["indicator"] == "students_trained"]
    assert len(trained) == 1
    assert trained[0] not in earlier_printings(report).index


def test_an_assumption_is_nobodys_printing(report: Report) -> None:
    assumed = report.assume(freelancers=(1000, 2000))
    assert "" not in set(compare_sources(assumed)["source"])
    assert "ASSUMED-freelancers" not in earlier_printings(assumed).index
