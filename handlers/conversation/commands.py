"""Words for Recado itself: commands that are a whole message, and the yes that "forget me" asks for.

Long: each command has its words in three languages.
"""

import re
import unicodedata
from enum import StrEnum

from handlers.languages import Language


class Command(StrEnum):
    """A command of the customer's that Recado obeys without asking the assistant."""

    NEW_CONVERSATION = "new_conversation"
    HELP = "help"
    MY_DATA = "my_data"
    FORGET_ME = "forget_me"
    STOP = "stop"
    START = "start"
    PERSON = "person"
    ASSISTANT = "assistant"
    LINK = "link"
    UNLINK = "unlink"


# Without accents, in lower case. None: the words do not show the language. Words that are ordinary talk are left out:
# "empezar", "cancelar" (an order), "alto" and "alta" (tall), "para" (for), "salir", "menú", "ayúdame", "reiniciar".
WORDS: dict[Command, dict[Language | None, tuple[str, ...]]] = {
    Command.NEW_CONVERSATION: {
        "es": ("nueva conversacion", "conversacion nueva", "nuevo chat", "empezar de nuevo", "empezar de cero"),
        "en": ("new conversation", "new chat", "start over", "start again"),
        "pt": ("nova conversa", "conversa nova", "novo chat", "comecar de novo", "comecar do zero", "recomecar"),
    },
    Command.HELP: {"es": ("ayuda",), "en": ("help", "commands"), "pt": ("ajuda",), None: ("comandos",)},
    Command.MY_DATA: {
        "es": ("mis datos", "ver mis datos", "muestrame mis datos", "que datos tienes de mi"),
        "en": ("my data", "see my data", "show my data", "show me my data"),
        "pt": ("meus dados", "os meus dados", "ver meus dados", "mostrar meus dados", "mostre meus dados"),
    },
    Command.FORGET_ME: {
        "es": (
            *("olvidame", "olvidate de mi", "borrame", "borrar mis datos", "borra mis datos", "borre mis datos"),
            *("eliminar mis datos", "elimina mis datos", "elimine mis datos"),
        ),
        "en": ("forget me", "delete me", "delete my data", "erase my data", "remove my data"),
        "pt": (
            *("me esqueca", "me esquece", "esqueca me", "apagar meus dados", "apague meus dados", "apaga meus dados"),
            *("excluir meus dados", "exclua meus dados", "deletar meus dados", "apagar os meus dados"),
        ),
    },
    Command.STOP: {
        "es": ("baja", "darme de baja", "dame de baja", "deja de escribirme", "no me escribas mas", "detener"),
        "en": ("unsubscribe", "stop writing to me", "stop messaging me"),
        "pt": ("sair", "descadastrar", "pare de me escrever", "para de me escrever", "nao me escreva mais"),
        None: ("stop", "parar", "pare"),  # the last two are Spanish and Portuguese
    },
    Command.START: {
        "es": ("reanudar", "darme de alta", "dame de alta", "vuelve a escribirme"),
        "en": ("resume", "unstop"),
        "pt": ("comecar", "volte a me escrever", "volta a me escrever"),
        # The second and third are Spanish and Portuguese, the last English, too.
        None: ("start", "continuar", "retomar", "continue"),
    },
    Command.PERSON: {
        "es": (
            *("una persona", "persona", "asesor", "asesora", "un asesor", "quiero hablar con un humano"),
            *("hablar con alguien", "hablar con una persona", "hablar con un humano", "hablar con un asesor"),
            *("quiero hablar con alguien", "quiero hablar con una persona", "quiero hablar con un asesor"),
            *("hablar con un agente", "quiero hablar con un agente", "una persona real", "persona real"),
        ),
        "en": (
            *("human", "a person", "person", "a real person", "real person", "a human", "representative"),
            *("talk to a person", "talk to a human", "talk to someone", "speak to someone", "speak to a person"),
            *("speak to a human", "i want to talk to a person", "i want to talk to someone", "live agent"),
            *("i want to talk to a human", "talk to an agent", "speak to an agent", "talk to a real person"),
            *("speak to a real person", "i want to talk to a real person", "i want to talk to an agent"),
        ),
        "pt": (
            *("atendente", "pessoa", "uma pessoa", "um atendente", "atendimento humano"),
            *("falar com alguem", "falar com uma pessoa", "falar com um atendente", "falar com atendente"),
            *("quero falar com alguem", "quero falar com uma pessoa", "quero falar com um atendente"),
            *("falar com um humano", "quero falar com um humano", "falar com um agente", "quero falar com um agente"),
            *("uma pessoa real", "pessoa real"),
        ),
        None: ("humano", "humano por favor", "agente humano", "operador", "agente", "agent"),
    },
    Command.ASSISTANT: {
        "es": ("asistente", "el asistente", "volver al asistente", "volver con el asistente"),
        "en": ("assistant", "the assistant", "back to the assistant"),
        "pt": ("assistente", "o assistente", "voltar ao assistente"),
        None: ("bot", "robot"),
    },
    # Only where customers have several apps to write from. People of all languages ask for a "link", too.
    Command.LINK: {
        "es": ("vincular otra app", "unir mis apps"),
        "en": ("link another app", "link my apps"),
        "pt": ("vincular outro app", "juntar meus apps"),
        None: ("vincular", "link"),
    },
    Command.UNLINK: {
        "es": ("desvincular otra app", "separar mis apps"),
        "en": ("unlink", "separate my apps"),
        "pt": ("desvincular outro app", "separar meus apps"),
        None: ("desvincular",),
    },
}
# Commands that are good answers as well: "¿Planta alta o baja?". "stop" and "unsubscribe" are none of them, nor "parar"
# and "pare", which mean the same: carriers and laws count on words that always stop. Nor are those of help, which do no
# harm, and those of start, which mean something only after a stop.
_ANSWERS = frozenset(
    {
        *("baja", "detener", "sair", "recomecar"),
        *("persona", "una persona", "person", "a person", "pessoa", "uma pessoa"),  # how many?
        "link",  # do you want the link or the file?
    }
)
_YES = (
    r"si( si| por favor| quiero| confirmo| de acuerdo| estoy segur[oa])?|claro que si|confirmo|confirmar",
    r"(si|ok) (borr|elimin)(a|ar|alo)( todo| mis datos)?",
    r"yes( please| i confirm| i am sure)?|yeah|yep|(i )?confirm|confirmed|(yes|ok) delete( it| everything| my data)?",
    r"sim( sim| por favor| quero| confirmo| tenho certeza)?",
    r"((sim|ok) )?pode apagar( tudo)?|(sim|ok) (apague|apagar?|exclua|excluir)( tudo| meus dados)?",
)
MOST_CHARACTERS = 60  # of a whole message; to examine longer ones would only cost time
_SAID = [
    (words, command, language)
    for command, by_language in WORDS.items()
    for language, several in by_language.items()
    for words in several
]
_COMMANDS = {words: command for words, command, _ in _SAID}
_LANGUAGES = {words: language for words, _, language in _SAID if language}


def command_in(text: str) -> Command | None:
    """The command that the whole message is, if any. "Mis datos:" is none: the customer's data will follow."""
    return None if text.rstrip().endswith(":") else _COMMANDS.get(plain(text))


def is_opening(text: str) -> bool:
    """True for what an app writes for a customer who opens the chat: https://core.telegram.org/bots/features#commands"""
    return text.strip() == "/start"


def may_be_answer(text: str) -> bool:
    """True if the command in this message may be an answer instead, where something was asked."""
    return plain(text) in _ANSWERS


def language_of(text: str) -> Language | None:
    """The language of a command's words, if they show it: a command may be a customer's first message."""
    return _LANGUAGES.get(plain(text))


def is_yes(text: str) -> bool:
    """True if the whole message is a plain yes. It deletes for good, so "ok", 👍 and "¿sí?" do not count."""
    return "?" not in text and re.fullmatch("|".join(_YES), plain(text)) is not None


def plain(text: str) -> str:
    """The words alone: lower case, no accents, single spaces between them; "" if too long to be a command."""
    if len(text) > MOST_CHARACTERS:
        return ""
    letters = (letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())
