"""What is taken out of a page so that its policy holds."""

from sectorsite.front.policy import cleaned


def test_styles_scripts_and_handlers_go_and_data_stays() -> None:
    html = '<p onclick="go()" style="color: red">a</p><script>go()</script><style>p { color: red }</style>'
    data = '<script type="application/json">{"a": 1}</script><script defer="" src="_static/a.js"></script>'
    assert cleaned(html + data) == f"<p>a</p>{data}"


def test_a_page_without_any_stays_as_it_is() -> None:
    html = "<p>One &amp; only <br> in style = fine</p>"
    assert cleaned(html) is html
