"""Ratings in whole messages: digits, words, stars and faces, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.tickets.rating import MOST_CHARACTERS, rating_in

READ = {
    1: ["1", "uno", "Un uno.", "⭐", "😡", "😡😡😡", "1 estrella", "pésima", "awful", "1 👎", "um", "nota 1"],
    2: ["2", "dos", "two", "dois", "🙁", "☹️", "⭐⭐", "2/5", "2 de 5", "I'd give it a 2"],
    3: ["3", "tres", "três", "three", "😐", "★★★", "★★★☆☆", "⭐️⭐️⭐️", "3 out of 5 stars"],
    4: ["4", "cuatro", "quatro", "four", "🙂", "Le doy un 4", "4 estrelas", "4 gracias", "Cuatro. Gracias."],
    5: [
        *(
            "5",
            " 5 ",
            "5.",
            "¡5!",
            "*5*",
            "5️⃣",
            "\uff15",
            "5/5",
            "5 / 5",
            "cinco",
            "CINCO",
            "five",
            "😀",
            "😀😀",
            "😍",
            "5 😀",
        ),
        *(
            "⭐⭐⭐⭐⭐",
            "🌟🌟🌟🌟🌟",
            "5 ⭐",
            "5⭐⭐⭐⭐⭐",
            "cinco estrellas",
            "un cinco",
            "Le doy un cinco.",
            "dou nota 5",
        ),
        *("5 de 5", "five stars", "5, muchas gracias", "5 thanks", "5 obrigada", "Excelente", "excellent!", "5 👍🏽"),
        *("5 ❤️", "el 5", "a 5"),
    ],
}
NOT = [
    *("", " ", "quiero 5 panes", "5 panes", "4 de la tarde", "a las 4", "cuatro panes", "¿5?", "5?", "0", "6", "10"),
    *("10/10", "5/10", "55", "5 5", "4 o 5", "4-5", "-5", "4.5", "4,5", "4/5/2026", "1/5/26", "15/5", "#5", "$5", "5%"),
    *("5:30", "5 pm", "5 kg", "5€", "1 2 3", "⭐⭐⭐⭐⭐⭐", "5 😡", "😀😡", "1⭐⭐⭐", "👍", "❤️", "🤔", "5 🍞", "☆☆"),
    *("bien", "bueno", "gracias", "sí", "no", "5 estrellas no", "no 5", "sala 5", "estrellas", "tresillo", "unos"),
    *("5 por favor", "el 5 de mayo", "el cinco de mayo", "5 de 10", "de 5", "excelente pan", "dame 5", "quiero un 5"),
]


# Words that may stand beside a number in a rating.
KNOWN = {"gracias", "thanks", "obrigado", "obrigada", "estrella", "estrellas", "estrela", "estrelas", "star", "stars"}
KNOWN |= {"punto", "puntos", "una", "uma", "nota", "calificacion", "doy", "pongo", "daria", "give", "say", "dou"}
WORD: st.SearchStrategy[str] = st.from_regex(r"[a-z]{3,12}", fullmatch=True)


@pytest.mark.parametrize(("rating", "text"), [(rating, text) for rating, texts in READ.items() for text in texts])
def test_a_rating_is_read(rating: int, text: str) -> None:
    assert rating_in(text) == rating


@pytest.mark.parametrize("text", NOT)
def test_anything_else_is_no_rating(text: str) -> None:
    assert rating_in(text) is None


@given(st.text())
def test_whatever_is_written_the_rating_is_on_the_scale(text: str) -> None:
    assert rating_in(text) in (None, 1, 2, 3, 4, 5)


@given(st.integers())
def test_a_number_is_a_rating_only_if_it_is_on_the_scale(number: int) -> None:
    assert rating_in(str(number)) == (number if 1 <= number <= 5 else None)


@given(st.integers(1, 5), st.sampled_from(["", " ", "\n", "."]), st.sampled_from(["", " ", "\n", ".", "!", "!!", "…"]))
def test_marks_around_a_number_change_nothing(number: int, before: str, after: str) -> None:
    assert rating_in(f"{before}{number}{after}") == number


@given(st.integers(1, 5), WORD.filter(lambda word: word not in KNOWN))
def test_a_number_of_something_is_no_rating(number: int, word: str) -> None:
    assert rating_in(f"{number} {word}") is None
    assert rating_in(f"{word} {number}") is None


def test_a_long_message_is_not_even_looked_at() -> None:
    assert rating_in("5" + " " * MOST_CHARACTERS + "!") is None
