"""Placing marks in a text: WhatsApp formats a mark only in some places, and shows a stray sign elsewhere.

A mark must touch the text inside, stand at a word's edge outside, and close on its own line:
https://faq.whatsapp.com/539178204879377
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Marks:
    """The marks that a channel puts around a text; none by default."""

    styles: Mapping[str, str] = field(default_factory=dict)  # a style's name in markdown-it -> its mark
    code: str = ""
    fence: str = ""
    quote: str = ""


WHATSAPP = Marks({"strong": "*", "em": "_", "s": "~"}, code="`", fence="```", quote="> ")
PLAIN = Marks()


@dataclass(frozen=True)
class Styled:
    """A style over stretches (start, end) of the text, and the author's mark for it."""

    style: str
    markup: str
    stretches: Sequence[tuple[int, int]]


@dataclass
class _Open:
    style: str
    markup: str
    start: int
    stretches: list[tuple[int, int]] = field(default_factory=list)


class Draft:
    """A text without marks, and the styles over it: marks come last, since their places depend on what follows."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._depth: Counter[str] = Counter()
        self._opened: list[_Open] = []
        self._styled: list[Styled] = []

    def add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def add_unstyled(self, text: str) -> None:
        """Add a line's end, code or an address: every open style closes before it and goes on after it."""
        for style in self._opened:
            style.stretches.append((style.start, self._length))
            style.start = self._length + len(text)
        self.add(text)

    def open(self, style: str, markup: str = "") -> None:
        self._depth[style] += 1
        if self._depth[style] == 1:  # bold inside a bold heading is one bold, not `**`
            self._opened.append(_Open(style, markup, self._length))

    def close(self, style: str) -> None:
        self._depth[style] -= 1
        if self._depth[style] == 0:
            last = self._opened.pop()
            self._styled.append(Styled(style, last.markup, [*last.stretches, (last.start, self._length)]))

    def marked(self, marks: Marks) -> str:
        text = "".join(self._parts)
        opening: dict[int, str] = {}
        closing: dict[int, str] = {}
        placed = (place for styled in self._styled for place in _placed(styled, text, marks))
        for start, end, mark in sorted(placed, key=_outer_first):
            opening[start] = opening.get(start, "") + mark
            closing[end] = mark + closing.get(end, "")
        places = sorted({0, *opening, *closing})
        return "".join(
            closing.get(start, "") + opening.get(start, "") + text[start:end]
            for start, end in zip(places, [*places[1:], len(text)], strict=True)
        )


def _outer_first(placed: tuple[int, int, str]) -> tuple[int, int, str]:
    start, end, mark = placed
    return start, -end, mark  # over the same text `*` comes before `_`: *_both_*


def _placed(styled: Styled, text: str, marks: Marks) -> Iterator[tuple[int, int, str]]:
    if _is_no_style(styled, text):
        yield styled.stretches[0][0], styled.stretches[-1][1], styled.markup
        return
    mark = marks.styles.get(styled.style)
    for stretch in styled.stretches:
        start, end = _trimmed(text, *stretch)
        if mark and start < end and _can_stand(mark, text, start, end):
            yield start, end, mark


def _is_no_style(styled: Styled, text: str) -> bool:
    """True where Markdown sees a style but a reader needs the signs: `2*3*4` is a product, `~~10~~20` is not 1020.

    Bold in the middle of a word is meant, though (`re**mark**able`), and only loses its marks.
    """
    start, end = styled.stretches[0][0], styled.stretches[-1][1]
    edges = (
        (text[max(start - 1, 0) : start], text[start : start + 1]),
        (text[end : end + 1], text[end - 1 : end]),
    )
    if styled.style == "strong":
        return any(outside.isdigit() and inside.isdigit() for outside, inside in edges)
    return any(outside.isalnum() for outside, _ in edges)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    stretch = text[start:end]
    return start + len(stretch) - len(stretch.lstrip()), end - len(stretch) + len(stretch.rstrip())


def _can_stand(mark: str, text: str, start: int, end: int) -> bool:
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    in_a_word = before.isalnum() or after.isalnum()
    return not in_a_word and mark not in before + text[start:end] + after
