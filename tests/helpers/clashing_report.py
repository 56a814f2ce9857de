"""A report with one real contradiction, and others that rounding explains."""

from __future__ import annotations

from pathlib import Path

import sectorbook as sb
from helpers.small_report import statement, write_report
from sectorbook.ledger.report import Report

ADDS = {"basis": "stated", "words": "of which", "paragraph": "1", "note": "", "relation": "=", "identity": "split"}


def clashing_report(folder: Path) -> Report:
    """Write and load the report: 61 + 29 is not 95, 95 / 80 is not 1.18, and 8,600 / 412 is not 21."""
    change = {"relation": "change", "of": "sector_revenue", "of_period": "2023", "unit": "percent", "paragraph": "6"}
    each = {"relation": "per", "of": "active_companies", "paragraph": "3"}
    rows = [
        statement("S-1", "active_companies", "412", "412", "412", paragraph="1"),
        statement("S-2", "company_employees", "8,600", "8600", "8600", rounded_to="100", paragraph="2"),
        statement("S-3", "company_employees", "21", "21", "21", **each),
        statement("S-4", "sector_revenue", "$95 million", "95", "95", paragraph="4"),
        statement("S-5", "sector_revenue", "$80 million", "80", "80", period="2023", rounded_to="10", paragraph="5"),
        statement("S-6", "sector_revenue", "18%", "18", "18", **change),
        statement("S-7", "freelancer_revenue", "$61 million", "61", "61", paragraph="7"),
        statement("S-8", "company_revenue", "$29 million", "29", "29", paragraph="8"),
    ]
    parts = {"freelancer_revenue": "1", "company_revenue": "1", "sector_revenue": "-1"}
    identities = [ADDS | {"indicator": name, "coefficient": times} for name, times in parts.items()]
    return sb.load_report(write_report(folder / "clashing", statements=rows, identities=identities, indicators=[]))
