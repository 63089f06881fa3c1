"""Ids that we give ourselves, where another server than OpenAI's answers and none keeps anything."""

import secrets
import time

CONVERSATION, RESPONSE = "own_conv_", "own_resp_"


def new_conversation() -> str:
    """The id of a conversation that is kept nowhere but in our own store."""
    return f"{CONVERSATION}{secrets.token_hex(12)}"


def new_response() -> str:
    """The id of a response that begins now."""
    return f"{RESPONSE}{int(time.time()):x}_{secrets.token_hex(12)}"


def is_ours(identifier: str) -> bool:
    """True for both kinds of ids."""
    return identifier.startswith((CONVERSATION, RESPONSE))


def age_of(response: str) -> float:
    """The seconds since a response of ours began."""
    began = response.removeprefix(RESPONSE).partition("_")[0]
    return time.time() - int(began, 16)
