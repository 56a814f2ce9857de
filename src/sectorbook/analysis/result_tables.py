"""Tables about a result, and what it records for a sweep."""

import pandas as pd

from sectorbook.ledger.report import Report
from sectorbook.reconcile.result import Result
from sectorbook.values.intervals import Interval
from sectorbook.values.wording import capitalize


def identities_table(report: Report) -> pd.DataFrame:
    """Each identity as a formula of labels, with the words it rests on.

    Parameters
    ----------
    report : Report
        The report with the identities.

    Returns
    -------
    DataFrame
        Indexed by the identity's name.
    """
    rows = {}
    for name, terms in report.identities.groupby(level=0, sort=False):
        first = terms.iloc[0]
        rows[name] = [capitalize(report.formula(str(name))), first["basis"], f'"{first["words"]}"', first["note"]]
    columns = ["identity", "basis", "words", "what they leave open"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return table.rename_axis(index="name", columns="; ".join(report.changes) or None)


def values_to_record(result: Result) -> dict[str, Interval | str]:
    """The verdict on each statement of the lead, and the range of each indicator, for a table of many runs.

    Parameters
    ----------
    result : Result
        A reconciled report.

    Returns
    -------
    dict of str to Interval or str
        Verdicts are those of `Result.fits`, by the statement's id; ranges are in the indicator's unit.
    """
    ranges = {str(name): Interval(row["low"], row["high"], row["unit"]) for name, row in result.bounds.iterrows()}
    verdicts = result.fits()["verdict"]
    return {str(name): verdicts[name] for name in result.report.lead.index if name in verdicts.index} | ranges
