"""Markdown, as a model writes it, for a phone: with WhatsApp's marks, or as plain text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from handlers.channels.markup.inline import bare_address, inline
from handlers.channels.markup.marks import PLAIN, WHATSAPP, Marks
from handlers.channels.markup.tables import table

# Characters that XML forbids (https://www.w3.org/TR/xml/#charsets): Twilio could not read the reply. And other
# controls.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# These rules would swallow or change the author's text: a tag, `&copy`, an indented line, a line over `---`.
_RULES_OFF = ["html_block", "html_inline", "entity", "reference", "code", "lheading"]

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable(_RULES_OFF)
# Keep addresses as written, `menú` and not `men%C3%BA`; only a space is escaped, since it would end the address.
_PARSER.normalizeLink = lambda url: url.replace(" ", "%20")  # type: ignore[method-assign]
_PARSER.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
_PARSER.inline.ruler.before("escape", "address", bare_address)


def to_whatsapp(markdown: str) -> str:
    """Markdown as text with WhatsApp's marks: https://faq.whatsapp.com/539178204879377"""
    return _text(markdown, WHATSAPP)


def to_plain(markdown: str) -> str:
    """Markdown as text without any marks, for SMS, RCS and Messenger."""
    return _text(markdown, PLAIN)


@dataclass(frozen=True)
class _Page:
    """Facts that every block needs: the author's lines, which show the blank lines between blocks, and the marks."""

    lines: Sequence[str]
    marks: Marks


def parsed(markdown: str) -> tuple[str, list[Token] | None]:
    """The text without controls, and its blocks; None if it is nested so deep that the parser drops some of it."""
    clean = _NOT_TEXT.sub("", re.sub(r"\r\n?", "\n", markdown))
    tokens = _PARSER.parse(clean)
    return clean, None if any(token.level >= _PARSER.options["maxNesting"] - 1 for token in tokens) else tokens


def _text(markdown: str, marks: Marks) -> str:
    clean, tokens = parsed(markdown)
    if tokens is None:
        return re.sub(r"\n\s*\n", "\n\n", clean).strip()
    return "\n".join(_rows(tokens, _Page(clean.split("\n"), marks))).strip()


def _rows(tokens: Sequence[Token], page: _Page) -> list[str]:
    """Blocks as rows: each a line, or a whole code fence, which must not be indented; "" between paragraphs."""
    rows: list[str] = []
    for head, inside in _blocks(tokens):
        block = _block(head, inside, page)
        if rows and block and _stands_apart(head, page.lines):
            rows.append("")
        rows += block
    return rows


def _blocks(tokens: Sequence[Token]) -> Iterator[tuple[Token, Sequence[Token]]]:
    """The outermost blocks, each with the tokens between its opening and its closing one."""
    start = 0
    for place, token in enumerate(tokens):
        if token.level == tokens[0].level and token.nesting != 1:
            yield tokens[start], tokens[start + 1 : place]
            start = place + 1


def _stands_apart(head: Token, lines: Sequence[str]) -> bool:
    """True if a blank line belongs above: after one, or after a rule (`---`), in the source; and above a heading."""
    above = lines[head.map[0] - 1] if head.map else ""
    return head.type == "heading_open" or not above.strip(" \t-*_")


def _block(head: Token, inside: Sequence[Token], page: _Page) -> list[str]:
    match head.type:
        case "bullet_list_open" | "ordered_list_open":
            return _list(head, inside, page)
        case "blockquote_open":
            quote = page.marks.quote
            return [_led(row, quote) for row in _tight(inside, page)]
        case "table_open":
            return table(inside, page.marks)
        case "fence":
            return _fence(head.content, page.marks.fence)
        case "hr":
            return []
        case _:
            around = "strong" if head.type == "heading_open" else ""
            text = inline(inside[0].children or [], page.marks, around)
            return text.split("\n") if text else []


def _tight(tokens: Sequence[Token], page: _Page) -> list[str]:
    """Rows of a list's item or a quote, without blank lines, which would tear it apart on WhatsApp."""
    return [row for row in _rows(tokens, page) if row]


def _led(row: str, lead: str) -> str:
    return row if "\n" in row or (lead == "> " and row.startswith(lead)) else lead + row


def _fence(content: str, mark: str) -> list[str]:
    code = content.strip("\n")
    if not code.strip():
        return []
    return [f"{mark}\n{code}\n{mark}" if mark and mark not in code else code]


def _list(head: Token, items: Sequence[Token], page: _Page) -> list[str]:
    rows: list[str] = []
    for marker, (_, inside) in zip(_markers(head, items), _blocks(items), strict=True):
        first, *others = _tight(inside, page) or [""]
        rows += [marker.rstrip(), first] if "\n" in first else [(marker + first).rstrip()]
        rows += [_led(row, " " * len(marker)) for row in others]
    return rows


def _markers(head: Token, items: Sequence[Token]) -> list[str]:
    """The items' markers: `- `, or the author's numbers; `1. 1. 1.` in Markdown means "count for me"."""
    infos = [item.info for item, _ in _blocks(items)]
    if head.type == "bullet_list_open":
        return ["- "] * len(infos)
    if len(set(infos)) == 1:
        return [f"{int(infos[0]) + place}. " for place in range(len(infos))]
    return [f"{info}. " for info in infos]
