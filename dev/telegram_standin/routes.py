"""The routes of the stand-in for Telegram: tokens, JSON in and out, `State` behind."""

from __future__ import annotations

import re
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dev.serving import CutOff, noted, report
from dev.telegram_standin.refusals import Refused
from dev.telegram_standin.state import SENDING, State
from dev.twilio_standin.unkind import Mishap, Unkind

NEVER = 120.0  # seconds: nobody waits that long
TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
MOST_BYTES = 20 * 1024 * 1024


def create_app(*, unkind: Unkind | None = None) -> Starlette:
    """The stand-in as an ASGI application; its `State` is `app.state.standin`."""
    routes = [
        Route("/bot{token}/{method}", _call, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", _file, methods=["GET"]),
        Route("/_standin/report", report, methods=["GET"]),
    ]
    unknown = noted(lambda _: _refuse(Refused(404)))
    app = Starlette(routes=routes, exception_handlers={404: unknown, 405: unknown})
    app.state.standin = State(unkind=unkind)
    return app


async def _call(request: Request) -> Response:
    state: State = request.app.state.standin
    method = request.path_params["method"]
    fields = await request.json() if await request.body() else {}
    state.note(request, fields)
    mishap = state.unkind.mishap() if state.unkind else Mishap()
    if not await state.pause(mishap.before):
        return CutOff()
    try:
        _check_token(request)
        answer = await _done(state, method, fields) if mishap.done else CutOff()
    except Refused as refusal:
        answer = _refuse(refusal)
    goes_on = await state.pause(NEVER if mishap.never else mishap.after)
    if mishap.refuse and goes_on:
        return _refuse(Refused(mishap.refuse))
    return CutOff() if mishap.cut or mishap.never or not goes_on else answer


async def _done(state: State, method: str, fields: dict[str, Any]) -> Response:
    if method in SENDING:
        return await _sent(state, method, fields)
    match method:
        case "sendChatAction":
            state.typing.append(fields["chat_id"])
        case "answerCallbackQuery":
            state.acknowledged.append(fields["callback_query_id"])
        case "setMyCommands":
            state.commands[fields.get("language_code", "")] = fields["commands"]
        case "setWebhook":
            _set_webhook(state, fields)
        case "getWebhookInfo":
            return _result(_webhook_info(state))
        case "getMe":
            return _result({"id": 1234567, "is_bot": True, "first_name": "Luz", "username": "luz_bot"})
        case "getFile":
            return _result(_file_info(state, fields["file_id"]))
        case _:
            raise Refused(404, "Not Found: method not found")
    return _result(True)


async def _sent(state: State, method: str, fields: dict[str, Any]) -> Response:
    chat, text = state.check(method, fields)
    asked = state.directives.read(chat, text)
    if not asked.rich and method == "sendRichMessage":
        raise Refused(400, "Bad Request: RICH_MESSAGE_EMAIL_INVALID")
    if asked.taken:
        shown = state.show(method, fields)
        await state.pause(asked.late)
    if asked.refuse:
        raise Refused(asked.refuse)
    if asked.cut:
        return CutOff()
    return _result({"message_id": shown.number, "date": 1, "chat": {"id": chat, "type": "private"}})


def _set_webhook(state: State, fields: dict[str, Any]) -> None:
    if not fields["url"].startswith("https://"):
        raise Refused(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    if not SECRET.fullmatch(fields.get("secret_token", "x")):
        raise Refused(400, "Bad Request: secret token contains unallowed characters")
    if not state.stubborn:
        state.webhook = fields


def _webhook_info(state: State) -> dict[str, Any]:
    told = {"last_error_date": 1, "last_error_message": state.last_error} if state.last_error else {}
    allowed = {"allowed_updates": state.webhook["allowed_updates"]} if "allowed_updates" in state.webhook else {}
    kept = {"url": state.webhook.get("url", ""), "has_custom_certificate": False, "pending_update_count": 0}
    return {**kept, **told, **allowed}


def _file_info(state: State, name: str) -> dict[str, Any]:
    if state.files_fail:
        raise Refused(state.files_fail, "Bad Request: wrong file_id or the file is temporarily unavailable")
    if name in state.paths:
        return {"file_id": name, "file_unique_id": name, "file_path": state.paths[name]}
    content = state.files.get(name)
    if content is None:
        raise Refused(400, "Bad Request: invalid file_id")
    if len(content) > MOST_BYTES:
        raise Refused(400, "Bad Request: file is too big")
    size = {} if name in state.without_size else {"file_size": len(content)}
    return {"file_id": name, "file_unique_id": name, "file_path": f"documents/{name}.bin", **size}


async def _file(request: Request) -> Response:
    state: State = request.app.state.standin
    state.note(request, None)
    try:
        _check_token(request)
        await state.pause(state.storage_seconds)
        if state.storage_fails:
            raise Refused(state.storage_fails)
        content = state.files.get(request.path_params["path"].removeprefix("documents/").removesuffix(".bin"))
        if content is None:
            raise Refused(404)
    except Refused as refusal:
        return _refuse(refusal)
    return Response(content, media_type="application/octet-stream")


def _check_token(request: Request) -> None:
    token = request.path_params["token"]
    if not TOKEN.fullmatch(token):
        raise Refused(404)
    if token.endswith("wrong"):
        raise Refused(401)


def _result(result: Any) -> Response:
    return JSONResponse({"ok": True, "result": result})


def _refuse(refusal: Refused) -> Response:
    return JSONResponse(refusal.as_json(), refusal.status)
