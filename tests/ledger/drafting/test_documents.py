"""Paragraphs of documents, against what a person reads in them."""

import json
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from sectorbook.errors import DocumentError
from sectorbook.ledger.drafting.documents import plain_paragraphs, read_document


def texts(file: Path) -> list[str]:
    return [paragraph.text for paragraph in read_document(file)]


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_each_long_line_of_a_plain_text_is_a_paragraph() -> None:
    long = "The mills of the valley employ " + "very " * 30 + "many people."
    found = plain_paragraphs(f"A headline\n{long}\n\n{long}\n")
    assert [(paragraph.number, paragraph.line) for paragraph in found] == [(1, 1), (2, 2), (3, 4)]
    assert found[2].text == long


def test_lines_broken_to_fit_a_width_are_one_paragraph() -> None:
    text = "The mills of the valley employ some\n40 people, and they grind 3.5 million\ntonnes.\n\nA second one.\n"
    found = plain_paragraphs(text)
    assert [paragraph.text for paragraph in found] == [
        "The mills of the valley employ some 40 people, and they grind 3.5 million tonnes.",
        "A second one.",
    ]
    assert [paragraph.line for paragraph in found] == [1, 5]


def test_items_of_a_list_stay_apart() -> None:
    found = plain_paragraphs("The valley has\n- 40 mills that grind wheat and rye\n- 3 dams\n")
    assert [paragraph.text for paragraph in found] == [
        "The valley has",
        "- 40 mills that grind wheat and rye",
        "- 3 dams",
    ]


def test_markdown_has_its_text_with_lines(tmp_path: Path) -> None:
    text = """---
year: 2019
---
# Mills in *2020*

Of [40 mills](https://example.org/77)
`12` are new.[^1]

| place | mills |
|---|---|
| Upper | 30 |

```python
x = 99
```

<p>Another <b>5</b>.</p>

[^1]: By the guild's count.
"""
    found = read_document(written(tmp_path, "mills.md", text))
    assert [(paragraph.text, paragraph.line) for paragraph in found] == [
        ("Mills in 2020", 4),
        ("Of 40 mills 12 are new.", 6),
        ("place | mills", 9),
        ("Upper | 30", 11),
        ("Another 5.", 11),
        ("By the guild's count.", 19),
    ]
    assert found[1].place == "line 6"


def test_of_several_main_parts_the_longest_is_read(tmp_path: Path) -> None:
    page = "<article>5 teasers</article><main><p>The valley has 40 mills and 3 dams.</p></main><article>6</article>"
    assert [one.text for one in read_document(written(tmp_path, "mills.html", page))] == [
        "The valley has 40 mills and 3 dams."
    ]


def test_a_page_gives_its_main_part_without_what_stands_beside_it(tmp_path: Path) -> None:
    page = """<html><head><title>77 stories</title><script>var a = 88;</script></head><body>
<nav>12 links</nav>
<main><h1>Mills</h1>
<p>The valley has 40<sup><a href="#1">[2]</a></sup> mills on 9 km<sup>2</sup>,<!-- 66 --> and<br>3 dams.</p>
<div style="display:none">55</div>
<table><tr><th>place</th><th>mills</th></tr><tr><td><p>Upper</p></td><td>30</td></tr></table>
<ul><li>one</li><li>two<br><br>three</li></ul></main>
<p>Read 5 more</p></body></html>"""
    found = read_document(written(tmp_path, "mills.html", page))
    assert [paragraph.text for paragraph in found] == [
        "Mills",
        "The valley has 40 mills on 9 km², and 3 dams.",
        "place | mills",
        "Upper | 30",
        "one",
        "two",
        "three",
    ]
    assert [paragraph.line for paragraph in found][:2] == [3, 4]
    assert [paragraph.heads for paragraph in found][2:5] == [("", ""), ("place", "mills"), ()]


def test_a_page_in_another_encoding_is_read_as_it_says(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes('<meta charset="windows-1252"><p>Umsatz: 40 € im Jahr</p>'.encode("cp1252"))
    assert texts(file) == ["Umsatz: 40 € im Jahr"]


def test_a_word_file_has_paragraphs_and_rows_without_deletions(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Mills")
    paragraph = document.add_paragraph("The valley has 40")
    paragraph.add_run("2").font.superscript = True
    word = nsdecls("w")
    paragraph._p.append(parse_xml(f"<w:del {word}><w:r><w:delText> old 30</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f'<w:ins {word}><w:r><w:t xml:space="preserve"> mills.</w:t></w:r></w:ins>'))
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Upper", "30"
    document.save(str(tmp_path / "mills.docx"))
    found = read_document(tmp_path / "mills.docx")
    assert [paragraph.text for paragraph in found] == ["Mills", "The valley has 40² mills.", "Upper | 30"]
    assert found[2].place == "paragraph 3"


def test_a_pdf_has_paragraphs_without_running_heads(tmp_path: Path) -> None:
    pyplot = pytest.importorskip("matplotlib.pyplot")
    from matplotlib.backends.backend_pdf import PdfPages

    pages = [
        [
            "Mill Report 2020",
            "The valley has forty mills, which grind some",
            "3.5 million tonnes a year, and the guild",
            "1",
        ],
        ["Mill Report 2020", "counts 12 dams.", "A second paragraph stands here, as long as", "the first.", "2"],
        ["Mill Report 2020", "A last page.", "3"],
    ]
    with PdfPages(tmp_path / "mills.pdf") as file:
        for lines in pages:
            figure = pyplot.figure(figsize=(6, 4))
            for at, line in enumerate(lines):
                figure.text(0.1, 0.9 - at / 10, line)
            file.savefig(figure)
            pyplot.close(figure)
    found = read_document(tmp_path / "mills.pdf")
    assert [(paragraph.text, paragraph.place) for paragraph in found] == [
        (
            "The valley has forty mills, which grind some 3.5 million tonnes a year, and the guild counts 12 dams.",
            "page 1",
        ),
        ("A second paragraph stands here, as long as the first.", "page 2"),
        ("A last page.", "page 3"),
    ]


def test_a_notebook_has_its_text_and_the_markdown_it_shows(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Mills\n", "\n", "There are 40."]},
        {
            "cell_type": "code",
            "source": "77",
            "outputs": [{"data": {"text/markdown": "Of them **12**."}}, {"text": "5"}],
        },
    ]
    found = read_document(written(tmp_path, "mills.ipynb", json.dumps({"cells": cells})))
    assert [(paragraph.text, paragraph.place) for paragraph in found] == [
        ("Mills", "cell 1"),
        ("There are 40.", "cell 1"),
        ("Of them 12.", "cell 2"),
    ]


@pytest.mark.parametrize(
    ("name", "contents", "said"),
    [
        (
            "a.txt",
            b"Mills\r\n40 mills \x80",
            'line 2: it is not UTF-8; in Windows-1252 the byte .* would be "\N{EURO SIGN}"',
        ),
        ("a.txt", "40".encode("utf-16"), "UTF-16"),
        ("a.txt", b"PK\x03\x04\0\0", "no text"),
        ("a.txt", b" \n", "holds no text"),
        ("a.docx", b"no archive", "no .docx file"),
        ("a.pdf", b"%PDF-1.4 nothing", "cannot be read as a PDF"),
        ("a.ipynb", b"[1]", "no notebook"),
        ("a.odt", b"PK", "Save it as .docx"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(tmp_path: Path, name: str, contents: bytes, said: str) -> None:
    file = tmp_path / name
    file.write_bytes(contents)
    with pytest.raises(DocumentError, match=said) as raised:
        read_document(file)
    assert str(file) in str(raised.value)
