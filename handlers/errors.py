"""Every error raised on purpose. No message carries a text, a number or a secret: tracebacks go to the logs."""


class RecadoError(Exception):
    """What all errors raised on purpose have in common."""


class BadSettings(RecadoError):
    """The environment cannot be started with; the message names each setting and its remedy."""


class RefusedRequest(RecadoError):
    """A webhook request that is turned away before it becomes a message; `status` is the HTTP answer."""

    status = 400


class IncompleteForm(RefusedRequest):
    """A message lacks something without which there is nobody to answer."""


class ForgedRequest(RefusedRequest):
    """Nothing proves that this comes from whom it says, for us.

    `url` is what was checked, where the signature was wrong. `would_verify`: what it is signed for instead, where that
    was looked into.
    """

    status = 403

    def __init__(self, check: str, *, url: str | None = None) -> None:
        super().__init__(check)
        self.check = check
        self.url = url
        self.would_verify: str | None = None


class BodyTooLarge(RefusedRequest):
    """More bytes, or fields, than any message has."""

    status = 413


class BodyTooSlow(RefusedRequest):
    """The body does not arrive in the time that is given to it."""

    status = 408


class HungUp(RefusedRequest):
    """The caller is gone before the body was there: nobody reads the status."""


class NotAForm(RefusedRequest):
    """Another content type than Twilio's application/x-www-form-urlencoded."""

    status = 415


class Unavailable(RecadoError):
    """Somebody whom a turn needs failed. `code`: their word for why; `remedy`: what an operator can do."""

    def __init__(self, code: str, *, remedy: str) -> None:
        super().__init__(code)
        self.code = code
        self.remedy = remedy


class StoreUnavailable(Unavailable):
    """The store did not answer in time, or refused."""


class TurnLost(RecadoError):
    """Another handler has moved this turn on; `Threads.open_turn` tells who answers now."""


class AssistantUnavailable(Unavailable):
    """The assistant gave no answer."""


class OutboxUnavailable(Unavailable):
    """A message was not sent, for now: worth another try later."""


class OutboxRefused(OutboxUnavailable):
    """A message will never be sent: to try again would fail again."""


class OutboxUnclear(OutboxUnavailable):
    """A message may have been sent, or may be soon: look before it is sent again."""


class FileUnavailable(Unavailable):
    """A file that came with a message cannot be had now: worth another try."""


class FileGone(FileUnavailable):
    """A file will never be had: no other try will do."""


class FileTooLarge(FileUnavailable):
    """A file has more bytes than are taken: no other try will have it."""


class AssistantHiccup(AssistantUnavailable):
    """A passing fault: worth one more try, if the clock allows."""


class AssistantMisconfigured(AssistantUnavailable):
    """A fault that lasts until an operator mends it: key, credit, model or parameter."""


class QuestionRefused(AssistantUnavailable):
    """What was asked is refused, whenever it is asked. Not the model's refusal, which is an answer."""


class ConversationLocked(AssistantUnavailable):
    """The conversation is busy with another response; it will be free again."""


class ConversationUnusable(AssistantUnavailable):
    """The conversation is gone or full; a new one is needed."""


class ResponseFailed(AssistantHiccup):
    """The response ended without an answer, failed or cancelled: asking anew is the only way on."""


class AttemptsSpent(AssistantUnavailable):
    """As many questions were paid for as one message may cost; the customer's next message begins anew."""

    def __init__(self) -> None:
        super().__init__("attempts_spent", remedy="see why the attempts before failed; the customer was told")
