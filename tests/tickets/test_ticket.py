"""A ticket's events: the newest, as many as one document holds."""

from handlers.tickets.ticket import MOST_CHARACTERS, MOST_EVENTS, What
from tests.ticketing import NOW, ticket


def test_of_many_events_the_newest_stay() -> None:
    kept = ticket()
    for number in range(MOST_EVENTS + 5):
        kept = kept.happened(What.NOTED, NOW, "Ana", str(number))
    assert [event.text for event in kept.events] == [str(number) for number in range(5, MOST_EVENTS + 5)]


def test_long_notes_never_fill_the_document() -> None:
    kept = ticket()
    for number in range(MOST_EVENTS):
        kept = kept.happened(What.NOTED, NOW, "Ana", f"{number} " + "ñ" * 4000)
    assert sum(len(event.text) for event in kept.events) <= MOST_CHARACTERS
    assert kept.events[-1].text.startswith(f"{MOST_EVENTS - 1} ")
    assert len(kept.happened(What.NOTED, NOW, "Ana", "x" * 2 * MOST_CHARACTERS).events) == 1
