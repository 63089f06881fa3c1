"""Limits of what one caller may ask, and who looks at the same conversation."""

from typing import Any

from handlers.pages import guard, presence
from handlers.pages.guard import Pace
from handlers.pages.presence import Presence


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
    for number in range(guard.MOST_CALLERS):
        pace(str(number))
    assert pace("first")  # forgotten, as the one that was seen longest ago
    assert not pace(str(guard.MOST_CALLERS - 1))


def test_who_looks_is_known_for_a_while(clock: Any) -> None:
    looking = Presence(clock)
    assert looking.others("K7F2", "Ana") == []
    assert looking.others("K7F2", "Luis") == ["Ana"]
    assert looking.others("AAAA", "Luis") == []
    clock.go_on(seconds=20)
    assert looking.others("K7F2", "Luis") == []


def test_no_more_places_are_remembered_than_fit(clock: Any) -> None:
    looking = Presence(clock)
    looking.others("first", "Ana")
    for number in range(presence.MOST_PLACES):
        looking.others(str(number), "Ana")
    assert looking.others("first", "Luis") == []
