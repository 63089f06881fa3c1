"""Events for the helpdesk: their bodies, and when each is tried, held back, and given up."""

import json
from dataclasses import replace
from datetime import timedelta

from handlers.conversation.messages import Attachment, Content, Part, PartKind
from handlers.tickets.changes import closed
from handlers.tickets.helpdesk import MOST_CHARACTERS, HelpdeskEvent, Kind, changed, opened, rated
from tests.ticketing import NOW, later, ticket


def data_of(event: HelpdeskEvent) -> dict[str, object]:
    body = json.loads(event.body)
    assert (body["type"], body["timestamp"]) == (event.kind, event.at.isoformat())
    return dict(body["data"])


def test_a_new_ticket_is_told_with_all_that_a_person_needs() -> None:
    voice = Content("", (Attachment("https://api.twilio.com/secret", "audio/ogg; codecs=opus"),))
    heard = replace(voice, parts=(Part(PartKind.TRANSCRIPT, "Llegó frío"), Part(PartKind.LOCATION, "Puebla")))
    event = opened(ticket(summary="Wants another"), [heard], NOW)
    assert (event.kind, event.thread, event.due, event.tries) == (Kind.OPENED, "key", NOW, 0)
    assert data_of(event) == {
        "code": "K7F3",
        "state": "open",
        "why": "asked",
        "summary": "Wants another",
        "agent": "",
        "language": "es",
        "customer": {
            "name": "Eva",
            "channel": "whatsapp",
            "address": "+5215522220001",
            "business": "+5215587654321",
        },
        "opened_at": NOW.isoformat(),
        "closed_for": "",
        "messages": [
            {
                "author": "customer",
                "name": "Eva",
                "text": "Llegó frío",
                "files": ["audio/ogg"],
                "beside": ["una nota de voz", "un lugar: Puebla"],
            }
        ],
    }


def test_words_and_an_end_in_one_change_are_two_events_in_order() -> None:
    before = ticket()
    words, end = changed(before, closed(before, "Ana", NOW, "agent"), [Content("Listo")], "Ana", NOW)
    assert (words.kind, end.kind) == (Kind.MESSAGE, Kind.CLOSED)
    assert words.at < end.at
    assert "messages" not in data_of(end)


def test_a_change_in_which_nothing_was_said_is_no_event() -> None:
    assert changed(ticket(), ticket(agent="Ana"), [Content()], "Ana", NOW) == []
    done = closed(ticket(), "", NOW)
    assert changed(done, done, [], "", NOW) == []


def test_a_rating_tells_the_stars_and_the_words() -> None:
    data = data_of(rated(ticket(), 4, "Muy amable", NOW))
    assert (data["rating"], data["words"]) == (4, "Muy amable")


def test_a_body_is_bounded() -> None:
    event = opened(ticket(summary="x" * 20_000), [Content("ñ" * 20_000)] * 20, NOW)
    assert len(event.body) < 12 * MOST_CHARACTERS
    assert "ñ…" in event.body


def test_the_pauses_between_tries_grow_to_half_an_hour() -> None:
    event, pauses = opened(ticket(), [], NOW), []
    for _ in range(7):
        event = event.tried(NOW)
        pauses.append((event.due - NOW) / timedelta(minutes=1))
    assert pauses == [1, 2, 5, 15, 30, 30, 30]


def test_an_event_holds_back_others_for_two_hours_and_is_over_after_a_day() -> None:
    event = opened(ticket(), [], NOW)
    assert event.holds_back(later(minutes=119))
    assert not event.holds_back(later(hours=2))
    assert not event.is_over(later(hours=23))
    assert event.is_over(later(days=1))
    gone = replace(event, gone=True)
    assert gone.is_over(NOW)
    assert not gone.holds_back(NOW)
