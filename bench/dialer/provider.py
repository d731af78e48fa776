"""A provider that takes every call after 150 ms and never calls back: what placing costs us.

`GET /arrivals` gives the times (seconds of a steady clock) at which requests came in.
"""

import asyncio
import itertools
import sys
import time
from typing import Any

from aiohttp import web

DELAY = 0.15


def build() -> web.Application:
    """The program."""
    numbers = itertools.count(1)
    arrivals: list[float] = []

    async def create(request: web.Request) -> web.Response:
        arrivals.append(time.monotonic())
        form = await request.post()
        await asyncio.sleep(DELAY)
        return web.json_response(_call(f"CA{next(numbers):032x}", form), status=201)

    async def tell(_request: web.Request) -> web.Response:
        told = list(arrivals)
        arrivals.clear()
        return web.json_response(told)

    app = web.Application()
    app.router.add_post("/2010-04-01/Accounts/{sid}/Calls.json", create)
    app.router.add_get("/arrivals", tell)
    return app


def _call(sid: str, form: Any) -> dict[str, Any]:
    return {
        "sid": sid,
        "status": "queued",
        "to": form["To"],
        "from": form["From"],
        "duration": None,
        "answered_by": None,
        "start_time": None,
        "end_time": None,
    }


if __name__ == "__main__":
    web.run_app(build(), host="127.0.0.1", port=int(sys.argv[1]), print=None)
