"""Sentences about teaching: in three languages, with the same fields; what the owner is to write is understood."""

import re
from string import Formatter
from typing import get_args

import pytest

from handlers.channels.markup.text import to_whatsapp
from handlers.knowledge import teaching_texts
from handlers.knowledge.hear_teaching import order_in
from handlers.languages import Sentence, Spoken
from handlers.tickets import code
from handlers.tickets.orders import Order, asked_in

LANGUAGES: tuple[Spoken, ...] = get_args(Spoken)
SENTENCES: dict[str, Sentence] = {name: each for name, each in vars(teaching_texts).items() if name.isupper()}


def fields(text: str) -> set[str | None]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


@pytest.mark.parametrize("name", SENTENCES)
def test_each_sentence_is_there_in_each_language_with_the_same_fields(name: str) -> None:
    said = [SENTENCES[name][language] for language in LANGUAGES]
    assert len({frozenset(fields(text)) for text in said}) == 1
    assert all(0 < len(to_whatsapp(text)) < 400 for text in said)
    assert not [text for text in said if code.split(to_whatsapp(text))[0]]
    assert not [text for text in said if re.search("[;:]", text)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(set(SENTENCES) - {"DISLIKED"}))
def test_what_they_tell_to_write_is_understood_and_no_order_about_a_ticket(name: str, language: Spoken) -> None:
    for words in re.findall(r"\*\*(.+?)\*\*", SENTENCES[name][language].replace("{number}", "7")):
        assert order_in(words) is not None
        assert asked_in(words, "", []).order is Order.SAY
        assert asked_in(f"#K7F3 {words}", "", []).order is Order.SAY


def test_customers_are_addressed_neither_with_tu_nor_with_usted() -> None:
    said = set(re.findall(r"\w+", teaching_texts.DISLIKED["es"].lower()))
    assert not said & {"te", "ti", "tú", "tu", "tus", "usted", "escribe", "puedes"}
