"""Shapes of charts: what is more is higher, longer, darker; nothing leaves the picture."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.pages.charts import HEIGHT, LEVELS, WIDTH, levels, line, stacked, ticks, top

values = st.lists(st.none() | st.floats(0, 1e6), min_size=1, max_size=40)


def points(path: str) -> list[tuple[float, float]]:
    numbers = [float(number) for number in re.findall(r"-?[0-9.]+(?:e-?[0-9]+)?", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


@given(values, st.floats(0, 1e6))
def test_a_line_goes_through_every_value_and_stays_in_the_picture(
    given_values: list[float | None], goal: float
) -> None:
    drawn = line(given_values, goal)
    every = [*(point for path in drawn.paths for point in points(path)), *drawn.dots]
    assert len(every) == len([value for value in given_values if value is not None])
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in [*every, (0, drawn.goal)])


def test_a_line_breaks_where_there_is_no_data() -> None:
    drawn = line([1, 2, None, 3, None, 2, 2], 2)
    assert [len(points(path)) for path in drawn.paths] == [2, 2]
    assert len(drawn.dots) == 1
    (_, low), (_, high) = points(drawn.paths[0])
    assert high < low  # SVG counts from above
    assert points(drawn.paths[1])[0][1] == drawn.goal


def test_a_line_of_nothing_but_the_goal_is_drawn() -> None:
    assert line([None], 3).paths == ()
    assert points(line([3, 3], 3).paths[0]) == [(0, drawn := line([3, 3], 3).goal), (100, drawn)]


@given(st.integers(0, 10**9))
def test_an_axis_ends_a_little_above_the_most(most: int) -> None:
    assert most <= top([most, 0]) <= max(10, most * 1.5)


@given(st.lists(st.floats(0, 1e9), max_size=9))
def test_parts_of_a_whole_lie_side_by_side(parts: list[float]) -> None:
    pieces = stacked(parts)
    assert len(pieces) == len(parts)
    assert sum(piece.length for piece in pieces) == pytest.approx(WIDTH if sum(parts) else 0, abs=0.1)
    assert all(piece.begin + piece.length <= WIDTH + 0.1 for piece in pieces)


def test_cells_are_the_darker_the_more_and_none_is_empty_by_mistake() -> None:
    assert levels([[0, 1, 50, 100]]) == [[0, 1, 3, LEVELS]]
    assert levels([[0, 0]]) == [[0, 0]]
    assert levels([]) == []


@pytest.mark.parametrize(("length", "shown"), [(1, [0]), (7, [0, 1, 2, 3, 4, 5, 6]), (30, [0, 7, 14, 22, 29])])
def test_labels_are_few_with_the_first_and_the_last(length: int, shown: list[int]) -> None:
    assert ticks(length) == shown
