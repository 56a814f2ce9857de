"""The `sectorbook` command."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sectorbook.exceptions import SectorbookError

__all__ = ["main"]


class Commands(click.Group):
    """Commands whose known errors are one clear message, never a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; click calls this for every one of them."""
        try:
            return super().invoke(ctx)
        except (SectorbookError, OSError) as error:
            click.echo(f"sectorbook: {error}", err=True)
            sys.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sectorbook")
def main() -> None:
    """A sector report's published figures: reconciled, rerun, exported."""


@main.command()
@click.argument("notebook")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter; repeat for more. A range: assume.company_revenue=3.0:4.0.",
)
@click.option("--to", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder for the results.")
def run(notebook: str, settings: tuple[str, ...], to: Path) -> None:
    """Run NOTEBOOK (a path, a name, or a number such as 02) with other parameters."""
    from sectorbook.execute import run_with_settings

    for file in run_with_settings(notebook, to, list(settings)):
        click.echo(file)


@main.command()
@click.argument("text", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--report", default="gilgit-baltistan-2025", show_default=True, help="A report's name or folder.")
def verify(text: Path, report: str) -> None:
    """Hold a report's statements against TEXT, your own copy of the article they are from."""
    from sectorbook.ledger import load_report
    from sectorbook.verify import verify as hold

    complaints = hold(load_report(report), _read(text))
    for complaint in complaints:
        click.echo(complaint)
    click.echo(f"{len(complaints)} complaint{'' if len(complaints) == 1 else 's'}.")
    sys.exit(1 if complaints else 0)


@main.command()
@click.argument("report", default="gilgit-baltistan-2025")
@click.option("--about", default="printed", show_default=True, help='How "about" is read.')
def ask(report: str, about: str) -> None:
    """Print what REPORT (a name or folder) leaves open, what each answer would settle, as questions to send."""
    from sectorbook.ledger import load_report
    from sectorbook.questions import letter
    from sectorbook.reconciliation import reconcile

    click.echo(letter(reconcile(load_report(report), about)), nl=False)


def _read(text: Path) -> str:
    try:
        return text.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SectorbookError(f"{text} is not UTF-8 (byte {error.start}). Save the article's text as UTF-8.") from error
