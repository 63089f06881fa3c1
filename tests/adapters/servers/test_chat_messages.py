"""Messages of Chat Completions: one of the system's, then turns that alternate, whatever came."""

from datetime import UTC, datetime
from typing import Any

from handlers.adapters.servers.chat_messages import NEWEST, WORDLESS, messages_of
from handlers.adapters.servers.question import items_of
from handlers.conversation.calls import MadeCall
from handlers.conversation.messages import Attachment, Author, Content, OpenMessage, Part, PartKind, Said
from tests.asking import question

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PHOTO, TABLE, SCAN = (Attachment(f"https://x/{kind}", kind) for kind in ("image/png", "text/csv", "application/pdf"))
FILES = {PHOTO.url: b"\x89PNG\r\n\x1a\n", TABLE.url: "pan;1 €".encode(), SCAN.url: b"%PDF-1"}


def told(*contents: Content, **more: Any) -> list[dict[str, Any]]:
    messages = [OpenMessage(f"SM{number}", NOW, content) for number, content in enumerate(contents)]
    return messages_of("Be brief.", items_of(question(*messages, **more)))


def test_a_text_is_the_customers_turn_after_the_instructions() -> None:
    assert told(Content("Hola")) == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hola"},
    ]


def test_turns_alternate_and_the_first_is_the_customers() -> None:
    said = [Author.ASSISTANT, Author.CUSTOMER, Author.CUSTOMER, Author.ASSISTANT, Author.ASSISTANT, Author.CUSTOMER]
    history = [Said(author, str(number)) for number, author in enumerate(said)]
    _, *turns = told(Content("6"), Content("7"), history=history)
    assert [(turn["role"], turn["content"]) for turn in turns] == [
        ("user", "1\n\n2"),
        ("assistant", "3\n\n4"),
        ("user", "5\n\n6\n\n7"),
    ]


def test_what_we_say_stands_in_the_systems_message_where_no_customer_writes() -> None:
    quoting = Content("¿y este?", parts=(Part(PartKind.QUOTE, "pan de muerto"),))
    system, turn = told(Content("Hola"), quoting, note="It is nine.")
    first, description, note = system["content"].split("\n\n")
    assert (first, note) == ("Be brief.", "It is nine.")
    assert description.startswith(NEWEST.format(2))
    assert '"parts": ["quoted message", "text"]' in description
    assert turn["content"] == "Hola\n\npan de muerto\n\n¿y este?"


def test_a_message_without_words_is_described_and_still_somebodys_turn() -> None:
    history = [Said(Author.CUSTOMER, "Hola"), Said(Author.ASSISTANT, "¿Sí?")]
    system, *_, last = told(Content(parts=(Part(PartKind.STICKER),)), history=history)
    assert f"{NEWEST.format(1)}This describes a message of the customer's" in system["content"]
    assert '"also": ["sticker"]' in system["content"]
    assert last == {"role": "user", "content": WORDLESS}


def test_pictures_go_as_pictures_and_texts_as_texts() -> None:
    content = Content("mira", files=(PHOTO, TABLE, SCAN))
    parts = told(content, files=FILES)[-1]["content"]
    assert [part["type"] for part in parts] == ["text", "image_url", "text", "file"]
    assert parts[1]["image_url"]["url"].startswith("data:image/png;base64,")
    assert (parts[0]["text"], parts[2]["text"]) == ("mira", "document.csv:\npan;1 €")
    assert parts[3]["file"]["filename"] == "document.pdf"


def test_calls_stand_after_the_message_that_led_to_them_each_with_its_output() -> None:
    calls = [
        MadeCall("call_0123456789abcdef", "order", '{"n": 1}', output='{"state": "ready"}'),
        MadeCall("call_fedcba9876543210", "order", "{broken", output='{"error": "no JSON"}'),
    ]
    _, user, first, ready, second, error = told(Content("¿y mi pedido?"), calls=calls)
    assert user["role"] == "user"
    [made] = first["tool_calls"]
    assert made == {"id": "012345678", "type": "function", "function": {"name": "order", "arguments": '{"n": 1}'}}
    assert ready == {"role": "tool", "tool_call_id": "012345678", "content": '{"state": "ready"}'}
    assert second["tool_calls"][0]["function"]["arguments"] == "{}"  # servers parse them
    assert error["tool_call_id"] == second["tool_calls"][0]["id"] != made["id"]


def test_arguments_that_are_json_but_no_object_are_left_out_too() -> None:
    call = MadeCall("call_1", "order", "[1]", output="{}")
    assert told(Content("Hola"), calls=[call])[2]["tool_calls"][0]["function"]["arguments"] == "{}"


def test_words_after_a_call_are_a_turn_of_their_own() -> None:
    items: list[Any] = [
        {"role": "user", "content": "1"},
        {"type": "function_call", "call_id": "call_1", "name": "order", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_1", "output": "{}"},
        {"type": "message", "role": "assistant", "content": "2"},
        {"role": "user", "content": "3"},
    ]
    assert [turn["role"] for turn in messages_of("", items)] == [
        "system",
        "user",
        "assistant",
        "tool",
        "assistant",
        "user",
    ]
