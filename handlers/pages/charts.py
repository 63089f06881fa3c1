"""Shapes of charts, in units of their own that the page stretches to its width: numbers in, coordinates out. Pure."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 100.0, 100.0
ROOM = 6.0  # above and below a line, so that its ends are not cut
LEVELS = 6  # of a heat map, from 0


@dataclass(frozen=True)
class Line:
    """A line with gaps. `paths`: pieces of an SVG path; `dots`: points that stand alone; `goal`: height of the goal."""

    paths: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    goal: float


@dataclass(frozen=True)
class Piece:
    """A part of a bar: where it begins, and how long it is."""

    begin: float
    length: float


def line(values: Sequence[float | None], goal: float) -> Line:
    """The line through these values, and the goal: both in the picture."""
    there = [value for value in values if value is not None]
    low, high = min([*there, goal]), max([*there, goal])
    reach = (high - low) or 1.0

    def height(value: float) -> float:
        return round(HEIGHT - ROOM - (value - low) / reach * (HEIGHT - 2 * ROOM), 2)

    step = WIDTH / max(len(values) - 1, 1)
    pieces = list(_unbroken(values))
    drawn = [[(round(at * step, 2), height(value)) for at, value in piece] for piece in pieces]
    paths = tuple("M" + "L".join(f"{x} {y}" for x, y in piece) for piece in drawn if len(piece) > 1)
    return Line(paths, tuple(piece[0] for piece in drawn if len(piece) == 1), height(goal))


def _unbroken(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    piece: list[tuple[int, float]] = []
    for at, value in enumerate(values):
        if value is not None:
            piece.append((at, value))
        elif piece:
            yield piece
            piece = []
    if piece:
        yield piece


def top(values: Sequence[int]) -> int:
    """A round number not below any of these: the end of an axis, at least 10."""
    highest = max([*values, 10])
    power = int(10 ** math.floor(math.log10(highest)))
    return next(
        step * power // 10 for step in (10, 12, 14, 16, 20, 24, 30, 40, 50, 60, 80, 100) if step * power >= highest * 10
    )


def stacked(parts: Sequence[float]) -> list[Piece]:
    """Parts of a whole, side by side; nothing of nothing."""
    total = sum(parts)
    begin, pieces = 0.0, []
    for part in parts:
        length = part / total * WIDTH if total else 0.0
        pieces.append(Piece(round(begin, 3), round(length, 3)))
        begin += length
    return pieces


def levels(grid: Sequence[Sequence[int]]) -> list[list[int]]:
    """How dark each cell of a heat map is: 0 for nothing, LEVELS for the most."""
    most = max((count for row in grid for count in row), default=0) or 1
    return [[math.ceil(count / most * LEVELS) for count in row] for row in grid]


def ticks(length: int) -> list[int]:
    """Which columns have a label below: the first, the last, and some between."""
    return list(range(length)) if length <= 7 else sorted({round(part * (length - 1) / 4) for part in range(5)})
