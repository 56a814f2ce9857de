"""Show text with computed numbers in a notebook.

A notebook shows its answer, one or two sentences, at its end; a run copies it to the top, beneath the question.
"""

from IPython.display import display

from sectorbook.pages.outputs import ANSWER
from sectorbook.values.wording import literal_signs


def answer(text: str) -> None:
    """Show the notebook's answer, and mark it as such.

    Parameters
    ----------
    text : str
        Markdown without formulas and HTML: `$` and `<` stand for themselves.
    """
    display(_bundle(text), metadata={ANSWER: True}, raw=True)


def say(text: str) -> None:
    """Show a text in a notebook.

    Parameters
    ----------
    text : str
        Markdown without formulas and HTML: `$` and `<` stand for themselves.
    """
    display(_bundle(text), raw=True)


def _bundle(text: str) -> dict[str, str]:
    """Return the output of a Markdown text by MIME type."""
    return {"text/markdown": literal_signs(text), "text/plain": text}
