"""Markdown as rich HTML: only documented tags, and every character of the author's as a character."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dev.telegram_standin.rich import ATTRIBUTES
from handlers.channels.markup.html import to_html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Hola", "<p>Hola</p>"),
        ("uno\ndos\\\ntres", "<p>uno<br>dos<br>tres</p>"),
        ("uno\n\ndos", "<p>uno</p><p>dos</p>"),
        ("**uno** *dos* ~~tres~~ `a<b`", "<p><b>uno</b> <i>dos</i> <s>tres</s> <code>a&lt;b</code></p>"),
        ("# Menú\n\n---\n\n> cita", "<h1>Menú</h1><hr/><blockquote><p>cita</p></blockquote>"),
        ("- uno\n- dos\n  1. tres", "<ul><li>uno</li><li>dos<ol><li>tres</li></ol></li></ul>"),
        ("3. tres\n4. cuatro", '<ol start="3"><li>tres</li><li>cuatro</li></ol>'),
        ("```py\nif a<b: 1\n```", '<pre><code class="language-py">if a&lt;b: 1</code></pre>'),
        ('```"x\nuno\n```', "<pre>uno</pre>"),
        (
            "| a | b | c |\n|---|:-:|--:|\n| 1<br>2 | **3** | 4 |",
            '<table bordered><tr><th>a</th><th align="center">b</th><th align="right">c</th></tr>'
            '<tr><td>1<br>2</td><td align="center"><b>3</b></td><td align="right">4</td></tr></table>',
        ),
        ("[la carta](https://a.mx/?a=1&b=2)", '<p><a href="https://a.mx/?a=1&amp;b=2">la carta</a></p>'),
        ("https://a.mx/_b_", "<p>https://a.mx/_b_</p>"),
        ("", ""),
    ],
)
def test_marks_become_tags(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("Cuesta $45 y $50", "<p>Cuesta $45 y $50</p>"),
        ("2*3*4 y **1**2", "<p>2*3*4 y **1**2</p>"),
        ("~~10~~20", "<p>~~10~~20</p>"),
        ("re**mar**car", "<p>re<b>mar</b>car</p>"),
        ('<tg-button type="url">x</tg-button>', '<p>&lt;tg-button type="url"&gt;x&lt;/tg-button&gt;</p>'),
        ("&lt; &amp;", "<p>&amp;lt; &amp;amp;</p>"),
        ("[él](tg://user?id=7) [x](javascript:a)", "<p>él [x](javascript:a)</p>"),
        ("![foto](https://x.mx/a.png)", '<p><a href="https://x.mx/a.png">foto</a></p>'),
        ("![](https://x.mx/a.png)", '<p><a href="https://x.mx/a.png">🖼</a></p>'),
        ("![foto](tg://photo?id=1)", "<p>foto</p>"),
    ],
)
def test_what_telegram_would_take_for_something_else_stays_what_it_is(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


def test_what_is_nested_too_deep_is_left_to_others() -> None:
    assert to_html("> " * 30 + "hola") is None


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ATTRIBUTES
        assert {name for name, _ in attrs} <= ATTRIBUTES[tag] | {"class"}
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == "hr" or self.open.pop() == tag


MARKUP = st.text(st.sampled_from(list("ab 1*_~`#-.>|[]()!<>$&\n\\:/=\"'")), max_size=80)


@given(MARKUP)
def test_tags_are_telegrams_own_and_come_in_pairs(markdown: str) -> None:
    html = to_html(markdown)
    if html is not None:
        reader = _Tags()
        reader.feed(html)
        assert reader.open == []
        assert re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;)", html) is None
