"""A correction takes the place of a statement, which stays and is held against what stands now."""

import json
import re
from pathlib import Path

import pytest

import sectorbook as sb
from sectorbook.ledger.workspace import new_report

HEAD = "date,statement,supersedes,reason\n"


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    """A new report of which the second statement was corrected."""
    folder = new_report("hill-2026", tmp_path)
    file = folder / "statements.csv"
    rows = file.read_text(encoding="utf-8").splitlines()
    old = rows[2].replace(",core,", ",test,")
    new = rows[2].replace("EX-02", "EX-04").replace(",40,", ",50,").replace("more than 40", "more than 50")
    file.write_text("\n".join([*rows[:2], old, *rows[3:], new, ""]), encoding="utf-8")
    (folder / "corrections.csv").write_text(f"{HEAD}2026-05-03,EX-04,EX-02,A misprint\n", encoding="utf-8")
    return folder


def test_a_correction_is_reported_with_both_expressions(corrected: Path) -> None:
    report = sb.load_report(corrected)
    row = sb.corrections_table(report).iloc[0]
    assert list(row) == [
        "3 May 2026",
        "Registered companies",
        "more than 50 (EX-04)",
        "more than 40 (EX-02)",
        "A misprint",
    ]
    assert sb.corrections_sentence(report) == "1 correction, the last of 3 May 2026."


def test_what_was_superseded_is_held_against_what_stands_now(corrected: Path) -> None:
    result = sb.reconcile(sb.load_report(corrected))
    assert result.bounds.at["registered_companies", "low"] == 50
    assert result.fits().at["EX-02", "verdict"] == "fits"


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("2026-05-03,EX-40,EX-02,Why", "statement", 'Did you mean "EX-04"?'),
        ("2026-05-03,EX-04,EX-20,Why", "supersedes", "none of this name"),
        ("2026-05-03,EX-03,EX-02,Why", "supersedes", "not of one indicator"),
        ("2026-05-03,EX-02,EX-04,Why", "supersedes", "still of the role core"),
        ("2026-05-03,EX-04,EX-04,Why", "supersedes", "takes its own place"),
        ("3 May 2026,EX-04,EX-02,Why", "date", "not a date"),
    ],
)
def test_a_row_that_cannot_be_is_refused(corrected: Path, row: str, column: str, says: str) -> None:
    (corrected / "corrections.csv").write_text(f"{HEAD}{row}\n", encoding="utf-8")
    with pytest.raises(sb.LedgerError, match=re.escape(f"corrections.csv, row 2, column {column}")) as error:
        sb.load_report(corrected)
    assert says in str(error.value)


def test_without_a_correction_nothing_is_reported() -> None:
    report = sb.load_report("gilgit-baltistan-2025")
    assert sb.corrections_sentence(report) == "No correction of these statements is known."


def test_the_new_tables_schema_is_shared(corrected: Path) -> None:
    descriptor = json.loads((corrected / "datapackage.json").read_text(encoding="utf-8"))
    assert "corrections" in [resource["name"] for resource in descriptor["resources"]]
