"""Sentences about tickets: in three languages, with the same fields; what they tell agents to write is understood."""

import re
from string import Formatter
from typing import get_args

import pytest

from handlers import texts as common
from handlers.channels.markup.text import to_whatsapp
from handlers.languages import Sentence, Spoken
from handlers.pages.words import WORDS
from handlers.tickets import agent_texts, code, inviting, losing, refusals, texts
from handlers.tickets.orders import Order, asked_in
from handlers.tickets.ticket import CannotAct

LANGUAGES: tuple[Spoken, ...] = get_args(Spoken)


def in_each(sentence: Sentence) -> list[str]:
    return [sentence[language] for language in LANGUAGES]


SENTENCES: dict[str, Sentence] = {
    name: each
    for module in (texts, agent_texts, refusals, inviting, losing)
    for name, each in vars(module).items()
    if name.isupper() and name != "REFUSALS"
}
TO_CUSTOMERS = {
    *("HANDED_OVER", "SOON", "WHEN_OPEN", "STILL_HANDED_OVER", "WRITE_TO", "NOBODY", "BACK", "NOT_AWAY"),
    *("CLOSED_BY_PERSON", "STILL_WAITS", "HOW_WAS_IT", "RATED"),
}
OF_NO_TICKET = {"WHICH", "NO_SUCH", "NO_SUCH_AGENT", "AGENT_HELP", "OPEN_TICKETS", "NO_TICKETS", "DESK_LINK", "NO_DESK"}
OF_NO_TICKET |= {"LISTED_WAITS"}  # the end of a line of the list
OF_NO_TICKET |= {"NUMBERS_HELP", "NUMBERS_NOT_YOURS"}


def fields(text: str) -> set[str | None]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


@pytest.mark.parametrize("name", SENTENCES)
def test_each_sentence_is_there_in_each_language_with_the_same_fields(name: str) -> None:
    said = in_each(SENTENCES[name])
    assert len({frozenset(fields(text)) for text in said}) == 1
    assert all(0 < len(to_whatsapp(text)) < 1000 for text in said)


@pytest.mark.parametrize("name", sorted(set(SENTENCES) - TO_CUSTOMERS - OF_NO_TICKET))
def test_what_an_agent_is_told_of_a_ticket_begins_with_its_code(name: str) -> None:
    assert all(text.startswith("{code} · ") for text in in_each(SENTENCES[name]))


@pytest.mark.parametrize("name", sorted(OF_NO_TICKET))
def test_what_is_told_of_no_ticket_begins_with_no_code(name: str) -> None:
    """An agent who quotes it names no ticket, so no customer gets those words."""
    assert not [text for text in in_each(SENTENCES[name]) if code.split(to_whatsapp(text))[0] or text[0] == "{"]


@pytest.mark.parametrize("name", sorted(TO_CUSTOMERS))
def test_customers_are_addressed_neither_with_tu_nor_with_usted(name: str) -> None:
    said = set(re.findall(r"\w+", SENTENCES[name]["es"].lower()))
    assert not said & {"te", "ti", "tú", "tu", "tus", "contigo", "usted", "escribas", "escribe", "puedes", "quieres"}


def orders_in(text: str) -> list[Order]:
    bold = [words.replace("#K7F2", "#K7F3") for words in re.findall(r"\*\*(.+?)\*\*", text)]
    words = [f"{each} algo" if each.endswith(("nota", "note")) else each for each in bold]
    return [asked_in(each, "", ["Ana", "Luis"]).order for each in words]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_help_names_is_understood(language: Spoken) -> None:
    orders = orders_in(agent_texts.AGENT_HELP[language])
    expected = [Order.SAY, Order.TAKE, Order.CLOSE, Order.GIVE, Order.INVITE, Order.NOTE, Order.LIST]
    assert orders == [*expected, Order.DESK, Order.HELP]
    assert orders_in(agent_texts.NUMBERS_HELP[language]) == [Order.TODAY, Order.WEEK]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_other_sentences_name_is_understood(language: Spoken) -> None:
    assert orders_in(agent_texts.WHICH[language]) == [Order.SAY, Order.LIST]
    assert orders_in(agent_texts.NO_SUCH[language]) == [Order.LIST]
    assert orders_in(refusals.MAY_INVITE[language].replace("{code}", "#K7F3")) == [Order.INVITE]


@pytest.mark.parametrize("language", LANGUAGES)
def test_agents_read_the_word_that_the_customer_was_told_to_write(language: Spoken) -> None:
    (word,) = re.findall(r"\*\*(.+?)\*\*", common.STOPPED[language])
    for told in (refusals.IS_STOPPED, WORDS["result_stopped"]):
        assert re.findall(r"[«“](.+?)[»”]", told[language])[-1] == word


def test_every_reason_for_which_nothing_was_done_has_its_sentence() -> None:
    """Who has it is told with a name; the clock alone meets CannotAct itself."""
    assert {kind.__name__ for kind in CannotAct.__subclasses__()} - {"IsTaken"} == {
        kind.__name__ for kind in refusals.REFUSALS
    }
