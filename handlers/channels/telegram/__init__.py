"""Telegram's dialect: read (an update becomes a Message), write (a reply becomes methods of the Bot API)."""
