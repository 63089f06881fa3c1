"""Callers: how often one may call."""

from handlers import callers
from handlers.callers import Pace


def test_a_caller_goes_on_after_a_while_and_others_do_not_matter() -> None:
    now = [0.0]
    pace = Pace(2, 60.0, lambda: now[0])
    assert [pace("one"), pace("one"), pace("one"), pace("other")] == [True, True, False, True]
    now[0] = 59.9
    assert not pace("one")
    now[0] = 60.0
    assert pace("one")


def test_no_more_callers_are_remembered_than_fit() -> None:
    pace = Pace(1, 60.0, lambda: 0.0)
    assert pace("first")
    for number in range(callers.MOST_CALLERS):
        pace(str(number))
    assert pace("first")  # forgotten, as the one that was seen longest ago
    assert not pace(str(callers.MOST_CALLERS - 1))
