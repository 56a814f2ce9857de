"""What the command writes to the terminal: text of reports and files, in which no sign does anything."""

import codecs
import io
import sys
import unicodedata
from typing import Any

import click

from sectorbook.errors import CONTROL

LONGEST = 2000
"""How many signs of a line of a message are written."""
PLAIN = {
    **dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}", "-"),
    **dict.fromkeys("\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}", '"'),
    **dict.fromkeys("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}", "'"),
    **dict.fromkeys("\N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}", " "),
    "\N{HORIZONTAL ELLIPSIS}": "...",
}
"""What is written for signs that an encoding lacks."""


def bear_any_encoding() -> None:
    """Let the standard output and error take any text, whatever their encoding.

    Dashes, quotation marks, digits and fractions that the encoding lacks are written in ASCII, so that a range does not
    lose its dash nor a number its minus; "?" stands for every other sign that it lacks.
    """
    codecs.register_error("sectorbook.plain", _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="sectorbook.plain")


def _plain(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for the text that cannot be encoded, and where encoding goes on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain_sign, error.object[error.start : error.end])), error.end


def _plain_sign(sign: str) -> str:
    """Return a sign in ASCII: what means the same, or a question mark."""
    if unicodedata.decomposition(sign).startswith("<fraction>"):
        return " " + unicodedata.normalize("NFKD", sign).replace("\N{FRACTION SLASH}", "/")  # 2½ is not 21/2
    digit = unicodedata.decimal(sign, None)
    return PLAIN.get(sign, "?") if digit is None else str(digit)


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
