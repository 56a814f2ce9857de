"""Single changes of a module's code, by mutmut's operators."""

from __future__ import annotations

import hashlib
import itertools
import operator
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_arg_removal, operator_assignment, operator_string

OPERATORS = [(kind, change) for kind, change in mutation_operators if change is not operator_string]
"""Without those of strings: most are the wording of messages, of which tests look for a few words on purpose."""
HANDED_ON = (operator_arg_removal, operator_assignment)
"""Those that replace or drop an argument, or what is assigned: most mutants are theirs, and most die easily."""
LEFT_ALONE = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom)
"""What is not evaluated, or is at import: annotations, decorators and imports."""


@dataclass(frozen=True)
class Mutant:
    """One change: of which file, at which line, in a statement that begins at which, from what, to what."""

    file: str
    line: int
    statement: int
    in_function: bool
    before: str
    after: str
    source: str

    @property
    def digest(self) -> str:
        """What tells the mutant from all others, and its module from what it was before a change."""
        return hashlib.sha256(f"{self.file}\0{self.source}".encode()).hexdigest()

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.before} → {self.after}"


@dataclass(frozen=True, eq=False)
class Change:
    """A node that can be replaced by another."""

    line: int
    statement: int
    in_function: bool
    before: cst.CSTNode
    after: cst.CSTNode
    is_handed_on: bool


class _Finder(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Change] = []
        self.statement, self.functions = 1, 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, LEFT_ALONE):
            return False
        line = self.get_metadata(PositionProvider, node).start.line
        if isinstance(node, cst.BaseStatement):
            self.statement = line
        for kind, change in OPERATORS:
            if isinstance(node, kind):
                is_handed_on = change in HANDED_ON
                self.found += [
                    Change(line, self.statement, self.functions > 0, node, after, is_handed_on)
                    for after in change(node)
                ]
        self.functions += isinstance(node, cst.FunctionDef)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        self.functions -= isinstance(original_node, cst.FunctionDef)


def draw(root: Path, files: list[str], count: int, seed: int) -> list[Mutant]:
    """Draw so many mutants, from each file in proportion to how many it has, half of them of what is computed."""
    wrappers = [MetadataWrapper(cst.parse_module((root / file).read_text(encoding="utf-8"))) for file in files]
    found = [_found(wrapper) for wrapper in wrappers]
    ends = [round(count * end / sum(map(len, found))) for end in itertools.accumulate(map(len, found), initial=0)]
    drawn: list[Mutant] = []
    for file, wrapper, changes, quota in zip(files, wrappers, found, map(operator.sub, ends[1:], ends), strict=True):
        in_turns = _in_turns(changes, random.Random(f"{seed} {file}"))
        mutants = (_mutant(file, wrapper.module, change) for change in in_turns)
        drawn += itertools.islice(filter(_compiles, mutants), quota)
    return drawn


def _found(wrapper: MetadataWrapper) -> list[Change]:
    finder = _Finder()
    wrapper.visit(finder)
    return finder.found


def _in_turns(changes: list[Change], by_chance: random.Random) -> Iterator[Change]:
    """Shuffle the changes, and take in turns one of what is computed or decided, and one of what is handed on."""
    by_chance.shuffle(changes)
    parts = [[change for change in changes if change.is_handed_on == part] for part in (False, True)]
    return (change for pair in itertools.zip_longest(*parts) for change in pair if change is not None)


def _mutant(file: str, module: cst.Module, change: Change) -> Mutant:
    before, after = (" ".join(module.code_for_node(node).split()) for node in (change.before, change.after))
    source = cst.ensure_type(module.deep_replace(change.before, change.after), cst.Module).code
    return Mutant(file, change.line, change.statement, change.in_function, before, after, source)


def _compiles(mutant: Mutant) -> bool:
    try:
        compile(mutant.source, mutant.file, "exec")
    except SyntaxError:
        return False
    return True
