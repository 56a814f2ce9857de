"""Companies registered, active and hosted, by hand from the printed counts."""

import sectorbook as sb
from sectorbook.analysis import hosting


def test_a_count_that_was_in_print_before_is_dated_where_it_is_divided() -> None:
    result = sb.reconcile(sb.load_report("gilgit-baltistan-2025"))
    rows = hosting.share_rows(result).set_index("label")
    hosted = rows.loc["Hosted among active companies (by January 2024)"]  # Pamir Times, 16 January
    assert (hosted["low"], hosted["high"]) == (100 * 14 / 120, 100 * 14 / 110)
    assert "Hosted among freelancers (by January 2024)" in rows.index
    assert "Active among registered companies" in rows.index
    assert hosting.answer_text(result, 88).count("January 2024") == 2


def test_a_report_without_a_hub_has_no_share() -> None:
    result = sb.reconcile(sb.load_report("nepal-2022"))
    assert hosting.share_rows(result).empty
