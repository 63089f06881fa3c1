"""Wording: what makes two messages the same, and that no text is too odd for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.knowledge.wording import MOST_CHARACTERS, plain, words_of


def said(text: str) -> str:
    return " ".join(words_of(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("¿ABREN  los Domingos???", "abren los domingos"),
        ("Holaaaa, buenas tardes 😊 ¿abren los domingos? Muchas gracias 🙏", "abren los domingos"),
        ("Disculpe, una pregunta: me podría decir si abren los domingos por favor", "abren los domingos"),
        ("Hi there, could you tell me if you open on Sundays? Thanks a lot!", "you open on sundays"),
        ("Oi, bom dia! Gostaria de saber se vocês abrem domingo. Obrigada", "vocês abrem domingo"),
        ("quiero saber el precio", "el precio"),
        ("q precio tiene, pls", "que precio tiene"),
        ("k y ke y xq y pq y x 3", "que y que y porque y porque y por 3"),
        ("cant u or dont ur plz r whats or hows it", "can not you or do not your please are what is or how is it"),
        ("vc ou vcs abrem", "voce ou voces abrem"),
        ("Don't you open?", "do not you open"),
        ("🚫 gluten", "no gluten"),
        ("¿tienen 🎂?", "tienen 🎂"),
        ("1000 piezas", "1000 piezas"),
    ],
)
def test_case_signs_and_politeness_around_make_no_difference(text: str, words: str) -> None:
    assert said(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hola", "hola"),
        ("Muchas gracias", "muchas gracias"),
        ("okay thanks", "okay thanks"),
        ("thanks again", "thanks again"),
        ("why thank you", "why thank you"),
        ("no, gracias", "no"),
        ("¿y los domingos?", "y los domingos"),
        ("gracias por el pan", "gracias por el pan"),
        ("¿tienen té?", "tienen té"),
    ],
)
def test_what_is_said_stays(text: str, words: str) -> None:
    assert said(text) == words


def test_a_message_of_signs_and_a_long_one_have_no_words() -> None:
    assert words_of("¡!") == words_of("🙏") == words_of("") == ()
    assert words_of("a" * MOST_CHARACTERS + "b") == ()
    assert words_of("pan " * 75) != ()


def test_plain_words_have_no_accents() -> None:
    assert [plain(word) for word in ("miércoles", "señor", "cabeça", "pan")] == ["miercoles", "senor", "cabeca", "pan"]


TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from("aeéñ ¿?!👍🎂'\u200d"), max_size=320)
PIECES = "hola quiero saber si abren thanks can you tell me if 3 no gracias don't"
WORDS = st.lists(st.sampled_from(PIECES.split()))


@given(TEXTS | WORDS.map(" ".join))
def test_wording_raises_nothing_and_done_twice_changes_nothing(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words
    assert all(word and not word.isspace() for word in words)


@given(st.sampled_from("aé¿ 👍\n\u0301n't"), st.integers(MOST_CHARACTERS + 1, 100_000))
def test_however_long_a_message_is_it_is_not_read_past_its_limit(sign: str, times: int) -> None:
    assert words_of(sign * times) == ()
