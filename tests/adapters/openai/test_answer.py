"""Answers read from OpenAI's responses, whatever is missing in them."""

from typing import Any

import pytest

from handlers.adapters.openai.answer import answer_in, status_of
from handlers.adapters.openai.left import answer_left
from handlers.conversation.messages import Answer, Usage
from handlers.errors import AssistantUnavailable, ResponseFailed

MODEL = "gpt-6-luna"


def message(*texts: str, **more: Any) -> dict[str, Any]:
    content = [{"type": "output_text", "text": text} for text in texts]
    return {"id": "msg_1", "type": "message", "role": "assistant", "content": content, **more}


def asked(text: str, **more: Any) -> dict[str, Any]:
    return {"id": "msg_0", "type": "message", "role": "user", "content": [{"type": "input_text", "text": text}], **more}


@pytest.mark.parametrize(
    "missing",
    [
        {},
        {"usage": None, "error": None, "incomplete_details": None},
        {"usage": {}},
        {"usage": {"input_tokens": None, "input_tokens_details": None, "output_tokens": None}},
        {"usage": {"input_tokens_details": {"cached_tokens": None}}},
        {"status": None},
        {"status": "completed", "metadata": None, "conversation": None},
    ],
)
def test_what_is_missing_or_null_is_no_error(missing: dict[str, Any]) -> None:
    answer = answer_in({"output": [message("Hola")], **missing})
    assert (answer.text, answer.item, answer.usage.input_tokens) == ("Hola", "msg_1", 0)


@pytest.mark.parametrize(
    "output",
    [
        None,
        [],
        [None, {}, {"type": "message"}, {"type": "reasoning", "summary": []}],
        [message(content=None)],
        [message(content=[None, {}, {"type": "output_text"}, {"type": "output_text", "text": None}])],
        [message(content=[{"type": "refusal", "refusal": "No."}])],
    ],
)
def test_where_nothing_is_said_the_text_is_empty(output: object) -> None:
    assert answer_in({"status": "completed", "output": output}).text == ""


def test_a_usage_without_details_is_whole_and_none_at_all_is_not() -> None:
    usage = answer_in({"status": "completed", "usage": {"input_tokens": 100, "output_tokens": 10}}).usage
    assert usage == Usage(100, 0, 10)
    assert answer_in({"status": "completed"}).usage == Usage(0, 0, 0, is_whole=False)


def test_messages_and_parts_are_set_apart_and_the_final_answer_stands_alone() -> None:
    several = [message("Uno.", " Dos. "), message("", "Tres.")]
    assert answer_in({"output": several}).text == "Uno.\n\nDos.\n\nTres."
    phases = [message("Lo miro.", phase="commentary"), message("Sí.", phase="final_answer", id="msg_2")]
    assert answer_in({"output": phases}) == Answer("Sí.", Usage(0, 0, 0, is_whole=False), item="msg_2")
    assert answer_in({"output": phases[:1]}).text == "Lo miro."


@pytest.mark.parametrize(
    ("response", "status"),
    [
        ({"error": {"code": "server_error"}, "output": [{}]}, "failed"),
        ({"incomplete_details": {"reason": "max_output_tokens"}, "output": [{}]}, "incomplete"),
        ({"output": [{}]}, "completed"),
        ({"output": []}, "in_progress"),
        ({"status": "queued"}, "queued"),
    ],
)
def test_a_response_without_a_status_tells_it_by_the_rest(response: dict[str, Any], status: str) -> None:
    assert status_of(response) == status


@pytest.mark.parametrize(
    ("response", "code"),
    [
        ({"status": "failed"}, "failed"),
        ({"status": "failed", "error": {}}, "failed"),
        ({"status": "failed", "error": {"code": None}, "output": [message("Ho")]}, "failed"),
        ({"status": "incomplete"}, "incomplete"),
        ({"status": "incomplete", "incomplete_details": {"reason": None}}, "incomplete"),
        ({"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}, "max_output_tokens"),
        ({"status": "cancelled", "output": [message("Ho")]}, "cancelled"),
        ({"status": "expired"}, "expired"),
    ],
)
def test_an_ending_that_explains_nothing_is_passing(response: dict[str, Any], code: str) -> None:
    with pytest.raises(AssistantUnavailable) as problem:
        answer_in(response)
    assert type(problem.value) is ResponseFailed
    assert problem.value.code == code


@pytest.mark.parametrize("code", ["invalid_prompt", "image_parse_error", "bio_policy", "never_heard_of"])
def test_what_was_said_before_a_refusal_is_not_sent(code: str) -> None:
    answer = answer_in({"status": "failed", "error": {"code": code}, "output": [message("Para la bomba")]})
    assert (answer.text, answer.item) == ("", "")


def test_an_answer_that_is_still_being_written_to_the_conversation_is_none_yet() -> None:
    items = [message("Ho", status="in_progress"), asked("Hola")]
    assert answer_left(items, [{"role": "user", "content": "Hola"}], after="") is None
    items[0]["status"] = "completed"
    assert answer_left(items, [{"role": "user", "content": "Hola"}], after="") is not None


def test_a_message_of_nothing_but_a_picture_is_answered_by_the_newest_answer_alone() -> None:
    shown = asked("", content=[{"type": "input_image", "detail": "auto"}])
    wordless = [{"role": "developer", "content": "This describes a message."}]
    assert answer_left([message("Veo."), shown, message("Hola."), asked("Hola")], wordless, after="")
    assert answer_left([message("Hola."), asked("Hola")], wordless, after="") is None
