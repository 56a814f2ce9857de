"""Text of others in the formats that we write: each format escapes it in one place, and nothing else does.

`markup` is for HTML, XML and SVG, `markdown` for Markdown, `cells` for CSV, `terminal` for what the command says. What
builds output takes a text from there; a test walks the sources for ways round it. PDF, PNG and TIFF get their texts
through libraries that encode them.
"""
