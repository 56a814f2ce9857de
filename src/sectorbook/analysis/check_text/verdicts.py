"""The verdict on each number of a document: quoted, computed, changed, unknown, or unclear.

For each number those subjects are scored that can have its unit (`subjects`, `passages`). A figure
with the same meaning counts if its subject is the one that the words speak of:

- its subject's score is `MARGIN` times that of any other: **quoted**, or **computed**;
- another subject's is `MARGIN` times as high: **changed**, as the number is another's;
- neither, or no word speaks of any: **unclear**.

Where no figure has the same meaning, the number is **changed** if one subject is clearly spoken of (by `MARGIN`, and
by `NAMED` of the words of its name), or if a figure of one of the subjects that are as near differs in anything but its
number; the differences to the nearest figure are named. All others are **unknown**. A negation before a number leaves
it unclear. Once a figure is quoted with its "about", "the 88%" may leave it out.

A printed range may be quoted by one end, if a bound or a word says which ("up to $18m", "the lower end"). A computed
number may be rounded, to the nearest or outward, by steps up to `matching.COARSEST` of itself. What others than the
report's own account print counts as quoted only where the own account does not print the same with another "about" or
bound, or where the text names who prints it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from sectorbook.analysis.check_text import wording
from sectorbook.analysis.check_text.figure_kinds import KnownFigure
from sectorbook.analysis.check_text.known_figures import KnownFigures, known_figures
from sectorbook.analysis.check_text.matching import (
    base_unit,
    figure_expression,
    in_kind,
    is_end,
    is_kind,
    is_rounded,
)
from sectorbook.analysis.check_text.passages import HERE, SENTENCE, Passage, find_passages
from sectorbook.analysis.check_text.readings import is_name, readings
from sectorbook.analysis.check_text.subjects import Subject, coverage, score_subjects, stem
from sectorbook.inputs import read_standard_input
from sectorbook.ledger.drafting.documents import Paragraph, plain_paragraphs, read_document
from sectorbook.ledger.report import load_report, only_report
from sectorbook.reconcile.result import Result, reconcile
from sectorbook.values.expressions.amounts import COUNTED, TIMES, Expression
from sectorbook.values.expressions.differences import Difference, differences
from sectorbook.values.wording import uncapitalize

Verdict = Literal["quoted", "computed", "changed", "unknown", "unclear"]
PREFERRED: tuple[Verdict | None, ...] = ("quoted", "computed", "unclear", "changed", None, "unknown")
"""Which verdict counts where a number can be read in several ways."""
MARGIN = 1.15
"""How many times as high a subject's score has to be as another's to be clearly the one spoken of."""
NAMED = 0.65
"""Which part of a subject's name has to stand around a number that no figure is equal to."""
HALF = 0.5
"""Which part of a subject's name has to stand in a number's own clause for the number to be held against it."""
LEAST = 0.1
"""The least score with which words speak of a subject at all."""
EACH = stem("each")
CHANGES = ("change", "yearly", "times", "more")
"""What a number is that says how much something rose or fell, or how it compares with something else."""
DROPPED = 'the word for "about" is dropped'
DEFINITE = re.compile(r"(?:\b(?:the|this|that|these|those|its|their)|['\u2019]s?)\s+$", re.IGNORECASE)
"""What stands before a number that the text has had before."""
STANDARD_INPUT = Path("-")
"""What stands for the standard input among documents."""
SMALL = 12
"""Up to which number one without a unit is only a figure if what it counts is in the report."""
CUES = {
    "sum": re.compile(r"[+=]|\b(?:add\w*|sum\w*|plus|together|total\w*|mak\w+ up|combined)\b", re.IGNORECASE),
    "gap": re.compile(
        r"\b(?:more|less|above|over|below|outside|beyond|gap|differ\w*|exceed\w*|miss\w*|short|too|higher|lower|off|apart|overshoot\w*)\b",
        re.IGNORECASE,
    ),
    "computed": re.compile(
        r"\b(?:possible|tightest|allow\w*|can (?:only )?(?:be|have)|comput\w*|reconcil\w*|adjust\w*)\b",
        re.IGNORECASE,
    ),
}
"""What has to stand in a number's sentence, or at the head of its column, for it to be this kind of figure."""
IN_SUM = re.compile(r"^\s*[+=\u2212]|[+=\u2212]\s*$")


@dataclass(frozen=True)
class CheckedNumber:
    """A number of a document and the verdict on it.

    Attributes
    ----------
    place : str
        Where it stands: "line 12", "page 3", "cell 4".
    line : int
        The line of the file; 0 where a file has no lines.
    number : str
        The number with its words, as it stands there.
    verdict : str
        "quoted", "computed", "changed", "unknown" or "unclear".
    source : str
        Who prints it, or how it is computed, in words; empty where there is neither.
    about : str
        The label of what it is about; empty where that is not known.
    what : str
        What is wrong or not clear, and what to write, as a clause; empty for what is quoted or computed.
    but : str
        Of what is quoted correctly and contradicted by the report's other figures: what these leave, as a clause.
    ids : str
        The statements, identities or indicators that it rests on, by their ids.
    """

    place: str
    line: int
    number: str
    verdict: Verdict
    source: str = ""
    about: str = ""
    what: str = ""
    but: str = ""
    ids: str = ""

    @property
    def judged(self) -> str:
        """The verdict as it is shown: "quoted, but" where the report's other figures contradict it."""
        return f"{self.verdict}, but" if self.but else self.verdict

    @property
    def is_complaint(self) -> bool:
        """Whether something is wrong with it."""
        return self.verdict in ("changed", "unknown")


def check_text(paragraphs: Sequence[Paragraph], result: Result | KnownFigures) -> list[CheckedNumber]:
    """Give a verdict on each number of a document about a report.

    Parameters
    ----------
    paragraphs : sequence of Paragraph
        As from `ledger.drafting.documents.read_document`.
    result : Result or KnownFigures
        The report, reconciled under the reading that the document follows; or what `known_figures` lists of it, which
        saves time for many documents.

    Returns
    -------
    list of CheckedNumber
        In the order of the document; years, dates, ordinals, ids and small counts of other things are left out.
    """
    judge = _Judge(result if isinstance(result, KnownFigures) else known_figures(result))
    found: list[CheckedNumber] = []
    for passage in find_passages(paragraphs):
        verdict = judge.verdict(passage)
        if verdict is not None:
            found.append(_recalled(verdict, passage, found))
    return found


def _recalled(number: CheckedNumber, passage: Passage, earlier: Iterable[CheckedNumber]) -> CheckedNumber:
    """Let "the 88%" be quoted where the text has "around 88%" before."""
    if number.what != DROPPED or not DEFINITE.search(passage.paragraph.text[: passage.finding.start]):
        return number
    first = next((one for one in earlier if one.verdict == "quoted" and one.ids == number.ids), None)
    return replace(number, verdict="quoted", what="", but=first.but) if first else number


def check_documents(
    files: Iterable[Path], report: str | None = None, about: str = "printed", allow: Iterable[str] = ()
) -> list[tuple[Path, list[CheckedNumber]]]:
    """Read documents about a report and give a verdict on each of their numbers.

    Parameters
    ----------
    files : iterable of Path
        The documents; `STANDARD_INPUT` is plain text that is read from there.
    report : str, optional
        A report's name or folder; by default the only one of the workspace.
    about : str, default "printed"
        The reading of "about" that computed numbers follow.
    allow : iterable of str
        Numbers that are not of the report, as they are written.

    Returns
    -------
    list of (Path, list of CheckedNumber)
        Each document with its verdicts.

    Raises
    ------
    DocumentError, InputError
        Where a document or the standard input cannot be read.
    SectorbookError
        Where there is no such report or reading.
    """
    known = known_figures(reconcile(load_report(report or only_report()), about))
    allowed = set(allow)
    return [
        (file, [one for one in check_text(_paragraphs(file), known) if one.number not in allowed]) for file in files
    ]


def _paragraphs(file: Path) -> tuple[Paragraph, ...]:
    """Read the paragraphs of a document, or of plain text from the standard input."""
    return plain_paragraphs(read_standard_input()) if file == STANDARD_INPUT else read_document(file)


@dataclass(frozen=True)
class _Number:
    """A number of a document, what it says, and the scores of the subjects that it can be about."""

    passage: Passage
    read: Expression
    scores: dict[str, float]

    @cached_property
    def near(self) -> dict[str, float]:
        """The words of the number's own clause."""
        return {word: 1.0 for word, place in self.passage.words.items() if place >= HERE}

    @cached_property
    def cues(self) -> frozenset[str]:
        """What the words around the number say that a kind of figure needs."""
        texts = {"computed": self.passage.here}
        found = {name for name, cue in CUES.items() if cue.search(texts.get(name, self.passage.sentence))}
        return frozenset(found | {""})

    def adds(self, figure: KnownFigure) -> bool:
        """Tell whether a sign of arithmetic stands beside the number, or its sentence has what adds up to it."""
        finding, text = self.passage.finding, self.passage.paragraph.text
        sign = IN_SUM.search(text[: finding.start][-3:]) or IN_SUM.match(text[finding.end :][:3])
        others = {end for read in self.passage.others for end in (read.low, read.high)}
        return bool(sign) or (bool(figure.addends) and others.issuperset(figure.addends))


@dataclass(frozen=True)
class _Judge:
    """Gives verdicts on numbers, by the figures that a result can vouch for."""

    known: KnownFigures

    def verdict(self, passage: Passage) -> CheckedNumber | None:
        """Give the verdict on one number; None for what is no figure."""
        finding = passage.finding
        if is_name(passage):
            return None
        if finding.expression is None:
            digits = any(sign.isdigit() for sign in finding.text)
            return _checked(passage, "unclear", what=wording.unread(finding.reason)) if digits else None
        verdicts = [self._judged(passage, read) for read in readings(finding.expression, passage)]
        return min(verdicts, key=lambda one: PREFERRED.index(one.verdict if one else None))

    def _judged(self, passage: Passage, read: Expression) -> CheckedNumber | None:
        """Give the verdict on a number that is read in one way."""
        number = _Number(passage, read, self._scores(passage, read, passage.words))
        equal = list(self._equal(number))
        if not equal:
            return self._without_equal(number)
        if any(word.kind == "negation" for word in passage.finding.beside):
            what = wording.negated(self._labels(equal))
            return None if _is_small_count(number) else _checked(passage, "unclear", what=what)
        return self._with_equal(number, equal)

    def _scores(self, passage: Passage, read: Expression, words: Mapping[str, float]) -> dict[str, float]:
        """Score the subjects of a number's unit that have a figure, or none and are named in full."""
        possible = [
            subject
            for name, subject in self.known.subjects.items()
            if self._is_kind(read, name) and (name in self.known.with_figures or _is_in_full(subject, words))
            if not self._lacks_each(passage, read, name)
        ]
        scores = score_subjects(possible, words, self.known.named)
        named = {figure.subjects[0] for figure in self._named(passage)}
        return {name: score + (100 if name in named else 0) for name, score in scores.items()}

    def _is_kind(self, read: Expression, name: str) -> bool:
        """Tell whether a number can be of a subject, by its unit or what it counts."""
        kind = self.known.kinds[name]
        if read.unit in COUNTED and kind.unit in COUNTED and read.unit not in self.known.units:
            return stem(read.unit) in self.known.subjects[name].name
        return is_kind(read, kind)

    def _lacks_each(self, passage: Passage, read: Expression, name: str) -> bool:
        """Tell whether a subject is for each of something, and no word near the number says so."""
        if not self.known.kinds[name].per or read.per not in ("", *TIMES):
            return False
        return passage.words.get(EACH, 0.0) < SENTENCE

    def _named(self, passage: Passage) -> list[KnownFigure]:
        """List the statements whose ids stand at a number."""
        words = set(re.findall(r"[\w-]+", passage.here))
        return [figure for figure in self.known.figures if figure.id in words and figure.id]

    def _equal(self, number: _Number) -> Iterator[KnownFigure]:
        """Yield the figures with the same meaning as a number."""
        reads = [in_kind(number.read, kind) for kind in self.known.kinds_with_figures]
        ends = {end for read in reads for end in (read.low, read.high) if end is not None}
        printed = {figure.id: figure for end in ends for figure in self.known.printed.get(end, ())}
        for figure in (*printed.values(), *self.known.computed):
            if figure.cue not in number.cues or not self._is_kind(number.read, figure.subjects[0]):
                continue
            if self._is_same(number, figure) and self._can_be(number, figure):
                yield figure

    def _is_same(self, number: _Number, figure: KnownFigure) -> bool:
        """Tell whether a number says what a figure says, or one end of it."""
        here, kind = number.passage.here, self.known.kinds[figure.subjects[0]]
        read = in_kind(number.read, kind)
        if figure.id:
            return not self._differences(read, figure) or is_end(read, here, figure, kind)
        return is_rounded(read, here, figure, kind)

    def _can_be(self, number: _Number, figure: KnownFigure) -> bool:
        """Tell whether what is for each of something is so called, or at least those are named that it is for."""
        name = figure.subjects[0]
        if not self._lacks_each(number.passage, number.read, name):
            return True
        return self.known.subjects[name].name - {EACH} <= number.near.keys()

    def _differences(self, read: Expression, figure: KnownFigure) -> tuple[Difference, ...]:
        """Name what a number says otherwise than a figure."""
        kind = self.known.kinds[figure.subjects[0]]
        # whether a count can be of the subject is known already
        read = replace(read, unit=kind.unit) if read.unit in COUNTED else in_kind(read, kind)
        found = differences(figure_expression(figure, kind), read, unit=base_unit(kind))
        return tuple(one for one in found if one.kind != "relation" or read.relation not in ("", "share", "per"))

    def _with_equal(self, number: _Number, equal: Sequence[KnownFigure]) -> CheckedNumber | None:
        """Give the verdict where some figures have the same meaning."""
        scores = number.scores
        best = max(equal, key=lambda one: (self._score(number, one), one.cue == "computed", self._cited(number, one)))
        ours = {name for figure in equal for name in (*figure.subjects, *self._summed(number, figure))}
        score = self._score(number, best)
        rivals = {
            name: scores[name] for name in scores if name not in ours and not self._is_broader(number, name, best)
        }
        rival = max(rivals, key=lambda name: rivals[name], default="")
        above = rivals.get(rival, 0.0)
        if above >= MARGIN * score and above > LEAST and self._is_named(number, rival, ours):
            return self._exchanged(number, best, rival)
        if not number.adds(best) and (score <= LEAST or score < MARGIN * above):
            return None if _is_small_count(number) else self._undecided(number, equal, rival)
        if other := self._of_other_unit(number, best):
            what = wording.other_unit(self._labels(equal), uncapitalize(other))
            return _checked(number.passage, "unclear", what=what)
        return self._dropped(number, best) or self._cleared(number, best)

    def _cleared(self, number: _Number, figure: KnownFigure) -> CheckedNumber:
        """Say where a number is from, and that the report's other figures contradict it where they do."""
        cleared = _checked(number.passage, "quoted" if figure.id else "computed", figure, self._label(figure))
        return replace(cleared, but=self.known.doubts.get(figure.id, ""))

    def _is_broader(self, number: _Number, name: str, best: KnownFigure) -> bool:
        """Tell whether a subject is broader than a figure's, and a word around says that the narrower one is meant."""
        narrower = self.known.subjects[best.subjects[0]].name
        broader = self.known.subjects[name].name
        return broader < narrower and any(word in number.passage.words for word in narrower - broader)

    def _of_other_unit(self, number: _Number, best: KnownFigure) -> str:
        """Return the label of a subject of another unit that a clause names in full, and that of its figure not so."""
        if self.known.kinds[best.subjects[0]].unit == "percent":
            return ""
        words = number.near.keys()
        own = frozenset().union(*(self.known.subjects[name].name for name in (*best.subjects, *best.parts)))
        for name in self.known.with_figures:
            subject = self.known.subjects[name]
            full = len(subject.name) > 1 and subject.name <= words and not self._is_kind(number.read, name)
            if full and (subject.name > own or not own <= words):
                return subject.label
        return ""

    def _is_named(self, number: _Number, rival: str, ours: set[str]) -> bool:
        """Tell whether the number's own clause speaks of another subject than those that its number is of."""
        if _is_small_count(number) and not any(sign.isdigit() for sign in number.passage.finding.text):
            return False
        scores = self._scores(number.passage, number.read, number.near)
        here = scores.get(rival, 0.0)
        named = coverage(self.known.subjects[rival], number.near) >= (NAMED if _is_small_count(number) else HALF)
        return named and here > LEAST and here >= MARGIN * max(scores.get(name, 0.0) for name in ours)

    def _score(self, number: _Number, figure: KnownFigure) -> float:
        """Return the score of the subject of a figure; of a sum, that of both its parts is one too."""
        parts = sum(number.scores.get(name, 0.0) for name in self._summed(number, figure))
        return max(parts, *(number.scores.get(name, 0.0) for name in figure.subjects))

    def _summed(self, number: _Number, figure: KnownFigure) -> tuple[str, ...]:
        """Return the parts of a sum, if the number's clause names all of them by what the others are not called."""
        names = [self.known.subjects[name].name for name in figure.parts]
        own = [name - frozenset().union(*(other for other in names if other is not name)) for name in names]
        return figure.parts if all(number.near.keys() & name for name in own) else ()

    def _exchanged(self, number: _Number, best: KnownFigure, rival: str) -> CheckedNumber:
        """Say that a number is that of another subject than the words speak of."""
        others = [figure for figure in self.known.figures if figure.subjects[0] == rival and not figure.cue]
        theirs = min(others, key=lambda figure: (figure.id in self.known.doubts, not figure.own), default=None)
        ours_label, label = uncapitalize(self._label(best)), self.known.subjects[rival].label
        what = wording.exchanged(ours_label, best.source, uncapitalize(label), bool(others))
        return self._instead(number, theirs, label, what)

    def _cited(self, number: _Number, figure: KnownFigure) -> int:
        """Rank a printed figure: 2 where the text names who prints it, 1 for the report's own account, else 0."""
        text = f"{number.passage.paragraph.text} {number.passage.here}".casefold()
        named = figure.publisher.casefold() in text or figure in self._named(number.passage)
        return 2 if figure.id and named else int(figure.own)

    def _dropped(self, number: _Number, best: KnownFigure) -> CheckedNumber | None:
        """Say that only others print a number so, and the report's own account with another word."""
        if not best.id or self._cited(number, best):
            return None
        for figure in self.known.figures:
            if figure.own and figure.subjects == best.subjects:
                found = self._differences(number.read, figure)
                if found and {one.kind for one in found} <= {"about", "bound"}:
                    return self._changed(number, figure, found)
        return None

    def _without_equal(self, number: _Number) -> CheckedNumber | None:
        """Give the verdict where no figure has the same meaning."""
        scores, passage = number.scores, number.passage
        ranked = sorted(scores, key=lambda name: -scores[name])
        top = scores[ranked[0]] if ranked else 0.0
        near = [name for name in ranked if scores[name] * MARGIN > top and scores[name] > LEAST]
        alike = [
            (figure, found)
            for figure in self.known.figures
            if figure.subjects[0] in near and not figure.cue
            for found in [self._differences(number.read, figure)]
            if figure.id or len(near) == 1
        ]
        clear = len(near) == 1 and coverage(self.known.subjects[near[0]], passage.words) >= NAMED
        apart = {"number", "rate", "relation"} | ({"bound"} if _is_time(number) else set())
        close = [one for one in alike if one[1] and not apart & {part.kind for part in one[1]}]
        if close or (clear and alike and not _is_small_count(number)):
            figure, found = min(close or alike, key=self._distance)
            return self._changed(number, figure, found)
        if _is_small_count(number):
            return None
        if number.read.relation in CHANGES:
            return self._of_change(number)
        return _checked(passage, "unknown", what=self._unknown(near[0] if near else ""))

    def _distance(self, one: tuple[KnownFigure, tuple[Difference, ...]]) -> tuple[int, bool, bool, bool]:
        """Rank a figure by how much a number differs from it; what others contradict comes after what they do not."""
        figure, found = one
        return len(found), figure.id in self.known.doubts, not figure.own, not figure.id

    def _of_change(self, number: _Number) -> CheckedNumber:
        """Say whether the report prints the number of a rise, a fall, a multiple or a difference."""
        read = number.read
        same = [
            figure
            for figure in self.known.changes
            if {abs(end) for end in figure.ends if end is not None}
            == {abs(end) for end in (read.low, read.high) if end is not None}
        ]
        doubt = next((self.known.doubts[figure.id] for figure in same if figure.id in self.known.doubts), "")
        what = "; but ".join(filter(None, (wording.change(same), doubt)))
        found = _checked(number.passage, "unclear" if same else "unknown", what=what)
        return replace(found, ids=", ".join(figure.id for figure in same))

    def _unknown(self, near: str) -> str:
        """Say that the report does not know a number, and what it has for what the words speak of."""
        figures = [figure for figure in self.known.figures if figure.subjects[0] == near and not figure.cue]
        nearest = min(figures, key=lambda figure: (figure.id in self.known.doubts, not figure.own), default=None)
        return wording.unknown(uncapitalize(self.known.subjects[near].label) if near else "", nearest)

    def _changed(self, number: _Number, figure: KnownFigure, found: Iterable[Difference]) -> CheckedNumber:
        """Say what a number says otherwise than the figure that the words speak of, and what to write."""
        what = ", ".join(one.what for one in found) or "only one end of the range is given, and nothing says which"
        return self._instead(number, figure, self._label(figure), what)

    def _instead(self, number: _Number, figure: KnownFigure | None, label: str, what: str) -> CheckedNumber:
        """Say what is wrong with a number, and what to write for what the words speak of."""
        wrong = _checked(number.passage, "changed", figure, label, what)
        if figure is None:
            return wrong
        doubt = self.known.doubts.get(figure.id, "")
        return replace(wrong, source=f"{figure.proposal}; but {doubt}" if doubt else figure.proposal)

    def _undecided(self, number: _Number, equal: Iterable[KnownFigure], rival: str) -> CheckedNumber:
        """Say that the words around a number do not tell which figure it is, and what would."""
        other = uncapitalize(self.known.subjects[rival].label) if rival else ""
        return _checked(number.passage, "unclear", what=wording.undecided(self._labels(equal), other))

    def _labels(self, figures: Iterable[KnownFigure]) -> list[str]:
        """Return the labels of what figures are about, as inside a sentence."""
        return list(dict.fromkeys(uncapitalize(self._label(figure)) for figure in figures))

    def _label(self, figure: KnownFigure) -> str:
        """Return the label of what a figure is about."""
        return self.known.subjects[figure.subjects[0]].label


def _is_in_full(subject: Subject, words: Mapping[str, float]) -> bool:
    """Tell whether all words of a subject's name stand in a number's sentence."""
    return all(words.get(word, 0.0) >= SENTENCE for word in subject.name)


def _checked(
    passage: Passage, verdict: Verdict, figure: KnownFigure | None = None, about: str = "", what: str = ""
) -> CheckedNumber:
    """Return the verdict on a passage's number, with the figure that it is held against."""
    place, line = passage.paragraph.place, passage.paragraph.line
    source, ids = (figure.source, figure.ids) if figure else ("", "")
    return CheckedNumber(place, line, passage.finding.text, verdict, source, about, what, ids=ids)


def _is_time(number: _Number) -> bool:
    """Tell whether a number is a time: "two years" is said of what is to happen within two years, too."""
    return number.read.unit in TIMES and not number.read.per


def _is_small_count(number: _Number) -> bool:
    """Tell whether a number is a time, or has no unit and is small, or a word: mostly it counts other things."""
    read = number.read
    if _is_time(number):
        return True
    plain = not (read.currencies or read.unit or read.relation)
    spelled = not any(sign.isdigit() for sign in number.passage.finding.text)
    return plain and (spelled or max(abs(end) for end in (read.low, read.high) if end is not None) <= SMALL)
