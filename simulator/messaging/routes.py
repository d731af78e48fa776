"""POST sendMessage, GET getMe (Telegram), POST messages, GET a number (WhatsApp) and POST
Messages.json (Twilio's text messages)."""

import itertools

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.keys import opens
from simulator.twilio.access import check_access, read_form
from simulator.twilio.errors import TwilioError
from simulator.world import World


def messaging_routes(world: World) -> list[Route]:
    desk = Desk(world)
    return [
        Route("/telegram/bot{token}/sendMessage", desk.telegram, methods=["POST"]),
        Route("/telegram/bot{token}/getMe", desk.bot, methods=["GET"]),
        Route("/2010-04-01/Accounts/{account}/Messages.json", desk.sms, methods=["POST"]),
        Route("/whatsapp/{version}/{number}/messages", desk.whatsapp, methods=["POST"]),
        Route("/whatsapp/{version}/{number}", desk.number, methods=["GET"]),
    ]


class Desk:
    """Takes messages; the faults named `message_…` strike here."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ids = itertools.count(1)

    async def telegram(self, request: Request) -> Response:
        wanted = await request.json()
        fault = self._world.faults.take("message", number=str(wanted["chat_id"]))
        if fault and fault.kind == "message_500":
            return JSONResponse({"ok": False, "error_code": 500}, status_code=500)
        if fault:
            body = {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked"}
            return JSONResponse(body, status_code=403)
        number = next(self._ids)
        self._keep("telegram", str(wanted["chat_id"]), wanted["text"])
        return JSONResponse({"ok": True, "result": {"message_id": number}})

    async def bot(self, request: Request) -> Response:
        if not opens(request.path_params["token"]):
            body = {"ok": False, "error_code": 401, "description": "Unauthorized"}
            return JSONResponse(body, status_code=401)
        return JSONResponse({"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "Luz"}})

    async def number(self, request: Request) -> Response:
        if refusal := _no_token(request):
            return refusal
        return JSONResponse({"id": request.path_params["number"]})

    async def whatsapp(self, request: Request) -> Response:
        if refusal := _no_token(request):
            return refusal
        wanted = await request.json()
        fault = self._world.faults.take("message", number=wanted["to"])
        if fault and fault.kind == "message_500":
            return JSONResponse({"error": {"code": 1}}, status_code=500)
        if fault:
            error = {"code": 131047, "message": "Re-engagement message"}
            return JSONResponse({"error": error}, status_code=400)
        self._keep("whatsapp", wanted["to"], wanted["text"]["body"])
        contact = {"input": wanted["to"], "wa_id": wanted["to"]}
        message = {"id": f"wamid.{next(self._ids)}"}
        head = {"messaging_product": "whatsapp"}
        return JSONResponse({**head, "contacts": [contact], "messages": [message]})

    async def sms(self, request: Request) -> Response:
        try:
            check_access(request, self._world.settings)
        except TwilioError as error:
            return JSONResponse({"code": error.code, "status": error.status}, error.status)
        wanted = {name: values[0] for name, values in (await read_form(request)).items()}
        to, text = wanted.get("To", ""), wanted.get("Body", "")
        if not (to and text and wanted.get("From")):
            return JSONResponse({"code": 21604, "status": 400}, status_code=400)
        fault = self._world.faults.take("message", number=to)
        if fault and fault.kind == "message_500":
            return JSONResponse({"code": 20500, "status": 500}, status_code=500)
        if fault:
            return JSONResponse({"code": 21610, "status": 400}, status_code=400)
        self._keep("sms", to, text)
        told = {"sid": f"SM{next(self._ids):032x}", "status": "queued", "to": to, "body": text}
        return JSONResponse(told, status_code=201)

    def _keep(self, channel: str, to: str, text: str) -> None:
        self._world.ledger.append("message", channel=channel, to=to, text=text)


def _no_token(request: Request) -> Response | None:
    """WhatsApp's refusal of a token; None for a good one."""
    if opens(request.headers.get("authorization", "").removeprefix("Bearer").strip()):
        return None
    return JSONResponse({"error": {"code": 190, "message": "token"}}, status_code=401)
