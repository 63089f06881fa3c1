"""Reasons why nothing was taught."""


class CannotTeach(Exception):
    """Nothing was changed."""


class NoSuchNumber(CannotTeach):
    """No question or answer has this number, or it is there no more."""


class NothingTaught(CannotTeach):
    """The question or the answer is missing."""


class TooLong(CannotTeach):
    """The answer or a question is, or there are too many questions."""


class IsFull(CannotTeach):
    """The book takes no more."""
