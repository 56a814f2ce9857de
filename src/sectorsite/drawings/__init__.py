"""Charts on pages: as each screen needs them, drawn before the pages are built."""
