"""What the command writes to the terminal: text of reports and files, in which no sign does anything."""

import click

from sectorbook.errors import for_terminal

LONGEST = 2000
"""How many signs of a line of a message are written."""


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
