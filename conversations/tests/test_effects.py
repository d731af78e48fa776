"""What agents really do: once, for the person on the line, and never an error aloud."""

import datetime as dt
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from zoneinfo import ZoneInfo

import pytest

from contacts.services import suppress
from conversations.abilities.booking import book
from conversations.abilities.build import abilities_for
from conversations.abilities.documents import NOTHING, look_up
from conversations.abilities.once import Caller, once
from conversations.abilities.own import asking, tool_of
from conversations.abilities.writing import send
from conversations.memory import (
    MOST,
    change_memory,
    forget_all,
    memories_of,
    remember,
    remember_call,
)
from conversations.minds import facts_of
from conversations.models import Appointment, Effect, Endpoint, Memory
from knowledge import services
from lib.sealing import seal
from providers.calendar import google
from tests import rows

pytestmark = pytest.mark.django_db
MADRID = ZoneInfo("Europe/Madrid")


@pytest.fixture
def caller(organization, agent, simulator):
    return Caller(agent, rows.contact(organization, name="Ana"), "call:1")


def at(hour, minute=0, *, day=0):
    """A working day to come, by the clock in Madrid."""
    moment = dt.datetime.now(MADRID) + dt.timedelta(days=7)
    monday = moment - dt.timedelta(days=moment.weekday())
    wanted = monday + dt.timedelta(days=day)
    return wanted.replace(hour=hour, minute=minute, second=0, microsecond=0)


def booked(caller, when, key="k"):
    return book(caller, {"when": when.isoformat()}, key)


# --- once ----------------------------------------------------------------------------------------


def test_the_same_key_is_done_once_and_answered_twice(caller):
    done = []

    def do(caller, arguments, key):
        done.append(key)
        return f"Hecho {len(done)}"

    assert once("t", caller, do, {}, "call:1/1/t/a") == "Hecho 1"
    assert once("t", caller, do, {}, "call:1/1/t/a") == "Hecho 1"
    assert once("t", caller, do, {}, "call:1/3/t/a") == "Hecho 2"
    assert [effect.result for effect in Effect.objects.all()] == ["Hecho 1", "Hecho 2"]


def test_a_failure_is_kept_and_told_without_its_words(caller):
    def do(caller, arguments, key):
        raise RuntimeError("https://secret.example")

    told = once("t", caller, do, {}, "k")
    assert told.startswith("Error.") and "secret" not in told
    assert Effect.objects.get().status == Effect.Status.FAILED


# --- appointments --------------------------------------------------------------------------------


def test_a_free_time_is_booked_and_stands_in_the_calendar(caller, simulator):
    assert booked(caller, at(10)).startswith("Booked")
    appointment = Appointment.objects.get()
    assert (appointment.contact, appointment.starts_at) == (caller.contact, at(10))
    assert appointment.event_id


def test_a_time_that_is_taken_is_answered_with_free_ones(caller, organization, agent):
    booked(caller, at(10))
    other = Caller(agent, rows.contact(organization), "call:2")
    told = booked(other, at(10), "other")
    assert told.startswith("Error. That time is not free. Free: ")
    assert f"{at(10, 30):%Y-%m-%d %H:%M}" in told
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("when", [at(7), at(18, 45), at(10, day=5)])
def test_nobody_comes_when_the_business_is_closed(caller, when):
    assert booked(caller, when).startswith("Error.")


def test_booking_again_moves_it(caller):
    booked(caller, at(10), "one")
    assert booked(caller, at(11), "two").startswith("Booked")
    statuses = dict(Appointment.objects.values_list("starts_at", "status"))
    assert statuses == {at(10): "moved", at(11): "booked"}
    other = Caller(caller.agent, rows.contact(caller.agent.organization), "call:2")
    assert booked(other, at(10), "three").startswith("Booked")  # the calendar has room again


def test_the_same_time_asked_twice_is_one_appointment(caller):
    booked(caller, at(10), "one")
    booked(caller, at(10), "two")
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("fault", ["calendar_revoked", "calendar_unreadable", "calendar_403"])
def test_a_calendar_that_fails_is_told_to_the_model(caller, simulator, fault):
    google._tokens.clear()
    simulator.post("faults", {"kind": fault})
    assert booked(caller, at(12)).startswith("Error. The calendar")


# --- messages ------------------------------------------------------------------------------------


def sent(simulator):
    entries = simulator.get("ledger?kind=message")["entries"]
    return [(each["channel"], each["to"], each["text"]) for each in entries]


def test_a_message_goes_to_the_person_on_the_line(caller, simulator):
    assert send(caller, {"text": "Calle Luna 1"}, "k") == "Sent."
    assert sent(simulator) == [("whatsapp", caller.contact.e164.lstrip("+"), "Calle Luna 1")]


def test_who_wrote_on_telegram_is_answered_there(caller, simulator):
    caller.contact.attributes = {"telegram_chat_id": "42"}
    send(caller, {"text": "Hola"}, "k")
    assert sent(simulator) == [("telegram", "42", "Hola")]


def test_a_refusal_tries_another_way_and_a_doubt_does_not(caller, simulator):
    caller.contact.attributes = {"telegram_chat_id": "42"}
    simulator.post("faults", {"kind": "message_refused", "number": "42"})
    assert send(caller, {"text": "Hola"}, "k") == "Sent."
    assert [channel for channel, _, _ in sent(simulator)] == ["whatsapp"]
    simulator.post("faults", {"kind": "message_500"})
    assert send(caller, {"text": "Hola"}, "k").startswith("Error. There is no way") is False


def test_where_no_messenger_takes_it_a_text_message_goes(caller, simulator):
    number = caller.contact.e164
    simulator.post("faults", {"kind": "message_refused", "number": number.lstrip("+")})
    assert send(caller, {"text": "Calle Luna 1"}, "k") == "Sent."
    assert sent(simulator) == [("sms", number, "Calle Luna 1")]


def test_who_refuses_texts_gets_none(caller, simulator):
    number = caller.contact.e164
    for refused in (number.lstrip("+"), number):
        simulator.post("faults", {"kind": "message_refused", "number": refused})
    assert send(caller, {"text": "x"}, "k").startswith("Error. There is no way")
    assert sent(simulator) == []


def test_a_text_of_which_nobody_knows_is_not_sent_again(caller, simulator):
    number = caller.contact.e164
    simulator.post("faults", {"kind": "message_refused", "number": number.lstrip("+")})
    simulator.post("faults", {"kind": "message_500", "number": number})
    assert send(caller, {"text": "x"}, "k").startswith("Error. It is not certain")


@pytest.mark.parametrize("everywhere", [False, True])
def test_nobody_writes_to_those_who_opted_out(caller, simulator, everywhere):
    whose = None if everywhere else caller.agent.organization
    suppress(organization=whose, e164=caller.contact.e164, source="staff")
    assert send(caller, {"text": "Hola"}, "k").startswith("Error.")
    assert sent(simulator) == []


# --- documents -----------------------------------------------------------------------------------


def test_what_is_looked_up_names_its_source(caller, organization):
    document = services.add_document(
        organization=organization, title="Carta", content=b"El roscon cuesta 18 euros.", kind="txt"
    )
    services.index_document(document_id=document.pk)
    told = look_up(caller, {"question": "precio del roscon"}, "k")
    assert "[1] Carta: El roscon cuesta 18 euros." in told


def test_what_is_nowhere_is_said_to_be_nowhere(caller):
    assert look_up(caller, {"question": "precio"}, "k") == NOTHING


# --- tools of one's own --------------------------------------------------------------------------


@pytest.fixture
def shop_server():
    seen = []

    class Shop(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            seen.append((dict(self.headers), json.loads(body)))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"stock": 3}')

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/stock", seen
    server.shutdown()
    server.server_close()


def endpoint(organization, url):
    return Endpoint.objects.create(
        organization=organization,
        name="check_stock",
        description="How many there are.",
        url=url,
        secret=seal("a-secret"),
        parameters={"product": {"type": "string", "required": True}},
    )


def test_an_own_tool_is_asked_signed_and_bound_to_the_person(
    caller, organization, shop_server, settings
):
    url, seen = shop_server
    settings.OUTSIDE_ALLOWED = ["127.0.0.1"]
    told = asking(endpoint(organization, url))(caller, {"product": "roscón"}, "call:1/1/x")
    assert told.endswith('{"stock": 3}')
    ((headers, body),) = seen
    assert body["arguments"] == {"product": "roscón"}
    assert body["contact"] == {"id": caller.contact.pk, "phone": caller.contact.e164}
    assert headers["X-Callsys-Signature"].startswith("sha256=")
    assert headers["Idempotency-Key"] == "call:1/1/x"


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/x", "http://169.254.169.254/latest", "http://localhost/", "ftp://a/"],
)
def test_an_own_tool_never_reaches_our_network(caller, organization, url, settings):
    settings.OUTSIDE_ALLOWED = []
    told = asking(endpoint(organization, url))(caller, {"product": "x"}, "k")
    assert told.startswith("Error. It can't be reached")


def test_a_model_sees_neither_address_nor_secret(organization):
    made = endpoint(organization, "https://shop.example/stock")
    shown = str(tool_of(made))
    assert "shop.example" not in shown and "a-secret" not in shown


def test_an_agent_has_the_abilities_that_it_was_given(organization, agent):
    endpoint(organization, "https://shop.example/stock")
    agent.tools = ["note_fact", "book_appointment", "check_stock", "unknown"]
    names = [one.tool.name for one in abilities_for(agent, None, scope="call:1")]
    assert names == ["book_appointment", "check_stock"]


# --- memory --------------------------------------------------------------------------------------


def test_a_conversation_is_remembered_once_and_feeds_the_next_prompt(organization):
    person = rows.contact(organization)
    for _ in range(2):
        remember_call(contact=person, facts={"hijos": "dos"}, summary="Quiere pan.", scope="call:1")
    remember_call(contact=person, facts={}, summary="Compró pan.", scope="call:2")
    assert {memory.text for memory in memories_of(person)} == {"hijos: dos", "Compró pan."}
    assert set(facts_of(person, organization).memory) == {"hijos: dos", "Compró pan."}


def test_memories_can_be_changed_and_erased_and_are_few(organization):
    person = rows.contact(organization)
    for number in range(MOST + 5):
        remember(contact=person, text=f"cosa {number}")
    assert memories_of(person).count() == MOST
    newest = memories_of(person).first()
    assert newest is not None and newest.text == f"cosa {MOST + 4}"
    assert change_memory(memory=newest, text=" otra  cosa ").text == "otra cosa"
    forget_all(contact=person)
    assert not Memory.objects.exists()
