"""Reports and their context: read from tables, checked against rules and against the text of their sources."""
