"""Sphinx configuration: builds the site from the sources of `sectorsite.build`, without running notebooks."""

import os
from pathlib import Path

from sectorsite.front.sharing import SETTING

HERE = Path(__file__).parent

project = "sectorbook"
author = "The sectorbook authors"
copyright = "The sectorbook authors; code MIT, texts, tables and drawings CC BY 4.0"
language = "en"

extensions = ["myst_nb", "sphinx_copybutton", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
extensions += ["sectorsite.front.extension"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
nb_execution_mode = "off"
autodoc_typehints = "none"
autodoc_member_order = "bysource"
highlight_language = "none"
add_module_names = False
toc_object_entries_show_parents = "hide"
copybutton_exclude = ".linenos, .gp"
exclude_patterns: list[str] = []

html_theme = "pydata_sphinx_theme"
html_title = "sectorbook"
templates_path = [str(HERE / "_templates")]
html_baseurl = os.environ.get(SETTING, "")
html_static_path = [str(HERE / "_static")]
html_favicon = str(HERE / "_static" / "favicon.svg")
html_css_files = ["shell.css", "site.css", "what-if.css", "reading.css"]
html_js_files = ["origins.js", "reading.js"]
html_search_scorer = str(HERE / "search-scorer.js")
html_context = {"default_mode": "auto"}
html_domain_indices = False
html_use_index = False
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
html_sidebars = {
    "read/*": ["sidebar-nav-bs"],
    "audits/*": ["sidebar-nav-bs"],
    "reference/*": ["sidebar-nav-bs"],
    "gallery/*": [],
    "ledger/*": [],
    "*": [],
}
html_theme_options = {
    "article_header_end": ["toggles.html"],
    "search_bar_text": "Search",
    "show_prev_next": True,
    "show_toc_level": 2,
    "secondary_sidebar_items": {"**": ["page-toc"], "read/index": [], "audits/index": []},
    "back_to_top_button": False,
}
