"""The endpoints of files and vector stores: one function for each path and method, `Library` behind.

https://developers.openai.com/api/docs/api-reference/files and /vector-stores
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from dev.openai_standin import checks, refusals
from dev.openai_standin.endpoints import as_response
from dev.openai_standin.events import unless_hung_up
from dev.openai_standin.library import Attached, Kept, Store
from dev.openai_standin.refusals import Refused
from dev.openai_standin.response import JSON
from dev.openai_standin.state import State

T = TypeVar("T", Attached, Kept, Store)

MOST_FOUND = 50
RANKERS = ("none", "auto", "default-2024-11-15")


async def create_file(state: State, request: Request, body: JSON) -> Response:
    state.fail_a_request()
    return as_response(state.library.upload(body).as_json())


async def get_file(state: State, request: Request, body: JSON) -> Response:
    return as_response(state.library.file(request.path_params["id"]).as_json())


async def list_files(state: State, request: Request, body: JSON) -> Response:
    purpose = request.query_params.get("purpose")
    files = [file for file in state.library.files.values() if purpose in (None, file.purpose)]
    return _page(request, files, lambda file: file.id, lambda file: file.as_json(), most=10_000, usual=10_000)


async def delete_file(state: State, request: Request, body: JSON) -> Response:
    state.fail_a_deletion()
    identifier = request.path_params["id"]
    state.library.drop(identifier)
    return as_response({"id": identifier, "object": "file", "deleted": True})


async def create_store(state: State, request: Request, body: JSON) -> Response:
    state.fail_a_request()
    _check(body, {"name", "description", "metadata", "file_ids", "expires_after", "chunking_strategy"})
    checks.check_metadata(body)
    store = Store(str(body.get("name") or ""), body.get("metadata") or {})
    state.library.stores[store.id] = store
    return as_response(store.as_json())


async def get_store(state: State, request: Request, body: JSON) -> Response:
    return as_response(state.library.store(request.path_params["id"]).as_json())


async def list_stores(state: State, request: Request, body: JSON) -> Response:
    stores = list(state.library.stores.values())
    return _page(request, stores, lambda store: store.id, lambda store: store.as_json())


async def delete_store(state: State, request: Request, body: JSON) -> Response:
    state.fail_a_deletion()
    store = state.library.store(request.path_params["id"])
    del state.library.stores[store.id]
    return as_response({"id": store.id, "object": "vector_store.deleted", "deleted": True})


async def attach_file(state: State, request: Request, body: JSON) -> Response:
    state.fail_a_request()
    store = state.library.store(request.path_params["id"])
    _check(body, {"file_id", "attributes", "chunking_strategy"})
    if not isinstance(body.get("file_id"), str):
        raise refusals.missing("file_id")
    _check_attributes(body.get("attributes") or {})
    _check_chunking(body.get("chunking_strategy"))
    return as_response(state.library.look_at(state.library.attach(store, body)))


async def get_attached(state: State, request: Request, body: JSON) -> Response:
    path = request.path_params
    return as_response(state.library.look_at(state.library.attached(path["id"], path["file"])))


async def list_attached(state: State, request: Request, body: JSON) -> Response:
    library = state.library
    attached = library.listed(library.store(request.path_params["id"]))
    if wanted := request.query_params.get("filter"):
        attached = [each for each in attached if each.status == wanted]
    return _page(request, attached, lambda each: each.file.id, library.look_at)


async def detach_file(state: State, request: Request, body: JSON) -> Response:
    state.fail_a_deletion()
    attached = state.library.attached(request.path_params["id"], request.path_params["file"])
    attached.dropped = True
    return as_response({"id": attached.file.id, "object": "vector_store.file.deleted", "deleted": True})


async def search(state: State, request: Request, body: JSON) -> Response:
    library = state.library
    store = library.store(request.path_params["id"])
    _check(body, {"query", "rewrite_query", "max_num_results", "filters", "ranking_options"})
    if library.search_refused:
        raise library.search_refused
    await unless_hung_up(request.receive, state.pause(library.search_seconds))
    query, most = body.get("query"), body.get("max_num_results", 10)
    queries = [query] if isinstance(query, str) else query
    if not queries or not isinstance(queries, list) or not all(isinstance(each, str) and each for each in queries):
        raise refusals.missing("query")
    if not isinstance(most, int) or not 1 <= most <= MOST_FOUND:
        raise refusals.invalid("max_num_results", f"a number from 1 to {MOST_FOUND}")
    if (ranker := (body.get("ranking_options") or {}).get("ranker", "auto")) not in RANKERS:
        raise refusals.no_such_value("ranking_options.ranker", ranker, RANKERS)
    page: JSON = {"object": "vector_store.search_results.page", "search_query": queries}
    return as_response(page | {"data": library.search(store, queries, most), "has_more": False, "next_page": None})


def _page(
    request: Request,
    items: Sequence[T],
    name: Callable[[T], str],
    show: Callable[[T], JSON],
    *,
    most: int = 100,
    usual: int = 20,
) -> Response:
    query = request.query_params
    ordered = list(items) if query.get("order") == "asc" else list(reversed(items))
    if after := query.get("after"):
        names = [name(item) for item in ordered]
        if after not in names:
            raise refusals.not_found("Item", after)
        ordered = ordered[names.index(after) + 1 :]
    limit = int(query.get("limit", usual))
    if not 1 <= limit <= most:
        raise refusals.invalid("limit", f"a number from 1 to {most}")
    data: list[Any] = [show(item) for item in ordered[:limit]]
    first, last = (data[0]["id"], data[-1]["id"]) if data else (None, None)
    more = len(ordered) > limit
    return as_response({"object": "list", "data": data, "first_id": first, "last_id": last, "has_more": more})


def _check(body: JSON, known: set[str]) -> None:
    for name in body:
        if name not in known:
            raise Refused(400, f"Unknown parameter: '{name}'.", "unknown_parameter", name)


def _check_attributes(attributes: object) -> None:
    if not isinstance(attributes, dict):
        raise refusals.invalid("attributes", "an object")
    if len(attributes) > 16:
        raise refusals.too_many("attributes", 16, len(attributes))
    for name, value in attributes.items():
        if len(name) > 64:
            raise refusals.too_long("attributes", 64, len(name))
        if isinstance(value, str) and len(value) > 512:
            raise refusals.too_long(f"attributes.{name}", 512, len(value))


def _check_chunking(strategy: Any) -> None:
    """https://developers.openai.com/api/docs/guides/retrieval#chunking"""
    if strategy is None:
        return
    static = strategy.get("static") or {} if isinstance(strategy, dict) else {}
    size, overlap = static.get("max_chunk_size_tokens"), static.get("chunk_overlap_tokens")
    if not isinstance(size, int) or not 100 <= size <= 4096:
        raise refusals.invalid("chunking_strategy.static.max_chunk_size_tokens", "a number from 100 to 4096")
    if not isinstance(overlap, int) or not 0 <= overlap <= size // 2:
        raise refusals.invalid("chunking_strategy.static.chunk_overlap_tokens", "at most half of the chunk's size")
