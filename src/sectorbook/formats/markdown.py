"""Plain text in Markdown, where every sign stands for itself."""

import re
from urllib.parse import quote

SPACES = re.compile("[ \t\n\r\f\v]+")
"""What Markdown takes for one space or for the end of a line; a space that does not break is none of it."""
SIGNS = re.compile(r"([\\`*_\[\]<>{}$|~&])")
"""What begins markup anywhere in a line."""
BLOCK = re.compile(r"^(?=[-+](?: |$)|-[- ]*$|\+{3}|#{1,6}(?: |$)|=+$|%|:(?: |:)|\(.*\)=$)|(?<= )(?=#+$)")
"""Before what begins a heading, a list, a rule, a comment, a block or a label of MyST, and what ends a heading."""
UNSAFE = re.compile(r"[\s\x00-\x1f\x7f()<>\\\"`*_\[\]{}$|~^']")
"""What an address in Markdown does not have, as it would end the link or begin markup."""
NUMBER = re.compile(r"^(\d{1,9})(?=[.)](?: |$))")
"""What begins a numbered list at the beginning of a line."""
DOLLAR = "$<span></span>"
"""A dollar sign that begins no formula in JupyterLab, which takes two for one even where they are escaped."""


def escape_markdown(text: str) -> str:
    """Escape a plain text for Markdown.

    Parameters
    ----------
    text : str
        In any number of lines, which become one.

    Returns
    -------
    str
    """
    line = SIGNS.sub(r"\\\1", SPACES.sub(" ", text).strip())
    return NUMBER.sub(r"\1\\", BLOCK.sub(r"\\", line))


def escape_for_notebook(text: str) -> str:
    """Escape a plain text for Markdown in a notebook.

    Parameters
    ----------
    text : str
        In any number of lines, which become one.

    Returns
    -------
    str
    """
    return escape_markdown(text).replace("\\$", f"\\{DOLLAR}")


def link(words: str, address: str) -> str:
    """Write words that lead to an address.

    Parameters
    ----------
    words : str
        Plain text.
    address : str
        An address, or the path of a file as an address has it.

    Returns
    -------
    str
        Markdown.
    """
    return f"[{escape_markdown(words)}]({UNSAFE.sub(lambda sign: quote(sign[0]), address)})"


def escape_template(text: str) -> str:
    """Escape what is no Markdown in a sentence that an author of a notebook has written as Markdown.

    Parameters
    ----------
    text : str
        Markdown, in which a dollar sign begins an amount, and `<` no element.

    Returns
    -------
    str
    """
    return escape_dollars(text.replace("<", "\\<")).replace("$", DOLLAR)


def escape_dollars(markdown: str) -> str:
    """Escape the dollar signs of Markdown, for readers that take one without a formula.

    Parameters
    ----------
    markdown : str

    Returns
    -------
    str
    """
    return markdown.replace("$", "\\$")
