"""Codes: drawn from characters that nobody misreads, and found at the beginning of a text, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.conversation.codes import ALPHABET
from handlers.tickets import code

CODES = st.text(ALPHABET, min_size=code.LENGTH, max_size=code.LENGTH)


@given(CODES, st.sampled_from(["{}", "{} ", " {}: ", "{}.", "{} · ", "{} :", "{},\n"]), st.text())
def test_a_code_is_found_however_it_is_written(drawn: str, around: str, words: str) -> None:
    for written in (code.shown(drawn), code.shown(drawn).lower(), f"# {drawn}"):
        found, rest = code.split(around.format(written) + f"\n{words}")
        assert found == drawn
        assert rest in (words.strip(), *(words.strip().removeprefix(mark).strip() for mark in ":·,."))


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("#K7F3 Ya salió", "Ya salió"),
        ("#k7f3: ya salió", "ya salió"),
        ("# K7F3\nYa salió.\n\nMañana llega", "Ya salió.\n\nMañana llega"),
        ("#K7F3", ""),
        ("#K7F3 · Eva", "Eva"),
        ("#K7F3 ...", "..."),
    ],
)
def test_the_rest_is_what_is_meant_for_the_customer(text: str, rest: str) -> None:
    assert code.split(text) == ("K7F3", rest)


@pytest.mark.parametrize(
    "text", ["", "K7F3 hola", "Hola #K7F3", "#K7F33 hola", "#K7F", "#K0F3 hola", "## K7F3", "#\u212a7F3", "#K7F3ñ"[:4]]
)
def test_what_does_not_begin_with_a_code_names_no_ticket(text: str) -> None:
    assert code.split(text) == ("", text.strip())


def test_codes_are_drawn_from_all_that_are_possible() -> None:
    drawn = {code.new_code() for _ in range(200)}
    assert len(drawn) > 190
    assert {character for each in drawn for character in each} == set(ALPHABET)
    assert {len(each) for each in drawn} == {code.LENGTH}
