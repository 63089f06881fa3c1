"""The error about a file that cannot be used; it says why, in words that go on where the file's name ends."""

from handlers.errors import RecadoError


class Unusable(RecadoError):
    """A file that cannot be used, such as "has no text"."""
