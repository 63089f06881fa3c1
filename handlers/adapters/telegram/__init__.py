"""Telegram's Bot API: sending, files, and the typing indicator."""
