"""A sweep over 1,000 assumptions about the companies' revenue, and its picture in docs.

    python benchmarks/assumptions.py FOLDER

The folder keeps the table of parameters, what is done, and the results; started again, the sweep goes on there.
"""

import csv
import itertools
import sys
from pathlib import Path

import pandas as pd
import seaborn
from matplotlib.figure import Figure

from sectorbook.figures.marks import GREY, PRINTED
from sectorbook.figures.profiles import load_profile, profile_style
from sectorbook.runs.sweep import sweep

READINGS = {"printed": "as printed", "rounding": "rounded", "all-rounded": "all rounded", "5%": "5%", "10%": "10%"}
LEAD = "EST-01"
LOWS, WIDTHS = [2.5 + 0.1 * i for i in range(20)], [0.05 * i for i in range(10)]
ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK, PICTURE = ROOT / "docs" / "does_the_lead_fit.ipynb", ROOT / "docs" / "sweep.png"


def write_table(file: Path) -> None:
    """Every low end with every width under every reading: 20 x 10 x 5 runs."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["about", "assume.company_revenue"])
        for about, low, width in itertools.product(READINGS, LOWS, WIDTHS):
            writer.writerow([about, f"{low:.1f}:{low + width:.2f}"])


def draw(results: pd.DataFrame) -> Figure:
    """How many of the 200 assumptions leave the lead standing, under each reading; below, for which."""
    ends = results["assume.company_revenue"].str.split(":", expand=True).astype(float)
    stands = (results[LEAD] != "clashes").where(results["error"].isna(), float("nan"))
    frame = pd.DataFrame(
        {"about": results["about"], "low": ends[0], "width": (ends[1] - ends[0]).round(2), "stands": stands}
    )
    figure = Figure(figsize=(6.3, 2.6), layout="constrained")
    axes = figure.subplots(1, len(READINGS), sharey=True)
    for ax, (about, title) in zip(axes, READINGS.items(), strict=True):
        part = frame[frame["about"] == about]
        grid = part.pivot(index="width", columns="low", values="stands").astype(float)
        seaborn.heatmap(
            grid, ax=ax, cmap=["#E3EFF7", PRINTED], vmin=0, vmax=1, cbar=False, xticklabels=5, yticklabels=3
        )
        ax.invert_yaxis()
        ax.set_facecolor(GREY)
        ax.set_title(f"{title}:\n{int(part['stands'].sum())} of {len(part)}", weight="normal")
        ax.set(xlabel="", ylabel="")
    axes[0].set_ylabel("width, US$ million")
    figure.supxlabel("low end of the companies' revenue, US$ million a year", fontsize="medium")
    return figure


def main(folder: Path) -> None:
    """Write the table, sweep, draw."""
    folder.mkdir(parents=True, exist_ok=True)
    table = folder / "assumptions.csv"
    write_table(table)
    results = pd.read_csv(sweep(NOTEBOOK, table, folder, progress=True))
    profile = load_profile("report")
    with profile_style(profile, salt="sweep"):
        draw(results).savefig(PICTURE, dpi=200)
    print(results.groupby("about")[LEAD].value_counts(dropna=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
