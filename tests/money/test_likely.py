"""The likely cost of an answer: a bit more than it takes, and more for what takes more."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from handlers.conversation.contact import Carrier, Channel
from handlers.conversation.facts import Charge
from handlers.conversation.messages import Attachment, Content, OpenMessage, Part, PartKind
from handlers.conversation.turn import Turn
from handlers.money.likely import ANSWER_TOKENS, FILE_TOKENS, VOICE_SECONDS, Likely
from handlers.money.prices import load_prices
from tests import writing

ON = date(2026, 11, 26)
PRICES = load_prices()
VOICE = Attachment("https://example.com/1", "audio/ogg")
PICTURE = Attachment("https://example.com/2", "image/png")


def likely(**other: Any) -> Likely:
    known: dict[str, Any] = {"model": "gpt-6-luna", "hearing": "gpt-transcribe", "told": 0}
    return Likely(PRICES.charge, **{**known, **other})


def micros(line: str, units: int, where: str = "") -> int:
    """What so many units cost, in micros."""
    found = PRICES.charge(line, units, ON, where).micros
    assert found is not None
    return found


def turn(content: Content, **decided: Any) -> Turn:
    found = writing.turn("", **decided)
    message = OpenMessage("SM1", found.messages[0].at, content)
    found.thread = replace(found.thread, open=(message,))
    return found


BOTH_WAYS = micros("twilio.in", 1) + micros("twilio.out", 1) + micros("meta.service", 1, "MX")
ANSWER = micros("openai.output", ANSWER_TOKENS, "gpt-6-luna")


def test_a_message_costs_both_ways_its_country_and_the_question_with_its_answer_and_a_tenth() -> None:
    asked = micros("openai.input", 4100, "gpt-6-luna")
    found = likely()(turn(Content("x" * 300), tokens=4000), ON).micros
    assert found == pytest.approx(1.1 * (BOTH_WAYS + asked + ANSWER), abs=2)
    assert found > BOTH_WAYS + asked + ANSWER


@pytest.mark.parametrize(
    ("channel", "carrier", "coming", "going"),
    [
        (Channel.WHATSAPP, Carrier.META, 0, micros("meta.service", 1, "MX")),
        (Channel.MESSENGER, Carrier.META, 0, 0),
        (Channel.TELEGRAM, Carrier.TELEGRAM, 0, 0),
        (
            *(Channel.WHATSAPP, Carrier.TWILIO),
            *(micros("twilio.in", 1), micros("twilio.out", 1) + micros("meta.service", 1, "MX")),
        ),
    ],
)
def test_fees_are_those_of_the_customers_app_and_carrier(
    channel: Channel, carrier: Carrier, coming: int, going: int
) -> None:
    asks = turn(Content(""))
    asks.thread = replace(asks.thread, contact=writing.contact(channel=channel, carrier=carrier))
    found = likely()(asks, ON)
    assert found.micros == pytest.approx(1.1 * (coming + going + ANSWER), abs=2)
    assert found.sending == pytest.approx(1.1 * going, abs=1)


@pytest.mark.parametrize(("tokens", "asked"), [(0, 2000), (500, 2000), (3000, 3000)])
def test_the_first_question_has_what_every_question_has(tokens: int, asked: int) -> None:
    found = likely(told=2000)(turn(Content(""), tokens=tokens), ON).micros
    assert found == pytest.approx(1.1 * (BOTH_WAYS + micros("openai.input", asked, "gpt-6-luna") + ANSWER), abs=2)


def more(content: Content, **other: Any) -> float:
    """What this content costs more than none, without the margin."""
    return (likely(**other)(turn(content), ON).micros - likely()(turn(Content("")), ON).micros) / 1.1


def test_a_file_is_looked_at_and_a_voice_note_is_heard_once() -> None:
    voice = micros("openai.transcription", VOICE_SECONDS, "gpt-transcribe")
    assert more(Content("", (PICTURE,))) == pytest.approx(micros("openai.input", FILE_TOKENS, "gpt-6-luna"), abs=2)
    assert more(Content("", (VOICE, VOICE))) == pytest.approx(2 * voice, abs=2)
    assert more(Content("", (VOICE,), (Part(PartKind.FORWARDED),))) == pytest.approx(voice, abs=2)
    assert more(Content("", (VOICE,), (Part(PartKind.TRANSCRIPT, ""),))) == 0


def test_with_tools_it_is_asked_again() -> None:
    assert more(Content(""), questions=2) == pytest.approx(ANSWER, abs=2)


def test_each_message_that_is_answered_came_in() -> None:
    assert likely()(writing.turn("", ""), ON).micros - likely()(writing.turn(""), ON).micros == pytest.approx(
        1.1 * micros("twilio.in", 1), abs=2
    )


def test_what_has_no_price_is_left_out() -> None:
    found = likely(model="unheard-of")(turn(Content("Hola")), ON).micros
    assert found == pytest.approx(1.1 * BOTH_WAYS, abs=2)


def test_a_search_costs_what_it_says() -> None:
    def charge(line: str, units: int, on: date, where: str) -> Charge:
        known = PRICES.charge(line, units, on, where)
        return replace(known, micros=2500) if line == "openai.search" else known

    found = replace(likely(searches=1), charge=charge)(turn(Content("")), ON).micros
    assert found - likely()(turn(Content("")), ON).micros == pytest.approx(1.1 * 2500, abs=2)


def test_on_another_app_only_what_has_a_price_counts() -> None:
    found = turn(Content(""))
    found.thread = replace(found.thread, contact=writing.contact(channel=Channel.SMS))
    assert likely()(found, ON).micros == pytest.approx(1.1 * ANSWER, abs=2)


def test_what_asking_costs_is_openais_part() -> None:
    assert likely()(turn(Content("")), ON).asking == pytest.approx(1.1 * ANSWER, abs=2)
