"""Errors of sending through Telegram: the message may be tried again, will never be accepted, or may have been sent.

https://core.telegram.org/bots/api#making-requests; its sentences are in https://github.com/tdlib/telegram-bot-api
"""

from handlers.adapters.telegram.rest import TelegramFailure
from handlers.errors import OutboxRefused, OutboxUnavailable, OutboxUnclear

SET_IT = "set TELEGRAM_BOT_TOKEN to the bot's token, which @BotFather tells"
SLOWER = "none, if it passes: Telegram takes about one message a second for a chat, and 30 for all"
UNREACHABLE = "see the network, TELEGRAM_API_BASE_URL if it is set, and whether Telegram works"
BLOCKED = "none: the customer has blocked the bot, or deleted the account"
NO_CHAT = "none: this bot has no such chat; a customer has to write to it first"
REFUSED = "none: Telegram does not take this message"
PASSING = {401: SET_IT, 404: SET_IT, 409: UNREACHABLE, 429: SLOWER}  # 404: there is no such bot


def why_unsent(problem: TelegramFailure) -> OutboxUnavailable:
    """The error for a failed attempt to send a message. It contains nothing of the message."""
    if problem.unclear:
        return OutboxUnclear(problem.word, remedy=UNREACHABLE)
    if problem.status == 0 or problem.status in PASSING:
        return OutboxUnavailable(problem.word, remedy=PASSING.get(problem.status, UNREACHABLE))
    if problem.status == 403:
        return OutboxRefused(problem.word, remedy=BLOCKED)
    return OutboxRefused(problem.word, remedy=NO_CHAT if is_no_chat(problem) else REFUSED)


def is_no_chat(problem: TelegramFailure) -> bool:
    """True if the chat is not known, so that no form of a message would help."""
    return "chat not found" in problem.about.lower()
