"""Updates as Telegram makes them of what a customer does: https://core.telegram.org/bots/api#update."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dev.telegram_standin.state import Shown, State

NOW = 1_700_000_000


@dataclass(frozen=True)
class Chat:
    """A customer's private chat with the bot; `language`: what their app is set to, "" for unknown."""

    state: State
    id: int
    name: str = "Eva"
    language: str = ""

    def text(self, text: str, **more: Any) -> dict[str, Any]:
        """The update of a message with this text; `more`: further fields of the message."""
        return self.message(text=text, **more)

    def message(self, **fields: Any) -> dict[str, Any]:
        """The update of a message with these fields."""
        chat = {"id": self.id, "type": "private", "first_name": self.name}
        number = self.state.number()
        message = {"message_id": number, "from": self._who(), "chat": chat, "date": NOW, **fields}
        return {"update_id": number, "message": message}

    def file(self, content: bytes, media_type: str) -> dict[str, Any]:
        """The update of a message that is a file, by the field that Telegram would put it in."""
        kept = {"file_id": self.state.keep(content), "file_unique_id": "AQAD", "file_size": len(content)}
        if media_type == "image/jpeg":
            return self.message(photo=[{**kept, "width": 90, "height": 60}])
        name = {"audio/ogg": "voice", "video/mp4": "video", "audio/mpeg": "audio"}.get(media_type, "document")
        return self.message(**{name: {**kept, "mime_type": media_type, "duration": 3}})

    def press(self, shown: Shown, data: str) -> dict[str, Any]:
        """The update of a button that was pressed under a message."""
        chat = {"id": self.id, "type": "private", "first_name": self.name}
        message = {"message_id": shown.number, "chat": chat, "date": NOW, "text": shown.text}
        number = self.state.number()
        query = {"id": f"45{number}", "from": self._who(), "message": message, "chat_instance": "1", "data": data}
        return {"update_id": number, "callback_query": query}

    def _who(self) -> dict[str, Any]:
        who = {"id": self.id, "is_bot": False, "first_name": self.name}
        return {**who, "language_code": self.language} if self.language else who
