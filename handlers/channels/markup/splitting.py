"""Splitting a text with WhatsApp's marks into few messages, since each costs money, cut where it reads best."""

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import accumulate

from handlers.channels.markup.spans import spans

# White space, or the place after a full stop of Chinese or Japanese, which needs no space.
_WIDE_STOPS = "。\uff01\uff1f"
_GAP = re.compile(rf"\s+|(?<=[{_WIDE_STOPS}])(?![{_WIDE_STOPS}」』”])|(?<=[{_WIDE_STOPS}][」』”])")
_SENTENCE_END = re.compile(rf"[.!?…{_WIDE_STOPS}][\"'»”\u2019)\]*_~`]*$")
_WORD = re.compile(r"\S+")

_SKIN_TONES = "".join(map(chr, range(0x1F3FB, 0x1F400)))
_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
_ZERO_WIDTH_JOINER = "\u200d"


class _Rank(IntEnum):
    WORD = 0
    SENTENCE = 1
    LINE = 2
    PARAGRAPH = 3


@dataclass(frozen=True)
class _Place:
    """A place to cut: a message ends at `left`, and the next one begins at `right`."""

    left: int
    right: int
    rank: _Rank = _Rank.WORD


def split(text: str, *, cut_notice: str, limit: int = 1600, most: int = 10) -> list[str]:
    """At most `most` messages of at most `limit` UTF-16 units, none blank; [] for a blank text.

    If they cannot hold the text, the last one ends with `cut_notice` on its own line; `limit` has to leave room for it
    and a word. Twilio's limits: 1,600 characters, where an emoji counts as more than one
    (https://www.twilio.com/docs/api/errors/14103), and 10 messages (https://www.twilio.com/docs/api/errors/14109).
    """
    messages: list[str] = []
    rest = text.strip()
    while _units(rest) > limit and len(messages) < most - 1:
        message, rest = _divided(rest, limit)
        messages.append(message)
    if _units(rest) > limit:
        notice = f"\n\n{cut_notice}"
        rest = _divided(rest, limit - _units(notice))[0] + notice
    return [message for message in (*messages, rest) if message.strip()]


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _divided(text: str, limit: int) -> tuple[str, str]:
    """The next message and the rest; marks that are open in between are closed and reopened."""
    room = limit
    message, rest = _cut(text, room)
    while _units(message) > limit:  # too long, once the open marks are closed
        room -= _units(message) - limit
        message, rest = _cut(text, room)
    return message, rest


def _cut(text: str, room: int) -> tuple[str, str]:
    end = _reach(text, room)
    around = spans(text, end)
    heads = {place for span in around for place in span.head()}
    fitting = [span for span in around if _units(text[span.start : span.end]) <= room]
    insides = {place for span in fitting for place in span.inside()}
    whole = _best_place(text, room, end, heads | insides)
    place = whole or _best_place(text, room, end, heads) or _Place(end, end)
    torn = [span for span in around if span.start < place.left < span.end]
    closing = "".join(span.closing for span in reversed(torn))
    opening = "".join(span.opening for span in torn)
    return text[: place.left].rstrip() + closing, opening + text[place.right :]


def _reach(text: str, units: int) -> int:
    """The number of characters that fit, of a text that is too long."""
    used = accumulate(2 if char > "\uffff" else 1 for char in text)
    return next(place for place, up_to_here in enumerate(used) if up_to_here > units)


def _best_place(text: str, room: int, end: int, kept: set[int]) -> _Place | None:
    """The latest place of the best kind that is not too early; else the latest place; else between two characters."""
    places = [place for place in _places(text, end) if place.left not in kept]
    early = _reach(text, _least(_units(text), room))
    late = [place for place in places if place.left >= early]
    if late:
        return max(late, key=lambda place: (place.rank, place.left))
    if places and _is_word_whole(text, places[-1].right, room):
        return places[-1]
    return _between_characters(text, end, kept)


def _least(units: int, room: int) -> int:
    """Earliest cut: past half, where it costs no extra message."""
    return max(room // 2, units - (math.ceil(units / room) - 1) * room)


def _places(text: str, end: int) -> Iterator[_Place]:
    for gap in _GAP.finditer(text):
        if gap.start() > end:
            return
        if gap.start() > 0:
            after_line = gap[0].rfind("\n") + 1  # a line keeps its indentation
            yield _Place(gap.start(), gap.start() + after_line if after_line else gap.end(), _rank(text, gap))


def _rank(text: str, gap: re.Match[str]) -> _Rank:
    lines = gap[0].count("\n")
    if lines:
        return _Rank.PARAGRAPH if lines > 1 else _Rank.LINE
    after = text[gap.end()]
    ended = _SENTENCE_END.search(text, max(gap.start() - 6, 0), gap.start()) and not after.islower()
    return _Rank.SENTENCE if ended or after in "¿¡" else _Rank.WORD


def _is_word_whole(text: str, start: int, room: int) -> bool:
    word = _WORD.search(text, start)
    return word is not None and _units(word[0]) <= room


def _between_characters(text: str, end: int, kept: set[int]) -> _Place | None:
    places = (_Place(place, place) for place in range(end, 0, -1) if place not in kept)
    return next((place for place in places if not _is_inside_character(text, place.left)), None)


def _is_inside_character(text: str, place: int) -> bool:
    """True inside what a reader sees as one character: accents, emoji with their modifiers, flags. UAX #29 in short."""
    before, after = text[place - 1], text[place]
    if before in _FLAG_LETTERS and after in _FLAG_LETTERS:
        flags = text[:place]
        return (len(flags) - len(flags.rstrip(_FLAG_LETTERS))) % 2 == 1
    joined = unicodedata.category(after) in ("Mn", "Mc", "Me", "Cf") or after in _SKIN_TONES
    return joined or before == _ZERO_WIDTH_JOINER
