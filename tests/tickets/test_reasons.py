"""Reasons why a message did not arrive: each in every language, and none that shows what nobody can read."""

from typing import get_args

import pytest

from handlers.languages import Sentence, Spoken
from handlers.tickets import reasons
from tests import writing

LANGUAGES: tuple[Spoken, ...] = get_args(Spoken)
WINDOW = {"span": "24 hours", "app": "WhatsApp", "error": "", "code": "", "reason": ""}
SENTENCES = {name: each for name, each in vars(reasons).items() if isinstance(each, Sentence)}


@pytest.mark.parametrize("name", SENTENCES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_there_in_each_language(name: str, language: Spoken) -> None:
    assert SENTENCES[name][language].endswith((".", "{reason}"))


@pytest.mark.parametrize("error", ["63016", "63024", "63003", "21610", "30007", "63019", "63040", "given_up"])
def test_a_known_code_is_told_in_words(error: str) -> None:
    told = reasons.reason_of(error, writing.ANA, "en")
    assert error not in told
    assert told in {sentence["en"].format_map(WINDOW) for sentence in SENTENCES.values()}


def test_any_other_code_is_named_and_none_is_no_sentence() -> None:
    assert reasons.reason_of("99999", writing.ANA, "en") == "Delivery error 99999."
    assert reasons.reason_of("", writing.ANA, "en") == ""
