"""Every error raised on purpose. No message contains a text, a number or a secret, since tracebacks are logged.

Long: one class for each.
"""


class RecadoError(Exception):
    """The base of all errors raised on purpose."""


class BadSettings(RecadoError):
    """Settings that the function cannot start with; the message names each setting and its remedy."""


class RefusedRequest(RecadoError):
    """A request that is refused; `status` is the HTTP answer."""

    status = 400


class IncompleteForm(RefusedRequest):
    """A message lacks something without which there is nobody to answer."""


class ForgedRequest(RefusedRequest):
    """Nothing proves the sender. `url`: the address that was checked, if the signature was wrong.

    `would_verify`: the address that it was really signed for, if that was looked into.
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
    """The body did not arrive in its time."""

    status = 408


class HungUp(RefusedRequest):
    """The caller hung up before the whole body arrived: nobody reads the status."""


class NotAForm(RefusedRequest):
    """The content type is not Twilio's application/x-www-form-urlencoded."""

    status = 415


class NotAMessage(RefusedRequest):
    """The body is nothing that the script of the chat posts."""


class SessionOver(RefusedRequest):
    """A visitor's session is over, or is none: the page has to ask for another."""

    status = 401


class TooMany(RefusedRequest):
    """More requests than a caller may make."""

    status = 429


class Unavailable(RecadoError):
    """A service that a turn needs failed. `code`: its word for the reason; `remedy`: what an operator can do."""

    def __init__(self, code: str, *, remedy: str) -> None:
        super().__init__(code)
        self.code = code
        self.remedy = remedy


class StoreUnavailable(Unavailable):
    """The store did not answer in time, or refused the call."""


class TurnLost(RecadoError):
    """Another request has moved the thread on; `Threads.open_turn` tells who answers now."""


class IsUnderWay(RecadoError):
    """The assistant's response is under way, and its channel does not wait for it: its end brings the answer."""


class NoSuchTicket(RecadoError):
    """No ticket has this code, or its customer was forgotten."""


class AssistantUnavailable(Unavailable):
    """The assistant gave no answer."""


class OutboxUnavailable(Unavailable):
    """A message was not sent for now: worth another try later."""


class OutboxRefused(OutboxUnavailable):
    """A message will never be sent: another try would fail, too."""


class OutboxUnclear(OutboxUnavailable):
    """A message may have been sent, or may be soon: look before sending it again."""


class HelpdeskUnavailable(Unavailable):
    """The helpdesk did not take an event: worth another try later."""


class HelpdeskGone(HelpdeskUnavailable):
    """The helpdesk wants no more of this event: another try would fail, too."""


class FileUnavailable(Unavailable):
    """A message's file cannot be fetched now: worth another try."""


class FileGone(FileUnavailable):
    """A file can never be fetched: another try would fail, too."""


class FileTooLarge(FileUnavailable):
    """A file has more bytes than allowed: another try would fail, too."""


class AssistantHiccup(AssistantUnavailable):
    """A passing fault: worth one more try, if there is time."""


class AssistantMisconfigured(AssistantUnavailable):
    """A fault that lasts until an operator mends it: key, credit, model or parameter."""


class QuestionRefused(AssistantUnavailable):
    """OpenAI refuses this question at every try. The model's own refusal is no error, but an answer."""


class KnowledgeUnavailable(Unavailable):
    """The business's files could not be looked up; the answer came without them."""


class KnowledgeMisconfigured(KnowledgeUnavailable):
    """A fault of looking up that lasts until an operator mends it: the store, the key or the credit."""


class ConversationLocked(AssistantUnavailable):
    """The conversation is busy with another response; it will be free again."""


class ConversationUnusable(AssistantUnavailable):
    """The conversation is gone or full; a new one is needed."""


class ResponseFailed(AssistantHiccup):
    """The response ended without an answer, failed or cancelled: only asking again can help."""


class ToolServerDown(ResponseFailed):
    """An MCP server did not tell its tools, so that there is no answer: asking without such servers can help."""


class AttemptsSpent(AssistantUnavailable):
    """The attempts that one message may cost are used up; the customer's next message starts a new count."""

    def __init__(self) -> None:
        super().__init__("attempts_spent", remedy="see why the earlier attempts failed; the customer was told")
