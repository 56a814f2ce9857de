"""Data and texts of a figure that passes every check, for tests to change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

import sectorbook as sb

DATA = pd.DataFrame(
    {
        "label": ["Freelancers", "Workforce", "Trained"],
        "low": [3000.0, 6000.0, 3000.0],
        "high": [4000.0, 7000.0, np.nan],
        "unit": "person",
        "about": ["yes", "no", "no"],
        "kind": ["printed", "follows", "printed"],
    }
)
WORDS: dict[str, Any] = {
    "title": "The workforce is 6,000–7,000 people",
    "subtitle": "As printed and as it follows",
    "caption": "As printed.",
    "alt": "Range chart of people. Freelancers: about 3,000–4,000; workforce: 6,000–7,000; trained: at least 3,000.",
    "sources": ["BR"],
    "computed": {},
}


def draw(fig: Figure, data: pd.DataFrame) -> None:
    sb.charts.ranges(data, fig.subplots())
