"""Published figures have the right size, contain their texts, and are the same from run to run."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from importlib.metadata import version
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from pypdf import PdfReader

import sectorbook as sb
from helpers.clone import FIGURES
from helpers.people import DATA, draw
from sectorbook.errors import FigureError
from sectorbook.figures.export.formats import WRITERS
from sectorbook.figures.gallery import write_gallery
from sectorbook.figures.layout import lay_out
from sectorbook.figures.profiles import load_profile, profile_style
from sectorbook.figures.sidecar import is_intact, load_sidecars
from sectorbook.figures.spec import make_spec
from sectorbook.ledger.report import Report

GOOD: dict[str, Any] = {
    "data": DATA,
    "title": "Three ranges [of people]",
    "caption": "As printed, $ and all.",
    "alt": "Range chart: [freelancers] about 3,000–4,000, workforce 6,000–7,000 people.",
    "sources": ["BR"],
}


def publish(report: Report, folder: Path | str, name: str = "people", **changes: Any) -> None:
    sb.configure_figures(report, export_to=str(folder)).publish(draw, name, **GOOD | changes)


@pytest.fixture(scope="module")
def published(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a figure, to be read only."""
    folder = tmp_path_factory.mktemp("published")
    publish(report, folder)
    return folder


def test_every_file_of_a_figure_is_there(published: Path) -> None:
    assert {file.name for file in published.iterdir()} == {
        f"people.{end}" for end in ("pdf", "svg", "png", "csv", "json")
    }


def test_without_a_folder_a_figure_is_only_shown(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    publish(report, "")
    assert list(tmp_path.iterdir()) == []
    assert ": Range chart" in capsys.readouterr().out


def test_a_figure_is_as_wide_as_its_profile(published: Path) -> None:
    with Image.open(published / "people.png") as picture:
        assert picture.width == 1890  # 160 mm at 300 dots an inch, to the nearest
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.01)
        height = picture.height
    box = PdfReader(published / "people.pdf").pages[0].mediabox
    assert float(box.height) / 72 * 300 == pytest.approx(height, abs=0.01)  # no row of pixels is cut off
    assert float(box.width) * 25.4 / 72 == pytest.approx(160, abs=0.03)


def test_files_contain_their_texts(published: Path) -> None:
    with Image.open(published / "people.png") as picture:
        assert picture.info["Title"] == GOOD["title"]
        assert picture.info["Description"] == GOOD["alt"]
        assert "Business Recorder" in picture.info["Source"]
        assert "Software" not in picture.info
    metadata = PdfReader(published / "people.pdf").metadata
    assert metadata is not None
    assert (metadata["/Title"], metadata["/Subject"]) == (GOOD["title"], GOOD["alt"])
    assert "/CreationDate" not in metadata
    svg = ET.parse(published / "people.svg").getroot()
    assert [title.text for title in svg.iter("{http://www.w3.org/2000/svg}title")] == [GOOD["title"]]
    assert not list(svg.iter("{http://purl.org/dc/elements/1.1/}date"))


def test_fonts_are_embedded_and_none_is_type_3(published: Path) -> None:
    page: Any = PdfReader(published / "people.pdf").pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert fonts
    assert {font["/Subtype"] for font in fonts} == {"/Type0"}
    for font in fonts:
        assert "/FontFile2" in font["/DescendantFonts"][0].get_object()["/FontDescriptor"]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils: scripts/system-packages")
def test_a_pdfs_text_has_title_ends_and_source(published: Path) -> None:
    text = subprocess.run(
        ["pdftotext", published / "people.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    for words in (GOOD["title"], "about 3,000–4,000 people", "at least 3,000 people", "Source: Business Recorder"):
        assert words in text


def test_the_plotted_data_and_the_card_lie_beside(published: Path) -> None:
    pd.testing.assert_frame_equal(pd.read_csv(published / "people.csv"), DATA)
    card = json.loads((published / "people.json").read_text(encoding="utf-8"))
    assert (card["title"], card["caption"], card["alt"]) == (GOOD["title"], GOOD["caption"], GOOD["alt"])
    for name, digest in card["files_sha256"].items():
        assert hashlib.sha256((published / name).read_bytes()).hexdigest() == digest


def test_a_change_of_the_report_is_marked_in_caption_and_alt_text(report: Report, tmp_path: Path) -> None:
    publish(report.without("EST-05"), tmp_path)
    assert {file.stem for file in tmp_path.iterdir()} == {"people--without-est-05"}
    card = json.loads((tmp_path / "people--without-est-05.json").read_text(encoding="utf-8"))
    assert card["caption"].endswith("Changed here: without EST-05.")
    assert card["alt"].endswith("Changed here: without EST-05.")
    assert card["changes"] == ["without EST-05"]


def test_a_caption_that_names_the_change_does_not_say_it_twice(report: Report, tmp_path: Path) -> None:
    changed = report.without("EST-05")
    publish(changed, tmp_path, caption=f"As read. {sb.reconcile(changed).reading}")
    card = json.loads((tmp_path / "people--without-est-05.json").read_text(encoding="utf-8"))
    assert card["caption"].count("without EST-05") == 1
    assert card["alt"].count("without EST-05") == 1


def test_bytes_do_not_depend_on_earlier_settings_and_figures(report: Report, published: Path, tmp_path: Path) -> None:
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "savefig.bbox": "tight"}):
        publish(report, tmp_path / "again", name="other")
        publish(report, tmp_path / "again")
    for end in ("pdf", "svg", "png", "csv", "json"):
        assert (tmp_path / "again" / f"people.{end}").read_bytes() == (published / f"people.{end}").read_bytes(), end


def test_publishing_leaves_matplotlib_as_it_was(report: Report, tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    publish(report, tmp_path)
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": " "}, 'The figure "people" has no title. Write one.'),
        ({"caption": ""}, "has no caption"),
        ({"alt": ""}, "has no alt text"),
        ({"alt": GOOD["caption"]}, "repeats the caption or title"),
        ({"sources": []}, "has no source"),
        ({"data": DATA.iloc[:0]}, "has no data"),
        ({"name": "../people"}, "cannot be a file's name"),
        ({"height": 300}, "ends at 220 mm. Make it lower"),
        ({"height": 5}, "leaves no room for a drawing"),
        ({"height": -5}, "leaves no room for a drawing"),
        ({"height": float("nan")}, "leaves no room for a drawing"),
        ({"name": "people_web"}, "no profile at its end"),
        ({"computed": {"n": "seven"}}, 'computed["n"] of the figure "people" is \'seven\'. Give a number.'),
        (
            {"data": DATA.assign(kind="estimate")},
            "cannot be drawn. It needs a label, a kind of printed, follows, lead",
        ),
        ({"data": DATA.assign(high=[2.0, 1.0, 0.0])}, "a low end that is not above the high one"),
    ],
)
def test_a_figure_that_lacks_something_is_refused(
    report: Report, tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(FigureError, match=re.escape(message)):
        publish(report, tmp_path, **changes)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_profile_is_refused(report: Report) -> None:
    with pytest.raises(FigureError, match=r'There is no profile "reprt". Did you mean "report"\?'):
        sb.configure_figures(report, profile="reprt")


@pytest.mark.parametrize("card", load_sidecars(), ids=lambda card: card["name"])
def test_committed_figures_are_intact_and_name_their_source(card: dict[str, Any]) -> None:
    assert is_intact(card["notebook"])
    assert re.match(r"Sources?: \S.+\.", card["source"])
    assert len(card["alt"]) > 60
    assert card["alt"] != card["caption"]


@pytest.mark.parametrize("card", load_sidecars(), ids=lambda card: card["name"])
def test_text_of_committed_figures_starts_inside_the_page(card: dict[str, Any]) -> None:
    page = PdfReader(FIGURES / f"{card['name']}.pdf").pages[0]
    places: list[tuple[float, float]] = []
    page.extract_text(visitor_text=lambda text, _, at, *__: places.append((at[4], at[5])) if text.strip() else None)
    assert places
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    assert all(0 <= x <= width and 0 <= y <= height for x, y in places)


def test_a_figure_with_an_altered_file_is_not_intact(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(FIGURES, tmp_path / "figures"))
    notebook = load_sidecars(copy)[0]["notebook"]
    assert is_intact(notebook, folder=copy)
    (copy / f"{load_sidecars(copy)[0]['name']}.csv").write_text("x\n", encoding="utf-8")
    assert not is_intact(notebook, folder=copy)


def test_the_gallery_shows_every_figure_with_alt_text(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(FIGURES, tmp_path / "figures"))
    (copy / "README.md").unlink()
    write_gallery(copy)
    text = (copy / "README.md").read_text(encoding="utf-8")
    assert text == (FIGURES / "README.md").read_text(encoding="utf-8")
    of_sum = text.split("## The headline")[1].split("\n## ")[0]
    assert "To cite it: The sectorbook authors: “The headline \\$<span></span>15m doesn't fit" in of_sum
    assert f"Chart overshoot of sectorbook {version('sectorbook')}, CC BY 4.0. Source: Business Recorder, " in of_sum
    assert of_sum.count("Source: ") == 1
    assert len(re.findall(r"!\[.{60,}?\]\(\w+\.png\)", text)) == len(load_sidecars(copy)) > 0


def test_a_profiles_rules_are_read_from_its_row() -> None:
    profile = load_profile("report")
    assert (profile.width, profile.max_height, profile.dpi) == (160, 220, 300)
    assert profile.formats == ("pdf", "svg", "png")


def test_bytes_do_not_depend_on_the_order_of_saving_or_on_saving_twice(report: Report) -> None:
    spec = make_spec(report, "people", **GOOD | {"subtitle": "", "computed": {}})
    profile = load_profile("report")
    with profile_style(profile, salt="people"):
        figure = lay_out(draw, spec.data, spec, profile)
        first = {ending: writer(figure, spec, profile) for ending, writer in WRITERS.items()}
        again = {ending: WRITERS[ending](figure, spec, profile) for ending in reversed(WRITERS)}
        anew = lay_out(draw, spec.data, spec, profile)
        other = {ending: WRITERS[ending](anew, spec, profile) for ending in ("png", "tiff", "svg", "pdf")}
    for ending, content in first.items():
        assert again[ending] == content, ending
        assert other[ending] == content, ending


def test_fonts_in_a_pdf_have_the_outlines_of_what_is_drawn_and_no_more(published: Path) -> None:
    (page,) = PdfReader(published / "people.pdf").pages
    for font in page["/Resources"]["/Font"].values():
        program = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]["/FontFile2"]
        with TTFont(io.BytesIO(program.get_data())) as subset:
            assert {"glyf", "hmtx"} <= set(subset.keys())
            assert not set(subset.keys()) & {"GDEF", "GPOS", "GSUB", "fpgm", "prep", "cvt ", "kern"}
            assert len(subset["glyf"].keys()) < 100  # 2,300 in the whole font


def test_a_figure_is_drawn_once_for_each_profile_and_only_the_first_is_shown(
    report: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    widths: list[float] = []

    def record_width(fig: Any, data: pd.DataFrame) -> None:
        widths.append(round(fig.get_figwidth() * 25.4, 1))
        draw(fig, data)

    sb.configure_figures(report, "nature-1, web, plos", str(tmp_path)).publish(record_width, "people", **GOOD)
    assert widths == pytest.approx([89.0, 169.3, 132.0], abs=0.11)
    assert len(re.findall(r"Chart people \([0-9a-f]+\): Range chart", capsys.readouterr().out)) == 1
    assert {file.suffix for file in tmp_path.glob("people_plos.*")} == {".tiff", ".csv", ".json"}


def test_a_fault_while_a_figure_is_stored_leaves_the_earlier_one_intact(
    report: Report, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(published, tmp_path / "earlier"))
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    monkeypatch.setattr("sectorbook.figures.publish.check_drawing", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish(report, folder, title="Another title")
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_a_notebooks_figures_are_intact_only_where_each_profile_shows_the_same(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(FIGURES, tmp_path / "figures", ignore=shutil.ignore_patterns("*_nature-1.*")))
    (notebook,) = {card["notebook"] for card in load_sidecars(copy) if card["figure"] == "feasible_region"}
    assert not is_intact(notebook, ("nature-1",), copy)
    own = [card for card in load_sidecars(copy) if card["notebook"] == notebook]
    for card in own:
        name = f"{card['name']}_nature-1"
        other = card | {"name": name, "profile": "nature-1", "files_sha256": {}}
        (copy / f"{name}.json").write_text(json.dumps(other), encoding="utf-8")
    assert is_intact(notebook, ("nature-1",), copy)
    (copy / f"{name}.json").write_text(json.dumps(other | {"data_sha256": "0"}), encoding="utf-8")
    assert not is_intact(notebook, ("nature-1",), copy)


def test_the_numbers_that_a_figures_texts_may_contain_include_its_counts(report: Report) -> None:
    data = pd.DataFrame({"label": ["a", "b", "b"] * 19, "low": 0.25, "high": 0.5})
    known = make_spec(report, "people", **GOOD | {"subtitle": "", "computed": {"n": 871}, "data": data}).known
    assert {0.25, 0.5, 871, 57, 2} <= set(known)  # ends, what is named, rows, labels
    assert 58 not in known
    rounded = make_spec(
        report,
        "people",
        **GOOD
        | {
            "subtitle": "",
            "computed": {},
            "data": pd.DataFrame({"label": ["A"], "low": [2875.0], "high": [14500 / 3]}),
        },
    ).known
    assert {2875, 4834} <= set(rounded)  # as texts write the ends of a computed range: outward
    assert not {2876, 4832} & set(rounded)
