"""Markdown as the page's elements: everything is shown, and nothing of it can run."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import texts
from handlers.channels.web import write
from handlers.conversation.messages import Attachment
from handlers.conversation.outgoing import file_text

TAGS = {
    *("p", "h", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "strong", "em", "s", "a"),
    *("br", "code", "pre", "hr", "file"),
}


@pytest.mark.parametrize(
    ("markdown", "blocks"),
    [
        ("Hola **tú** y _yo_", [["p", "", "Hola ", ["strong", "", "tú"], " y ", ["em", "", "yo"]]]),
        ("uno\ndos  \ntres", [["p", "", "uno", ["br", ""], "dos", ["br", ""], "tres"]]),
        ("# Hoy\n\n~~no~~", [["h", "", "Hoy"], ["p", "", ["s", "", "no"]]]),
        ("- a\n- b\n\n3. c", [["ul", "", ["li", "", "a"], ["li", "", "b"]], ["ol", 3, ["li", "", "c"]]]),
        ("> `x`\n\n---", [["blockquote", "", ["p", "", ["code", "", "x"]]], ["hr", ""]]),
        ("```py\na\n\nb\n```", [["pre", "", "a\n\nb"]]),
        ("[Aquí](https://a.mx/p_1)", [["p", "", ["a", "https://a.mx/p_1", "Aquí"]]]),
        ("Ve https://a.mx/p_1.", [["p", "", "Ve ", ["a", "https://a.mx/p_1", "https://a.mx/p_1"], "."]]),
        ("![pan](https://a.mx/p.png)", [["p", "", ["a", "https://a.mx/p.png", "pan"]]]),
        ("<b>x</b> &amp; <script>", [["p", "", "<b>x</b> &amp; <script>"]]),
        ("", []),
    ],
)
def test_markdown_becomes_elements(markdown: str, blocks: list[Any]) -> None:
    assert write.blocks(markdown) == blocks


def test_a_table_has_its_rows_and_breaks() -> None:
    (table,) = write.blocks("|a|b|\n|-|-|\n|1<br>2|3|")
    head = ["thead", "", ["tr", "", ["th", "", "a"], ["th", "", "b"]]]
    assert table == ["table", "", head, ["tbody", "", ["tr", "", ["td", "", "1", ["br", ""], "2"], ["td", "", "3"]]]]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "/admin", "vbscript:x", "file:///etc"])
def test_no_link_leads_anywhere_but_to_pages_mail_and_telephones(address: str) -> None:
    for markdown in (f"[x](<{address}>)", f"![x](<{address}>)"):
        assert '"a"' not in json.dumps(write.blocks(markdown))


@given(st.text(alphabet="ab *_~`#>-|[]()!<:/\\\n1.x", max_size=60))
def test_whatever_is_written_becomes_known_elements_and_texts(markdown: str) -> None:
    def check(node: Any) -> None:
        if not isinstance(node, str):
            assert node[0] in TAGS
            for inside in node[2:]:
                check(inside)

    for block in write.blocks(markdown):
        assert block[0] in TAGS
        check(block)


def test_what_is_nested_too_deep_is_shown_as_it_is() -> None:
    deep = ">" * 60 + " hola\nadiós"
    assert write.blocks(deep) == [["p", "", ">" * 60 + " hola", ["br", ""], "adiós"]]


def link_to(file: Attachment) -> str:
    return f"https://recado.example/file?{file.url}"


def test_a_file_is_a_link_of_ours_with_its_words() -> None:
    text = file_text(Attachment("https://api.twilio.com/ME1", "image/jpeg"), "Mira")
    link = ["a", "https://recado.example/file?https://api.twilio.com/ME1", ["file", "image/jpeg"]]
    assert write.message(text, "es", link_to) == [["p", "", link], ["p", "", "Mira"]]


def test_where_nothing_can_be_shown_a_sentence_is() -> None:
    assert write.message("\x00 \n", "en", link_to) == [["p", "", texts.REFUSED["en"]]]


def test_only_what_has_changed_is_sent_again() -> None:
    before, after = write.blocks("uno\n\ndo"), write.blocks("uno\n\ndos\n\ntres")
    assert write.changed(before, after) == 1
    assert write.changed(after, after) == 3
    assert write.changed([], after) == 0
