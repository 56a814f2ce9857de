"""Texts that say of one number something else than their ledger, made by the thousand: each gives its complaint."""

from collections import Counter

import pytest

from helpers.edits import CHANGES, SENTENCES, edits, ledger
from sectorbook.ledger.verification.verify import verify

NAMED = {
    "digit": {"number", "magnitude"},
    "magnitude": {"magnitude", "number"},
    "currency": {"currency"},
    "negation": {"negation"},
    "bound": {"bound"},
    "about": {"about"},
    "quantifier": {"quantifier"},
}
"""What a complaint may call the change of each kind."""


def test_the_unedited_text_gives_no_complaint() -> None:
    text = "\n".join(sentence.text() for sentence in SENTENCES)
    assert verify(ledger(*range(len(SENTENCES))), text) == []


@pytest.mark.parametrize("number", range(len(SENTENCES)))
def test_a_sentence_alone_gives_no_complaint(number: int) -> None:
    assert verify(ledger(number), SENTENCES[number].text()) == []


@pytest.mark.parametrize(
    ("count", "seed"), [(210, 1), pytest.param(2002, 2, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_an_edit_gives_a_complaint_that_names_statement_and_change(count: int, seed: int) -> None:
    made, named = Counter[str](), Counter[str]()
    for edit in edits(count, seed):
        made[edit.kind] += 1
        neighbours = [(edit.number - 1) % len(SENTENCES), edit.number, (edit.number + 1) % len(SENTENCES)]
        lines = [edit.text if number == edit.number else SENTENCES[number].text() for number in neighbours]
        complaints = verify(ledger(*neighbours), "\n".join(lines))
        named[edit.kind] += any(
            one.statement == edit.statement and bool(NAMED[edit.kind] & {*one.kinds}) for one in complaints
        )
        kinds = {kind for one in complaints for kind in one.kinds}
        several = edit.kind == "negation"  # a negated sentence negates each of its numbers
        assert len(complaints) == 1 or (several and kinds == {"negation"}), edit
    assert made.keys() == CHANGES.keys()
    assert named.total() >= 0.99 * made.total(), {kind: f"{named[kind]} of {made[kind]}" for kind in made}


def test_edits_are_edits() -> None:
    assert all(edit.text != SENTENCES[edit.number].text() for edit in edits(350, 3))
