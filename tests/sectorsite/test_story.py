"""The story of the start page: its numbers, its pictures, its languages."""

import re
from dataclasses import replace
from pathlib import Path
from string import Formatter

import pytest
from bs4 import BeautifulSoup
from PIL import Image

import sectorbook as sb
from sectorsite.drawings.pictures import Chart
from sectorsite.front.languages import Language, load_languages
from sectorsite.front.link_pictures import draw_picture, write_chart
from sectorsite.front.numbers import Numbers
from sectorsite.front.picture import ROOM, STAGE, WIDTH, Picture
from sectorsite.front.sharing import SIZE, Link, describe
from sectorsite.front.story import Story

REPORT = "gilgit-baltistan-2025"
STEPS = ("1", "2", "3", "4", "5")


@pytest.fixture(scope="module")
def result() -> sb.Result:
    return sb.reconcile(sb.load_report(REPORT))


@pytest.fixture(scope="module")
def pages(result: sb.Result) -> dict[str, str]:
    """The story by language, with two of the reports."""
    audited = [result, sb.reconcile(sb.load_report("malta-tourism-2001"))]
    return {one.code: Story(one, result).html(audited, []) for one in load_languages()}


@pytest.fixture(scope="module", params=load_languages(), ids=lambda one: one.code)
def language(request: pytest.FixtureRequest) -> Language:
    found: Language = request.param
    return found


def english() -> Language:
    return load_languages()[0]


def parsed(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def bars(svg: str, kind: str) -> list[tuple[float, float]]:
    found = parsed(svg).select(f"rect.{kind}")
    return [(float(str(one["x"])), float(str(one["x"])) + float(str(one["width"]))) for one in found]


def test_the_numbers_are_those_of_the_results() -> None:
    changed = sb.load_report(REPORT).assume(company_revenue=(4.0, 4.0))
    numbers = Numbers(sb.reconcile(changed), english())
    template = "{opening} {companies} {together} {total} {most} {excess} {range} {left_most} {companies_most}"
    # By hand: 15 + 4 = 19, which is 1 more than 18; 18 - 4 = 14; 18 - 15 = 3.
    assert numbers.fill(template).text == "$15m $4m $19m $15m to $18m $18m $1m $10m to $15m $14m $3m"


def test_the_story_has_no_number_that_was_typed(language: Language) -> None:
    texts = [language.description, *language.hero.values(), *language.picture.values(), *language.share.values()]
    texts += [text for step in language.steps for text in (step["title"], step["alt"], *step["text"])]
    assert len(texts) > 30
    assert [text for text in texts if re.search(r"\d", text)] == []


def test_the_story_is_about_400_words(pages: dict[str, str]) -> None:
    story = parsed(pages["en"])
    for tag in story.select("svg, .audited, .origin, figcaption, .more, nav"):
        tag.decompose()
    assert 320 <= len(story.get_text(" ").split()) <= 400


def test_languages_have_the_same_texts_with_the_same_numbers() -> None:
    first, *others = load_languages()
    assert (first.code, [one.code for one in others]) == ("en", ["ur"])
    for other in others:
        assert [fields(step) for step in other.steps] == [fields(step) for step in first.steps]
        for part in ("hero", "ways", "picture", "more"):
            assert getattr(other, part).keys() == getattr(first, part).keys(), part


def fields(step: dict[str, object]) -> list[set[str | None]]:
    """The numbers of a step's texts; a question may be translated where the first language quotes it."""
    texts = [step["title"], step["alt"], *step["text"]]  # type: ignore[misc]
    return [{name for _, name, _, _ in Formatter().parse(str(text)) if name != "question"} - {None} for text in texts]


def test_the_picture_is_to_scale(result: sb.Result) -> None:
    svg = Picture(Numbers(result, english())).step("3")
    unit = WIDTH / (18.5 * ROOM)
    for kind, ends in {"claim": (0, 15), "part": (15, 18.5), "over": (18, 18.5)}.items():
        assert bars(svg, kind) == [pytest.approx([end * unit for end in ends], abs=0.11)], kind


def test_what_is_too_much_is_tied_to_its_words(result: sb.Result) -> None:
    svg = parsed(Picture(Numbers(result, english())).step("3"))
    unit = WIDTH / (18.5 * ROOM)
    leaders = [str(one["d"]) for one in svg.select("path.rule")]
    assert len(leaders) == 1
    x, y, length = map(float, re.findall(r"[\d.]+", leaders[0]))
    assert x == pytest.approx(18.25 * unit, abs=0.11)  # the middle of 18 to 18.5
    words = next(one for one in svg.select("text") if "too much" in one.get_text())
    assert 0 < float(str(words["y"])) - (y + length) <= 16


def test_the_first_sentences_concede_what_rounding_can_do_and_link_to_the_article(
    language: Language, pages: dict[str, str]
) -> None:
    hero = parsed(pages[language.code]).select_one(".hero")
    assert hero is not None
    links = [str(one["href"]) for one in hero.select(".lead a, figcaption a")]
    assert links.count("https://world-economist.com/?p=48958") == 2
    assert {"en": "If that was rounded", "ur": "گول کیا ہوا"}[language.code] in hero.get_text()


def test_an_article_whose_address_nobody_knows_is_linked_in_the_ledger(result: sb.Result) -> None:
    sources = result.report.sources.copy()
    sources.loc["WE", "url"] = ""
    changed = sb.reconcile(replace(result.report, sources=sources))
    assert Numbers(changed, english()).fill("{article}").text == f"ledger/{REPORT}.html#BR"
    sources.loc["BR", "url"] = "https://example.org/a_b"
    own = Numbers(sb.reconcile(replace(result.report, sources=sources)), english())
    assert own.fill("{article}").text == "https://example.org/a_b"


def test_a_rescue_ends_where_its_total_does(result: sb.Result) -> None:
    svg = Picture(Numbers(result, english())).step("4")
    unit = WIDTH / (18.5 * ROOM)
    assert [end for _, end in bars(svg, "claim")] == pytest.approx([15 * unit, 15 * unit, 14.5 * unit], abs=0.11)
    assert [end for _, end in bars(svg, "part")] == pytest.approx([18.5 * unit, 18 * unit, 18 * unit], abs=0.11)


def test_a_language_from_right_to_left_has_a_picture_from_right_to_left(result: sb.Result) -> None:
    there, back = (bars(Picture(Numbers(result, one)).step("3"), "claim")[0] for one in load_languages())
    assert back == pytest.approx([WIDTH - end for end in reversed(there)], abs=0.11)


def test_the_stage_has_all_that_the_steps_show(language: Language, result: sb.Result) -> None:
    picture = Picture(Numbers(result, language))
    stage = parsed(picture.step(STAGE))
    for step in STEPS:
        shown = [str(one) for one in stage.select("[data-steps]") if step in str(one["data-steps"]).split()]
        assert shown == [str(one) for one in parsed(picture.step(step)).select("[data-steps]")], step


def test_each_picture_says_in_words_what_it_shows(language: Language, pages: dict[str, str]) -> None:
    story = parsed(pages[language.code])
    pictures = story.select("figure svg")
    assert len(pictures) == len(STEPS) + 1
    for picture in pictures:
        assert picture["role"] == "img"
        assert len(str(picture["aria-label"])) > 40
        assert re.search(r"\d", str(picture["aria-label"]))
    assert [one["aria-hidden"] for one in story.select(".stage svg")] == ["true"]


def test_every_report_is_listed_with_its_verdict(pages: dict[str, str]) -> None:
    items = parsed(pages["en"]).select(".audited li")
    titles = [sb.load_report(name).title for name in (REPORT, "malta-tourism-2001")]
    assert [item.a and item.a.get_text() for item in items] == titles
    assert [item.span and item.span.get_text() for item in items] == [
        "The opening does not fit.",
        "The figures contradict each other.",
    ]


def test_a_translation_by_machine_says_so(language: Language, pages: dict[str, str]) -> None:
    story = parsed(pages[language.code])
    assert bool(story.select(".hero .remark")) == (language.code != "en")


def test_the_picture_of_a_link_is_the_same_on_every_run(result: sb.Result) -> None:
    first, second = (draw_picture(Numbers(result, english())) for _ in range(2))
    assert first == second
    assert first.png[16:24] == b"".join(length.to_bytes(4) for length in SIZE)
    assert all(words in first.alt for words in ("$15m–$18m", "$3.5m", "$18.5m"))


def test_a_link_shows_a_page_its_first_chart_whole_on_white(tmp_path: Path) -> None:
    Image.new("RGB", (400, 800), "red").save(tmp_path / "tall.png")
    write_chart(Chart({"name": "tall", "alt": "A red bar."}, tmp_path, None, "figures"), tmp_path / "read" / "01")
    with Image.open(tmp_path / "read" / "01.png") as picture:
        assert picture.size == SIZE
        middle = [picture.getpixel((x, 315)) for x in range(SIZE[0])]
    assert (tmp_path / "read" / "01.txt").read_text() == "A red bar.\n"
    # 570 of 630 pixels are left between the margins, and half as many across.
    assert middle.count((255, 0, 0)) == pytest.approx(285, abs=2)
    assert middle.count((255, 255, 255)) == pytest.approx(915, abs=2)


def test_a_chart_without_a_raster_picture_is_no_picture_of_a_link(tmp_path: Path) -> None:
    write_chart(Chart({"name": "drawn", "alt": "Lines."}, tmp_path, None, "figures"), tmp_path / "01")
    write_chart(None, tmp_path / "02")
    assert list(tmp_path.iterdir()) == []


def test_a_link_without_an_address_names_none() -> None:
    tags = Link("A title", 'Words in "quotes" & more').tags()
    assert 'name="description" content="Words in &quot;quotes&quot; &amp; more"' in tags
    assert "og:url" not in tags
    assert "og:image" not in tags
    assert 'name="twitter:card" content="summary"' in tags


def test_a_page_is_described_by_its_answer_and_else_by_its_first_sentence() -> None:
    first = "<p>Short.</p><p>A first sentence that is long enough to describe the page.</p>"
    answer = '<div class="answer"><p>Not quite. The opening does not fit, by half a million.</p></div>'
    assert describe(first) == "A first sentence that is long enough to describe the page."
    assert describe(first + answer) == "Not quite. The opening does not fit, by half a million."
    long = describe(f"<p>{'word ' * 100}</p>")
    assert len(long) <= 200
    assert long.endswith("word…")


def test_the_words_of_a_report_stay_words(language: Language) -> None:
    hostile = '<img src=x onerror="go()"><script>go()</script> **b** {{ c }}'
    report = sb.load_report(REPORT)
    questions, sources = report.questions.copy(), report.sources.copy()
    questions["question"], sources["publisher"] = hostile, hostile
    changed = sb.reconcile(replace(report, title=hostile, questions=questions, sources=sources))
    story = parsed(Story(language, changed).html([changed], []))
    assert story.select("img, script, [onerror]") == []
    listed = story.select_one(".audited a")
    assert listed is not None
    assert listed.get_text() == hostile
