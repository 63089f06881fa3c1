"""Files of people: what is a caption, what goes before, and what is not sent at all."""

import pytest

from handlers.conversation.contact import Channel
from handlers.conversation.messages import Attachment
from handlers.conversation.outgoing import file_text
from handlers.tickets.attached import ENDINGS, LONGEST_CAPTION, CannotSend, texts_of


def file(media_type: str, number: int = 1) -> Attachment:
    return Attachment(f"https://api.twilio.com/{number}", media_type)


def texts(words: str, *files: Attachment, channel: Channel = Channel.WHATSAPP) -> tuple[str, ...]:
    return texts_of(words, files, channel)


@pytest.mark.parametrize("media_type", ["image/jpeg", "image/png", "video/mp4"])
def test_words_are_the_caption_of_one_picture_or_video(media_type: str) -> None:
    assert texts("Mira", file(media_type)) == (file_text(file(media_type), "Mira"),)


@pytest.mark.parametrize("media_type", ["audio/ogg", "application/pdf", "text/vcard"])
def test_words_go_before_what_shows_no_caption(media_type: str) -> None:
    assert texts("Mira", file(media_type)) == ("Mira", file_text(file(media_type)))


def test_words_go_before_several_pictures() -> None:
    one, two = file("image/jpeg", 1), file("image/jpeg", 2)
    assert texts("Mira", one, two) == ("Mira", file_text(one), file_text(two))


def test_words_too_long_for_a_caption_go_before() -> None:
    words = "a" * LONGEST_CAPTION
    assert len(texts(words, file("image/png"))) == 1
    assert texts(words + "a", file("image/png")) == (words + "a", file_text(file("image/png")))


def test_without_words_the_file_goes_alone_and_without_files_the_words() -> None:
    assert texts("", file("image/png")) == (file_text(file("image/png")),)
    assert texts("Hola") == texts("Hola", channel=Channel.SMS) == ("Hola",)


def test_a_types_parameters_do_not_matter() -> None:
    assert texts("", file("Audio/OGG; codecs=opus")) == (file_text(file("audio/ogg")),)


@pytest.mark.parametrize("media_type", ["image/webp", "image/svg+xml", "text/html", "application/octet-stream", ""])
def test_what_whatsapp_does_not_take_stops_the_whole_message(media_type: str) -> None:
    with pytest.raises(CannotSend) as problem:
        texts("Mira", file("image/png"), file(media_type))
    assert problem.value.media_type == media_type


def test_other_channels_take_no_files() -> None:
    with pytest.raises(CannotSend):
        texts("Mira", file("image/png"), channel=Channel.SMS)


def test_every_type_that_may_be_sent_is_read_back() -> None:
    assert all(texts("", file(media_type)) == (file_text(file(media_type)),) for media_type in ENDINGS)


def test_telegram_takes_what_it_fetches_by_an_address() -> None:
    photo, letter = Attachment("https://a/1", "image/jpeg"), Attachment("https://a/2", "application/msword")
    assert texts_of("Mira", [photo], Channel.TELEGRAM) == (file_text(photo, "Mira"),)
    with pytest.raises(CannotSend):
        texts_of("Mira", [letter], Channel.TELEGRAM)
