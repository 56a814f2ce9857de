"""Where the clone that is tested keeps its files."""

from pathlib import Path

from sectorbook.ledger.workspace import Workspace

CLONE = Workspace(Path(__file__).resolve().parents[2])
ROOT, DATA, DOCS = CLONE.root, CLONE.data, CLONE.docs
REPORTS, NOTEBOOKS, FIGURES = CLONE.reports, CLONE.notebooks, CLONE.figures
