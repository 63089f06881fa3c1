"""Rich HTML as Telegram reads it: only its own tags, in pairs; and what a customer sees of it.

https://core.telegram.org/bots/api#rich-html-style
"""

from __future__ import annotations

from html.parser import HTMLParser

from dev.telegram_standin.refusals import Refused

ATTRIBUTES = {
    **{tag: frozenset[str]() for tag in ("b", "strong", "i", "em", "u", "s", "code", "pre", "p", "ul", "li")},
    **{tag: frozenset[str]() for tag in ("h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "br", "hr")},
    "a": frozenset({"href"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "table": frozenset({"bordered", "striped"}),
    "th": frozenset({"align", "valign", "colspan", "rowspan"}),
    "td": frozenset({"align", "valign", "colspan", "rowspan"}),
}
ALONE = frozenset({"br", "hr"})
LINES = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "pre", "tr", "blockquote"})
MOST_CHARACTERS, MOST_BLOCKS, MOST_DEPTH = 32_768, 500, 16


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown = ""
        self.blocks = 0
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ATTRIBUTES or any(name not in ATTRIBUTES[tag] and name != "class" for name, _ in attrs):
            raise Refused(400, "Bad Request: can't parse rich message: unsupported tag or attribute")
        self.blocks += tag in LINES
        if tag == "br":
            self.shown += "\n"
        elif tag == "li":
            self.shown += "- "
        elif tag in ("td", "th"):
            self.shown += " " if self.shown and not self.shown.endswith("\n") else ""
        if tag not in ALONE:
            self.open.append(tag)
        if len(self.open) > MOST_DEPTH:
            raise Refused(400, "Bad Request: rich message is nested too deep")

    def handle_endtag(self, tag: str) -> None:
        if tag in ALONE:
            return
        if not self.open or self.open.pop() != tag:
            raise Refused(400, "Bad Request: can't parse rich message: unexpected end tag")
        if tag in LINES:
            self.shown += "\n"

    def handle_data(self, data: str) -> None:
        self.shown += data


def shown_of(html: str) -> str:
    """What a customer sees. Raises Refused for what Telegram would not take."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    shown = reader.shown.strip()
    if reader.open:
        raise Refused(400, "Bad Request: can't parse rich message: missing end tag")
    if not shown or len(shown) > MOST_CHARACTERS or reader.blocks > MOST_BLOCKS:
        raise Refused(400, "Bad Request: rich message is empty or too long")
    return shown
