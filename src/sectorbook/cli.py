"""The `sectorbook` command; each command imports what it needs, so that the others start at once."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from sectorbook.errors import SectorbookError, missing_extra
from sectorbook.formats.terminal import bear_any_encoding, complain, say
from sectorbook.inputs import is_file, read_text
from sectorbook.shortages import TO_RUN, explain_shortage, require_memory

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DOCUMENT = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)


class _Folder(click.Path):
    """A folder for results, which need not exist; an empty word is none, though the system takes it for the current."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse an empty word, which a shell gives for a variable that is not set."""
        if not str(value).strip():
            self.fail("it is empty. Name a folder, such as out.", param, ctx)
        return super().convert(value, param, ctx)


_NEW_FOLDER = _Folder(file_okay=False, path_type=Path)
_notebook_argument = click.argument("notebook")
_results_option = click.option("--to", required=True, type=_NEW_FOLDER, help="Folder for the results.")
_wait_option = click.option(
    "--wait",
    is_flag=True,
    callback=lambda _context, _option, is_given: -1 if is_given else 0,
    help="Where another run writes to the folder, wait until it has ended.",
)


_RUNNING = ("run", "audit", "sweep", "export", "site")
NEEDED = dict.fromkeys(_RUNNING, TO_RUN) | {"chart": 500, "check": 420, "show": 380, "check-text": 320}
"""Megabytes of addresses that suffice for a command on a report of some dozens of figures."""
OTHERWISE = 270
"""Those for the other commands, most of which read a report."""


class _Command(click.Command):
    """A command that says at once where the shell allows less memory than it takes."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        require_memory(NEEDED.get(str(self.name), OTHERWISE), f"sectorbook {self.name}")
        return super().invoke(ctx)


class Commands(click.Group):
    """Group of commands that print an expected error as one message, without a traceback."""

    command_class = _Command

    def main(self, *words: Any, **settings: Any) -> Any:
        """Run the command line, and exit with 1 also where the words of a command are wrong."""
        click.UsageError.exit_code = 1
        return super().main(*words, **settings)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command, and exit with 1 where it raises an expected error."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # the reader of the output has closed it, as head does; click exits quietly
        except (SectorbookError, OSError, MemoryError) as error:
            complain(explain_shortage(error) or getattr(error, "on_command_line", "") or error)
        except ModuleNotFoundError as error:
            if (explained := missing_extra(error)) is error:
                raise
            complain(explained)
        except (ImportError, RuntimeError) as error:  # a library that does not fit into memory, or one more thread
            if not (shortage := explain_shortage(error)):
                raise
            complain(shortage)
        sys.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sectorbook")
@click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    envvar="SECTORBOOK_WORKSPACE",
    help="Folder that holds the data folder to work with; SECTORBOOK_WORKSPACE sets it too. By default the current "
    "folder, or the nearest one above it that has one.",
)
@click.pass_context
def main(context: click.Context, workspace: Path | None) -> None:
    """Audit the figures that a sector report prints, rerun its notebooks, and export charts."""
    from sectorbook.ledger.workspace import use_workspace

    bear_any_encoding()
    context.with_resource(use_workspace(workspace))


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make DIR a workspace, with the catalogue of what is measured, room for reports, and a README.md."""
    from sectorbook.ledger.workspace import init_workspace

    say(f"{init_workspace(folder)}\nNext: go there, then run sectorbook new-report NAME")


@main.command()
@_notebook_argument
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help='A parameter; repeat for more. A range is assume.company_revenue=3.0:4.0, or "...=$3 to $4 million".',
)
@_results_option
@_wait_option
def run(notebook: str, settings: tuple[str, ...], to: Path, wait: float) -> None:
    """Run NOTEBOOK (a path, a name, or a number such as 02) with other parameters."""
    from sectorbook.runs.rehearsal import run_once

    _list(run_once("sectorbook.runs.execute:run_with_settings", notebook, to, list(settings), wait, to=to))


@main.command()
@click.argument("report")
@_results_option
@click.option("--about", default="printed", show_default=True, help="printed, rounding, all-rounded, or e.g. 5%.")
@click.option(
    "--assume", multiple=True, metavar="NAME=LOW:HIGH", help="A range of your own, such as company_revenue=3.0:4.0."
)
@click.option("--profile", default="report", show_default=True, help="What the charts are laid out for.")
@_wait_option
def audit(report: str, to: Path, about: str, assume: tuple[str, ...], profile: str, wait: float) -> None:
    """Audit REPORT, a name or a folder, for what can be true together, what follows, and what to ask.

    It writes a notebook, one page of HTML that needs no other files, the charts and their data.
    """
    from sectorbook.runs.rehearsal import run_once

    _list(run_once("sectorbook.runs.audit:audit_with_settings", report, to, about, assume, profile, wait, to=to))
    say(f"Open {to / 'audit.html'}")


@main.command()
@_notebook_argument
@click.argument("parameters", type=_FILE)
@_results_option
@click.option(
    "--scheduler",
    default="",
    help='Address of a Dask scheduler, such as tcp://host:8786; "local" for a cluster on this machine.',
)
@click.option("--jobs", type=click.IntRange(min=1), help="How many to run at once; by default one per core.")
@_wait_option
def sweep(notebook: str, parameters: Path, to: Path, scheduler: str, jobs: int | None, wait: float) -> None:
    """Run NOTEBOOK once for each row of PARAMETERS, a CSV file of settings; results go to one table.

    Columns are named as `sectorbook run --set` names them. If you stop it, the same command resumes it.
    """
    from sectorbook.runs.sweep import failed_rows
    from sectorbook.runs.sweep import sweep as run_all

    try:
        results = run_all(notebook, parameters, to, scheduler, jobs, progress=True, wait=wait)
    except KeyboardInterrupt:
        complain(f"Stopped. What is done is in {to}; run the same command to resume.")
        sys.exit(130)
    say(results)
    if failed := failed_rows(parameters, results):
        rows = "One row" if len(failed) == 1 else f"{len(failed)} rows"
        complain(f"{rows} failed: {', '.join(map(str, failed))}. The last column of the table says why.")
        sys.exit(1)


@main.command("new-report")
@click.argument("slug")
@click.option("--to", type=_NEW_FOLDER, help="Folder to write it into; by default data/reports.")
def begin(slug: str, to: Path | None) -> None:
    """Begin a report called SLUG, with tables that load and hold examples to replace."""
    from sectorbook.ledger.workspace import new_report

    folder = new_report(slug, to)
    say(f"{folder}\nNext: read {folder / 'README.md'}, then replace the examples.")


@main.command()
@click.argument("text", type=_FILE, required=False)
@click.option("--to", metavar="NAME", help="Name of the new report, or the path of its folder.")
@click.option("--title", default="", help="Title of TEXT; by default its first heading.")
@click.option("--publisher", default="", help="Who published TEXT.")
@click.option("--date", default="", help="Day of publication, such as 2025-11-20.")
@click.option("--url", default="", help="Address of TEXT.")
@click.option("--currency", default="", help="What $ or Rs means in TEXT, such as AUD or INR.")
@click.option("--review", metavar="NAME", help="Go through the drafts of this report in the terminal.")
@click.option("--table", type=_NEW_FILE, help="With --review: write what is left to decide as a CSV file.")
@click.option("--from", "taken", type=_FILE, help="With --review: take decisions from such a file.")
def draft(
    text: Path | None, to: str | None, review: str | None, table: Path | None, taken: Path | None, **said: str
) -> None:
    """Draft a report from TEXT, with a statement for each number, which is used once it is reviewed.

    TEXT is a text file, Markdown, HTML, .docx or PDF, or a table saved as CSV (also with semicolons or tabs). A column
    of a table that is headed Year or Period dates its rows, one headed Page or Source says where they are printed.
    """
    if bool(text and to) == bool(review) or (to and review) or (text and review):
        raise click.UsageError("Give a TEXT and --to NAME, or --review NAME.")
    if ((table or taken) and not review) or (table and taken):
        raise click.UsageError("Give one of --table and --from, with --review NAME.")
    if review:
        _review(review, table, taken)
    elif text and to:
        _draft(text, to, said)


def _draft(text: Path, to: str, said: dict[str, str]) -> None:
    """Draft a report, and say what it came to."""
    from sectorbook.ledger.drafting.documents import details_given
    from sectorbook.ledger.drafting.draft import draft_report

    currency = said.pop("currency").upper()
    drafted = draft_report(text, to, details_given(**said), currency)
    unread = f", {drafted.unread} of which you have to read" if drafted.unread else ""
    say(f"{drafted.folder}: {drafted.figures} figures{unread}; {drafted.no_figures} are listed as not figures.")
    say(f"Next: sectorbook draft --review {to}")


def _review(report: str, table: Path | None, taken: Path | None) -> None:
    """Review the drafts of a report in a terminal or through a table, and say what is left."""
    from sectorbook.ledger.drafting.dialogue import Dialogue
    from sectorbook.ledger.drafting.review import Drafts, take_decisions, write_decisions
    from sectorbook.ledger.drafting.sums import CalledParts

    drafts = Drafts(report)
    if table:
        count = write_decisions(drafts, table)
        say(
            f"{table}: {count} drafts. Fill in indicator and role (core, test, quote or not a figure), save it as CSV, "
            "and give it back with --from. A row that you leave as it is stays a draft."
        )
        return
    parts = CalledParts(drafts.left)
    decided = take_decisions(drafts, taken) if taken else Dialogue(drafts).run() if drafts.left else 0
    say(f"{decided} decided, {len(drafts.left)} left.")
    for found in parts.sums(drafts.tables["statements"]) if taken else ():
        say(found.said)
    if taken or not drafts.left:
        other = "other " if drafts.tables["identities"] else ""
        say(
            f"Next: write into the identities.csv of {report} which {other}figures add up to which, as section 5 of "
            f"docs/add-a-report.md shows, then sectorbook audit {report} --to out"
        )


@main.command()
@click.argument("text", type=_FILE)
@click.option("--report", help="A report's name or folder; by default the workspace's only one.")
def verify(text: Path, report: str | None) -> None:
    """Compare a report's statements with TEXT, your own copy of the article, or of the table, they are from."""
    from sectorbook.ledger.report import load_report, only_report
    from sectorbook.ledger.verification.verify import verify as compare

    complaints = compare(load_report(report or only_report()), _read(text))
    _exit_with(complaints)


@main.command()
@click.argument("folder", metavar="FOLDER")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 where something would change.")
def tidy(folder: str, check: bool) -> None:
    """Write the tables and datapackage.json of FOLDER, or of a named report, in one form, and list what changes."""
    from sectorbook.ledger.report import find_report
    from sectorbook.ledger.tidy import tidy as rewrite

    is_package = is_file(Path(folder) / "datapackage.json")
    changes = rewrite(Path(folder) if is_package else find_report(folder), check)
    for change in changes or ["Nothing to change."]:
        say(change)
    sys.exit(1 if check and changes else 0)


@main.command("check-text")
@click.argument("documents", nargs=-1, required=True, metavar="DOC...", type=_DOCUMENT)
@click.option("--report", help="A report's name or folder; by default the workspace's only one.")
@click.option("--about", default="printed", show_default=True, help='How "about" is read, for what is computed.')
@click.option("--allow", multiple=True, metavar="TEXT", help="A number from elsewhere, as it is written.")
@click.option("--junit", type=_NEW_FILE, metavar="FILE", help="Also write the verdicts as JUnit XML.")
@click.option("--github", is_flag=True, help="Write annotations for GitHub instead of the table.")
def check_text(
    documents: tuple[Path, ...],
    report: str | None,
    about: str,
    allow: tuple[str, ...],
    junit: Path | None,
    github: bool,
) -> None:
    """Compare each number of DOC, a text about a report, with what the report prints and what follows from it.

    DOC is Markdown, HTML, .docx, PDF, a notebook, CSV or plain text; - reads plain text from the standard input, so
    that a sentence can be typed or pasted. A number is quoted, computed, changed, unknown or unclear; the command exits
    with 1 where one is changed or unknown. "Quoted, but" stands where the report's other figures contradict it.
    """
    from sectorbook.analysis.check_text import (
        STANDARD_INPUT,
        check_documents,
        write_annotations,
        write_junit,
        write_table,
    )

    if STANDARD_INPUT in documents and sys.stdin.isatty():
        say(f"Type or paste the text, then press {'Ctrl-Z and Enter' if os.name == 'nt' else 'Ctrl-D'}.", err=True)
    checked = check_documents(documents, report, about, allow)
    for document, numbers in checked:
        if len(checked) > 1 and not github:
            say("standard input:" if document == STANDARD_INPUT else f"{document}:")
        for line in write_annotations(document, numbers) if github else [write_table(numbers)]:
            say(line)
    if junit:
        write_junit(checked, junit)
    sys.exit(1 if any(one.is_complaint for _, numbers in checked for one in numbers) else 0)


@main.command()
@click.argument("report", required=False)
@click.option("--about", default="printed", show_default=True, help='How "about" is read.')
def ask(report: str | None, about: str) -> None:
    """Print questions to send to the publisher of REPORT, each with what its answer would settle.

    Where figures contradict each other, it first asks which of them is right. REPORT is a name or folder; by default it
    is the workspace's only one.
    """
    from sectorbook.auditing.letters import publisher_letter
    from sectorbook.ledger.report import load_report, only_report
    from sectorbook.reconcile.result import reconcile

    say(publisher_letter(reconcile(load_report(report or only_report()), about)), nl=False)


@main.command()
@click.argument("figures", nargs=-1, metavar="[CHART]...")
@click.option(
    "--profile", required=True, help="One or more, such as nature-1 or web,slide; or your own .mplstyle file."
)
@click.option("--to", required=True, type=_NEW_FOLDER, help="Folder for the files.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="A parameter of the notebook, as for run.")
@_wait_option
def export(figures: tuple[str, ...], profile: str, to: Path, settings: tuple[str, ...], wait: float) -> None:
    """Draw each CHART, such as feasible_region, anew for a PROFILE; without a name, draw all of them.

    A chart that is not made for a profile is left out, and the reason given at the end. The command then exits with 1
    if that chart was named.
    """
    from sectorbook.runs.export import export_figures

    _exit_with_files(export_figures(figures, profile, to, settings, wait=wait), all_wanted=bool(figures))


@main.command()
@click.argument("table", type=_FILE)
@click.option("--low", default="low", show_default=True, help="Column of the low ends; an empty cell is an open end.")
@click.option("--high", default="high", show_default=True, help="Column of the high ends.")
@click.option("--value", default="", help="Column of single values, in place of the two.")
@click.option("--label", default="label", show_default=True, help="Column of the rows' names.")
@click.option("--title", default="", help="What the chart shows, as a sentence; without it, none stands in the chart.")
@click.option("--subtitle", default="", help="What is drawn, where and when.")
@click.option("--unit", default="", help='Such as percent, USD/year or "tonnes a year".')
@click.option("--source", default="", help="Where the numbers are from.")
@click.option("--digits", type=click.IntRange(1, 12), help="Digits that labels are rounded to; by default all.")
@click.option("--profile", default="report", show_default=True, help="One or more, as for export.")
@click.option("--to", type=_NEW_FOLDER, default="charts", show_default=True, help="Folder for the files.")
def chart(table: Path, profile: str, to: Path, digits: int | None, **said: str) -> None:
    """Draw the ranges of TABLE, any CSV file with a row for each: charts, their data, and cards with alt text.

    A row whose ends are equal is a dot, an empty end an arrow. Each chart is checked as those of reports are.
    """
    from sectorbook.figures.own_tables import TableChart, chart_table

    _exit_with_files(chart_table(table, TableChart(**said, digits=digits or 0), profile, to))


@main.command()
@click.option("--to", required=True, type=_NEW_FOLDER, help="Folder for the site, which is replaced at each build.")
def site(to: Path) -> None:
    """Build a site of the workspace's reports: their audits and tables, What if, and what would settle it.

    It loads nothing from elsewhere: open DIR/html/index.html, or put DIR/html on any host.
    """
    from sectorsite.build import build

    if code := build(to):
        sys.exit(code)
    say(f"Open {to / 'html' / 'index.html'}")


@main.command()
def profiles() -> None:
    """List the publication targets, with their sizes, type and files, and whose rules they are."""
    from sectorbook.figures.profiles import load_profile, profile_names

    for profile in map(load_profile, profile_names()):
        title = "title and source inside" if profile.title_inside else "title and source on the card"
        say(
            f"{profile.name:9} {profile.width:g} mm wide, at most {profile.max_height:g} mm high; "
            f"type {profile.type_min:g} to {profile.type_max:g} points; "
            f"{', '.join(profile.formats).upper()} at {profile.dpi} dpi; {title}"
        )
        say(f"{'':9} {profile.rule}" + (f" ({profile.url}, {profile.read_on})" if profile.url else ""))


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def show(file: Path) -> None:
    """Tell where a chart's FILE is from, whether it is up to date, and how to draw it again."""
    from sectorbook.runs.provenance import describe_figure, differences

    for line in describe_figure(file):
        say(line)
    sys.exit(1 if list(differences(file)) else 0)


@main.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--profile", help="Profile to check sizes against; by default that of the card beside a file.")
def check(files: tuple[Path, ...], profile: str | None) -> None:
    """Check FILES of charts (PDF, SVG, PNG, TIFF) from any program for fonts, alt text, source and licence.

    Size, type, pixels and format are checked where there is a profile. Where a chart's card lies beside a file, what
    the card says was wrong with the drawing is said again, marked "as it was drawn".
    """
    from sectorbook.runs.provenance import file_complaints, profile_of

    complaints = [complaint for file in files for complaint in file_complaints(file, profile)]
    unchecked = ", ".join(str(file) for file in files if not (profile or profile_of(file)))
    _exit_with(
        complaints, f"Sizes were not checked, as no profile is known; give --profile: {unchecked}" if unchecked else ""
    )


def _list(files: Sequence[Path]) -> None:
    """Print the files of a run, then which charts were left out and why."""
    from sectorbook.figures.sidecar import refusal, sidecar_of

    for file in files:
        say(file)
    cards = [card for file in files if file.suffix == ".json" and (card := sidecar_of(file))]
    for sentence in filter(None, map(refusal, cards)):
        complain(sentence)


def _exit_with(complaints: Sequence[object], note: str = "") -> NoReturn:
    """Print complaints, their number and a note, and exit with 1 where there is a complaint."""
    count = f"{len(complaints)} complaint{'' if len(complaints) == 1 else 's'}."
    for line in filter(None, [*complaints, count, note]):
        say(line)
    sys.exit(1 if complaints else 0)


def _exit_with_files(drawn: Iterable[tuple[list[Path], list[str], list[str]]], all_wanted: bool = True) -> NoReturn:
    """Print the files of each chart, its complaints, and last what was left out; exit with 1 where there is any."""
    code, refused = 0, []
    for files, complaints, left_out in drawn:
        for file in files:
            say(file)
        for complaint in complaints:
            complain(complaint)
            code = 1
        refused += left_out
    for sentence in refused:
        complain(sentence)
    sys.exit(1 if refused and all_wanted else code)


def _read(text: Path) -> str:
    """Read a text file; of a table in a CSV file each row is a line, as a draft of it has them."""
    if text.suffix.lower() not in (".csv", ".tsv"):
        return read_text(text)
    from sectorbook.ledger.drafting.documents import read_document

    return "\n".join(paragraph.text for paragraph in read_document(text))
