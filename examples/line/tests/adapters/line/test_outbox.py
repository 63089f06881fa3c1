"""LINE's outbox and files before the stand-in: each message once, each failure by its kind."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dev import line_standin
from handlers.adapters.line.files import LineFiles
from handlers.adapters.line.outbox import LineOutbox
from handlers.conversation.contact import Carrier, Channel, Contact
from handlers.conversation.messages import Attachment
from handlers.conversation.outgoing import file_text
from handlers.conversation.thread import Thread
from handlers.conversation.unsent import Unsent
from handlers.errors import FileGone, FileTooLarge, FileUnavailable, OutboxRefused, OutboxUnavailable, OutboxUnclear
from tests import writing
from tests.adapters.line.sending import LINKS, line_outbox

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
EVA = Contact(Channel.LINE, "U" + "0" * 32, "U" + "a" * 32, carrier=Carrier.LINE)
THREAD = writing.thread(contact=EVA, unsent=Unsent(("Hola",), NOW, "by", NOW))
NOT_KEPT = Thread("", EVA, alias="")


@pytest.fixture
def line() -> Iterator[line_standin.Standin]:
    with line_standin.serve() as running:
        yield running


@pytest.fixture
async def outbox(line: line_standin.Standin) -> AsyncIterator[LineOutbox]:
    async with line_outbox(line) as found:
        yield found


@pytest.fixture
async def files(line: line_standin.Standin) -> AsyncIterator[LineFiles]:
    found = LineFiles("right", base_url=line.base_url)
    yield found
    await found.close()


async def test_what_may_have_been_sent_is_sent_again_and_arrives_once(
    outbox: LineOutbox, line: line_standin.Standin
) -> None:
    line.state.goes.append("drop")
    with pytest.raises(OutboxUnclear):
        await outbox.send(THREAD, "Hola")
    assert not await outbox.has_sent(THREAD, "Hola", NOW)
    await outbox.send(THREAD, "Hola")
    assert line.state.sent == [(EVA.customer, "Hola")]


async def test_texts_that_no_thread_keeps_are_all_sent(outbox: LineOutbox, line: line_standin.Standin) -> None:
    for _ in range(2):
        await outbox.send(NOT_KEPT, "Hola")
    assert len(line.state.sent) == 2


async def test_the_next_message_of_a_text_is_another_even_if_it_is_equal(
    outbox: LineOutbox, line: line_standin.Standin
) -> None:
    assert THREAD.unsent
    for accepted in range(2):
        await outbox.send(replace(THREAD, unsent=replace(THREAD.unsent, accepted=accepted)), "Hola")
    assert len(line.state.sent) == 2


@pytest.mark.parametrize(
    ("goes", "raised"),
    [
        *(("401", OutboxUnavailable), ("429", OutboxUnavailable), ("400", OutboxRefused), ("404", OutboxRefused)),
        *(("500", OutboxUnclear), ("302", OutboxUnclear), ("cut", OutboxUnclear)),
    ],
)
async def test_each_failure_is_told_by_its_kind(
    outbox: LineOutbox, line: line_standin.Standin, goes: str, raised: type[OutboxUnavailable]
) -> None:
    line.state.goes.append(goes)
    with pytest.raises(OutboxUnavailable) as problem:
        await outbox.send(THREAD, "Hola")
    assert type(problem.value) is raised
    assert "Hola" not in f"{problem.value} {problem.value.remedy}"


async def test_nobody_there_is_worth_another_try() -> None:
    outbox = LineOutbox("right", base_url="http://127.0.0.1:1", write=lambda text: [text], links=LINKS)
    with pytest.raises(OutboxUnavailable) as problem:
        await outbox.send(THREAD, "Hola")
    assert type(problem.value) is OutboxUnavailable
    await outbox.close()


@pytest.mark.parametrize("caption", ["", "Mira:"])
async def test_a_file_goes_out_as_a_link_of_ours(outbox: LineOutbox, line: line_standin.Standin, caption: str) -> None:
    (message,) = outbox.messages(file_text(Attachment("https://a.example/1", "image/png"), caption), Channel.LINE)
    await outbox.send(THREAD, message)
    ((_, text),) = line.state.sent
    assert text.startswith(f"{caption}\n\nhttps://recado.example/file?" if caption else "https://recado.example/file?")


async def test_a_file_is_fetched_within_its_limit(files: LineFiles, line: line_standin.Standin) -> None:
    line.state.files["7"] = (b"a picture", "image/jpeg")
    assert await files.download("line:7", most=9) == b"a picture"
    with pytest.raises(FileTooLarge):
        await files.download("line:7", most=8)


@pytest.mark.parametrize("name", ["line:8", "line:../7", "line:", "line:٣"])
async def test_a_file_that_is_none_is_gone(files: LineFiles, name: str) -> None:
    with pytest.raises(FileGone):
        await files.download(name, most=9)


async def test_a_file_that_cannot_be_had_now_is_worth_another_try(line: line_standin.Standin) -> None:
    for token, url in (("wrong", line.base_url), ("right", "http://127.0.0.1:1")):
        files = LineFiles(token, base_url=url)
        with pytest.raises(FileUnavailable) as problem:
            await files.download("line:7", most=9)
        assert type(problem.value) is FileUnavailable
        await files.close()
