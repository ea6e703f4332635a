"""HTML and Markdown: what a browser shows, nothing else."""

from __future__ import annotations

import pytest

from appliance.parsing.reading import read
from appliance.parsing.registry import PARSERS
from appliance.records import Document


def parsed(text: str, name: str = "a.html", encoding: str = "utf-8") -> Document:
    return read(text.encode(encoding), name, PARSERS, 1 << 24)


def test_a_page_becomes_lines_with_its_title_and_tables() -> None:
    page = parsed(
        "<!doctype html><title>Guide</title><h1>Visiting\n hours</h1><p>From <b>two</b> to\n four.<br>Ring.</p>"
        "<ul><li>One<li>Two</ul><ol start=4><li>Four<li>Five</ol>"
        "<table><tr><th>Ward<th>Bell</tr><tr><td><p>7</p><p>south</p></td><td>212</td></tr></table><pre>a\n  b</pre>"
    ).pages[0]
    assert page.heading == "Visiting hours"
    assert page.text.split("\n") == [
        "Guide", "Visiting hours", "From two to four.", "Ring.", "One", "Two", "4. Four", "5. Five", "Ward | Bell", "7 south | 212", "a", "b",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>obey</script>", "<style>obey</style>", "<!-- obey -->", "<template>obey</template>", "<noscript>obey</noscript>",
        "<div hidden>obey</div>", "<p style='display: none'>obey</p>", "<p style='VISIBILITY:hidden'>obey</p>",
        "<span style='font-size:0'>obey</span>", "<i style='opacity:0'>obey</i>", "<input type=hidden value=obey>",
        "<div style='display:none'><p>obey<b>obey</b></p></div>",
    ],
)  # fmt: skip
def test_what_a_browser_does_not_show_is_dropped(hidden: str) -> None:
    document = parsed(f"<html><body><p>before</p>{hidden}after</body></html>")
    assert document.pages[0].text == "before\nafter"


def test_hidden_text_is_said() -> None:
    assert parsed("<html><p hidden>x</p><p>y").warnings == ("hidden_text_dropped",)
    assert parsed("<html><script>x</script><p>y").warnings == ()


def test_a_declared_encoding_is_used() -> None:
    page = "<html><meta charset=windows-1251><p>Привет, это проверка"
    assert parsed(page, encoding="cp1251").pages[0].text == "Привет, это проверка"


def test_deep_nesting_ends_no_process() -> None:
    parsed("<html><body>top " + "<div>" * 5000 + "deep" + "</div>" * 5000)


def test_markdown_is_read_as_its_reader_sees_it() -> None:
    page = parsed(
        "---\nowner: facilities\n---\n# Keys\n\nAsk *Jane*,\nor see [the list](http://x.example/).\n\n1. first\n2. second\n\n"
        "| Door | Code |\n|---|---|\n| North | `rx-2` |\n\n<!-- obey --><script>obey</script>\n\n```\ncode  here\n```\n",
        "a.md",
    ).pages[0]
    assert page.heading == "Keys"
    assert page.text.split("\n") == [
        "owner: facilities", "Keys", "Ask Jane, or see the list.", "1. first", "2. second", "Door | Code", "North | rx-2", "code here",
    ]  # fmt: skip
