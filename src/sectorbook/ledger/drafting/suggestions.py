"""Suggest what a number is of: the indicators that the words around it speak of, and whose unit it can have."""

import difflib
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from sectorbook.values.expressions.amounts import COUNTED
from sectorbook.values.units import are_compatible, is_unit, money_of

WITHOUT_INDICATOR = ("share", "change", "yearly", "times")
"""Relations of which the unit does not tell what they are of."""
FUNCTION_WORDS = {
    "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "before",
    "being", "believed", "between", "but", "by", "can", "could", "did", "do", "does", "during", "each", "every",
    "expected", "for", "from", "had", "has", "have", "having", "if", "in", "into", "is", "it", "its", "last",
    "less", "like", "many", "may", "more", "most", "much", "next", "no", "not", "now", "of", "on", "one",
    "only", "or", "other", "our", "out", "over", "own", "said", "same", "say", "says", "shall", "should",
    "since", "so", "some", "such", "than", "that", "the", "their", "them", "then", "there", "these", "they",
    "this", "those", "through", "till", "to", "under", "until", "up", "was", "we", "were", "what", "when",
    "where", "whether", "which", "while", "who", "whom", "whose", "will", "with", "within", "without", "would",
    "year", "years", "you", "your",
}  # fmt: skip
"""Words that name nothing that is measured."""
WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
STEM = 6
"""How many letters of a word count when it is compared: those that "freelancers" and "freelancing" share."""
TYPO = 0.85
"""How like a word of a name has to be to one of a known name, from 0 to 1, to be taken for a slip of it."""
LABEL, LACKING = 2.0, 0.25
"""What a word of a label counts beside one of a definition, and what one counts against it that is not near."""


class Catalogue:
    """What is measured, to be found by the words around a number.

    Parameters
    ----------
    indicators
        Rows of indicators.csv.
    """

    def __init__(self, indicators: Iterable[Mapping[str, str]]) -> None:
        self.indicators = {row["id"]: row for row in indicators}
        self.labels = {name: _stems(row["label"]) for name, row in self.indicators.items()}
        self.definitions = {
            name: _stems(row["definition"]) - self.labels[name] for name, row in self.indicators.items()
        }
        named = Counter(stem for stems in self.labels.values() for stem in stems)
        named.update(stem for stems in self.definitions.values() for stem in stems)
        self.weights = {stem: math.log(2 + len(self.indicators) / count) for stem, count in named.items()}

    def suggested(self, words: str, unit: str, relation: str = "", most: int = 2) -> list[str]:
        """Return the indicators that words speak of, the likeliest first.

        Parameters
        ----------
        words
            The words around a number.
        unit
            The number's unit; empty where it is not known.
        relation
            What the number says besides an amount: of a share or a change the unit tells nothing.
        most
            How many to return at most.

        Returns
        -------
        list of str
            Their ids.
        """
        near = _stems(words)
        scores = {
            name: self._score(name, near)
            for name, row in self.indicators.items()
            if relation in WITHOUT_INDICATOR or fits_unit(unit, row["unit"])
        }
        best = sorted((name for name in scores if scores[name] > 0), key=lambda name: -scores[name])
        return [name for name in best[:most] if 2 * scores[name] >= scores[best[0]]]

    def _score(self, name: str, near: frozenset[str]) -> float:
        """Weigh the words of an indicator that are near; one without a word of its label has none."""
        label, definition = self.labels[name], self.definitions[name]
        if not label & near:
            return 0
        weigh = self._weight
        return LABEL * weigh(label & near) + weigh(definition & near) - LACKING * weigh(label - near)

    def _weight(self, stems: Iterable[str]) -> float:
        """Add up what words weigh: the more the fewer indicators have them."""
        return sum(self.weights[stem] for stem in sorted(stems))


def suggestions_said(suggested: Sequence[str]) -> list[str]:
    """Return the part of a note that names suggested indicators.

    Parameters
    ----------
    suggested : sequence of str
        Their ids.

    Returns
    -------
    list of str
        "perhaps freelancers or workforce"; empty where there is none.
    """
    return [f"perhaps {' or '.join(suggested)}"] if suggested else []


def is_slip(typed: str, known: str) -> bool:
    """Tell whether a name is a known one but for slips in its words.

    Parameters
    ----------
    typed : str
        The name, such as "activ_compnies".
    known : str
        Id of an indicator, such as "active_companies".

    Returns
    -------
    bool
        False for "services_exports" and "it_service_exports", which have not the same words.
    """
    words, others = typed.split("_"), known.split("_")
    if len(words) != len(others):
        return "".join(words) == "".join(others)
    return all(difflib.SequenceMatcher(None, *pair).ratio() >= TYPO for pair in zip(words, others, strict=True))


def _stems(text: str) -> frozenset[str]:
    """Return the words of a text that name something, each by its first letters."""
    words = (re.sub(r"['\u2019]s?$", "", word) for word in WORD.findall(text))
    kept = (word for word in words if not names_nothing(word) and (len(word) > 2 or word.isupper()))
    return frozenset(re.sub("(ies|s|y)$", "", word.lower())[:STEM] for word in kept)


def names_nothing(word: str) -> bool:
    """Tell whether a word names nothing that is measured.

    Parameters
    ----------
    word : str
        The word as it is printed: "it" names nothing, "IT" does.

    Returns
    -------
    bool
    """
    return word.lower() in FUNCTION_WORDS and not (len(word) > 1 and word.isupper())


@lru_cache
def fits_unit(unit: str, indicator: str) -> bool:
    """Tell whether an amount in a unit can be one of an indicator.

    Parameters
    ----------
    unit : str
        Unit of the amount; empty where it only counts, or where nothing tells.
    indicator : str
        Unit of the indicator.

    Returns
    -------
    bool
        A time that the amount does not name is taken from the indicator.
    """
    (first, *times), (other, *others) = unit.split("/"), indicator.split("/")
    if times and times != others:
        return False
    if first in ("", *COUNTED):
        return other in COUNTED and (not first or first == other)
    one, two = money_of(first), money_of(other)
    if one or two:
        return bool(one and two and one[0] == two[0])
    return is_unit(first) and is_unit(other) and are_compatible(first, other)
