"""Spans that a split should keep whole: marked text, code, quotes and list items; and how to reopen each."""

import re
from dataclasses import dataclass

_CODE = re.compile(r"```\n?(?P<fence>.+?)\n?```|`(?P<code>[^`\n]+)`|https?://\S+", re.DOTALL)
_NOT_LINE_END = re.compile(r"[^\n]")


@dataclass(frozen=True)
class Span:
    """Text from `start` to `end`; if it is cut in its body, these strings close and reopen it."""

    start: int
    end: int
    body_start: int
    opening: str
    closing: str

    def inside(self) -> range:
        return range(self.start + 1, self.end)

    def head(self) -> range:
        """The places where a cut would part an opening mark from its text, or a number from its item."""
        return range(self.start + 1, self.body_start + 1)


def _mark(mark: str) -> re.Pattern[str]:
    """`*bold*` as WhatsApp reads it: on one line, with no space inside and no letter outside the marks."""
    body = rf"(?P<body>(?=\S)[^{mark}\n]+(?<=\S))"
    return re.compile(rf"(?<![^\W_]){re.escape(mark)}{body}{re.escape(mark)}(?![^\W_])")


_LINES_AND_MARKS = (
    # An item includes the indented lines below it, unless they are items themselves.
    (re.compile(r"(?m)^[ \t]*(?:-|\d+\.) +(?P<body>\S.*(?:\n(?![ \t]*(?:-|\d+\.) )[ \t]+\S.*)*)"), "", ""),
    (re.compile(r"(?m)^> (?P<body>.+)"), "> ", ""),
    *((_mark(mark), mark, mark) for mark in "*_~"),
)


def spans(text: str, before: int) -> list[Span]:
    """The spans that start before this place, outer ones first."""
    found: list[Span] = []
    for match in _CODE.finditer(text):
        if match["fence"]:
            found.append(_span(match, "fence", "```\n", "\n```"))
        elif match["code"]:
            found.append(_span(match, "code", "`", "`"))
    # Code and addresses contain no marks.
    readable = _CODE.sub(lambda match: _NOT_LINE_END.sub("/", match[0]), text)
    for pattern, opening, closing in _LINES_AND_MARKS:
        found += [_span(match, "body", opening, closing) for match in pattern.finditer(readable)]
    return sorted((span for span in found if span.start < before), key=lambda span: (span.start, -span.end))


def _span(match: re.Match[str], body: str, opening: str, closing: str) -> Span:
    return Span(match.start(), match.end(), match.start(body), opening, closing)
