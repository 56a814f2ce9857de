"""Files of a figure: PDF, SVG, PNG and TIFF, with title, alt text, source and licence inside each.

Files are the same from run to run: they have no time and no random id.
"""
