"""The product's own sentences: in three languages, in one message, naming only commands that it understands."""

import re
from string import Formatter
from typing import get_args

import pytest

from dev.processes import ROOT
from handlers import texts
from handlers.channels.markup.text import to_whatsapp
from handlers.conversation.commands import Command, command_in, is_yes
from handlers.texts import Language, Sentence

LANGUAGES: tuple[Language, ...] = get_args(Language)
SENTENCES: dict[str, Sentence] = {name: each for name, each in vars(texts).items() if name.isupper()}
ONE_MESSAGE = 1600  # UTF-16 units


def fields(text: str) -> set[str | None]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


def bold(text: str) -> list[str]:
    return re.findall(r"\*\*(.+?)\*\*", text)


@pytest.mark.parametrize("name", SENTENCES)
def test_each_sentence_is_there_in_each_language_and_fits_one_message(name: str) -> None:
    sentence = SENTENCES[name]
    assert set(sentence) == set(LANGUAGES)
    assert len(set(sentence.values())) == len(LANGUAGES)
    assert all(0 < len(to_whatsapp(text).encode("utf-16-le")) // 2 <= ONE_MESSAGE for text in sentence.values())


def test_words_of_others_show_as_they_are() -> None:
    said = "*a* _b_ ~c~ `d` [e](f) <g> # h | i! - \\"
    assert to_whatsapp(texts.escaped(said)) == said


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_has_the_same_fields_in_each_language(name: str) -> None:
    expected = {"profile_name", "address", "language", "days"} if name == "MY_DATA" else set()
    assert [fields(SENTENCES[name][language]) for language in LANGUAGES] == [expected] * len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_names_every_command_by_words_that_are_understood(language: Language) -> None:
    assert sorted(command_in(words) or "" for words in bold(texts.HELP[language])) == sorted(Command)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_sentence_asks_for_is_understood(language: Language) -> None:
    assert [command_in(words) for words in bold(texts.STOPPED[language])] == [Command.START]
    assert [is_yes(words) for words in bold(texts.FORGET_ASK[language])] == [True]


@pytest.mark.parametrize(
    "name",
    [
        "NO_TEXT",
        "WAIT",
        "CUT",
        "NEW_CONVERSATION",
        "FORGET_ASK",
        "FORGOTTEN",
        "FORGETTING",
        "STOPPED",
        "STARTED",
        "MODERATED",
    ],
)
def test_the_docs_quote_what_is_said(name: str) -> None:
    page = (ROOT / "docs" / "conversation.md").read_text().replace("\n> ", " ").replace("\n", " ")
    assert SENTENCES[name]["es"] in page
