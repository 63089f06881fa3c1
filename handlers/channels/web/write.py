"""Writing for the page: Markdown as a tree of elements, each of a kind that the script knows. There is no HTML in it.

A node is a text, or a list: an element's name, what belongs to it (a link's address, a list's first number, a file's
media type), and the nodes in it. The script makes elements of the names that it knows, and only texts of texts.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from markdown_it.token import Token

from handlers import texts
from handlers.channels.markup.text import parsed
from handlers.conversation.messages import Attachment
from handlers.conversation.outgoing import file_in
from handlers.languages import Spoken

Node = Any  # str | list[Node], which JSON has no other word for

_ELEMENTS = {
    "paragraph_open": "p",
    "heading_open": "h",
    "bullet_list_open": "ul",
    "ordered_list_open": "ol",
    "list_item_open": "li",
    "blockquote_open": "blockquote",
    "table_open": "table",
    "thead_open": "thead",
    "tbody_open": "tbody",
    "tr_open": "tr",
    "th_open": "th",
    "td_open": "td",
    "strong_open": "strong",
    "em_open": "em",
    "s_open": "s",
    "link_open": "a",
}
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MAY_LEAD_TO = re.compile(r"(https?://|mailto:|tel:)[^\s]", re.IGNORECASE)


def message(text: str, language: Spoken, link_to: Callable[[Attachment], str]) -> list[Node]:
    """One text as the nodes of a message; if it contains nothing to show, a fixed sentence. `link_to`: to a file."""
    enclosure = file_in(text)
    if enclosure is None:
        return blocks(text) or blocks(texts.REFUSED[language])
    file = ["a", link_to(enclosure.file), ["file", enclosure.file.media_type]]
    return [["p", "", file], *blocks(enclosure.caption)]


_parsed = lru_cache(maxsize=64)(parsed)


def blocks(markdown: str) -> list[Node]:
    """Markdown as blocks, outermost first: paragraphs, lists, tables, code."""
    clean, tokens = _parsed(markdown)
    if not tokens and clean.strip():
        return [["p", "", *_lines(clean.strip())]]
    return _nodes(tokens or ())


def _nodes(tokens: Sequence[Token]) -> list[Node]:
    """The tree of tokens, which open and close each element in turn."""
    stack: list[list[Node]] = [[]]
    for token in tokens:
        if token.nesting == 1:
            stack.append(_element(token))
        elif token.nesting == -1:
            closed = stack.pop()
            stack[-1] += closed[2:] if closed[0] == "" else [closed]
        else:
            stack[-1] += _leaf(token)
    return stack[0]


def _element(token: Token) -> list[Node]:
    """An element that opens; without a name for one that is not shown, but what is in it."""
    name = "" if token.hidden else _ELEMENTS.get(token.type, "")
    if name == "a":
        address = str(token.attrGet("href") or "")
        return ["a", address] if _MAY_LEAD_TO.match(address) else ["", ""]
    return [name, token.attrGet("start") or ""]


def _leaf(token: Token) -> list[Node]:
    match token.type:
        case "inline":
            return _nodes(token.children or [])
        case "text":
            return [*_with_breaks(token.content)]
        case "softbreak" | "hardbreak":
            return [["br", ""]]
        case "code_inline":
            return [["code", "", token.content]]
        case "fence":
            return [["pre", "", token.content.rstrip("\n")]]
        case "hr":
            return [["hr", ""]]
        case "image":
            return _link(str(token.attrGet("src") or ""), token.content)
        case _:  # an address as it stands in the text
            return _link(token.content, token.content)


def _link(address: str, text: str) -> list[Node]:
    return [["a", address, text or address]] if _MAY_LEAD_TO.match(address) else [text]


def _with_breaks(text: str) -> Iterator[Node]:
    """Models write <br> for a new line in a table's cell."""
    for number, line in enumerate(_BREAK.split(text)):
        if number:
            yield ["br", ""]
        if line:
            yield line


def _lines(text: str) -> Iterator[Node]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield ["br", ""]
        yield line


def changed(shown: Sequence[Node], now: Sequence[Node]) -> int:
    """The place of the first block that is not shown as it is now."""
    same = 0
    while same < min(len(shown), len(now)) and shown[same] == now[same]:
        same += 1
    return same
