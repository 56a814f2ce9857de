"""What the command writes to the terminal: text of reports and files, in which no sign does anything."""

from typing import Any

import click

from sectorbook.errors import CONTROL

LONGEST = 2000
"""How many signs of a line of a message are written."""


def for_terminal(text: str) -> str:
    """Write text so that a terminal shows it and does nothing else.

    Parameters
    ----------
    text : str
        The text, in any number of lines.

    Returns
    -------
    str
        The same with the codes of signs that steer a terminal, apart from line ends and tabs.
    """
    return CONTROL.sub(lambda sign: sign[0] if sign[0] in "\n\t" else ascii(sign[0])[1:-1], text)


def say(text: object = "", nl: bool = True, err: bool = False) -> None:
    """Write text to the standard output or error.

    Parameters
    ----------
    text : object
        The text, or what is written as text.
    nl : bool, default True
        Whether a line end follows.
    err : bool, default False
        Whether to write to the standard error.
    """
    click.echo(for_terminal(str(text)), nl=nl, err=err)


def complain(message: object) -> None:
    """Write a message to the standard error, none of its lines longer than can be read.

    Parameters
    ----------
    message : object
        The message, or an error.
    """
    lines = (line if len(line) <= LONGEST else f"{line[:LONGEST]}..." for line in str(message).split("\n"))
    say("sectorbook: " + "\n".join(lines), err=True)


def ask(question: str, **options: Any) -> Any:
    """Ask for a line of text.

    Parameters
    ----------
    question : str
        What is asked.
    **options
        As `click.prompt` takes them.

    Returns
    -------
    object
        The answer, a text where no other type is among the options.
    """
    return click.prompt(for_terminal(question), **options)


def is_wanted(question: str, default: bool) -> bool:
    """Ask a question that is answered with yes or no.

    Parameters
    ----------
    question : str
        What is asked.
    default : bool
        The answer where none is typed.

    Returns
    -------
    bool
    """
    return click.confirm(for_terminal(question), default=default)
