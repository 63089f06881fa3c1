"""The answers that a text of ours asks for, for apps that show them as buttons. Pure."""

from collections.abc import Mapping

from handlers import kept_texts
from handlers import texts as common
from handlers.languages import Spoken
from handlers.tickets import texts

RATINGS = ("1", "2", "3", "4", "5")
YES_OR_NO: Mapping[Spoken, tuple[str, str]] = {
    "es": ("Sí", "No"),
    "es-usted": ("Sí", "No"),
    "en": ("Yes", "No"),
    "pt": ("Sim", "Não"),
}
YES_OR_NOS = (kept_texts.FORGET_ASK, common.IS_IT_RIGHT)
# All ends of texts of ours that ask for one of few.
QUESTIONS = tuple(one for question in (texts.HOW_WAS_IT, *YES_OR_NOS) for one in sorted(question.every()))


def choices_in(text: str) -> tuple[str, ...]:
    """The answers to what this text ends with; none for a text that asks nothing, or anything else."""
    if any(text.endswith(question) for question in texts.HOW_WAS_IT.every()):
        return RATINGS
    asked = (
        answers
        for spoken, answers in YES_OR_NO.items()
        if any(text.endswith(question[spoken]) for question in YES_OR_NOS)
    )
    return next(asked, ())
