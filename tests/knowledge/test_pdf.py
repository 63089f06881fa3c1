"""PDFs: their text, and which have none that can be read."""

import pytest

from handlers.knowledge import pdf as reading
from handlers.knowledge.pdf import MOST_PAGES, text_of_pdf
from handlers.knowledge.unusable import Unusable
from tests.pdfs import of_pages, pdf, protected


def test_the_lines_of_a_pdf_are_read_with_their_accents() -> None:
    assert text_of_pdf(pdf("Panadería Luz", "Concha: 14 pesos")).splitlines() == ["Panadería Luz", "Concha: 14 pesos"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (pdf(), "it is a scan"),
        (pdf("...", "---"), "it is a scan"),
        (protected(pdf("Hola")), "protected by a password"),
        (b"", "no PDF that can be read"),
        (b"Hola", "no PDF that can be read"),
        (pdf("Hola")[:80], "no PDF that can be read"),
        (of_pages(MOST_PAGES + 1), f"has {MOST_PAGES + 1} pages"),
    ],
)
def test_a_pdf_that_cannot_be_used_says_why(content: bytes, why: str) -> None:
    with pytest.raises(Unusable, match=why):
        text_of_pdf(content)


def test_a_pdf_with_more_text_than_is_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_CHARACTERS", 10)
    assert text_of_pdf(pdf("x" * 10))
    with pytest.raises(Unusable, match="over 10 characters"):
        text_of_pdf(pdf("x" * 11))
