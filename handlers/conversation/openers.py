"""Openers: questions that only ask how to help, so that whatever comes next is no answer to them. Pure."""

import re

from handlers.conversation.commands import MOST_CHARACTERS, plain
from handlers.conversation.small_talk import is_polite

MOST_OTHERS = 1  # words beside the greeting before it: "Hola Ana, ¿en qué te ayudo?"
# The words of a whole question, without accents and in lower case.
_OPENERS = (
    r"(en|con) que( mas)?( te| le| les)? (puedo|podemos|podria) (ayudar|apoyar|servir)(te|le|les)?( hoy)?",
    r"(en|con) que( mas)? (te|le|les) (ayudo|ayudamos|apoyo|apoyamos|sirvo|servimos)( hoy)?",
    r"como( te| le| les)? (puedo|podemos|podria) (ayudar|apoyar|servir)(te|le|les)?( hoy)?",
    r"que (puedo|podemos) hacer por (ti|usted|ustedes)( hoy)?|que se (te|le|les) ofrece( hoy)?",
    r"how( else)? (can|may|could) (i|we) (help|assist)( you)?( today| now)?",
    r"what( else)? (can|may|could) (i|we) (do for you|help( you)? with)( today| now)?",
    r"(como|em que)( mais)?( eu)?( te| lhe)? (posso|podemos) (te |lhe )?(ajudar( voces?)?|ajuda l[oa]s?)( hoje)?",
    r"o que( mais)? (posso|podemos) fazer por voces?( hoje)?",
)
_OPENER = re.compile("|".join(_OPENERS))


def is_opener(question: str) -> bool:
    """True if the question, from where its sentence begins, asks how to help, about nothing in particular."""
    before, _, asked = question.rpartition("¿" if "¿" in question else ",")
    return _OPENER.fullmatch(plain(asked)) is not None and _only_greets(before)


def _only_greets(before: str) -> bool:
    others = [word for word in plain(before).split() if not is_polite(word)]
    return len(before) <= MOST_CHARACTERS and len(others) <= MOST_OTHERS
