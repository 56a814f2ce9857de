"""The start page, which is a story, in each language; and the seven questions with their answers."""

import json

from sectorbook.formats.markdown import escape_markdown
from sectorbook.runs.notebooks import find_notebook
from sectorsite.front.languages import FIRST, Language, load_languages
from sectorsite.front.numbers import Numbers
from sectorsite.front.story import Story
from sectorsite.galleries import question
from sectorsite.markup import raw
from sectorsite.notes import Notes
from sectorsite.reading import answer_of, reports, result_of

REPORT = "gilgit-baltistan-2025"
"""The report that the story is about."""
TREE = """```{toctree}
:hidden:

read/index
gallery/index
what-if
ledger/index
audits/index
settle
rerun
how-it-works
contributing
reference/index
glossary
add-a-report
figures
figure-checks
check-text
expressions
relations
sweeps
```
"""
PAGE = """---
{front}
---
# {title}

{story}

{tree}
"""


def start_pages() -> dict[str, str]:
    """The story, as a page in each language.

    Returns
    -------
    dict of str to str
        MyST Markdown, by the names of the pages.
    """
    languages = load_languages()
    return {one.page: _page(one, [other for other in languages if other is not one]) for one in languages}


def story_numbers() -> list[Numbers]:
    """The numbers of the story in each language.

    Returns
    -------
    list of Numbers
    """
    return [Numbers(result_of(REPORT), one) for one in load_languages()]


def _page(language: Language, others: list[Language]) -> str:
    """Write the story in one language; from the first one's page the contents of the site begin."""
    story = Story(language, result_of(REPORT))
    is_first = language.code == FIRST
    front = {"story": language.code, "description": story.description, **({} if is_first else {"orphan": True})}
    html = raw(story.html(map(result_of, reports()), others))
    title = escape_markdown(story.title)
    return PAGE.format(front=json.dumps(front), title=title, story=html, tree=TREE if is_first else "")


def question_section(name: str, notes: Notes, folder: str, level: int) -> str:
    """A notebook's question and its stored answer, with the numbers marked.

    Parameters
    ----------
    name : str
        File name of the notebook.
    notes : Notes
        The notes of the page.
    folder : str
        Path from the page to the notebooks' pages.
    level : int
        Level of the heading.

    Returns
    -------
    str
        MyST Markdown.
    """
    heading = f"{'#' * level} [{question(name)}]({folder}{name})"
    return f"{heading}\n\n{raw(answer_of(find_notebook(name), notes))}"
