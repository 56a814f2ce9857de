"""The reference: what `import sectorbook as sb` gives, on a page or more for each package."""

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import sectorbook as sb
from sectorsite.markup import toctree

HEAD = """# Reference

This is what `import sectorbook as sb` gives you, in a notebook or anywhere else, by the packages that it comes from.

"""
PAGE = """# {title}

```{{eval-rst}}
{entries}
```
"""
LONGEST = 240
"""Lines of explanation on a page; a page of more would be long to scroll through."""
SIGNATURE = 4
"""Lines that a name with its signature is as high as."""


@dataclass(frozen=True)
class Entry:
    """A public name.

    Attributes
    ----------
    name : str
        As it is called after `sb.`.
    address : str
        Where it is defined.
    kind : str
        The directive of autodoc that describes it.
    lines : int
        Lines of its explanation.
    """

    name: str
    address: str
    kind: str
    lines: int

    @property
    def package(self) -> str:
        """The part of sectorbook that it belongs to."""
        return self.address.split(".")[1]

    def link(self) -> str:
        """Write its name as a link to what is said of it."""
        return f"{{py:obj}}`sb.{self.name} <{self.address}>`"

    def directive(self) -> str:
        """Write what makes Sphinx describe it."""
        return f".. auto{self.kind}:: {self.address}\n" + "   :members:\n" * (self.kind == "class")


def write_reference(folder: Path) -> None:
    """Write the pages of the reference.

    Parameters
    ----------
    folder : Path
        An existing folder of sources.
    """
    names, lists = [], []
    for package, entries in _by_package().items():
        chunks = list(_chunks(entries))
        for chunk in chunks:
            name = package if len(chunks) == 1 else f"{package}-{chunk[0].name.replace('.', '-').lower()}"
            names_of_chunk = dict.fromkeys((chunk[0].name, chunk[-1].name))
            title = package if len(chunks) == 1 else f"{package}: {' to '.join(names_of_chunk)}"
            text = PAGE.format(title=title, entries="\n".join(one.directive() for one in chunk))
            (folder / f"{name}.md").write_text(text, encoding="utf-8")
            names.append(name)
            lists.append(f"- [{title}]({name}.md): {', '.join(map(Entry.link, chunk))}")
    (folder / "index.md").write_text(HEAD + "\n".join(lists) + "\n\n" + toctree(names), encoding="utf-8")


def _by_package() -> dict[str, list[Entry]]:
    """Group all public names by their packages, in the order of both."""
    entries = [entry for name in sb.__all__ for entry in _entries(name, getattr(sb, name))]
    packages = sorted({entry.package for entry in entries})
    return {package: [entry for entry in entries if entry.package == package] for package in packages}


def _entries(name: str, value: object) -> Iterator[Entry]:
    """Yield a name, or the names of a module."""
    if isinstance(value, ModuleType):
        for inner in _public(value):
            yield from _entries(f"{name}.{inner}", getattr(value, inner))
    elif isinstance(value, type):
        documented = [value, *(one for key, one in vars(value).items() if not key.startswith("_") and one.__doc__)]
        yield Entry(name, f"{value.__module__}.{value.__qualname__}", "class", _lines(documented))
    elif callable(value):  # also what a cache wraps
        yield Entry(name, f"{value.__module__}.{getattr(value, '__qualname__', name)}", "function", _lines([value]))


def _public(module: ModuleType) -> Iterable[str]:
    """Return the public names of a module: those that it lists, else those that it defines."""
    if listed := getattr(module, "__all__", None):
        return list(listed)
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
    ]


def _lines(values: Iterable[object]) -> int:
    """Count the lines that explanations take, with the signatures."""
    return sum(len((inspect.getdoc(value) or "").splitlines()) + SIGNATURE for value in values)


def _chunks(entries: list[Entry]) -> Iterator[list[Entry]]:
    """Spread the names of a package over pages, in their order."""
    chunk: list[Entry] = []
    for entry in entries:
        if chunk and sum(one.lines for one in chunk) + entry.lines > LONGEST:
            yield chunk
            chunk = []
        chunk.append(entry)
    yield chunk
