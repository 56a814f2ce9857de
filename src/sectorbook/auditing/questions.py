"""What would settle it: the questions whose answers would narrow most."""

from __future__ import annotations

from sectorbook.analysis.questions import Question, list_questions
from sectorbook.auditing.naming import premise
from sectorbook.auditing.phrases import phrase
from sectorbook.pages.page import Page

MOST = 5
"""How many questions are listed."""


def show_questions(page: Page) -> None:
    """List what to ask the publisher; nothing where no answer would narrow anything.

    Parameters
    ----------
    page : Page
    """
    held = page.holding
    asked = list_questions(held.result)
    told = [question for question in asked if question.text][:MOST]
    if not told:
        return
    page.heading(phrase("settle", "heading"))
    page.say(phrase("settle", "intro") + premise(page))
    page.bullets(_line(question) for question in told)


def _line(question: Question) -> str:
    """Write a question, and what its answers would narrow."""
    narrows = list(dict.fromkeys(title for answer in question.answers for title, _, _ in answer.narrows))
    more = f" It {phrase('settle', 'narrows').format(ranges=', '.join(narrows[:3]))}." if narrows else ""
    return f"{question.text}{more}"
