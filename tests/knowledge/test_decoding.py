"""Bytes as characters: each encoding that a business's programs write, and what is none of them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.knowledge.decoding import decoded
from handlers.knowledge.unusable import Unusable

SPANISH = "Panadería Luz: piñón, ¿cuánto? «45 €» — lunes a domingo\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_spanish_text_is_read_in_the_encodings_that_are_used_for_it(encoding: str) -> None:
    assert decoded(SPANISH.encode(encoding)) == SPANISH


@pytest.mark.parametrize(
    "content",
    [
        "Хлеб и молоко".encode("cp1251"),
        "パンと牛乳を買う".encode("shift-jis"),
        b"\x81\x8d\x8f",
        b"\x00\x01\x02",
        b"PK\x03\x04\xff\xfe",
        b"text \x1b[2J",
        b"caf\xe9 \x00",
        b"\xff\xfea",
    ],
)
def test_what_would_be_read_wrongly_is_refused(content: bytes) -> None:
    with pytest.raises(Unusable, match="save it as UTF-8"):
        decoded(content)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_every_text_in_utf_8_is_read_as_it_is(text: str) -> None:
    assert decoded(text.encode()) == text.removeprefix("\ufeff")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_text_or_refused(content: bytes) -> None:
    with suppress(Unusable):
        decoded(content)
