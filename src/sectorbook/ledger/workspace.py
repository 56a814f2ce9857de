"""Where the repository keeps what the package reads and writes."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "data"
REPORTS = DATA / "reports"
NOTEBOOKS = ROOT / "notebooks"
FIGURES = ROOT / "figures"
DOCS = ROOT / "docs"
