"""Deleting a conversation at OpenAI's, with all that was said in it.

https://platform.openai.com/docs/api-reference/conversations
"""

import asyncio
from collections.abc import Sequence

import openai
from openai import AsyncOpenAI

from handlers.adapters.openai.errors import is_unknown
from handlers.adapters.openai.ours import is_ours

ITEMS_OF_A_PAGE = 20  # each can hold a picture
DELETED_AT_ONCE = 5


async def delete(client: AsyncOpenAI, conversation: str) -> None:
    """Delete the items first, because they would outlive their conversation. What is gone already is no error.

    OpenAI's own copies of responses are not deleted, since no item names its response. OpenAI keeps them for at
    least 30 days: https://platform.openai.com/docs/api-reference/responses/create#responses-create-store
    """
    if is_ours(conversation):
        return  # it never was at OpenAI's
    try:
        listed = client.conversations.items.list(conversation, limit=ITEMS_OF_A_PAGE)
        items = [item.id async for item in listed if item.id]
        for at in range(0, len(items), DELETED_AT_ONCE):
            await _delete_items(client, conversation, items[at : at + DELETED_AT_ONCE])
        await client.conversations.delete(conversation)
    except openai.NotFoundError as problem:
        if not is_unknown(problem, conversation):
            raise


async def _delete_items(client: AsyncOpenAI, conversation: str, items: Sequence[str]) -> None:
    deleting = [client.conversations.items.delete(item, conversation_id=conversation) for item in items]
    for problem in await asyncio.gather(*deleting, return_exceptions=True):
        if isinstance(problem, BaseException) and not isinstance(problem, openai.NotFoundError):
            raise problem
