"""Checks of a chart's title: a short sentence with a verb, no list, no id, and no number from nowhere."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from sectorbook.figures.checks.rendered import Subject, shorten
from sectorbook.values.expressions.finding import unknown_numbers

MOST_WORDS = 12
ENOUGH = 3
"""How many members make a list."""
WORD = re.compile(r"\S*\w\S*")
COMMA = re.compile(r"[,\u060c](?!\d)")
"""A comma that is not within a number."""
AND = re.compile(r"(?:^|\s)(?:and|or|&)\s", re.I)
OPENERS = frozenset(
    re.findall(
        r"\w+",
        """after although as at because before beyond by despite during elsewhere even for from given here however if in
        instead like meanwhile now of on once outside over overall per since so still then though through to today
        together under unless until up when where while with within without yet""",
    )
)
"""Words that begin what is said beside a sentence, as before the comma of "In winter, ..."; adverbs in -ly do too."""
CLAUSES = OPENERS | {"but", "nor", "not", "than", "that", "which", "who", "whose"}
"""Words that begin what is no further member of a list."""
BEFORE_NOUNS = OPENERS | frozenset(
    re.findall(
        r"\w+",
        """a about an all any each every few her his its least many more most my no our some such the their these this
        those two your""",
    )
)
"""Words before which a noun comes rather than a verb."""
BEHIND_NOUNS = frozenset({"of", "per"})


def title(subject: Subject) -> Iterator[str]:
    """The title is a sentence: a verb, at most 12 words, no list, no id of a statement."""
    if subject.spec.untitled:
        return
    words = [word.strip(".,:;!?()\"'\u2018\u201c\u201d") for word in WORD.findall(subject.spec.title)]
    if len(words) > MOST_WORDS:
        yield f"the title has {len(words)} words, {MOST_WORDS} are asked for at most"
    if any(word.isascii() and word.isalpha() for word in words) and not _has_verb(words):
        yield f'the title has no verb ("{shorten(subject.spec.title)}"): say in a sentence what the chart shows'
    for name in sorted(subject.spec.ids.intersection(words)):
        yield f"the title has the id {name}: name what is measured"
    if _is_list(subject.spec.title):
        yield "the title is a list: name what its members have in common"


def title_numbers(subject: Subject) -> Iterator[str]:
    """Every number of the title is plotted, counts the rows, or comes from a formula."""
    for number in unknown_numbers(subject.spec.title, subject.spec.own):
        yield f"{number.words} in the title is neither in the chart's data nor given with a formula"


@cache
def _verbs() -> dict[str, bool]:
    """Return forms of verbs, and whether each is a noun or an adjective as often."""
    words = files("sectorbook.figures.checks").joinpath("verbs.txt").read_text(encoding="utf-8").split()
    return {word.removesuffix("*"): word.endswith("*") for word in words}


def _has_verb(words: list[str]) -> bool:
    """Tell whether one of the words is a verb, by the list and, where that leaves it open, by the words beside it."""
    plain = [word.lower().replace("\u2019", "'") for word in words]
    kinds = [_verbs().get(word) for word in plain]
    return any(kind is False or (kind and _is_verb_there(plain, place)) for place, kind in enumerate(kinds))


def _is_verb_there(words: list[str], place: int) -> bool:
    """Tell whether a word that may as well be a noun stands where a verb does: behind a noun."""
    before, behind = words[place - 1] if place else "", words[place + 1] if place + 1 < len(words) else ""
    is_behind_noun = before and before not in BEFORE_NOUNS and not before.endswith(("'s", "s'"))
    ends_plainly = behind or (before.endswith("s") and not words[place].endswith("s"))
    return bool(is_behind_noun and ends_plainly and behind not in BEHIND_NOUNS)


def _is_list(text: str) -> bool:
    """Tell whether a text has a semicolon, or names three things or more in a row."""
    if re.search("[;\u061b]", text):
        return True
    parts = [part.strip() for part in COMMA.split(text)]
    first, *others = (part.partition(" ")[0].lower() for part in parts)
    is_aside = first in OPENERS or first.endswith("ly")
    members = [parts[0]] * (not is_aside)
    members += [part for part, word in zip(parts[1:], others, strict=True) if is_aside or word not in CLAUSES]
    joined = len(members) > 1 and bool(AND.search(members[-1])) and not AND.match(members[-1])
    return len(members) + joined >= ENOUGH
