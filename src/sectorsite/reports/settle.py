"""The page "What would settle it": which answer would narrow most, and a letter that asks for it."""

from collections.abc import Iterator, Mapping

from sectorbook.analysis.questions import Question
from sectorbook.auditing.letters import publisher_letter
from sectorbook.formats.markdown import escape_markdown
from sectorbook.formats.markup import escape_html
from sectorbook.ledger.report import Report
from sectorsite.markup import folded, raw
from sectorsite.reading import questions_of, result_of

HEAD = """# What would settle it

Some facts would tell more than any calculation, but nobody printed them. Each is tried at both ends of what it can be.
The longer its bar, the more of the ranges computed from the report would get narrower. Open a fact to see which.
"""
HELD = "As printed, [these figures cannot all be true](audits/{slug}.ipynb). {how}"
LENGTH = 100
"""Length of the longest bar, in units of its drawing."""


def settle_page(reports: Mapping[str, Report]) -> str:
    """The page of open questions: what nobody printed of each report, and how many ranges that would narrow.

    Parameters
    ----------
    reports : mapping of str to Report
        By the names of their folders.

    Returns
    -------
    str
        MyST Markdown.
    """
    parts = [HEAD]
    for slug, report in reports.items():
        parts.append(f"## {escape_markdown(report.title)}")
        if not result_of(slug).is_feasible:
            parts.append(HELD.format(slug=slug, how=_reading(slug)))
        parts.append(raw(_ranked(questions_of(slug)) + _letter(slug)))
    return "\n\n".join(parts) + "\n"


def _reading(slug: str) -> str:
    """Say how figures are read that cannot all be true as printed."""
    result = result_of(slug).first_holding
    return result.reading if result else "What contradicts itself is left out."


def narrowed(question: Question) -> list[str]:
    """The ranges that some answer to a question would narrow.

    Parameters
    ----------
    question : Question

    Returns
    -------
    list of str
        Titles, without repetitions.
    """
    return list(dict.fromkeys(title for answer in question.answers for title, _, _ in answer.narrows))


def _ranked(questions: list[Question]) -> str:
    """Write the questions whose answers narrow something, those that narrow most first; then the others."""
    counts = sorted(((len(narrowed(one)), one) for one in questions), key=lambda counted: -counted[0])
    most = max((count for count, _ in counts), default=0)
    telling = "".join(_row(question, count, most) for count, question in counts if count)
    others = "".join(f"<li>{escape_html(question.fact)}</li>" for count, question in counts if not count)
    chart = f'<ol class="ranked">{telling}</ol>' if telling else ""
    rest = f"<p>Answers that would narrow no range here:</p><ul>{others}</ul>"
    return chart + (folded("Also not printed", rest) if others else "")


def _row(question: Question, count: int, most: int) -> str:
    """Write a question with its bar, which opens on what each answer would narrow."""
    counted = f"{count} range{'s' * (count > 1)}"
    bar = (
        f'<svg viewBox="0 0 {LENGTH} 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect width="{LENGTH * count / most:.1f}" height="4"></rect></svg>'
    )
    shown = "".join(_answer_items(question))
    return (
        f'<li><details><summary><span class="fact">{escape_html(question.fact)}</span> {bar} '
        f'<span class="count">{counted}</span></summary>{shown}</details></li>'
    )


def _answer_items(question: Question) -> Iterator[str]:
    """Write what each answer would narrow."""
    for answer in question.answers:
        items = "".join(
            f"<li>{escape_html(title)}: {escape_html(before)} becomes {escape_html(after)}</li>"
            for title, before, after in answer.narrows
        )
        if items:
            yield f"<p>If {escape_html(answer.answer)}:</p><ul>{items}</ul>"


def _letter(slug: str) -> str:
    """Write the letter to the publisher, as a fold."""
    text = escape_html(publisher_letter(result_of(slug), questions_of(slug)))
    return folded("The letter to the publisher", f'<pre tabindex="0">{text}</pre>')
