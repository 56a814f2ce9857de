"""Which cells of a notebook are stored with their code folded, by what they do."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import nbformat

from sectorbook.figures.showing import CAPTION, FILES
from sectorbook.pages.outputs import RECORD

DRAWING = {"matplotlib", "seaborn"}
ADDED_LISTS = (ast.List, ast.Dict)
ADDED_TEXTS = (ast.Constant, ast.JoinedStr)


def folded(cells: list[nbformat.NotebookNode]) -> list[str]:
    """Ids of the cells that draw our own charts or record, and of those that only prepare their rows.

    Arithmetic, and charts drawn with a library, are for a reader to check: such cells stay open. So do those whose
    names an open cell goes on to use.
    """
    code = [cell for cell in cells if cell.cell_type == "code"]
    trees = [ast.parse(cell.source) for cell in code]
    candidates = {place for place, cell in enumerate(code) if records(cell) or is_plain(trees[place], cell)}
    while True:
        kept = {
            p
            for p in candidates
            if code[p].outputs or set(users(trees, p)) & candidates == set(users(trees, p)) != set()
        }
        if kept == candidates:
            return [code[place].id for place in sorted(kept)]
        candidates = kept


def records(cell: nbformat.NotebookNode) -> bool:
    """Whether a cell shows that it has recorded values, and nothing else."""
    return bool(cell.outputs) and all(RECORD in output.get("data", {}) for output in cell.outputs)


def is_plain(tree: ast.Module, cell: nbformat.NotebookNode) -> bool:
    """Whether a cell shows charts or nothing, does no arithmetic and draws with no library."""
    of_charts = (
        "image/png" in output.get("data", {}) or {CAPTION, FILES} & {*output.metadata} for output in cell.outputs
    )
    is_parameters = "parameters" in cell.metadata.get("tags", [])
    return (
        all(of_charts)
        and not is_parameters
        and not any(map(is_arithmetic, ast.walk(tree)))
        and not imports(tree) & DRAWING
    )


def is_arithmetic(node: ast.AST) -> bool:
    """Whether an operator reckons: texts and lists may be added."""
    if isinstance(node, ast.AugAssign):
        return not isinstance(node.value, ADDED_LISTS) and not isinstance(node.op, ast.BitOr)
    if not isinstance(node, ast.BinOp) or isinstance(node.op, ast.BitAnd | ast.BitOr):
        return False
    return not (isinstance(node.op, ast.Add) and any(isinstance(n, ADDED_TEXTS) for n in ast.walk(node)))


def imports(tree: ast.Module) -> set[str]:
    return {
        alias.name.partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }


def users(trees: list[ast.Module], place: int) -> Iterator[int]:
    """Yield the later cells that use what a cell has assigned, each name until it is assigned anew."""
    for name in stored(trees[place]):
        for later in range(place + 1, len(trees)):
            if needs(trees[later], name):
                yield later
            if name in stored(trees[later]):
                break


def stored(tree: ast.Module) -> set[str]:
    """Names that a cell assigns, defines or changes a part of."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    parts = [
        node.value for node in ast.walk(tree) if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
    ]
    names |= {part.id for part in parts if isinstance(part, ast.Name)}
    return names | {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def needs(tree: ast.Module, name: str) -> bool:
    """Whether a cell reads a name before it assigns it."""
    for statement in tree.body:
        uses = [node for node in ast.walk(statement) if isinstance(node, ast.Name) and node.id == name]
        if any(isinstance(node.ctx, ast.Load) for node in uses):
            return True
        if uses:
            return False
    return False
