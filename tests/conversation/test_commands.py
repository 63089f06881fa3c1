"""Commands: a whole message, however it is typed, and never a word of ordinary talk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.conversation.commands import WORDS, Command, command_in, is_yes, language_of, may_be_answer, plain
from handlers.languages import Language

COMMANDS: dict[Command, tuple[str, ...]] = {
    Command.NEW_CONVERSATION: (
        *("nueva conversación", "Nueva conversacion", "/nueva_conversacion", "NUEVO CHAT!", "Empezar de nuevo 🙏"),
        *("new conversation", "Start over.", "nova conversa", "/nova-conversa", "Começar de novo"),
    ),
    Command.HELP: ("¡Ayuda!", "ayuda", "/ayuda", "AYUDA :)", "help", "Help?", "/HELP", "ajuda", "Ajuda 🆘", "comandos"),
    Command.MY_DATA: ("/mis datos", "Mis datos", "¿Qué datos tienes de mí?", "my data", "Meus dados", "os meus dados"),
    Command.FORGET_ME: (
        *("BORRAR MIS DATOS", "olvídame", "Olvidame.", "forget me", "/forget_me", "Delete my data!"),
        *("me esqueça", "Me esqueca", "esqueça-me", "apagar meus dados", "Olvi\u0301dame", "🗑️ borrar mis datos 🗑️"),
    ),
    Command.STOP: ("parar", "STOP", "stop!!!", "/stop", "pare", "Baja", "darme de baja", "sair", "unsubscribe"),
    Command.PERSON: (
        *("humano", "¡Humano!", "/humano", "Quiero hablar con una persona", "asesor", "human", "Talk to someone."),
        *("a real person", "atendente", "Falar com alguém", "agente", "Quiero hablar con un humano."),
        *("I want to talk to a human!", "Quero falar com um humano", "¿Hablar con un agente?", "Talk to a real person"),
        *("hablar con alguien", "agent", "una persona", "Falar com um agente", "pessoa real"),
    ),
    Command.ASSISTANT: ("asistente", "El asistente", "/assistant", "assistente", "bot", "back to the assistant"),
    Command.START: (
        "start",
        "/start",
        "Reanudar",
        "começar",
        "Comecar",
        "retomar",
        "darme de alta",
        "  start\n",
        "Continuar",
        "continue",
    ),
}
ORDINARY_TALK = (
    *("hola", "Hola!", "empezar", "nuevo", "nueva", "alto", "alta", "para", "cancelar", "salir", "menú", "reiniciar"),
    *(
        "ayúdame",
        "olvídalo",
        "forget it",
        "esquece isso",
        "cancel",
        "voltar",
        "no",
        "sí",
        "ok",
        "gracias",
        "?",
        "",
        "👍",
    ),
    *(
        "necesito ayuda con mi pedido",
        "Ayuda por favor, no llegó",
        "mis datos son Juan Pérez",
        "Mis datos:",
        "Mis datos :",
    ),
    *("¿puedo darme de baja del curso?", "stop it", "help me choose", "ayuda 2", "baja presión"),
    *("¿Cuándo puedo empezar?", "pare de chorar", "can I delete my data", "ヘルプ", "помощь"),
)
WORD = st.text(alphabet="abcdefghijlmnoprstuvyzñáéíóúçãõ", min_size=1, max_size=9)
COMMANDS_OWN = [words for each in WORDS.values() for several in each.values() for words in several]
VOCABULARY = {word for words in COMMANDS_OWN for word in words.split()}


@pytest.mark.parametrize(("command", "text"), [(command, text) for command, each in COMMANDS.items() for text in each])
def test_a_command_is_known_however_it_is_typed(command: Command, text: str) -> None:
    assert command_in(text) is command


@pytest.mark.parametrize("text", ORDINARY_TALK)
def test_ordinary_talk_is_no_command(text: str) -> None:
    assert command_in(text) is None


@given(st.sampled_from(COMMANDS_OWN), WORD.filter(lambda word: plain(word) not in VOCABULARY), st.booleans())
def test_a_word_inside_a_longer_sentence_is_no_command(words: str, more: str, first: bool) -> None:
    assert command_in(f"{more} {words}" if first else f"{words}, {more}") is None


@given(st.sampled_from(COMMANDS_OWN), st.text(alphabet=" \n!¡¿?./_-*👍🏽❤️\u200d", max_size=5))
def test_what_is_no_word_around_a_command_does_not_matter(words: str, around: str) -> None:
    assert command_in(f"{around}{words.upper()}{around}") is command_in(words)


def test_each_command_has_words_in_every_language_and_none_has_two_meanings() -> None:
    assert set(WORDS) == set(Command)
    assert all({"es", "en", "pt"} <= set(each) for each in WORDS.values())
    assert len(COMMANDS_OWN) == len(set(COMMANDS_OWN))
    assert all(command_in(words) for words in COMMANDS_OWN)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        *[("¡Ayuda!", "es"), ("/help", "en"), ("AJUDA", "pt"), ("baja", "es"), ("me esqueça", "pt"), ("my data", "en")],
        *[("stop", None), ("/start", None), ("parar", None), ("pare", None), ("continuar", None), ("hola", None)],
        ("comandos", None),
        *[(words, None) for words in ("Humano", "humano, por favor", "agente humano", "operador", "retomar")],
    ],
)
def test_a_commands_words_tell_their_language(text: str, language: Language | None) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text",
    [
        *("sí", "Si", "SÍ!", "Sí 👍", "sí, borrar", "Sí, borra todo.", "ok borrar", "confirmo", "Sí, por favor"),
        *("yes", "Yes!", "yes, delete it", "YES PLEASE", "I confirm", "sim", "Sim, pode apagar", "SIM.", "ok, apagar"),
    ],
)
def test_a_plain_yes(text: str) -> None:
    assert is_yes(text)


@pytest.mark.parametrize(
    "text",
    [
        *("no", "não", "", "👍", "ok", "¿sí?", "yes?", "si no es molestia", "sí pero después", "sí, no", "nope"),
        *("borrar mis datos", "sim, mas não agora", "yes but keep my order", "si abren hoy", "claro", "así"),
    ],
)
def test_what_is_not_a_plain_yes_deletes_nothing(text: str) -> None:
    assert not is_yes(text)


@pytest.mark.parametrize("text", ["baja", "¡Baja!", "detener", "sair", "recomeçar"])
def test_some_commands_may_be_answers(text: str) -> None:
    assert command_in(text)
    assert may_be_answer(text)


@pytest.mark.parametrize("text", ["STOP", "parar", "pare", "unsubscribe", "darme de baja", "ayuda", "planta baja"])
def test_words_that_always_stop_and_ordinary_ones_are_not_doubted(text: str) -> None:
    assert not may_be_answer(text)


def test_a_message_that_is_too_long_is_no_command() -> None:
    assert command_in("ayuda" + "!" * 55) is Command.HELP
    assert command_in("ayuda" + "!" * 56) is None
