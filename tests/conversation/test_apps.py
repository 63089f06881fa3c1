"""Names of apps: as their makers spell them, for customers, agents and pages alike."""

import pytest

from handlers.conversation.apps import app_name
from handlers.conversation.contact import Channel
from handlers.pages.number_words import ALL_WORDS


@pytest.mark.parametrize(
    ("channel", "name"),
    [
        (Channel.WHATSAPP, "WhatsApp"),
        (Channel.SMS, "SMS"),
        (Channel.RCS, "RCS"),
        (Channel.MESSENGER, "Messenger"),
        (Channel.INSTAGRAM, "Instagram"),
        (Channel.TELEGRAM, "Telegram"),
    ],
)
def test_an_app_has_one_name_everywhere(channel: Channel, name: str) -> None:
    assert app_name(channel) == name
    assert ALL_WORDS[f"app_{channel}"].every() == {name}


def test_the_chat_of_the_site_is_named_in_words_on_the_pages() -> None:
    assert app_name(Channel.WEB) == "Web"
    assert ALL_WORDS["app_web"].every() == {"Chat del sitio", "Web chat", "Chat do site"}
