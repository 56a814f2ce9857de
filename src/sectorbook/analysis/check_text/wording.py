"""What is said of a number that is not cleared: what is wrong or not clear, and what to write."""

from collections.abc import Sequence

from sectorbook.analysis.check_text.figure_kinds import KnownFigure
from sectorbook.values.wording import join_words

UNKNOWN = "the report neither prints nor implies it"


def exchanged(ours: str, source: str, theirs: str, is_known: bool) -> str:
    """Say that a number is another one's than the sentence speaks of.

    Parameters
    ----------
    ours, source : str
        What the number is of, and where it is from.
    theirs : str
        What the sentence speaks of.
    is_known : bool
        Whether the report has a figure for that.

    Returns
    -------
    str
    """
    nothing = "" if is_known else ", for which the report has none"
    return f"it is the figure for {ours}, where {source}, but the sentence speaks of {theirs}{nothing}"


def unknown(near: str, figure: KnownFigure | None) -> str:
    """Say that the report does not know a number.

    Parameters
    ----------
    near : str
        What the sentence seems to speak of; empty where it speaks of nothing.
    figure : KnownFigure or None
        What the report has for that.

    Returns
    -------
    str
    """
    if not near:
        return UNKNOWN
    known = f"it has {figure.quotation}" if figure and figure.words else "it has nothing"
    return f"{UNKNOWN}; for {near}, {known}"


def change(same: Sequence[KnownFigure]) -> str:
    """Say of a rise, a fall, a multiple or a difference where the report prints the same number.

    Parameters
    ----------
    same : sequence of KnownFigure
        The printed changes with the same number.

    Returns
    -------
    str
    """
    if not same:
        return "the report prints no such change; what its amounts imply is not computed here"
    printed = join_words(dict.fromkeys(figure.source for figure in same))
    return f"the report prints {printed}; whether the sentence speaks of that is for you to judge"


def undecided(labels: Sequence[str], rival: str) -> str:
    """Say that the words around a number do not tell which figure it is, and what would.

    Parameters
    ----------
    labels : sequence of str
        What it would be right for.
    rival : str
        What the sentence could as well speak of, for which it would be wrong; empty where it speaks of nothing else.

    Returns
    -------
    str
    """
    right, write = join_words(labels, "or"), join_words([f"“{label}”" for label in labels], "or")
    doubt = (
        f"the sentence could as well mean {rival}, for which it would be wrong" if rival else "no word near it says so"
    )
    return f"it is right for {right}, but {doubt}; to make it clear, write {write} beside it"


def negated(labels: Sequence[str]) -> str:
    """Say that a negation stands before a number.

    Parameters
    ----------
    labels : sequence of str
        What it is the figure for.

    Returns
    -------
    str
    """
    right = join_words(labels, "or")
    return f"it is the figure for {right}, but a word such as “not” stands before it; see that you do not deny it"


def other_unit(labels: Sequence[str], other: str) -> str:
    """Say that a sentence speaks of something that a number cannot count.

    Parameters
    ----------
    labels : sequence of str
        What it is the figure for.
    other : str
        What the sentence speaks of.

    Returns
    -------
    str
    """
    write = join_words([f"“{label}”" for label in labels], "or")
    return (
        f"it is the figure for {join_words(labels, 'or')}, but the sentence speaks of {other}, which is counted in "
        f"another unit; to make it clear, write {write} beside it"
    )


def unread(reason: str) -> str:
    """Say that a number cannot be read.

    Parameters
    ----------
    reason : str
        Why, as a clause.

    Returns
    -------
    str
    """
    return f"it could not be read as a figure ({reason}); look at it yourself" if reason else "look at it yourself"
