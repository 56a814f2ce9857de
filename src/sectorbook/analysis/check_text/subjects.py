"""Which indicator a passage speaks of, judged by its words.

A subject is an indicator, or a ratio of two. Its *name* are the words of its label; the *words around it* are those of
its id, its definition and its topic, and those with which its figures are printed. Words are compared by their stems.
In `words.csv` are words that count as others ("firm" as "company"), and those that say nothing ("the").

The score of a subject for a passage is a sum over the words of the passage. Each counts by three things multiplied:

- how near it stands (`Passage.words` says that; 1 for the words at the number itself),
- how much it belongs to the subject: 1 in its name, `AROUND` in the words around it,
- how few subjects share it: log(1 + subjects / subjects that have it in their name or around it).

A word near the number that is part of another subject's name and none of this one's takes `FOREIGN` of the same away:
"hub" speaks against all companies. Last, a subject of whose name much is missing is scored down, by at most half, and
one whose whole name stands near is scored up by `IN_FULL`.
"""

import csv
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from sectorbook.ledger.report import Report

AROUND = 0.35
"""How much a word counts that is around a subject and not in its name."""
FOREIGN = 0.5
"""How much a word of another subject's name counts against a subject that does not have it."""
IN_FULL = 1.25
"""By what the score of a subject is multiplied whose whole name stands near the number."""
NEAR = 0.9
"""How near a word has to stand to count against a subject."""
ENDINGS = (
    "ations", "ation", "ments", "ment", "ions", "ings", "ing", "ion", "ies", "ied", "ers", "ees", "er", "ee", "ed",
    "es", "ly", "e", "s", "y",
)  # fmt: skip
CACHED = 4096
"""The stems of how many texts are kept: those around a number are also around the next."""
SHORTEST = 4
"""How many letters a stem has at least."""
WORDS = Path(str(files("sectorbook.analysis.check_text"))) / "words.csv"
"""Words that count as another one, or say nothing of what a number is about."""
WORD = re.compile(r"[^\W\d_]{2,}(?:['\u2019-][^\W\d_]+)*")
PERCENT = re.compile(r"\bper cent\b", re.IGNORECASE)
ASIDE = re.compile(
    r"((?:compan|firm|freelanc|employe|people|business)\w*)[^,;.]{0,20}?"
    r" (?:in|of|across|within) the (?:[\w'-]+ ){0,3}?(?:sector|industry)\b",
    re.IGNORECASE,
)
"""A group of people or companies with the sector that they are in, which does not make it the sector itself."""


@dataclass(frozen=True)
class Subject:
    """What a number can be about.

    Attributes
    ----------
    id : str
        Name of an indicator, or of a ratio.
    label : str
        Its name for readers.
    unit : str
        A pint expression.
    name : frozenset of str
        Stems of the words of its label.
    around : frozenset of str
        Stems of the words around it.
    """

    id: str
    label: str
    unit: str
    name: frozenset[str]
    around: frozenset[str] = field(default=frozenset())

    def weight(self, stem: str) -> float:
        """Return how much a word belongs to the subject.

        Parameters
        ----------
        stem : str
            A stem, as from `stems`.

        Returns
        -------
        float
            From 0 to 1.
        """
        return 1.0 if stem in self.name else AROUND if stem in self.around else 0.0


@cache
def stem(word: str) -> str:
    """Return the stem of a word, or that of the synonym that stands for it; empty for a word that says nothing.

    Parameters
    ----------
    word : str
        One word.

    Returns
    -------
    str
        In small letters.
    """
    bare = re.sub(r"['\u2019]s?$", "", word.casefold())
    return _stem(_same().get(bare, bare))


def _stem(word: str) -> str:
    """Cut endings off, as long as enough of the word is left."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return _stem(word[: -len(ending)])
    return word


@cache
def _same() -> dict[str, str]:
    """Read the words that count as another one, or as none."""
    with WORDS.open(encoding="utf-8", newline="") as lines:
        return {row["word"]: row["counts_as"] for row in csv.DictReader(lines)}


@lru_cache(maxsize=CACHED)
def stems(text: str) -> frozenset[str]:
    """Return the stems of a text's words.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    frozenset of str
        Without those of words that say nothing.
    """
    text = ASIDE.sub(r"\1", PERCENT.sub("", text))
    found = {stem(part) for word in WORD.findall(text) for part in _parts(word)}
    return frozenset(found - {""})


def _parts(word: str) -> Iterable[str]:
    """Part a word at its hyphens, unless it is a synonym, or a name such as "Gilgit-Baltistan"."""
    parts = word.split("-")
    return [word] if word.casefold() in _same() or all(part[:1].isupper() for part in parts) else parts


def indicator_subjects(report: Report) -> list[Subject]:
    """Return the indicators that a report could print, as what the numbers of a text can be about.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    list of Subject
        In the order of the catalogue.
    """
    printed = report.statements.groupby("indicator")["printed"].agg(" ".join).to_dict()
    found = []
    for name, row in zip(map(str, report.indicators.index), report.indicators.to_dict("records"), strict=True):
        around = stems(f"{name.replace('_', ' ')} {row['definition']} {row['topic']} {printed.get(name, '')}")
        found.append(Subject(name, row["label"], row["unit"], stems(row["label"]), around))
    return found


def score_subjects(
    subjects: Iterable[Subject], words: Mapping[str, float], named: frozenset[str] = frozenset()
) -> dict[str, float]:
    """Score how much a passage speaks of each subject.

    Parameters
    ----------
    subjects : iterable of Subject
        What the passage can be about.
    words : mapping of str to float
        How near each stem of the passage stands to the number, from 0 to 1.
    named : frozenset of str
        Stems of the names of all subjects, also of those that the passage cannot be about.

    Returns
    -------
    dict of str to float
        By the subject's id; 0 where no word speaks of it.
    """
    subjects = list(subjects)
    known = frozenset().union(named, *(subject.name | subject.around for subject in subjects))
    words = {word: near for word, near in words.items() if word in known}
    rarity = {word: _rarity(word, subjects) for word in words}
    named = named.union(*(subject.name for subject in subjects))
    return {subject.id: _score(subject, words, rarity, named) for subject in subjects}


def _rarity(word: str, subjects: list[Subject]) -> float:
    """Return the weight of a word by how few subjects have it; 0 where none does."""
    having = sum(subject.weight(word) for subject in subjects)
    return math.log(1 + len(subjects) / having) if having else 0.0


def _score(subject: Subject, words: Mapping[str, float], rarity: Mapping[str, float], named: frozenset[str]) -> float:
    """Score one subject."""
    speaking = sum(near * subject.weight(word) * rarity[word] for word, near in words.items())
    foreign = sum(
        near * rarity[word]
        for word, near in words.items()
        if near >= NEAR and word in named and not subject.weight(word)
    )
    full = IN_FULL if all(words.get(word, 0.0) >= NEAR for word in subject.name) else 1.0
    return max(0.0, speaking - FOREIGN * foreign) * full * (1 + coverage(subject, words)) / 2


def coverage(subject: Subject, words: Mapping[str, float]) -> float:
    """Return which part of a subject's name a passage has.

    Parameters
    ----------
    subject : Subject
        The subject.
    words : mapping of str to float
        How near each stem of the passage stands.

    Returns
    -------
    float
        From 0 to 1.
    """
    return sum(min(1.0, words.get(word, 0.0)) for word in subject.name) / max(1, len(subject.name))
