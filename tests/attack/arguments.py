"""Commands with an argument that is wrong, each before anything is run."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from harness import Case

LONG, DIGITS = "x" * 5000, "9" * 400
RUN = ("run", "03", "--to", "out")
SETTINGS = {
    "numbers": (
        *(f"draws={value}" for value in ("0", "-1", "1000000000", DIGITS, "9" * 5000, "1e9", "inf", "nan", "", "1.5", "x")),
        *(f"seed={value}" for value in ("-1", "-9" + DIGITS, "1/0", "9**9**9", "None", "0x1", "\x1b[31m")),
    ),
    "ranges": tuple(
        f"assume.company_revenue={value}"
        for value in ("inf:inf", "nan:nan", "0:1e400", "1e400:2", "-inf:3", "4:3", "-1:3", "3", "3:4:5", ":", "3:", ":4", "",
                      "1/0:2", "9**9**9:1", "5e-324:1", f"{DIGITS}:{DIGITS}", "1e300:inf", "many", "3 to 4 hectares",
                      "about $3 million", "\x07:\x07", LONG, "\ud800", "__import__('os'):1", "0x1:0x2", "٣:٤")  # fmt: skip
    ),
    "names": (
        *("assume.self=1:2", "assume.no_such=1:2", "assume.=1:2", "assume..=1:2", "assume.__class__=1:2", "assume=1:2"),
        *("no_such=1", "=1", "", "about", "export_to=/tmp/x", "draws.x=1", "about.x.y=1", f"{LONG}=1", "\x1b=1"),
        *("profile=no-such", "profile=", "profile=../x.mplstyle", "profile=/etc/passwd", f"profile={LONG}"),
        *("about=exactly", "about=-5%", "about=%", "about=1e9%", f"about={LONG}", "about=\x1b]0;x\x07", "about=5%%"),
        *("report=no-such", "report=", "report=/etc", "report=/dev/null", "report=..", "report=https://example.org/x"),
        *(f"report={LONG}", "report=\x1b[2J", "report=\ud800", "report=data", "report=./notebooks"),
    ),
}  # fmt: skip
OTHER = (
    ("run", "06", "--to", "out", "--set", "years=0"),
    ("run", "06", "--to", "out", "--set", "years=-1"),
    ("run", "06", "--to", "out", "--set", "years=51"),
    ("run", "06", "--to", "out", "--set", "years=inf"),
    ("run", "06", "--to", "out", "--set", "target=inf"),
    ("run", "06", "--to", "out", "--set", "target=1e400"),
    ("run", "06", "--to", "out", "--set", "target=nan"),
    ("run", "06", "--to", "out", "--set", "outage_loss=100"),
    ("run", "04", "--to", "out", "--set", "survey_size=301"),
    ("run", "05", "--to", "out", "--set", "fiscal_year=\x1b[31m"),
    ("run", "05", "--to", "out", "--set", f"fiscal_year={LONG}"),
    ("run", "07", "--to", "out", "--set", f"reports={','.join(['nepal-2022'] * 5000)}"),
    (*RUN, "--set", "seed=1", "--set", "seed=1"),
    (*RUN, "--set", "about=printed", "--set", "about=rounding"),
    (*RUN, "--set", "assume.company_revenue=3:4", "--set", "assume.company_revenue=3:5"),
    (*RUN, "--set", "assume=1", "--set", "assume.company_revenue=3:5"),
    (*RUN, "--set", "assume.company_revenue=3:5", "--set", "assume=1"),
    ("audit", "nepal-2022", "--to", "out", "--assume", "self=1:2"),
    ("audit", "nepal-2022", "--to", "out", "--assume", "inf"),
    ("audit", "nepal-2022", "--to", "out", "--about", "no"),
    ("audit", "nepal-2022", "--to", "out", "--profile", "no"),
    ("audit", "", "--to", "out"),
    ("ask", "nepal-2022", "--about", "99999999999999999999999%x"),
    ("verify", "data/indicators.csv", "--report", "no"),
    ("verify", "data", "--report", "nepal-2022"),
    ("verify", "/dev/zero", "--report", "nepal-2022"),
    ("check-text", "/dev/zero", "--report", "nepal-2022"),
    ("check-text", "/dev/null", "--report", "nepal-2022", "--about", "x"),
    ("tidy", "no-such"),
    ("tidy", ""),
    ("tidy", "/dev/null"),
    ("tidy", "\x1b[31m"),
    ("new-report", "UPPER"),
    ("new-report", "../x"),
    ("new-report", ""),
    ("new-report", "nepal-2022"),
    ("new-report", LONG.lower()),
    ("new-report", "x", "--to", ""),
    ("new-report", "x", "--to", "notebooks"),
    ("new-report", "x", "--to", "data/context"),
    ("new-report", "x", "--to", ".git"),
    ("draft", "data/text.txt", "--to", ""),
    ("draft", "data/text.txt", "--to", "nepal-2022"),
    ("draft", "data/text.txt", "--to", "notebooks/x"),
    ("draft", "data/text.txt", "--to", ".git/x"),
    ("draft", "data/text.txt", "--to", "new", "--date", "yesterday"),
    ("draft", "data/text.txt", "--to", "new", "--date", "2025-99-99"),
    ("draft", "data/text.txt", "--to", "new", "--url", "javascript:alert(1)"),
    ("draft", "data/text.txt", "--to", "new", "--url", "no address"),
    ("draft", "data/text.txt", "--to", "new", "--currency", "DOLLARS"),
    ("draft", "/dev/zero", "--to", "new"),
    ("draft", "nowhere.pdf", "--to", "new"),
    ("draft", "--review", "no-such"),
    ("draft", "--review", "nepal-2022", "--from", "data/indicators.csv"),
    ("draft", "--review", "nepal-2022", "--table", "data/indicators.csv"),
    ("draft",),
    ("export", "no_such", "--profile", "web", "--to", "out"),
    ("export", "feasible_region", "--profile", "no", "--to", "out"),
    ("export", "\x1b[31m", "--profile", "web", "--to", "out"),
    ("chart", "data/indicators.csv", "--to", "out"),
    ("chart", "data/text.txt", "--to", "out"),
    ("chart", "/dev/zero", "--to", "out"),
    ("chart", "notebooks/audit.ipynb", "--to", "out"),
    ("chart", "data/bad.csv", "--to", "out"),
    ("chart", "data/bad.csv", "--low", "\x1b", "--to", "out"),
    ("chart", "data/good.csv", "--digits", "99", "--to", "out"),
    ("chart", "data/good.csv", "--profile", "no", "--to", "out"),
    ("chart", "data/good.csv", "--unit", "\x1b[31m", "--to", "out"),
    ("chart", "data/good.csv", "--title", "a\x07b", "--to", "out"),
    ("chart", "data/good.csv", "--source", "\ud800", "--to", "out"),
    ("chart", "data/good.csv", "--subtitle", LONG * 10, "--to", "out"),
    ("show", "nowhere.png"),
    ("show", "/dev/zero"),
    ("check", "nowhere.pdf"),
    ("check", "/dev/zero"),
    ("check", "data/fake.png"),
    ("check", "data/fake.pdf"),
    ("check", "data/fake.svg"),
    ("check", "data/good.csv", "--profile", "no"),
    ("run", "99", "--to", "out"),
    ("run", "", "--to", "out"),
    ("run", LONG, "--to", "out"),
    ("run", "\x1b[31m", "--to", "out"),
    ("run", "data/good.csv", "--to", "out"),
    ("run", "03"),
    ("sweep", "03", "data/good.csv", "--to", "out"),
    ("sweep", "03", "data/text.txt", "--to", "out", "--jobs", "0"),
    ("sweep", "03", "data/sweep.csv", "--to", "out", "--jobs", "x"),
    ("init", "."),
    ("init", "data/text.txt"),
    ("no-such-command",),
    ("--workspace", "/dev/null", "ask"),
    ("--workspace", "\x1b[31m", "ask"),
    ("--workspace", "", "ask", "no-such"),
)
PLACES = (
    *("", " ", ".", "..", "/", "data", "data/reports", "data/reports/new", "data/new", "notebooks", "notebooks/out"),
    *(
        "figures",
        "figures/out",
        ".git",
        ".git/hooks",
        "./data/../notebooks",
        "link",
        "link/new",
        "data/text.txt",
        "pipe",
    ),
    *(
        "data/text.txt/x",
        "/dev/null",
        "/dev/null/x",
        "/proc/x",
        "x" * 300,
        "data/\x1b[31m",
        "notebooks/\x07",
    ),
)


def prepare(home: Path) -> None:
    """Add the files that the commands name."""
    (home / "figures").mkdir(exist_ok=True)
    (home / ".git" / "hooks").mkdir(parents=True, exist_ok=True)
    (home / "link").symlink_to("notebooks")
    os.mkfifo(home / "pipe")
    data = home / "data"
    texts = {
        "text.txt": "In 2001, 5 million came, 3 million of them by air.",
        "good.csv": "label,low,high\na,1,2\nb,2,3\n",
        "bad.csv": "label,low,high\na,1/0,9**9**9\n\x1b[31m,5e-324,1e400\n=1+1,nan," + DIGITS + "\n",
        "sweep.csv": "seed\n1\n2\n",
        "fake.pdf": "%PDF-1.7\nnothing",
        "fake.svg": '<!DOCTYPE x [<!ENTITY a "b">]><svg>&a;',
        "fake.png": "\x89PNG\r\n",
    }
    for name, text in texts.items():
        (data / name).write_text(text, encoding="utf-8")


def cases() -> Iterator[Case]:
    """Yield all commands."""
    for kind, settings in SETTINGS.items():
        for setting in settings:
            yield Case(kind, f"--set {setting[:40]!a}", (*RUN, "--set", setting), prepare)
    for words in OTHER:
        yield Case("others", json.dumps([word[:30] for word in words]), words, prepare)
    for place in PLACES:
        for words in (("run", "03"), ("audit", "nepal-2022"), ("sweep", "03", "data/sweep.csv"), ("chart", "data/good.csv"),
                      ("export", "feasible_region", "--profile", "web")):  # fmt: skip
            yield Case("--to", f"{words[0]} --to {place[:20]!a}", (*words, "--to", place), prepare)
