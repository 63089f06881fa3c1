"""WhatsApp's window: 24 hours from the other side's last message, less what Twilio may take."""

from datetime import timedelta

import pytest

from handlers.conversation.contact import Carrier, Channel
from handlers.languages import Spoken
from handlers.tickets import reasons, refusals, window_words, windows
from tests import writing
from tests.ticketing import NOW, later


@pytest.mark.parametrize(
    ("channel", "hours", "is_open"),
    [
        (Channel.WHATSAPP, 0, True),
        (Channel.WHATSAPP, 23.9, True),
        (Channel.WHATSAPP, 23.99, False),  # Twilio may take longer than the rest of the minute
        (Channel.MESSENGER, 25, False),
        (Channel.SMS, 1000, True),
        (Channel.RCS, 1000, True),
    ],
)
def test_a_text_may_be_sent_within_the_window(channel: Channel, hours: float, is_open: bool) -> None:
    assert windows.is_open(channel, NOW, later(hours=hours)) is is_open


def test_who_never_wrote_has_no_window_where_there_are_some() -> None:
    assert [windows.is_open(channel, None, NOW) for channel in (Channel.WHATSAPP, Channel.SMS)] == [False, True]


def test_the_window_closes_when_it_is_said_to() -> None:
    closes = windows.closes_at(writing.ANA, NOW)
    assert closes is not None
    assert windows.is_open(Channel.WHATSAPP, NOW, closes - timedelta(seconds=1))
    assert not windows.is_open(Channel.WHATSAPP, NOW, closes)
    assert windows.closes_at(writing.contact(channel=Channel.SMS), NOW) is None


@pytest.mark.parametrize(
    ("channel", "carrier", "days"),
    [
        (Channel.MESSENGER, Carrier.META, 7),
        (Channel.INSTAGRAM, Carrier.META, 7),
        (Channel.MESSENGER, Carrier.TWILIO, 1),
        (Channel.WHATSAPP, Carrier.META, 1),
    ],
)
def test_a_person_may_write_for_longer_on_pages_by_meta(channel: Channel, carrier: Carrier, days: int) -> None:
    contact = writing.contact(channel=channel, carrier=carrier)
    assert windows.takes_persons_words(contact, NOW, NOW + timedelta(days=days, minutes=-3))
    assert not windows.takes_persons_words(contact, NOW, NOW + timedelta(days=days))
    assert not windows.is_open(channel, NOW, NOW + timedelta(days=1))


def test_where_there_is_no_window_a_person_may_always_write() -> None:
    sms = writing.contact(channel=Channel.SMS)
    assert windows.takes_persons_words(sms, NOW, NOW + timedelta(days=99))


@pytest.mark.parametrize(
    ("carrier", "channel", "language", "told"),
    [
        (Carrier.META, Channel.INSTAGRAM, "es", "más de 7 días. Instagram ya no lo permite."),
        (Carrier.META, Channel.MESSENGER, "pt", "mais de 7 dias e o Messenger já não permite."),
        (Carrier.TWILIO, Channel.MESSENGER, "en", "over 24 hours old, and Messenger no longer allows it."),
        (Carrier.META, Channel.WHATSAPP, "es", "más de 24 horas. WhatsApp ya no lo permite."),
    ],
)
def test_agents_are_told_of_the_app_s_own_window(
    carrier: Carrier, channel: Channel, language: Spoken, told: str
) -> None:
    contact = writing.contact(channel=channel, carrier=carrier)
    refused = windows.WindowIsOver(contact)
    assert refusals.told_of(refused, "K7F3", language, invites=False).endswith(told)
    assert reasons.reason_of(reasons.WINDOW, contact, language).endswith(told)
    said = refusals.told_of(refused, "K7F3", language, invites=True)
    assert said.endswith(told) is (channel is not Channel.WHATSAPP)  # which alone knows invitations


def test_each_window_has_its_words() -> None:
    assert set(window_words.LENGTHS) == {windows.WINDOW, *windows.OF_PERSONS.values()}
