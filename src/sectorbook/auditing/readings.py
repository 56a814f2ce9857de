"""The reading under which a report's figures can all be true."""

from dataclasses import replace

from sectorbook.pages.page import Page
from sectorbook.reconcile.result import Result, reconcile


def first_holding(result: Result) -> Result | None:
    """Reconcile under the first reading that lets all figures be true.

    Parameters
    ----------
    result : Result

    Returns
    -------
    Result or None
        The result itself where it is feasible; None where no reading helps.
    """
    if result.is_feasible:
        return result
    return reconcile(result.report, result.first_reading) if result.first_reading else None


def holding_page(page: Page) -> Page | None:
    """Return the page of the first reading that lets all figures be true.

    Parameters
    ----------
    page : Page

    Returns
    -------
    Page or None
        None where no reading helps.
    """
    held = first_holding(page.result)
    return None if held is None else replace(page, result=held)
