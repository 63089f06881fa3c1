"""The answers that a text of ours asks for, for apps that show them as buttons. Pure."""

from collections.abc import Mapping

from handlers import kept_texts
from handlers.languages import Spoken
from handlers.tickets import texts

RATINGS = ("1", "2", "3", "4", "5")
YES_OR_NO: Mapping[Spoken, tuple[str, str]] = {
    "es": ("Sí", "No"),
    "es-usted": ("Sí", "No"),
    "en": ("Yes", "No"),
    "pt": ("Sim", "Não"),
}
QUESTIONS = (*texts.HOW_WAS_IT.every(), *kept_texts.FORGET_ASK.every())  # all texts of ours that ask for one of few


def choices_in(text: str) -> tuple[str, ...]:
    """The answers to what this text ends with; none for a text that asks nothing, or anything else."""
    if any(text.endswith(question) for question in texts.HOW_WAS_IT.every()):
        return RATINGS
    asked = (answers for spoken, answers in YES_OR_NO.items() if text.endswith(kept_texts.FORGET_ASK[spoken]))
    return next(asked, ())
