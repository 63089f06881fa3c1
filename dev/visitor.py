"""A visitor of a site with the chat: asks for a session, writes and looks as the script in the page does."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from dev.phone import NO_CERTIFICATES

SECONDS = 30.0


@dataclass(frozen=True)
class Answered:
    """The answer to one posted message: the status, and the lines of JSON; the last one is its end."""

    status: int
    lines: list[Mapping[str, Any]]

    @property
    def texts(self) -> list[str]:
        """The texts of the reply, as a page shows them."""
        return [shown(text) for text in self.lines[-1].get("texts", [])] if self.lines else []


@dataclass
class Visitor:
    """Writes to the function at `url` from a page of `origin`. `proof`: of a customer of the site's."""

    url: str
    origin: str
    proof: Mapping[str, str] = field(default_factory=dict)
    transport: httpx2.AsyncBaseTransport | None = None
    session: str = ""
    visitor: str = ""
    since: str = ""
    seen: set[str] = field(default_factory=set)

    async def begin(self, **given: str) -> httpx2.Response:
        """Ask for a session, with what is known; the tokens are kept."""
        body = {"session": self.session, "visitor": self.visitor, **self.proof, **given}
        answer = await self.request("POST", "/chat/session", json=body)
        if answer.status_code == 200:
            self.session, self.visitor = answer.json()["session"], answer.json()["visitor"] or self.visitor
        return answer

    async def write(self, text: str, *, name: str = "", files: list[str] | None = None, hop: int = 0) -> Answered:
        """Post a message, new unless its id is given, and follow its answer to the end."""
        message = {"id": name or secrets.token_hex(16), "text": text, "files": files or []}
        while True:
            answered = await self.post({**message, "hop": hop})
            if not answered.lines or "hop" not in answered.lines[-1]:
                return answered
            hop = answered.lines[-1]["hop"]

    async def post(self, message: Mapping[str, Any]) -> Answered:
        """Post a message once."""
        if not self.session:
            await self.begin()
        answer = await self.request("POST", "/chat", json=message)
        is_answer = answer.status_code == 200
        return Answered(
            answer.status_code, [json.loads(line) for line in answer.text.splitlines()] if is_answer else []
        )

    async def upload(self, content: bytes, media_type: str) -> httpx2.Response:
        """Post a file; its token is in the answer."""
        if not self.session:
            await self.begin()
        return await self.request("POST", "/chat/file", content=content, headers={"Content-Type": media_type})

    async def look(self) -> list[str]:
        """What came since the last look and no answer brought, each once."""
        if not self.session:
            return []
        return self._new_in(await self.request("GET", "/chat", params=self._since()))

    def look_now(self) -> list[str]:
        """The same, while nothing else goes on."""
        if not self.session:
            return []
        with httpx2.Client(trust_env=False, verify=NO_CERTIFICATES, timeout=SECONDS) as client:
            return self._new_in(client.get(f"{self.url}/chat", params=self._since(), headers=self._headers()))

    def _since(self) -> dict[str, str]:
        return {"since": self.since} if self.since else {}

    def _headers(self) -> dict[str, str]:
        session = {"Authorization": f"Bearer {self.session}"} if self.session else {}
        return {"Origin": self.origin, **session}

    def _new_in(self, answer: httpx2.Response) -> list[str]:
        if answer.status_code != 200:
            return []
        self.since, entries = answer.json()["since"], answer.json()["entries"]
        new = [entry for entry in entries if "mine" not in entry and entry["id"] not in self.seen]
        self.seen |= {entry["id"] for entry in new}
        return [shown(text) for entry in new for text in entry["texts"]]

    async def request(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **how: Any
    ) -> httpx2.Response:
        """One request of the page's."""
        sent = {**self._headers(), **(headers or {})}
        async with httpx2.AsyncClient(
            transport=self.transport, trust_env=False, verify=NO_CERTIFICATES, timeout=SECONDS
        ) as client:
            return await client.request(method, self.url + path, headers=sent, **how)


def shown(nodes: list[Any]) -> str:
    """The nodes of a message as text, a line for each block."""
    return "\n".join(text for node in nodes if (text := _shown(node))).strip()


def _shown(node: Any) -> str:
    if isinstance(node, str):
        return node
    tag, about, *inside = node
    if tag == "file":
        return f"[{about}]"
    if tag == "br":
        return "\n"
    if tag == "ol":
        return "\n".join(f"{number}. {_shown(item)}" for number, item in enumerate(inside, about or 1))
    apart = "\n" if tag in ("ul", "blockquote", "table", "thead", "tbody") else ""
    return apart.join(_shown(each) for each in inside)
