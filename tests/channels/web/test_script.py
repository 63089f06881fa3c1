"""The script as browsers get it: small, complete, and nothing in it that a strict policy would stop."""

import gzip
import json
import re

import pytest

from handlers.channels.web.script import SCRIPT, packed, script
from handlers.channels.web.words import WORDS
from handlers.languages import House

SERVED = script(House("es")).decode()


def test_it_has_at_most_fifteen_kilobytes_as_it_is_written_and_half_of_that_on_its_way() -> None:
    assert SCRIPT.stat().st_size <= 15_000
    assert len(packed(SERVED.encode())) <= 7_500


def test_it_is_packed_whole() -> None:
    assert gzip.decompress(packed(SERVED.encode())).decode() == SERVED


def test_every_word_that_it_says_is_there_and_no_other() -> None:
    assert set(re.findall(r"\bt\.(\w+)", SCRIPT.read_text())) == set(WORDS)


@pytest.mark.parametrize(("house", "reload"), [(House("es"), "Recarga"), (House("pt", usted=True), "Recargue")])
def test_its_words_come_in_three_languages_and_the_businesss_way_to_speak(house: House, reload: str) -> None:
    (words,) = re.findall(r"const WORDS = (\{.*\});", script(house).decode())
    told = json.loads(words)
    assert set(told) == {"es", "en", "pt", ""}
    assert told["es"]["over"] == f"La sesión terminó. {reload} la página para seguir."
    assert told[""] == {"language": house.language}


def test_remarks_and_indents_are_left_out_and_addresses_are_not() -> None:
    assert "\n//" not in SERVED
    assert "\n " not in SERVED
    assert "https?:" in SERVED


@pytest.mark.parametrize(
    "risky", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"]
)
def test_it_makes_nothing_of_texts_but_texts(risky: str) -> None:
    assert risky not in SERVED
