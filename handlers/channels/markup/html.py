"""Markdown, as a model writes it, as rich HTML for Telegram: only tags that it documents; all else is characters.

https://core.telegram.org/bots/api#rich-html-style
"""

import re
from collections.abc import Iterator, Sequence
from html import escape

from markdown_it.token import Token

from handlers.channels.markup.text import parsed

_BLOCKS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "table", "tr", "th", "td"}
)
_INLINE = {"strong": "b", "em": "i", "s": "s"}
_LINK = re.compile(r"(?:https?://|mailto:|tel:).+")  # not tg://, which mentions people
_LANGUAGE = re.compile(r"[A-Za-z0-9+#-]{1,30}")
_BREAK = re.compile(r"&lt;br\s*/?&gt;", re.IGNORECASE)  # models write it inside a table's cell


def to_html(markdown: str) -> str | None:
    """The text as HTML; "" if it has nothing to show, None if it is nested too deep to be told apart."""
    _, tokens = parsed(markdown)
    return None if tokens is None else "".join(_blocks(tokens))


def _blocks(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield _inline(token.children or [])
        elif token.type == "fence":
            yield _fence(token)
        elif token.type == "hr":
            yield "<hr/>"
        elif token.tag in _BLOCKS and not token.hidden:
            yield f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}{_attributes(token)}>"


def _attributes(token: Token) -> str:
    if token.tag == "ol" and (start := token.attrGet("start")):
        return f' start="{int(start)}"'
    if token.tag == "table":
        return " bordered"
    align = re.search(r"text-align:(left|center|right)", str(token.attrGet("style") or ""))
    return f' align="{align[1]}"' if align else ""


def _fence(token: Token) -> str:
    language = _LANGUAGE.fullmatch(token.info.strip())
    code = escape(token.content.strip("\n"), quote=False)
    return f'<pre><code class="language-{language[0]}">{code}</code></pre>' if language else f"<pre>{code}</pre>"


def _inline(tokens: Sequence[Token]) -> str:
    literal = {place for pair in _no_styles(tokens) for place in pair}
    written: list[str] = []
    links: list[bool] = []
    for place, token in enumerate(tokens):
        if token.type == "link_open":
            links.append(bool(_LINK.fullmatch(str(token.attrGet("href")))))
            written.append(f'<a href="{escape(str(token.attrGet("href")))}">' if links[-1] else "")
        elif token.type == "link_close":
            written.append("</a>" if links.pop() else "")
        else:
            written.append(escape(token.markup, quote=False) if place in literal else _piece(token))
    return "".join(written)


def _piece(token: Token) -> str:
    """One token of a line. A picture becomes a link: its address is the model's, and nobody fetches it unasked."""
    if token.tag in _INLINE:
        return f"<{'/' if token.nesting < 0 else ''}{_INLINE[token.tag]}>"
    if token.type == "code_inline":
        return f"<code>{escape(token.content, quote=False)}</code>"
    if token.type == "image":
        label, address = escape(token.content or "🖼", quote=False), str(token.attrGet("src"))
        return f'<a href="{escape(address)}">{label}</a>' if _LINK.fullmatch(address) else label
    if token.type in ("softbreak", "hardbreak"):
        return "<br>"
    return _BREAK.sub("<br>", escape(token.content, quote=False))


def _no_styles(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The places of marks that a reader needs as signs: `2*3*4` is a product, `~~10~~20` is not 1020."""
    opened: list[int] = []
    for place, token in enumerate(tokens):
        if token.tag in _INLINE and token.nesting > 0:
            opened.append(place)
        elif token.tag in _INLINE and token.nesting < 0:
            start = opened.pop()
            before, after = _shown(tokens[start - 1 : start])[-1:], _shown(tokens[place + 1 : place + 2])[:1]
            first, last = _shown(tokens[start + 1 : start + 2])[:1], _shown(tokens[place - 1 : place])[-1:]
            digits = (before.isdigit() and first.isdigit()) or (after.isdigit() and last.isdigit())
            if digits if token.tag == "strong" else before.isalnum() or after.isalnum():
                yield start, place


def _shown(tokens: Sequence[Token]) -> str:
    return "".join(token.content for token in tokens)
