"""Where the site tells of the audit of each report."""


def audit_address(slug: str) -> str:
    """Address of the page that shows what the audit of a report found, from the site's root.

    Parameters
    ----------
    slug : str
        Name of the report's folder.

    Returns
    -------
    str
        The report's page in the ledger, as long as audits have no pages of their own.
    """
    return f"ledger/{slug}.html"
