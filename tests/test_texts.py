"""The product's own sentences: in three languages, in one message, naming only commands that it understands."""

import re
from string import Formatter
from typing import get_args

import pytest

from dev.processes import ROOT
from handlers import kept_texts, texts
from handlers.channels.markup.text import to_whatsapp
from handlers.conversation import link_texts
from handlers.conversation.commands import Command, command_in, is_yes
from handlers.conversation.contact import Channel
from handlers.conversation.link_code import code_in
from handlers.languages import House, Language, Sentence, Spoken
from tests import writing

LANGUAGES: tuple[Language, ...] = get_args(Language)
SPOKEN: tuple[Spoken, ...] = get_args(Spoken)
SENTENCES = {
    name: each
    for module in (texts, kept_texts, link_texts)
    for name, each in vars(module).items()
    if isinstance(each, Sentence)
}
FIELDS = {  # that str.format fills in a sentence: each that has some
    "MY_DATA": {"profile_name", "address", "language", "days"},
    "CLOSED_UNTIL": {"when"},
    "CODE": {"code"},
    "JOINED": {"apps"},
    "PARTED": {"apps", "home"},
}
LINKING = ("CODE_GONE", "JOINED", "WRONG", "TICKETS", "WITH_PERSON")
ONE_MESSAGE = 1600  # UTF-16 units


def fields(text: str) -> set[str | None]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


def bold(text: str) -> list[str]:
    return re.findall(r"\*\*(.+?)\*\*", text)


@pytest.mark.parametrize("name", SENTENCES)
def test_each_sentence_is_there_in_each_language_and_fits_one_message(name: str) -> None:
    said = [SENTENCES[name][spoken] for spoken in SPOKEN]
    assert len({SENTENCES[name][language] for language in LANGUAGES}) == len(LANGUAGES)
    assert all(0 < len(to_whatsapp(text).encode("utf-16-le")) // 2 <= ONE_MESSAGE for text in said)


def test_words_of_others_show_as_they_are() -> None:
    said = "*a* _b_ ~c~ `d` [e](f) <g> # h | i! - \\"
    assert to_whatsapp(texts.escaped(said)) == said


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_has_the_same_fields_in_each_language(name: str) -> None:
    assert [fields(SENTENCES[name][spoken]) for spoken in SPOKEN] == [FIELDS.get(name, set())] * len(SPOKEN)


@pytest.mark.parametrize("spoken", SPOKEN)
def test_help_names_every_command_by_words_that_are_understood(spoken: Spoken) -> None:
    named = bold(texts.HELP[spoken] + texts.HELP_PEOPLE[spoken] + link_texts.HELP_LINKS[spoken])
    assert sorted(command_in(words) or "" for words in named) == sorted(Command)


@pytest.mark.parametrize("spoken", SPOKEN)
def test_what_a_sentence_asks_for_is_understood(spoken: Spoken) -> None:
    assert [command_in(words) for words in bold(texts.STOPPED[spoken])] == [Command.START]
    assert [is_yes(words) for words in bold(kept_texts.FORGET_ASK[spoken])] == [True]


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


# The words that say tú: those that any sentence has only where it does not say usted, and these, whoever writes them.
TU = {"te", "ti", "tú", "tu", "tus", "contigo", "quieres", "puedes", "tienes", "necesitas", "escribe", "espera", "dime"}
TU = TU.union(*(words_of(each.es) - words_of(each.usted) for each in SENTENCES.values() if each.usted))
USTED = {"usted"}.union(*(words_of(each.usted) - words_of(each.es) for each in SENTENCES.values() if each.usted))
USTED -= {"puede", "escribir"}  # "¿me lo puede escribir?", but also "no se puede"
TO_YOU = re.compile(r"\w{2}(?:[aei]r|[aei]ndo)te\b|\w[áéí]\w+[ae]te\b")  # ayudarte, esperándote


@pytest.mark.parametrize("name", SENTENCES)
def test_spanish_says_either_usted_or_tu_in_every_sentence(name: str) -> None:
    assert not words_of(SENTENCES[name]["es-usted"]) & TU
    assert not TO_YOU.search(SENTENCES[name]["es-usted"])
    assert not words_of(SENTENCES[name]["es"]) & USTED


def test_the_words_that_say_tu_are_known() -> None:
    assert {"escríbeme", "tu", "ayudarte", "pídeme", "llama", "cuéntame", "responde"} <= TU


@pytest.mark.parametrize("name", SENTENCES)
def test_sentences_are_short_and_plain(name: str) -> None:
    for spoken in SPOKEN:
        said = "\n".join(line for line in SENTENCES[name][spoken].splitlines() if not line.startswith("- "))
        assert not re.search("[;:]", said.replace("\n\n", " "))
        assert all(len(each.split()) <= 20 for each in re.split(r"(?<=[.?!)])\s", said))


@pytest.mark.parametrize(
    ("house", "customer", "spoken"),
    [
        *[(House("es"), None, "es"), (House("es"), "en", "en"), (House("pt"), None, "pt"), (House("pt"), "es", "es")],
        *[(House("es", usted=True), None, "es-usted"), (House("en", usted=True), "es", "es-usted")],
        *[(House("en", usted=True), None, "en"), (House("es", usted=True), "pt", "pt")],
    ],
)
def test_the_customers_language_is_spoken_and_spanish_with_the_houses_form(
    house: House, customer: Language | None, spoken: Spoken
) -> None:
    assert house.spoken_to(customer) == spoken


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


@pytest.mark.parametrize("spoken", SPOKEN)
def test_what_is_said_about_joined_apps_names_commands_that_are_understood(spoken: Spoken) -> None:
    named = {command_in(words) for name in LINKING for words in bold(SENTENCES[name][spoken])}
    assert named == {Command.LINK, Command.UNLINK}
    assert code_in(bold(link_texts.CODE[spoken].format(code="K7F4-9QXM"))[0]) == "K7F49QXM"


def test_apps_are_joined_by_the_word_that_the_language_has_for_it() -> None:
    whatsapp, instagram, sms = (
        writing.contact(channel=channel) for channel in (Channel.WHATSAPP, Channel.INSTAGRAM, Channel.SMS)
    )
    assert link_texts.named([whatsapp], "es") == "WhatsApp"
    assert link_texts.named([instagram, whatsapp, sms], "es") == "Instagram, WhatsApp y SMS"
    said = [link_texts.named([whatsapp, instagram], spoken) for spoken in SPOKEN]
    assert said == ["WhatsApp e Instagram", "WhatsApp e Instagram", "WhatsApp and Instagram", "WhatsApp e Instagram"]
    sites = [writing.contact(channel=Channel.WEB, business=site) for site in ("higos.example", "hielo.example")]
    assert [link_texts.named([sms, site], "es") for site in sites] == ["SMS e higos.example", "SMS y hielo.example"]
