"""Sentences about ceilings: in three languages, in one message, naming only commands that it understands."""

import re
from typing import get_args

import pytest

from dev.processes import ROOT
from handlers.channels.markup.text import to_whatsapp
from handlers.conversation.commands import Command, command_in
from handlers.languages import Sentence, Spoken
from handlers.money import limit_texts as texts
from handlers.money.budget import NEAR, REACHED, Budget
from handlers.settings import Settings

SPOKEN: tuple[Spoken, ...] = get_args(Spoken)
TO_CUSTOMERS = (texts.LIMITED_TODAY, texts.LIMITED_THIS_MONTH, texts.ASK_A_PERSON)


@pytest.mark.parametrize("spoken", SPOKEN)
def test_how_to_ask_for_a_person_is_understood(spoken: Spoken) -> None:
    [words] = re.findall(r"\*\*(.+?)\*\*", texts.ASK_A_PERSON[spoken])
    assert command_in(words) is Command.PERSON


def test_the_docs_quote_what_customers_are_told() -> None:
    assert f"> **Recado:** {texts.LIMITED_TODAY['es']}\n" in (ROOT / "docs" / "conversation.md").read_text()


@pytest.mark.parametrize("sentence", TO_CUSTOMERS)
def test_customers_are_told_in_each_language_and_with_usted(sentence: Sentence) -> None:
    assert len({sentence[spoken] for spoken in SPOKEN}) == len(SPOKEN)
    assert not re.search(r"\b(tu|te|escribe|escríbeme|quieres)\b", sentence["es-usted"], re.IGNORECASE)


@pytest.mark.parametrize("spoken", ["es", "en", "pt"])
@pytest.mark.parametrize("said", [NEAR, REACHED])
def test_the_owner_learns_how_much_of_which_setting(spoken: Spoken, said: int) -> None:
    day = to_whatsapp(texts.to_owner(Budget("2026-11-26", 12_500_000, said=said), spoken))
    month = to_whatsapp(texts.to_owner(Budget("2026-11", 300_000_000, said=said), spoken))
    assert "*12.50 USD*" in day
    assert "(DAY_LIMIT_USD)" in day
    assert "*300 USD*" in month
    assert "(MONTH_LIMIT_USD)" in month
    assert ("80 %" if spoken == "es" else "80%") in day or said != NEAR
    assert "80" not in day or said == NEAR
    assert max(map(len, (day, month))) < 600


@pytest.mark.parametrize(
    ("micros", "shown"), [(5_000_000, "5"), (12_500_000, "12.50"), (12_345_000, "12.345"), (1, "0.000001")]
)
def test_dollars_are_written_as_a_setting_has_them(micros: int, shown: str) -> None:
    assert texts.dollars(micros) == shown


def test_the_settings_that_are_named_exist() -> None:
    for budget in (Budget("2026-11-26", 1), Budget("2026-11", 1)):
        assert texts.setting_of(budget).lower() in Settings.model_fields
