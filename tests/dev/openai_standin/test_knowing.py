"""What the stand-in finds in the business's files: the best line, or that it does not know."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import openai
import pytest

from dev.openai_standin.answers import compose
from dev.openai_standin.directives import Directives
from dev.openai_standin.heard import Heard
from dev.openai_standin.knowing import FILES, Line, Told, lines_given, look_up
from dev.processes import ROOT
from handlers.adapters.openai.input import history_items, input_items, noted
from handlers.conversation.messages import Author, Content, OpenMessage, Said
from handlers.instructions import LOOKED_UP, business_files
from handlers.knowledge.files import KnownText
from handlers.knowledge.folder import folder_of
from handlers.knowledge.marked import marked
from tests.dev.openai_standin.test_standin import ask
from tests.dev.openai_standin.test_structured import form

BAKERY = business_files(folder_of(ROOT / "examples" / "bakery" / "knowledge").told)
SIDE = form(
    {
        "reply": {"type": "string"},
        "known": {"type": "boolean"},
        "sources": {"type": "array", "items": {"type": "string"}},
    }
)


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    found = lines_given(BAKERY, [])
    assert found
    return found


@pytest.mark.parametrize(
    ("question", "source", "within"),
    [
        ("¿Cuánto cuesta una concha?", "precios.csv", "14"),
        ("cuanto cuestan las conchas", "precios.csv", "14"),
        ("How much is a concha?", "precios.csv", "14"),
        ("¿Abren el domingo?", "horarios.md", "7:00 a 14:00"),
        ("Vocês abrem domingo?", "horarios.md", "7:00 a 14:00"),
        ("¿Hacen entregas en Cholula?", "entregas.md", "No hay entrega en Cholula"),
        ("¿Cuánto cuesta el envío?", "entregas.md", "45 pesos"),
        ("¿Tienen algo sin gluten?", "politicas.md", "sin gluten"),
        ("¿Puedo cancelar mi pedido?", "pedidos.md", "se devuelve el anticipo"),
        ("¿Aceptan mascotas?", "local.md", "terraza"),
        ("¿Dónde están?", "local.md", "5 de Mayo 812"),
    ],
)
def test_a_question_is_answered_by_the_line_that_fits_best(
    lines: list[Line], question: str, source: str, within: str
) -> None:
    told = look_up(question, lines)
    assert told
    assert (told.source, within in told.line) == (source, True)


def test_the_line_that_the_page_about_files_recommends_is_found() -> None:
    told = "No entregamos en Cholula"
    assert f'"{told}"' in " ".join((ROOT / "docs" / "knowledge.md").read_text().split())
    given = lines_given(f'{FILES}\n\n<file name="info.md">\n{told}.\n</file>', [])
    assert look_up("¿Entregan en Cholula?", given or []) == Told(f"{told}.", "info.md")


@pytest.mark.parametrize(
    "question",
    [
        "¿Quién es el dueño?",
        "¿Cuántas calorías tiene una concha?",
        "¿Precio de mayoreo de los bolillos?",
        "¿Cuánto costará la concha el próximo año?",
        "¿Me das la receta de la concha?",
    ],
)
def test_what_is_not_there_is_not_known(lines: list[Line], question: str) -> None:
    assert look_up(question, lines) == Told()


@pytest.mark.parametrize(
    "words", ["Hola", "gracias", "me llamo Ana", "¿Cómo me llamo?", "Sí, claro", "Quiero tres de chocolate", ""]
)
def test_what_asks_for_nothing_of_the_business_s_is_none_of_its_matters(lines: list[Line], words: str) -> None:
    assert look_up(words, lines) is None


def test_passages_in_a_note_and_the_business_s_own_words_count_too() -> None:
    passage = marked([KnownText("a/menu.md", "# Té\n\n- Té de menta: 20 pesos")], "passage")
    business = "<business>\nLa dueña es Luz.\n</business>"
    lines = lines_given(f"{business}{LOOKED_UP}", ["Now it is nine.", passage]) or []
    assert look_up("¿Hay té de menta?", lines) == Told("Té de menta: 20 pesos", "a/menu.md")
    assert look_up("¿Quién es la dueña?", lines) == Told("La dueña es Luz.")
    assert lines_given(business, [passage]) is None
    assert FILES in BAKERY
    assert FILES in LOOKED_UP


def test_of_equal_lines_that_of_a_file_is_told_and_not_what_the_assistant_must_not_do() -> None:
    told = "Entregamos a domicilio en Puebla capital, de martes a sábado."
    business = "<business>\nNo prometas horas de entrega.\n</business>"
    lines = lines_given(f'{business}{FILES}\n\n<file name="entregas.md">\n{told}\n</file>', []) or []
    assert look_up("¿Hacen envíos?", lines) == Told(told, "entregas.md")


async def test_an_answer_says_what_it_stands_on_and_what_it_does_not_know(client: openai.AsyncOpenAI) -> None:
    thread = (await client.conversations.create()).id
    for text, reply, known, sources in (
        ("¿Cuánto cuesta un cuerno?", "Esto dice el negocio: «Cuerno: precio (pesos): 16».", True, ["precios.csv"]),
        ("¿Quién es el dueño?", "Eso no lo sé, y no quiero inventarlo.", False, []),
        ("gracias", "Recibí: «gracias».", True, []),
    ):
        said = json.loads((await ask(client, thread, text, instructions=BAKERY, text=SIDE)).output_text)
        assert reply in said["reply"]
        assert (said["known"], said["sources"]) == (known, sources)


async def test_without_files_it_repeats_what_came_as_ever(client: openai.AsyncOpenAI) -> None:
    thread = (await client.conversations.create()).id
    said = json.loads(
        (await ask(client, thread, "¿Quién es el dueño?", instructions="We bake.", text=SIDE)).output_text
    )
    assert "Recibí: «¿Quién es el dueño?»." in said["reply"]
    assert (said["known"], said["sources"]) == (True, [])


async def test_several_messages_are_answered_each_in_its_way(client: openai.AsyncOpenAI) -> None:
    thread = (await client.conversations.create()).id
    texts = ["Hola", "¿Hay wifi?", "How much is a concha?"]
    asked = [{"role": "user", "content": text} for text in texts]
    response = await client.responses.create(
        model="gpt-6-luna",
        conversation=thread,
        instructions=BAKERY,
        input=asked,  # type: ignore[arg-type]
    )
    assert response.output_text.count("says") + response.output_text.count("dice") == 2
    assert "«Hola»" in response.output_text


def test_that_something_is_not_known_is_said_once_and_last() -> None:
    new, told = (
        [Heard("¿Y el dueño?"), Heard("¿Hay té?"), Heard("¿Y la receta?")],
        [Told(), Told("Té, 20 pesos"), Told()],
    )
    answer = compose(new, first=False, asked=Directives(), told=told)
    assert answer.text == "Esto dice el negocio: «Té, 20 pesos». Eso no lo sé, y no quiero inventarlo."


def test_that_a_file_cannot_be_opened_is_said_beside_what_is_not_known() -> None:
    sent = Heard("¿Qué ves aquí?", ("file of a kind that cannot be opened",))
    answer = compose([sent], first=False, asked=Directives(), told=[Told()])
    assert answer.text == "Esto no lo puedo abrir: un archivo de otro tipo. Eso no lo sé, y no quiero inventarlo."


async def test_what_a_customer_said_to_a_person_is_not_answered_with_the_next_message(
    client: openai.AsyncOpenAI,
) -> None:
    thread = (await client.conversations.create()).id
    said = [
        Said(Author.PERSON, "Hola, soy Marta."),
        Said(Author.CUSTOMER, "¿Quién es el dueño?"),
    ]
    now = datetime(2026, 11, 25, 15, tzinfo=UTC)
    new = [OpenMessage(text, now, Content(text)) for text in ("¿Cuánto cuesta un cuerno?", "¿Hay wifi?")]
    response = await client.responses.create(
        model="gpt-6-luna",
        conversation=thread,
        instructions=BAKERY,
        input=[*history_items(said), *input_items(new, {}), noted("Now it is nine.")],
    )
    assert response.output_text.count("Esto dice el negocio") == 2
    assert "no lo sé" not in response.output_text
