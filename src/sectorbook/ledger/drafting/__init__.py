"""A report drafted from a document, and its drafts decided on: in a terminal, or in a table for a spreadsheet.

Imports the modules of `ledger`. Begin with `draft`; `documents` reads paragraphs and rows of tables, `table_columns`
and `row_words` what stands beside a table's figures, `suggestions` guesses what numbers are of, `review` stores
decisions, which `dialogue` and `asking` ask for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
