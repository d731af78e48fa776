"""The whole world as one ASGI program."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp

from simulator.anthropic.routes import anthropic_routes
from simulator.breakage import (
    KeepTransport,
    NeverAnswers,
    ResetConnection,
    hung_up,
    never_answer,
    reset,
)
from simulator.control import control_routes
from simulator.elevenlabs.errors import (
    ElevenLabsError,
    Invalid,
    invalid_response,
)
from simulator.elevenlabs.errors import error_response as elevenlabs_response
from simulator.elevenlabs.routes import elevenlabs_routes
from simulator.gemini.routes import gemini_routes
from simulator.google.routes import google_routes
from simulator.messaging.routes import messaging_routes
from simulator.openai.routes import openai_routes
from simulator.settings import Settings
from simulator.twilio.errors import TwilioError, error_response
from simulator.twilio.exchange import Exchange
from simulator.twilio.routes import twilio_routes
from simulator.world import World


def build_app(settings: Settings) -> ASGIApp:
    """The application; its calls, as far as the ledger remembers them, are restored."""
    world = World(settings)
    exchange = Exchange(world)
    exchange.restore()
    world.ledger.append("started", seed=settings.seed, speed=settings.speed)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await world.close()

    app = Starlette(
        routes=[
            *control_routes(exchange),
            *twilio_routes(exchange),
            *openai_routes(world),
            *elevenlabs_routes(world),
            *gemini_routes(world),
            *anthropic_routes(world),
            *google_routes(world),
            *messaging_routes(world),
        ],
        exception_handlers={
            TwilioError: error_response,
            ElevenLabsError: elevenlabs_response,
            Invalid: invalid_response,
            NeverAnswers: never_answer,
            ResetConnection: reset,
            ClientDisconnect: hung_up,
        },
        lifespan=lifespan,
    )
    return KeepTransport(app)
