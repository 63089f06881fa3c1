"""Refusals as Telegram spells them: https://core.telegram.org/bots/api#making-requests."""

from __future__ import annotations

from typing import Any

SENTENCES = {
    400: "Bad Request: message text is empty",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request",
    429: "Too Many Requests: retry after 7",
    500: "Internal Server Error",
}


class Refused(Exception):
    """A call that Telegram does not do."""

    def __init__(self, status: int, sentence: str = "") -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence or SENTENCES.get(status, "Bad Request: refused, as the text asked")

    def as_json(self) -> dict[str, Any]:
        more = {"parameters": {"retry_after": 7}} if self.status == 429 else {}
        return {"ok": False, "error_code": self.status, "description": self.sentence, **more}
