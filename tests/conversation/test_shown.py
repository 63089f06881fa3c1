"""Kept messages as their customer sees them: every kind of thing has its line, in the customer's language."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest

from handlers import kept_texts
from handlers.channels.markup.text import to_plain
from handlers.conversation.messages import Attachment, Author, Content, Part, PartKind
from handlers.conversation.record import Record
from handlers.conversation.shown import lines_of
from handlers.languages import Language, Sentence


def lines(content: Content, *answers: str, language: Language = "en") -> list[str]:
    record = Record("key", datetime.now(UTC), content, texts=answers, answered_by="SM1")
    return list(lines_of(record, language, to_plain))


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("kind", PartKind)
def test_each_kind_of_part_has_a_line_of_its_own(kind: PartKind, language: Language) -> None:
    (line,) = lines(Content(parts=(Part(kind, "said so"),)), language=language)
    assert line.startswith("👤 ")
    assert line.endswith("said so")


def test_a_part_without_a_text_is_named() -> None:
    assert lines(Content(parts=(Part(PartKind.STICKER),)), language="pt") == ["👤 uma figurinha"]


@pytest.mark.parametrize(
    ("media_type", "named"),
    [
        ("image/jpeg", kept_texts.KEPT_PICTURE),
        ("audio/ogg; codecs=opus", kept_texts.KEPT_VOICE),
        ("video/mp4", kept_texts.KEPT_VIDEO),
        ("text/vcard", kept_texts.KEPT_CONTACT),
        ("application/pdf", kept_texts.KEPT_PDF),
        ("text/CSV; header=present", kept_texts.KEPT_FILE),
        ("", kept_texts.KEPT_FILE),
    ],
)
def test_each_kind_of_file_has_a_line_of_its_own(media_type: str, named: Sentence) -> None:
    for language in get_args(Language):
        (line,) = lines(Content(files=(Attachment("https://api.twilio.com/1", media_type),)), language=language)
        assert line == f"👤 {named[language]}"


def test_files_of_one_kind_share_a_line() -> None:
    photos = tuple(Attachment(f"https://api.twilio.com/{number}", "image/png") for number in range(3))
    assert lines(Content("¿Cuál?", photos), "La 2.") == ["👤 ¿Cuál?", "👤 a picture (3)", "🤖 La 2."]


def test_a_place_is_shown_as_it_is_and_cannot_format_anything() -> None:
    place = Part(PartKind.LOCATION, "19.43, -99.13\n*Zócalo*")
    assert lines(Content(parts=(place,)), language="es") == [r"👤 un lugar: 19.43, \-99.13 \*Zócalo\*"]


def test_a_long_text_is_cut() -> None:
    (line,) = lines(Content("x" * 500))
    assert line == f"👤 {'x' * 80}…"


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("# Horario\n\nAbrimos **todos los días**, ~~los lunes~~.", "🤖 Horario Abrimos todos los días, los lunes."),
        (rf"{'a' * 76} (\#NCQX)", rf"🤖 {'a' * 76} (\#N…"),
        (rf"{'a' * 77} **continuar**", f"🤖 {'a' * 77} co…"),
        ("2*3*4 y `a_b`", r"🤖 2\*3\*4 y a\_b"),
    ],
)
def test_an_answer_is_shown_in_plain_words_and_a_cut_leaves_no_mark_open(answer: str, shown: str) -> None:
    assert lines(Content(), answer) == [shown]


def test_a_message_that_waits_for_its_answer_is_not_shown() -> None:
    assert list(lines_of(Record("key", datetime.now(UTC), Content("Hola")), "es", to_plain)) == []


def test_what_a_person_of_the_business_said_is_shown_as_theirs_and_what_they_were_told_is_not() -> None:
    said = Content("Te mando otro hoy")
    record = Record("key", datetime.now(UTC), said, ("Closed",), "SM1", author=Author.PERSON, by="Ana")
    assert list(lines_of(record, "es", to_plain)) == ["🧑 Te mando otro hoy"]
    assert list(lines_of(replace(record, content=Content()), "es", to_plain)) == []
