"""What would settle it: the questions whose answers would narrow most."""

from __future__ import annotations

from sectorbook.analysis.questions import Question, list_questions
from sectorbook.auditing.phrases import phrase
from sectorbook.pages.page import Page
from sectorbook.values.wording import join_words, uncapitalize

MOST, MOST_RANGES = 5, 3
"""How many questions are listed, and how many ranges of each."""


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
    page.say(phrase("settle", "intro"))
    page.bullets(_line(question) for question in told)


def _line(question: Question) -> str:
    """Write a question, and what its answers would narrow."""
    narrows = list(dict.fromkeys(title for answer in question.answers for title, _, _ in answer.narrows))
    if not narrows:
        return question.text
    ranges = join_words(map(uncapitalize, narrows[:MOST_RANGES]))
    return phrase("settle", "narrows").format(question=question.text, ranges=ranges)
