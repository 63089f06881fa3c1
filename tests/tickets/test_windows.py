"""WhatsApp's window: 24 hours from the other side's last message, less what Twilio may take."""

from datetime import timedelta

import pytest

from handlers.conversation.contact import Channel
from handlers.tickets import windows
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
    closes = windows.closes_at(Channel.WHATSAPP, NOW)
    assert closes is not None
    assert windows.is_open(Channel.WHATSAPP, NOW, closes - timedelta(seconds=1))
    assert not windows.is_open(Channel.WHATSAPP, NOW, closes)
    assert windows.closes_at(Channel.SMS, NOW) is None
