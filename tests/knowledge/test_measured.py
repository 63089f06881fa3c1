"""What the FAQ answers, measured: none of 150 near misses, and hardly a labelled question wrongly."""

from collections import Counter

import pytest

from bench.answers import (
    BAKERY,
    DEVELOPMENT,
    HELD_OUT,
    LABELLED,
    Score,
    near_misses,
    paraphrases,
    score,
)
from handlers.knowledge.faq_file import read_faq
from handlers.knowledge.matching import NOTHING
from handlers.languages import Language

pytestmark = pytest.mark.no_cover  # tracing takes more than the tests
ENTRIES = read_faq(BAKERY)
BAKERYS = NOTHING.with_more(ENTRIES)


@pytest.mark.parametrize("language", ["es", "en", "pt"])
def test_none_of_150_near_misses_is_answered(language: Language) -> None:
    asked = near_misses()
    assert len({question for question, _ in asked}) == 150
    assert [question for question, _ in asked if BAKERYS.find(question, language)] == []


MORE: dict[Language, str] = {
    "es": "no nunca sin menos más ya solo Cholula mañana 2 mi y esa antes",
    "en": "not never without less more already only Cholula tomorrow 2 my and that before",
    "pt": "não nunca sem menos mais já só Cholula amanhã 2 meu e essa antes",  # "no" is "on the"
}


@pytest.mark.parametrize("language", ["es", "en", "pt"])
def test_with_a_word_more_that_matters_no_question_of_the_example_is_answered(language: Language) -> None:
    asks = [ask for entry in ENTRIES if (entry.language or "es") == language for ask in entry.ask]
    said = [text for ask in asks for word in MORE[language].split() for text in (f"{word} {ask}", f"{ask} {word}")]
    assert [text for text in said if BAKERYS.find(text, language)] == []


def test_the_near_misses_are_five_for_each_entry_and_the_paraphrases_three() -> None:
    spanish = [entry.id for entry in ENTRIES if entry.language in (None, "es")]
    assert Counter(entry for _, entry in paraphrases()) == dict.fromkeys(spanish, 3)
    assert len(near_misses()) == 5 * len(spanish)


def test_paraphrases_get_their_own_entry_or_none_and_half_of_them_get_one() -> None:
    scored = score(BAKERYS, paraphrases(), "es")
    assert scored.wrong == 0
    assert scored.answered * 2 > scored.asked


def test_of_the_labelled_questions_at_most_one_in_two_hundred_is_answered_wrongly_but_for_those_labelled_twice() -> (
    None
):
    total = Score()
    for read in LABELLED.values():
        labelled = read()
        matcher = NOTHING.with_more(labelled.entries)
        for half in (DEVELOPMENT, HELD_OUT):
            total += score(matcher, labelled.half(half), labelled.language)
    assert total.answered > 600
    assert (total.wrong - total.twofold) * 200 <= total.answered
