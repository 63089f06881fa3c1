"""What the script posts, and what is none of it."""

import json
from typing import Any

import pytest

from handlers.channels.web import read
from handlers.channels.web.proof import Proof
from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.conversation.messages import Attachment, Content
from handlers.errors import NotAMessage

VISITOR = Contact(Channel.WEB, "shop.example", "v1", carrier=Carrier.WEB)
ID = "a" * 32
FILE = Attachment("web:key-1", "image/png")


def posted(**given: Any) -> read.Posted:
    return read.posted(json.dumps({"id": ID, "text": "Hola", **given}).encode(), VISITOR, {"token": FILE}.__getitem__)


def test_a_message_is_read_with_its_files_and_its_hop() -> None:
    found = posted(files=["token"], hop=2)
    assert found.message.content == Content("Hola", (FILE,))
    assert found.message.contact == VISITOR
    assert found.hop == 2
    assert read.name_of(found.message.sid) == ID


@pytest.mark.parametrize(("lang", "language"), [("pt", "pt"), ("fr", None), ("", None), (["es"], None)])
def test_the_pages_language_is_one_of_ours_or_none(lang: Any, language: str | None) -> None:
    assert posted(lang=lang).message.language == language


def test_a_message_may_be_a_file_alone() -> None:
    assert posted(text="", files=["token"]).message.content == Content("", (FILE,))


def test_the_same_id_of_another_visitor_is_another_message() -> None:
    other = Contact(Channel.WEB, "shop.example", "v2", carrier=Carrier.WEB)
    assert read.sid_of(other, ID) != read.sid_of(VISITOR, ID)


def test_halves_of_characters_and_zeros_are_left_out() -> None:
    assert posted(text="a\ud800b\x00c").message.content.text == "abc"


@pytest.mark.parametrize(
    "wrong",
    [
        *({"id": ""}, {"id": "a" * 15}, {"id": "a/b" * 10}, {"id": 7}, {"id": "a" * 41}),
        *({"text": " \n"}, {"text": 7}, {"text": "a" * 8001}, {"text": None}),
        *({"files": "token"}, {"files": ["token"] * 4}, {"files": [7]}, {"files": None}),
        *({"hop": -1}, {"hop": 41}, {"hop": "1"}, {"hop": True}),
    ],
    ids=str,
)
def test_what_is_no_message_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(NotAMessage):
        posted(**wrong)


@pytest.mark.parametrize("body", [b"", b"hola", b"[]", b"\xff", b'"a"', b"[" * 60_000], ids=len)
def test_what_is_no_object_of_json_is_refused(body: bytes) -> None:
    with pytest.raises(NotAMessage):
        read.beginning(body)


def test_a_page_says_what_it_knows_of_its_visitor() -> None:
    assert read.beginning(b"{}") == read.Beginning(None, "", "")
    given = {"user": "4711", "name": "Eva", "time": "1", "mark": "ab", "session": "s", "visitor": "v"}
    assert read.beginning(json.dumps(given).encode()) == read.Beginning(Proof("4711", "Eva", "1", "ab"), "s", "v")
    assert read.beginning(b'{"mark": "ab"}').proof == Proof("", "", "", "ab")  # not by oversight a visitor
