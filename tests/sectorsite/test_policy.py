"""What is taken out of a page so that its policy holds."""

from sectorsite.front.policy import MovedStyles


def test_a_style_becomes_a_class_of_the_sheet() -> None:
    moved = MovedStyles()
    first = moved.cleaned('<td class="a" style="text-align: left;">1</td>')
    again = moved.cleaned('<td style="text-align: left;">2</td>')
    name = first.split('"')[1].removeprefix("a ")
    assert first == f'<td class="a {name}">1</td>'
    assert again == f'<td class="{name}">2</td>'
    assert moved.sheet == f"html body .{name}.{name}.{name} {{ text-align: left }}\n"


def test_scripts_and_handlers_go_and_data_stays() -> None:
    html = '<p onclick="go()">a</p><script>go()</script><style>p { color: red }</style>'
    data = '<script type="application/json">{"a": 1}</script><script defer="" src="_static/a.js"></script>'
    assert MovedStyles().cleaned(html + data) == f"<p>a</p>{data}"


def test_a_page_without_any_stays_as_it_is() -> None:
    html = "<p>One &amp; only <br> in style = fine</p>"
    assert MovedStyles().cleaned(html) is html
