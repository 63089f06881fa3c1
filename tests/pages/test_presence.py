"""Who looks at the same conversation."""

from typing import Any

from handlers.pages import presence
from handlers.pages.presence import Presence


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
