"""Messages sent by Meta's Graph API. Meta keeps no list of them: what it reports of each tells whether it was sent."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from handlers.adapters.meta import bodies
from handlers.adapters.meta.errors import why_refused, why_unsent
from handlers.adapters.meta.rest import FAILURES, MetaRest
from handlers.conversation.contact import Channel, Contact
from handlers.conversation.links import Links
from handlers.conversation.outgoing import Enclosure, file_in, file_text, template_in
from handlers.conversation.ports.carrier import Receipts
from handlers.conversation.receipts import Receipt, Taken, mark_of, receipt_of
from handlers.conversation.thread import Thread
from handlers.errors import OutboxUnavailable, OutboxUnclear, StoreUnavailable

SKEW = timedelta(seconds=2)  # between Meta's clock and ours; besides, Meta's times have no fractions
TAGGED_BEFORE_END = timedelta(days=6)  # of the seven that a person has on Messenger and Instagram


@dataclass(frozen=True)
class Dialect:
    """What the channel knows. `write`: Markdown texts into messages; `sid_of`: our name of a message, by Meta's.

    `language`: that of templates, such as pt_BR. `endings`: how a file's name ends, by its media type. `is_ours`: True
    of the address of a file that a carrier of ours has. `choices`: the answers that a message asks for, to be shown as
    buttons. `number`: the id of the number to send from, where a contact has none.
    """

    write: Callable[[Sequence[str], Channel], list[str]]
    sid_of: Callable[[Channel, str], str]
    language: str
    endings: Mapping[str, str]
    is_ours: Callable[[str], bool]
    choices: Callable[[str], Sequence[str]] = lambda _: ()
    number: str = ""


@dataclass(frozen=True)
class MetaOutbox:
    """Keeps the promises of Outbox. A file goes out by a link of ours, made anew for each try.

    Meta's reports say what came of a message whose request was not answered: see `receipts`.
    """

    rest: MetaRest
    receipts: Receipts
    links: Links
    dialect: Dialect
    now: Callable[[], datetime]

    def messages(self, text: str, channel: Channel) -> list[str]:
        """See Outbox. A template is one message; so is a file, with its caption where the app knows any."""
        if template_in(text):
            return [text]
        enclosed = self._file_in(text)
        if enclosed is None:
            return self.dialect.write([text], channel)
        words = self.dialect.write([enclosed.caption], channel) if enclosed.caption else []
        if channel is not Channel.WHATSAPP or not words:
            return [*words, file_text(enclosed.file)]
        return [file_text(enclosed.file, words[0]), *words[1:]]

    async def send(self, thread: Thread, message: str) -> None:
        """See Outbox."""
        receipt = receipt_of(thread, message)
        try:
            status, answer = await self._post(thread, message, receipt)
        except FAILURES as problem:
            raise why_unsent(problem) from None
        if status != 200:
            raise why_refused(status, answer)
        sid = self._sid_in(answer, thread.contact.channel)
        if not sid:
            raise OutboxUnclear("no message id", remedy="see Meta's status page")
        if receipt:
            with suppress(StoreUnavailable):  # it is out; Meta reports it, too
                await self.receipts.keep(Taken(sid, self.now(), receipt, message))

    async def has_sent(self, thread: Thread, message: str, since: datetime) -> bool:
        """See Outbox. It answers by what Meta has reported until now: within seconds, as a rule."""
        try:
            return await self.receipts.was_taken(mark_of(thread.contact, message), since - SKEW)
        except StoreUnavailable as problem:
            raise OutboxUnavailable(problem.code, remedy=problem.remedy) from None

    async def _post(self, thread: Thread, message: str, receipt: Receipt | None) -> tuple[int, object]:
        contact = thread.contact
        if contact.channel is Channel.WHATSAPP:
            told = {"biz_opaque_callback_data": str(receipt)} if receipt else {}
            body = {**bodies.to_customer(contact), **self._on_whatsapp(message), **told}
            return await self.rest.of_number(contact.line or self.dialect.number, body)
        told = {"metadata": str(receipt)} if receipt else {}
        body = bodies.page_body(contact, {**self._on_page(message), **told}, late=self._is_late(thread))
        return await self.rest.of_page(_page_of(contact), body)

    def _on_whatsapp(self, message: str) -> bodies.Body:
        if template := template_in(message):
            return bodies.template_body(template, self.dialect.language)
        enclosed = self._file_in(message)
        if enclosed is None:
            return bodies.text_body(message, self.dialect.choices(message))
        file = enclosed.file
        name = f"file.{self.dialect.endings.get(file.media_type, 'bin')}"
        return bodies.file_body(self.links.to_file(file), file.media_type, enclosed.caption, name)

    def _on_page(self, message: str) -> bodies.Body:
        enclosed = self._file_in(message)
        if enclosed is None:
            return bodies.page_text(message, self.dialect.choices(message))
        return bodies.page_file(self.links.to_file(enclosed.file), enclosed.file.media_type)

    def _is_late(self, thread: Thread) -> bool:
        """True of a person's words, if the customer wrote more than 24 hours ago."""
        until = thread.unsent.until if thread.unsent else None
        return until is not None and self.now() > until - TAGGED_BEFORE_END

    def _file_in(self, text: str) -> Enclosure | None:
        """The file that a text stands for; a picture that the assistant writes, which is elsewhere, stays words."""
        enclosed = file_in(text)
        return enclosed if enclosed and self.dialect.is_ours(enclosed.file.url) else None

    def _sid_in(self, answer: object, channel: Channel) -> str:
        told: Any = answer if isinstance(answer, dict) else {}
        if channel is Channel.WHATSAPP:
            sent = told.get("messages")
            first = sent[0] if isinstance(sent, list) and sent else None
            found = first.get("id") if isinstance(first, dict) else ""
        else:
            found = told.get("message_id")
        return self.dialect.sid_of(channel, found) if isinstance(found, str) else ""


def _page_of(contact: Contact) -> str:
    return contact.line or contact.business
