"""/chat, the door of the chat on the business's sites: each request's site and session are looked at first.

A browser says by `Origin` which site a page is of, and shows an answer to that page only if we allow it; no cookie is
taken or given. https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from structlog.typing import FilteringBoundLogger

from handlers import logs
from handlers.body import read_body
from handlers.channels.web import read, write
from handlers.channels.web.sessions import Sessions, Visitor
from handlers.conversation.chat import Chats, Entry
from handlers.conversation.messages import Attachment
from handlers.doors.chat_answer import ChatAnswer
from handlers.doors.chat_files import file_in
from handlers.doors.chat_paces import Paces
from handlers.doors.refused import refused
from handlers.errors import NotAMessage, RefusedRequest, StoreUnavailable
from handlers.languages import Spoken

MOST_ENTRIES = 50
OVERLAP = timedelta(seconds=15)  # a text is seen after the time that it has: a write takes seconds, and clocks differ
Handled = Callable[[Request, str, FilteringBoundLogger], Awaitable[Response]]


@dataclass(frozen=True)
class ChatDoor:
    """The handlers of the chat. `link_to`: to a file that a person sent; `language`: of the business's sentences."""

    sessions: Sessions
    chats: Chats
    answer: ChatAnswer
    link_to: Callable[[Attachment], str]
    language: Spoken
    now: Callable[[], datetime]
    project: str = ""
    paces: Paces = field(default_factory=Paces)

    def handlers(self) -> Mapping[str, Mapping[str, Callable[[Request], Awaitable[Response]]]]:
        """The handlers, by path and method."""
        asked = {"OPTIONS": self._from_a_site(_preflight)}
        return {
            "/chat": {"POST": self._from_a_site(self._write), "GET": self._from_a_site(self._read), **asked},
            "/chat/session": {"POST": self._from_a_site(self._begin), **asked},
            "/chat/file": {"POST": self._from_a_site(self._keep), **asked},
        }

    def _from_a_site(self, handle: Handled) -> Callable[[Request], Awaitable[Response]]:
        async def handled(request: Request) -> Response:
            log = structlog.get_logger().bind(**logs.trace(request.headers, self.project))
            origin = request.headers.get("origin", "")
            try:
                self.sessions.check_site(origin)
            except RefusedRequest as refusal:  # without the headers by which a browser would show it to the page
                return refused(refusal, log)
            try:
                response = await self._paced(handle, request, origin, log)
            except RefusedRequest as refusal:
                response = refused(refusal, log)
            except StoreUnavailable as problem:
                log.error("store unavailable: the page asks again", code=problem.code, remedy=problem.remedy)
                response = Response(status_code=503)
            response.headers.update({"Access-Control-Allow-Origin": origin, "Vary": "Origin"})
            response.headers.update({"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})
            return response

        return handled

    async def _paced(self, handle: Handled, request: Request, origin: str, log: FilteringBoundLogger) -> Response:
        self.paces.take_request(request)
        return await handle(request, origin, log)

    def _visitor(self, request: Request, origin: str) -> Visitor:
        visitor = self.sessions.of(origin, request.headers.get("authorization", ""))
        self.paces.take_visitors(visitor)
        return visitor

    async def _begin(self, request: Request, origin: str, _log: FilteringBoundLogger) -> Response:
        """A session for the customer whom the site proves, for the one of an earlier session, or for a visitor."""
        given = read.beginning(await read_body(request))
        visitor = self._known(request, origin, given)
        return JSONResponse({"session": self.sessions.session(visitor), "visitor": self.sessions.lasting(visitor)})

    def _known(self, request: Request, origin: str, given: read.Beginning) -> Visitor:
        if given.proof:
            return self.sessions.customer(origin, given.proof, given.session)
        if visitor := self.sessions.again(origin, given.visitor):
            return visitor
        self.paces.take_new(request)
        return self.sessions.new(origin)

    async def _write(self, request: Request, origin: str, log: FilteringBoundLogger) -> Response:
        visitor = self._visitor(request, origin)
        posted = read.posted(
            await read_body(request), visitor.contact, lambda token: self.sessions.file_of(visitor, token)
        )
        return self.answer(posted, log)

    async def _read(self, request: Request, origin: str, _log: FilteringBoundLogger) -> Response:
        """What stands in the chat; with `since`, what was sent since then and no request brought."""
        contact, now = self._visitor(request, origin).contact, self.now()
        if "since" not in request.query_params:
            chat = await self.chats.chat(contact, most=MOST_ENTRIES)
            return self._entries(chat.entries, now, person=chat.has_person)
        since = _time(request.query_params["since"])
        entries = await self.chats.sent_since(contact, since, most=MOST_ENTRIES)
        return self._entries(entries, entries[-1].at if len(entries) == MOST_ENTRIES else now)

    def _entries(self, entries: Sequence[Entry], since: datetime, **more: object) -> Response:
        return JSONResponse({"entries": [self._entry(entry) for entry in entries], "since": since.isoformat(), **more})

    def _entry(self, entry: Entry) -> Mapping[str, object]:
        told = {
            "id": read.name_of(entry.id),
            "texts": [write.message(text, self.language, self.link_to) for text in entry.texts],
        }
        return told | ({"mine": entry.said, "files": entry.files} if entry.said is not None else {})

    async def _keep(self, request: Request, origin: str, _log: FilteringBoundLogger) -> Response:
        visitor = self._visitor(request, origin)
        self.paces.take_file(request, visitor)
        content, media_type = await file_in(request)
        file = await self.chats.keep_file(visitor.contact, content, media_type)
        return JSONResponse({"file": self.sessions.file_token(visitor, file)})


async def _preflight(_request: Request, _origin: str, _log: FilteringBoundLogger) -> Response:
    """What a page may ask for: https://fetch.spec.whatwg.org/#http-cors-protocol"""
    allowed = {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "authorization, content-type",
    }
    return Response(status_code=204, headers={**allowed, "Access-Control-Max-Age": "7200"})


def _time(given: str) -> datetime:
    """The time from which on texts are looked for, given the time of the last look."""
    try:
        time = datetime.fromisoformat(given)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC) - OVERLAP
    except (ValueError, OverflowError):
        raise NotAMessage("since is no time") from None
