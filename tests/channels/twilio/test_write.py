"""Replies as TwiML: few messages that fit, in the channel's own marks, and always valid XML."""

import xml.etree.ElementTree as ET
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dev.phone import messages_in
from handlers import texts
from handlers.channels.twilio.form import read_form
from handlers.channels.twilio.read import parse
from handlers.channels.twilio.write import EMPTY_TWIML, render, spelled
from handlers.conversation.contact import Channel

characters = st.characters(exclude_categories=["Cs"])


def test_no_text_is_the_empty_document() -> None:
    assert messages_in(render([], Channel.WHATSAPP, "es")) == []
    assert render([], Channel.WHATSAPP, "es") == EMPTY_TWIML


@pytest.mark.parametrize("text", ["---", "***", "> ", "[]()", "\x01", " \n"])
def test_a_text_of_which_nothing_can_be_shown_is_no_silence(text: str) -> None:
    assert messages_in(render([text], Channel.WHATSAPP, "es")) == [texts.REFUSED["es"]]


def test_whatsapp_gets_its_marks_and_the_other_channels_plain_text() -> None:
    answer = ["**Abrimos** [hoy](https://r.example)"]
    assert messages_in(render(answer, Channel.WHATSAPP, "es")) == ["*Abrimos* hoy (https://r.example)"]
    for channel in (Channel.SMS, Channel.RCS, Channel.MESSENGER):
        assert messages_in(render(answer, channel, "es")) == ["Abrimos hoy (https://r.example)"]


def test_a_redirect_has_twilio_post_the_form_there() -> None:
    document = render(["Espera"], Channel.WHATSAPP, "es", redirect="https://r.example/webhook?hop=1")
    (redirect,) = ET.fromstring(document).iter("Redirect")
    assert (redirect.text, redirect.get("method")) == ("https://r.example/webhook?hop=1", "POST")
    assert messages_in(document) == ["Espera"]


def test_what_follows_a_long_text_gets_what_is_left_of_ten_messages() -> None:
    six, endless = "palabra " * 1150, "palabra " * 3000
    messages = messages_in(render([six, endless], Channel.WHATSAPP, "en"))
    assert len(messages) == 10
    assert not any(texts.CUT["en"] in message for message in messages[:9])
    assert messages[9].endswith(texts.CUT["en"])


def test_several_texts_are_ten_messages_at_most_and_none_goes_unsaid() -> None:
    long = "palabra " * 3000
    messages = messages_in(render([long, "y además esto"], Channel.WHATSAPP, "en"))
    assert len(messages) == 10
    assert messages[8].endswith(texts.CUT["en"])
    assert messages[9] == "y además esto"


def test_of_more_than_ten_texts_none_is_lost_and_the_shortest_are_sent_together() -> None:
    long = ["palabra " * 100 + f"fin{number}" for number in range(9)]
    said = [*long, "uno", "**dos**", "tres", "cuatro"]
    messages = messages_in(render(said, Channel.WHATSAPP, "es"))
    assert messages == [*long, "uno\n\n*dos*\n\ntres\n\ncuatro"]


def test_of_more_texts_than_ten_messages_hold_the_end_says_that_it_is_cut() -> None:
    messages = messages_in(render([f"texto{number} " + "palabra " * 180 for number in range(12)], Channel.SMS, "es"))
    assert len(messages) == 10
    assert sum(message.endswith(texts.CUT["es"]) for message in messages) == 2


@given(st.lists(st.text(), max_size=14), st.sampled_from(Channel))
def test_any_text_is_valid_xml_of_messages_that_fit(replies: list[str], channel: Channel) -> None:
    document = render(replies, channel, "es")
    messages = messages_in(document)
    assert ET.fromstring(document).tag == "Response"
    assert len(messages) <= 10
    for message in messages:
        assert message.strip()
        assert len(message.encode("utf-16-le")) // 2 <= 1600


@pytest.mark.parametrize("address", ["whatsapp:+5215512345678", "whatsapp:MX.1", "messenger:123", "rcs:+1", "+52155"])
def test_an_address_is_spelled_as_it_was_read(address: str) -> None:
    form = read_form(urlencode({"MessageSid": "SM1", "From": address, "To": "+1"}).encode())
    contact = parse(form).contact
    assert spelled(contact.customer, contact.channel) == address
