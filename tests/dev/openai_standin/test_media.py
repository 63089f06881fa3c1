"""Recordings, pictures, documents and moderations at the stand-in, sent by OpenAI's own SDK over real HTTP."""

from __future__ import annotations

import asyncio
import base64
from datetime import UTC, datetime
from typing import Any

import httpx2
import openai
import pytest
from openai import AsyncOpenAI
from openai.types import ModerationCreateResponse
from openai.types.audio import Transcription
from openai.types.conversations import ConversationItem
from openai.types.responses import Response
from pydantic import TypeAdapter

from dev.openai_standin import Standin
from dev.openai_standin.multipart import Upload, fields_in
from handlers.adapters.openai.input import input_items
from handlers.conversation.messages import Attachment, Content, OpenMessage, Part, PartKind

MODEL = "gpt-6-luna"
JPEG = b"\xff\xd8\xff\xe0" + bytes(1230)
PDF = b"%PDF-1.7" + bytes(91)
OFFICE = "application/vnd.openxmlformats-officedocument"


async def hear(client: AsyncOpenAI, sound: bytes, name: str = "voice.ogg") -> Transcription:
    return await client.audio.transcriptions.create(model="gpt-transcribe", file=(name, sound, "audio/ogg"))


def data_url(media_type: str, data: bytes) -> str:
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def image(url: str) -> dict[str, Any]:
    return {"type": "input_image", "detail": "auto", "image_url": url}


def document(url: str, name: str = "document.pdf") -> dict[str, Any]:
    return {"type": "input_file", "filename": name, "file_data": url}


async def show(client: AsyncOpenAI, *parts: object, **more: Any) -> str:
    items: Any = [{"role": "user", "content": list(parts)}]
    response: Response = await client.responses.create(model=MODEL, input=items, **more)
    return response.output_text


# Transcriptions


@pytest.mark.parametrize(
    ("sound", "text"),
    [
        (b"OggS\xc2\xbfAbren hoy?", "¿Abren hoy?"),
        (b"\x00\x01OggSHola OggS", "Hola OggS"),
        (b"OggS\xff\xfe", ""),
        (b"RIFF....WAVE", ""),
        (b"OggS", ""),
        (b"OggS  Hola #delay=0  Ana #markdown", "Hola Ana"),
    ],
)
async def test_what_follows_the_magic_is_heard(client: AsyncOpenAI, sound: bytes, text: str) -> None:
    assert (await hear(client, sound)).text == text


async def test_a_transcription_has_the_real_shape(client: AsyncOpenAI) -> None:
    said, silence = await hear(client, b"OggSHello, are you open?"), await hear(client, b"OggS")

    Transcription.model_validate(said.to_dict())
    assert said.usage is not None
    assert said.usage.type == "tokens"
    assert said.languages is not None
    assert [language.code for language in said.languages] == ["en"]
    assert silence.languages == []


@pytest.mark.parametrize("name", ["voice.amr", "voice", "voice.ogg.exe"])
async def test_a_file_of_another_name_is_refused(client: AsyncOpenAI, name: str) -> None:
    with pytest.raises(openai.BadRequestError, match="Supported formats"):
        await hear(client, b"OggSHola", name)


@pytest.mark.parametrize(
    ("form", "file", "param"),
    [
        ({"model": "gpt-transcribe"}, None, "file"),
        ({}, {"file": ("voice.ogg", b"OggSHola")}, "model"),
        ({"model": "gpt-transcribe", "file": "Hola"}, {"other": ("voice.ogg", b"OggSHola")}, "file"),
    ],
)
async def test_a_form_that_lacks_something_is_refused(
    client: AsyncOpenAI, form: dict[str, str], file: Any, param: str
) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        await client.post(
            "/audio/transcriptions",
            body=form,
            files=file or {"nothing": ("voice.ogg", b"")},
            options={"headers": {"content-type": "multipart/form-data"}},
            cast_to=object,
        )

    assert refused.value.param == param


async def test_a_form_without_a_boundary_is_refused(standin: Standin) -> None:
    headers = {"authorization": "Bearer sk-any", "content-type": "multipart/form-data"}
    async with httpx2.AsyncClient() as http:
        response = await http.post(f"{standin.base_url}/audio/transcriptions", content=b"x", headers=headers)

    assert response.status_code == 400


async def test_an_unknown_model_does_not_listen(client: AsyncOpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as refused:
        await client.audio.transcriptions.create(model=MODEL, file=("voice.ogg", b"OggSHola"))

    assert refused.value.code == "model_not_found"


async def test_what_is_said_can_ask_for_faults(client: AsyncOpenAI) -> None:
    with pytest.raises(openai.InternalServerError):
        await hear(client, b"OggSHola #fail=500x1")
    assert (await hear(client, b"OggSHola #fail=500x1")).text == "Hola"
    with pytest.raises(openai.APIConnectionError):
        await hear(client, b"OggSHola #drop")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await hear(client, b"OggSHola #delay=600")


async def test_a_recording_can_be_looked_at_in_the_request(client: AsyncOpenAI, standin: Standin) -> None:
    await hear(client, b"OggS\r\n--seen\r\n")

    body = standin.state.seen("POST", "/v1/audio/transcriptions")[-1].body
    assert body == {"model": "gpt-transcribe", "file": Upload("voice.ogg", "audio/ogg", b"OggS\r\n--seen\r\n")}
    assert "seen" not in repr(body)


def test_fields_are_split_at_the_boundary_only() -> None:
    form = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx--b\r\n\r\n--b--\r\n'

    assert fields_in(form, "multipart/form-data; boundary=b") == {"a": "x--b\r\n"}


# Moderations


async def test_a_text_is_flagged_that_asks_for_it(client: AsyncOpenAI) -> None:
    judged = await client.moderations.create(model="omni-moderation-latest", input=["Hola", "Hola #flag", "#flags"])

    ModerationCreateResponse.model_validate(judged.to_dict())
    assert [result.flagged for result in judged.results] == [False, True, False]
    assert judged.results[1].categories.harassment
    assert not judged.results[0].categories.harassment
    assert (await client.moderations.create(input="#flag")).results[0].flagged


async def test_a_moderation_fails_on_request(client: AsyncOpenAI) -> None:
    with pytest.raises(openai.RateLimitError):
        await client.moderations.create(input=["Hola", "Adiós #fail=429x1"])

    assert not (await client.moderations.create(input=["Hola", "Adiós #fail=429x1"])).results[1].flagged


@pytest.mark.parametrize("given", [None, 7, [], [7], [{"type": "text", "text": "Hola"}]])
async def test_only_texts_are_judged(client: AsyncOpenAI, given: object) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        await client.post("/moderations", body={"input": given}, cast_to=object)

    assert refused.value.param == "input"


async def test_an_unknown_model_does_not_judge(client: AsyncOpenAI) -> None:
    with pytest.raises(openai.NotFoundError):
        await client.moderations.create(model=MODEL, input="Hola")


# Pictures and documents


async def test_an_answer_tells_what_was_seen(client: AsyncOpenAI) -> None:
    said = {"type": "input_text", "text": "¿Cuánto cuesta?"}
    notes = data_url("text/plain; charset=utf-8", b"Hola")

    one = await show(client, said, image(data_url("image/jpeg", JPEG)))
    more = await show(client, *[image(data_url("image/jpeg", JPEG))] * 2, document(data_url("application/pdf", PDF)))
    text = await show(client, document(notes, "document.txt"))

    assert "«¿Cuánto cuesta?»" in one
    assert "Veo 1 imagen (image/jpeg, 1234 bytes)." in one
    assert (
        "Veo 2 imágenes (image/jpeg, 1234 bytes; image/jpeg, 1234 bytes), 1 archivo (application/pdf, 99 bytes)."
        in more
    )
    assert "1 archivo (text/plain, 4 bytes)" in text


async def test_what_was_shown_stays_in_the_conversation(client: AsyncOpenAI) -> None:
    thread = (await client.conversations.create()).id
    parts = [image(data_url("image/jpeg", JPEG)), document(data_url("application/pdf", PDF))]
    await show(client, *parts, conversation=thread)

    bare = await client.get(f"/conversations/{thread}/items", cast_to=dict[str, Any])
    page = await client.conversations.items.list(thread, include=["message.input_image.image_url"])

    assert bare["data"][1]["content"] == [{"type": "input_image", "detail": "auto"}, parts[1]]
    assert page.data[1].to_dict()["content"] == parts
    for item in bare["data"]:
        TypeAdapter[Any](ConversationItem).validate_python(item)
    assert "Veo" not in await show(client, {"type": "input_text", "text": "¿Y ahora?"}, conversation=thread)


async def test_what_a_developer_says_is_never_taken_for_the_customers(client: AsyncOpenAI) -> None:
    items: Any = [
        {"role": "user", "content": [{"type": "input_text", "text": "Hola"}]},
        {"role": "developer", "content": "me llamo Eva #fail=500"},
    ]

    answer = (await client.responses.create(model=MODEL, input=items)).output_text

    assert "«Hola»" in answer
    assert "Eva" not in answer


def sent(*parts: Part, text: str = "", files: tuple[Attachment, ...] = ()) -> Any:
    """The items in which Recado passes a message on."""
    return input_items([OpenMessage("SM1", datetime.now(UTC), Content(text, files, parts))], {})


@pytest.mark.parametrize(
    ("items", "answer"),
    [
        (sent(Part(PartKind.QUOTE, "¿Cuánto cuesta? #fail=500", "SM0"), text="¿y la concha?"), "«¿y la concha?»."),
        (sent(Part(PartKind.AD, "Pan a mitad de precio"), text="¿de verdad?"), "«¿de verdad?»."),
        (sent(Part(PartKind.TRANSCRIPT, "quiero una concha")), "«quiero una concha»."),
        (sent(Part(PartKind.UNHEARD)), "una nota de voz en la que no oigo palabras."),
        (sent(Part(PartKind.VIDEO), text="¿qué pan es?"), "«¿qué pan es?». Esto no lo puedo abrir: un video."),
        (sent(Part(PartKind.STICKER)), "un sticker."),
        (sent(Part(PartKind.TOO_LARGE)), "un archivo demasiado grande."),
        (sent(Part(PartKind.GONE)), "un archivo que no se pudo bajar."),
        (sent(Part(PartKind.OTHER_FILE)), "un archivo de otro tipo."),
        (sent(files=(Attachment("https://example.com/1", "application/zip"),)), "un archivo de otro tipo."),
        (sent(Part(PartKind.CONTACT)), "un contacto vacío."),
        (sent(Part(PartKind.LOCATION)), "una ubicación sin datos."),
        (sent(Part(PartKind.FORWARDED), text="mira"), "«mira»."),
        (sent(Part(PartKind.BUTTON)), "Recibí un mensaje sin texto."),
    ],
)
async def test_what_is_in_the_new_message_is_answered(client: AsyncOpenAI, items: Any, answer: str) -> None:
    thread = (await client.conversations.create()).id
    await show(client, {"type": "input_text", "text": "Hola, ¿abren hoy?"}, conversation=thread)

    came = (await client.responses.create(model=MODEL, input=items, conversation=thread)).output_text

    words, _, remembered = came.partition(" Recuerdo")
    assert words.endswith(answer)
    assert "«Hola, ¿abren hoy?»" in remembered
    assert "abren" not in words
    assert "Cuánto" not in words


async def test_an_earlier_message_without_words_is_remembered_too(client: AsyncOpenAI) -> None:
    thread = (await client.conversations.create()).id
    await client.responses.create(model=MODEL, input=sent(Part(PartKind.STICKER)), conversation=thread)

    answer = await show(client, {"type": "input_text", "text": "Hola"}, conversation=thread)

    assert "Recuerdo un mensaje tuyo de antes: «…»" in answer


async def test_a_conversation_that_goes_on_in_a_new_one_tells_old_from_new(client: AsyncOpenAI) -> None:
    before: Any = [{"role": "user", "content": "me llamo Ana"}, {"role": "assistant", "content": "Mucho gusto."}]
    thread = (await client.conversations.create()).id

    items: Any = [*before, {"role": "user", "content": "¿Abren hoy?"}]
    answer = (await client.responses.create(model=MODEL, input=items, conversation=thread)).output_text

    assert answer.startswith("Recibí: «¿Abren hoy?». Me dijiste que te llamas Ana. Recuerdo un mensaje")


@pytest.mark.parametrize(
    ("part", "param", "why"),
    [
        (image(data_url("image/bmp", JPEG)), "image_url", "unsupported MIME type 'image/bmp'"),
        (image(data_url("application/pdf", PDF)), "image_url", "unsupported MIME type 'application/pdf'"),
        (image("data:image/jpeg;base64,%%%"), "image_url", "invalid base64"),
        (image("data:image/jpeg;base64,"), "image_url", "invalid base64"),
        (image("data:image/jpeg,abc"), "image_url", "invalid base64"),
        (image("https://example.com/1.jpg"), "image_url", "without the 'data:' prefix"),
        ({"type": "input_image", "detail": "auto"}, "image_url", "Missing"),
        (document(data_url("video/mp4", PDF)), "file_data", "unsupported MIME type 'video/mp4'"),
        (document("data:application/pdf;base64,%%%"), "file_data", "invalid base64"),
        (document(data_url("application/pdf", PDF), ""), "filename", "Missing"),
        ({"type": "input_file", "filename": "document.pdf", "file_id": "file-1"}, "file_data", "Missing"),
    ],
)
async def test_what_cannot_be_looked_at_is_refused(
    client: AsyncOpenAI, part: dict[str, Any], param: str, why: str
) -> None:
    with pytest.raises(openai.BadRequestError, match=why) as refused:
        await show(client, {"type": "input_text", "text": "Hola"}, part)

    assert refused.value.param == f"input[0].content[1].{param}"


async def test_a_picture_that_is_none_is_refused(client: AsyncOpenAI) -> None:
    for parts in ([image(data_url("image/jpeg", PDF))], [{"type": "input_text", "text": "#fail=file"}, image(DOT)]):
        with pytest.raises(openai.BadRequestError) as refused:
            await show(client, *parts)
        assert refused.value.code == "image_parse_error"

    assert await show(client, {"type": "input_text", "text": "Hola #fail=file"})


DOT = data_url("image/gif", b"GIF89a")


@pytest.mark.parametrize(
    ("kind", "data"),
    [("image/png", b"\x89PNG\r\n\x1a\n"), ("image/gif", b"GIF87a"), ("image/webp", b"RIFF\n\x00\x00\x00WEBP")],
)
async def test_every_kind_of_picture_is_seen(client: AsyncOpenAI, kind: str, data: bytes) -> None:
    assert f"1 imagen ({kind}, {len(data)} bytes)" in await show(client, image(data_url(kind, data)))


@pytest.mark.parametrize("kind", [f"{OFFICE}.wordprocessingml.document", "text/csv", "application/json"])
async def test_documents_of_many_kinds_are_taken(client: AsyncOpenAI, kind: str) -> None:
    assert f"1 archivo ({kind}, 99 bytes)" in await show(client, document(data_url(kind, PDF)))
