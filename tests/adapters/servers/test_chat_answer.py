"""Answers of Chat Completions, in the forms in which servers write them."""

from typing import Any

import pytest

from handlers.adapters.openai.answer import answer_in
from handlers.adapters.openai.stream import DONE
from handlers.adapters.servers.chat_answer import Written
from handlers.conversation.calls import Call
from handlers.conversation.messages import Answer, Usage
from handlers.errors import AssistantHiccup, ResponseFailed


def of(*events: dict[str, Any]) -> Answer:
    written = Written()
    for event in events:
        written.add({"type": "None", **event})
    return answer_in(written.as_response())


def delta(reason: str | None = None, **said: object) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": said, "finish_reason": reason}]}


def calling(*calls: dict[str, Any]) -> dict[str, Any]:
    return delta(tool_calls=list(calls))


END = delta("stop")


def test_pieces_make_an_answer_and_the_last_chunk_tells_its_tokens() -> None:
    details = {"prompt_tokens": 9, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 4}}
    told = {"choices": [], "usage": details}
    assert of(delta(role="assistant", content=""), delta(content="Ho"), delta(content="la"), END, told) == Answer(
        "Hola", Usage(9, 4, 2)
    )


@pytest.mark.parametrize("usage", [{}, {"usage": None}, {"usage": {}}])
def test_without_a_usage_the_tokens_are_not_known(usage: dict[str, Any]) -> None:
    assert not of(delta(content="Hola"), END, usage).usage.is_whole


@pytest.mark.parametrize("usage", [{"prompt_tokens": 9, "completion_tokens": None}, {"prompt_tokens": 9}])
def test_a_usage_need_not_be_whole(usage: dict[str, Any]) -> None:
    assert of(delta(content="Hola"), END, {"usage": usage}).usage == Usage(9, 0, 0)


def test_a_whole_answer_is_read_like_a_stream() -> None:
    choice = {"message": {"role": "assistant", "content": "Hola"}, "finish_reason": "stop"}
    assert of({"choices": [choice, {"message": {"content": "another"}}]}).text == "Hola"


@pytest.mark.parametrize("content", [None, [{"type": "text", "text": ""}], 7])
def test_content_may_be_nothing(content: object) -> None:
    assert of(delta(content=content), END).text == ""


def test_content_may_come_in_parts() -> None:
    assert of(delta(content=[{"type": "text", "text": "Ho"}, {"type": "thinking"}, {"type": "text"}]), END).text == "Ho"


@pytest.mark.parametrize("thoughts", ["<think>\nhm\n</think>\n\n", " <think></think>"])
def test_thoughts_are_not_for_the_customer(thoughts: str) -> None:
    assert of(delta(content=f"{thoughts}Hola"), END).text == "Hola"


def test_no_thought_is_shown_while_it_is_written() -> None:
    written, shown = Written(), list[str]()
    for piece in ("<th", "ink>Hm", "m</thi", "nk>\n", "Ho", "la"):
        written.add({"type": "", "choices": [{"delta": {"content": piece}}]})
        shown.append(written.text)
    assert shown == ["", "", "", "", "Ho", "Hola"]


def test_thoughts_that_were_cut_are_no_answer() -> None:
    with pytest.raises(ResponseFailed, match="max_output_tokens"):
        of(delta(content="<think>hm, the"), delta("length"))


def test_a_cut_answer_says_so_and_a_filtered_one_is_a_refusal() -> None:
    assert of(delta(content="Hol"), delta("length")) == Answer("Hol", of(END).usage, complete=False)
    assert of(delta(content="Hol"), delta("content_filter")).text == ""


def test_a_refusal_has_no_text() -> None:
    assert of(delta(refusal="I cannot."), END) == Answer("", of(END).usage)


def test_calls_come_in_pieces() -> None:
    answer = of(
        calling({"index": 0, "id": "a", "function": {"name": "order", "arguments": ""}}),
        calling(
            {"index": 0, "function": {"arguments": '{"n":'}}, {"index": 1, "id": "b", "function": {"name": "book"}}
        ),
        calling({"index": 0, "function": {"arguments": " 1}"}}),
        delta("tool_calls"),
    )
    assert answer.calls == (Call("0", "order", '{"n": 1}'), Call("1", "book", ""))


def test_calls_may_come_whole_without_numbers_or_ids() -> None:
    answer = of(
        calling(
            {"function": {"name": "order", "arguments": {"n": 1}}}, {"function": {"name": "book"}}, {"function": 7}
        ),
        delta("stop"),
    )
    assert [(call.name, call.arguments) for call in answer.calls] == [("order", '{"n": 1}'), ("book", ""), ("", "")]


def test_whole_calls_in_chunks_of_their_own_are_told_apart_by_their_ids() -> None:
    first, second = ({"id": name, "function": {"name": name, "arguments": "{}"}} for name in ("order", "book"))
    assert [call.name for call in of(calling(first), calling(second), END).calls] == ["order", "book"]


def test_a_stream_is_whole_by_its_reason_or_by_its_end() -> None:
    assert of(delta(content="Hola"), {"type": DONE}).text == "Hola"
    for broken in ([delta(content="Hol")], [], [delta(content="Hol"), delta("error")]):
        with pytest.raises(AssistantHiccup, match="stream_broken"):
            of(*broken)


@pytest.mark.parametrize("odd", [{"choices": None}, {"choices": [7]}, {"choices": [{}]}, {"choices": [{"delta": 7}]}])
def test_odd_chunks_say_nothing(odd: dict[str, Any]) -> None:
    assert of(odd, delta(content="Hola"), END).text == "Hola"
