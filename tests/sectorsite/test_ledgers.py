"""The statements of a report as a page: when they are of, or once that none says so."""

import pytest

import sectorbook as sb
from sectorsite.ledgers import ledger_page

ONCE, EACH = "No year is printed with any of these.", "no year printed"


@pytest.mark.parametrize(("name", "undated"), [("gilgit-baltistan-2025", True), ("nepal-2022", False)])
def test_that_no_statement_has_a_year_is_said_once(name: str, undated: bool) -> None:
    page = ledger_page(name, sb.load_report(name))
    core = page.partition('aria-label="Statements: core"')
    table = core[2].partition("</table>")[0]
    assert (ONCE in core[0]) == undated
    assert (">Period</th>" in table) == (not undated)
    assert EACH not in table or not undated
