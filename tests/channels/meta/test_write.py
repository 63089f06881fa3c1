"""Writing for Meta: messages that fit each app, in WhatsApp's marks or without any."""

import pytest

from handlers import kept_texts, texts
from handlers.channels.meta.write import MOST_BYTES, MOST_MESSAGES, MOST_UNITS, choices_of, messages
from handlers.conversation.contact import Channel
from handlers.languages import Spoken
from handlers.tickets.choices import QUESTIONS, RATINGS, choices_in
from handlers.tickets.texts import HOW_WAS_IT

APPS = [Channel.WHATSAPP, Channel.MESSENGER, Channel.INSTAGRAM]


def size(text: str, channel: Channel) -> int:
    return len(text.encode()) if channel is Channel.INSTAGRAM else len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("channel", APPS)
@pytest.mark.parametrize("word", ["pan ", "ñandú ", "パン屋さん。", "🍞🥐 ", "x" * 70 + " "])
def test_long_texts_come_in_messages_that_fit(channel: Channel, word: str) -> None:
    most = MOST_BYTES if channel is Channel.INSTAGRAM else MOST_UNITS[channel]
    found = messages([word * 2000], channel, "es")
    assert 1 < len(found) <= MOST_MESSAGES[channel]
    assert all(0 < size(message, channel) <= most for message in found)


@pytest.mark.parametrize(("channel", "shown"), [(APPS[0], "*Pan*"), (APPS[1], "Pan"), (APPS[2], "Pan")])
def test_only_whatsapp_has_marks(channel: Channel, shown: str) -> None:
    assert messages(["**Pan**"], channel, "es") == [shown]


@pytest.mark.parametrize("channel", APPS)
def test_each_text_is_a_message_of_its_own_and_none_is_blank(channel: Channel) -> None:
    assert messages(["Uno", "---", "Dos"], channel, "es") == ["Uno", "Dos"]
    assert messages(["---"], channel, "es") == [texts.REFUSED["es"]]
    assert messages([], channel, "es") == []


def test_what_is_cut_says_so() -> None:
    assert messages(["ñ " * 20_000], Channel.INSTAGRAM, "es")[-1].endswith(texts.CUT["es"])


@pytest.mark.parametrize("channel", APPS)
@pytest.mark.parametrize("spoken", ["es", "es-usted", "en", "pt"])
def test_a_question_with_few_answers_is_known_however_it_is_written(channel: Channel, spoken: Spoken) -> None:
    choices = choices_of(QUESTIONS, choices_in)
    (forget,) = messages([kept_texts.FORGET_ASK[spoken]], channel, spoken)
    assert len(choices(forget)) == 2
    (rate,) = messages([f"Adiós.\n\n{HOW_WAS_IT[spoken]}"], channel, spoken)
    assert choices(rate) == RATINGS
    assert choices("Hola") == ()
