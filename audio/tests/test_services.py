"""The cache, against a provider that speaks over real sockets."""

import datetime as dt
import io
import struct
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection

from audio import accounts, purchase, services
from audio.links import sound_storage
from audio.models import Clip, Day
from lib.clock import database_now
from providers.errors import ProviderError
from providers.speech.base import OutOfQuota

HELLO, BYE = "Buenos días.", "Muchas gracias por su tiempo."


def bought(simulator):
    return [entry["text"] for entry in simulator.get("ledger?kind=speech")["entries"]]


def content(name):
    with sound_storage().open(name) as file:
        return file.read()


def test_a_sentence_is_bought_once_and_used_again(order, simulator):
    first = services.clips_for(order, [HELLO])
    again = services.clips_for(order, [f" {HELLO} "])
    assert first == again
    assert bought(simulator) == [HELLO]
    day = Day.objects.get()
    assert (day.hits, day.bought) == (1, 1)
    assert (day.characters_saved, day.characters_bought) == (len(HELLO), len(HELLO))


def test_it_is_a_file_that_any_telephone_plays(order):
    (name,) = services.clips_for(order, [HELLO])
    file = io.BytesIO(content(name))
    assert file.read(4) == b"RIFF"
    file.seek(20)
    assert struct.unpack("<HHI", file.read(8)) == (7, 1, 8000)


def test_several_sentences_come_in_their_order(order, simulator):
    names = services.clips_for(order, [BYE, HELLO, BYE])
    assert names[0] == names[2] != names[1]
    assert sorted(bought(simulator)) == sorted([BYE, HELLO])
    assert Clip.objects.count() == 2


def test_another_voice_and_another_organisation_have_their_own(order, simulator):
    other = order.organization.__class__.objects.create(name="Sol", is_rehearsal=True)
    for another in (
        replace(order, voicing=replace(order.voicing, voice="simMateo0000000000ES")),
        replace(order, organization=other, agent=None),
    ):
        services.clips_for(order, [HELLO])
        services.clips_for(another, [HELLO])
    assert len(bought(simulator)) == 3


@pytest.mark.django_db(transaction=True)
def test_a_hundred_at_once_buy_once(order, simulator):
    simulator.post("faults", {"kind": "speech_slow", "seconds": 10})  # 0.2 s of the wall
    start = threading.Barrier(100)

    def ask(_):
        try:
            start.wait()
            return services.clips_for(order, [HELLO], within=20)
        finally:
            connection.close()

    with ThreadPoolExecutor(100) as crowd:
        names = list(crowd.map(ask, range(100)))
    assert len({tuple(each) for each in names}) == 1
    assert bought(simulator) == [HELLO]
    assert (Day.objects.get().hits, Day.objects.get().bought) == (99, 1)


@pytest.mark.django_db(transaction=True)
def test_when_the_one_who_buys_fails_nobody_asks_again_at_once(order, simulator):
    simulator.post("faults", {"kind": "speech_500"})
    start = threading.Barrier(10)

    def ask(_):
        try:
            start.wait()
            services.clips_for(order, [HELLO])
        except ProviderError as error:
            return error.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(10) as crowd:
        codes = list(crowd.map(ask, range(10)))
    assert all(codes)
    (fault,) = simulator.get("faults")["faults"]
    assert fault["struck"] == 1


def test_after_a_rest_it_is_asked_again(order, simulator):
    simulator.post("faults", {"kind": "speech_500", "count": 1})
    with pytest.raises(ProviderError):
        services.clips_for(order, [HELLO])
    Clip.objects.update(lease_until=database_now())
    assert services.clips_for(order, [HELLO])


def test_a_buyer_that_was_killed_does_not_keep_the_others_waiting_for_ever(order):
    services._claim(order, {order.key(HELLO): HELLO})
    with pytest.raises(ProviderError) as caught:
        services.clips_for(order, [HELLO], within=0.1)
    assert caught.value.code == "too_slow"
    Clip.objects.update(lease_until=database_now())
    assert services.clips_for(order, [HELLO])


def test_a_buyer_that_was_thawed_too_late_changes_nothing(order):
    key = order.key(HELLO)
    old = services._claim(order, {key: HELLO})
    Clip.objects.update(lease_until=database_now())
    services.clips_for(order, [HELLO])
    made = Clip.objects.get()
    services._ours(order, key, old[key]).update(state="failed")
    assert Clip.objects.get().state == made.state == "ready"


def test_an_empty_account_is_told_at_once(order, simulator):
    simulator.post("faults", {"kind": "speech_quota"})
    with pytest.raises(OutOfQuota):
        services.clips_for(order, [HELLO])
    assert Day.objects.get().failed == 1


def test_a_voice_that_stalls_is_not_waited_for(order, simulator):
    simulator.post("faults", {"kind": "speech_stall", "seconds": 3600})
    with pytest.raises(ProviderError):
        services.clips_for(order, [HELLO], within=0.2)


def test_warming_buys_what_is_not_there(order, simulator):
    services.clips_for(order, [HELLO])
    assert services.warm(order, [HELLO, BYE]) == 1
    assert services.warm(order, [HELLO, BYE]) == 0
    services.clips_for(order, [BYE])
    assert bought(simulator) == [HELLO, BYE]


def test_a_sentence_grows_old(order, simulator, settings):
    settings.SOUND_CACHE_DAYS = 30
    services.clips_for(order, [HELLO])
    Clip.objects.update(made_at=database_now() - dt.timedelta(days=31))
    services.clips_for(order, [HELLO])
    assert bought(simulator) == [HELLO, HELLO]


def test_a_voice_or_an_agent_is_forgotten_with_its_files(order, simulator):
    (name,) = services.clips_for(order, [HELLO])
    assert services.forget_voice(organization=order.organization, voice="another") == 0
    assert services.forget_voice(organization=order.organization, voice=order.voicing.voice) == 1
    assert not sound_storage().exists(name)
    services.clips_for(order, [HELLO])
    assert services.forget_agent(agent=order.agent) == 1
    assert not Clip.objects.exists()


def test_the_sweep_takes_what_was_used_least_recently(order, settings):
    old, new = services.clips_for(order, [HELLO, BYE])
    now = database_now() + dt.timedelta(hours=1)
    Clip.objects.filter(name=old).update(used_at=now - dt.timedelta(hours=9))
    settings.SOUND_CACHE_BYTES = Clip.objects.get(name=new).size
    assert services.sweep(now=now) == 1
    assert not sound_storage().exists(old)
    assert sound_storage().exists(new)


def test_the_sweep_leaves_what_somebody_may_be_hearing(order, settings):
    services.clips_for(order, [HELLO])
    settings.SOUND_CACHE_BYTES = 0
    assert services.sweep(now=database_now()) == 0


def test_the_sweep_takes_what_is_too_old_or_was_never_finished(order, settings):
    services.clips_for(order, [HELLO])
    services._claim(order, {order.key(BYE): BYE})
    assert services.sweep(now=database_now() + dt.timedelta(minutes=5)) == 1
    late = database_now() + dt.timedelta(days=settings.SOUND_CACHE_DAYS)
    assert services.sweep(now=late) == 1


def test_all_processes_hear_that_an_account_is_empty(order, simulator, settings):
    simulator.post("faults", {"kind": "speech_quota"})
    with pytest.raises(OutOfQuota):
        services.clips_for(order, [HELLO])
    simulator.post("faults", {"kind": "speech_quota", "count": 1})
    purchase.close()  # what this process has learnt by itself is gone
    with pytest.raises(OutOfQuota):
        services.clips_for(order, [BYE])
    assert not Clip.objects.filter(characters=len(BYE)).exists()  # nobody even asked
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1"}}
    accounts.require_characters(order.account)  # without Redis, each finds out for itself


def test_the_command_forgets_an_agents_sentences(order, capsys):
    services.clips_for(order, [HELLO])
    call_command("forget_sound", agent=order.agent.pk)
    assert "1 sentences" in capsys.readouterr().out
    assert not Clip.objects.exists()
    services.clips_for(order, [HELLO])
    call_command("forget_sound", voice=order.voicing.voice)
    assert not Clip.objects.exists()
