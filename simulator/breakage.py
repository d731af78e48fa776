"""Answers that never come: faults of the connection itself."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_TRANSPORT = "simulator.transport"


class NeverAnswers(Exception):
    """The request is read and nothing is ever sent back."""


class ResetConnection(Exception):
    """The connection is reset instead of an answer."""


class KeepTransport:
    """Remembers each connection's transport, so that a fault may reset it.

    ASGI knows no reset; the server's own `send` is bound to the object that holds the transport.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope[_TRANSPORT] = getattr(getattr(send, "__self__", None), "transport", None)
        await self._app(scope, receive, send)


class _Silence(Response):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass


class _Reset(Response):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[_TRANSPORT].abort()


def never_answer(_: Request, __: Exception) -> Response:
    return _Silence()


def reset(_: Request, __: Exception) -> Response:
    return _Reset()


def hung_up(_: Request, __: Exception) -> Response:
    """Whoever asked went away before we had read it: nobody is left to be told."""
    return Response(status_code=499)


def reset_response() -> Response:
    return _Reset()
