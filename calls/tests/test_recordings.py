"""Recordings come home, once, with credentials, and are heard by those who may."""

import datetime as dt
import json
import urllib.request
from base64 import b64encode
from urllib.error import HTTPError

import pytest
from django.test import Client
from django.urls import reverse

from accounts.permissions import Role
from audio.links import sound_storage
from calls import recordings
from calls.deletions import delete_due
from calls.models import Recording, RecordingDeletion
from contacts.services import erase_person
from lib.clock import database_now
from providers.telephony.twilio.recordings import (
    RecordingReport,
    fetch_recording,
    recording_of,
)
from tests import rows

SID = "RE" + "0" * 31 + "1"
REPORT = RecordingReport(SID, is_ready=True, seconds=9)


@pytest.fixture(autouse=True)
def _folder(tmp_path, settings):
    backend = "django.core.files.storage.FileSystemStorage"
    options = {"location": str(tmp_path), "allow_overwrite": True}
    settings.STORAGES = {**settings.STORAGES, "sound": {"BACKEND": backend, "OPTIONS": options}}


@pytest.fixture
def call(simulator, organization):
    return rows.call(organization, trunk=rows.trunk(is_rehearsal=True))


def browser_of(organization, role):
    client = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(rows.member(organization, role), backend=backend)
    return client


def kept(call, name="recordings/1/x/one.wav"):
    return Recording.objects.create(
        call=call, provider_id=SID, state="ready", name=name, fetch_at=database_now()
    )


def test_a_callback_is_read():
    form = {"RecordingSid": SID, "RecordingStatus": "completed", "RecordingDuration": "9"}
    assert recording_of(form) == REPORT
    absent = recording_of({**form, "RecordingStatus": "absent", "RecordingDuration": "0"})
    assert absent == RecordingReport(SID, is_ready=False, seconds=0)


@pytest.mark.parametrize(
    "changed",
    [{"RecordingStatus": "in-progress"}, {"RecordingSid": "RE../../x"}, {"RecordingSid": ""}],
)
def test_what_says_nothing_of_a_recording_is_let_be(changed):
    form = {"RecordingSid": SID, "RecordingStatus": "completed", "RecordingDuration": "9"}
    assert recording_of({**form, **changed}) is None


def test_a_report_that_comes_twice_is_one_recording(call):
    assert recordings.note_recording(token=call.token, report=REPORT) is not None
    assert recordings.note_recording(token=call.token, report=REPORT) is None
    assert Recording.objects.count() == 1


def test_nothing_is_fetched_where_nothing_was_recorded(call):
    absent = RecordingReport(SID, is_ready=False, seconds=0)
    assert recordings.note_recording(token=call.token, report=absent) is None
    assert recordings.waiting_recordings(now=database_now()) == []


def test_it_is_brought_home(call, simulator):
    sid = recorded(simulator)
    report = RecordingReport(sid, is_ready=True, seconds=1)
    pk = recordings.note_recording(token=call.token, report=report)
    assert pk is not None and recordings.fetch(recording_id=pk)
    assert not recordings.fetch(recording_id=pk)
    (found,) = recordings.recordings_of(call)
    assert found.size > 1000
    assert [len(track) for track in found.peaks] in ([200], [200, 200])
    with sound_storage().open(found.name) as file:
        assert len(file.read()) == found.size


def test_one_that_is_gone_is_lost(call):
    pk = recordings.note_recording(token=call.token, report=REPORT)
    assert pk is not None and not recordings.fetch(recording_id=pk)
    assert Recording.objects.get().state == "lost"


def test_a_provider_that_is_away_is_asked_again_later(call, settings):
    pk = recordings.note_recording(token=call.token, report=REPORT)
    settings.SIMULATOR_URL = "http://127.0.0.1:9"
    assert pk is not None and not recordings.fetch(recording_id=pk)
    recording = Recording.objects.get()
    assert recording.state == "waiting" and recording.fetch_at > database_now()
    assert recordings.waiting_recordings(now=database_now()) == []
    later = database_now() + dt.timedelta(minutes=1)
    assert recordings.waiting_recordings(now=later) == [pk]


def test_a_worker_that_was_killed_leaves_it_to_the_sweep(call):
    recordings.note_recording(token=call.token, report=REPORT)
    Recording.objects.update(fetch_at=database_now() + recordings._LEASE, tries=1)
    assert recordings.waiting_recordings(now=database_now()) == []
    later = database_now() + recordings._LEASE
    assert len(recordings.waiting_recordings(now=later)) == 1


def test_an_erased_one_is_gone_with_the_provider_too(call, simulator, settings):
    sid = recorded(simulator)
    Recording.objects.create(call=call, provider_id=sid, state="ready", fetch_at=database_now())
    address = f"{simulator.url}/2010-04-01/Accounts/{simulator.account_sid}/Recordings/{sid}.json"
    assert asked(simulator, address)["sid"] == sid
    erase_person(contact=call.contact)
    assert not Recording.objects.exists()

    there, settings.SIMULATOR_URL = settings.SIMULATOR_URL, "http://127.0.0.1:9"
    assert delete_due() == 0  # the provider is away: kept, and tried later
    waiting = RecordingDeletion.objects.get()
    assert waiting.tries == 1 and waiting.due_at > database_now()

    settings.SIMULATOR_URL = there
    assert delete_due() == 0  # not yet
    RecordingDeletion.objects.update(due_at=database_now())
    assert delete_due() == 1
    assert not RecordingDeletion.objects.exists()
    with pytest.raises(HTTPError) as gone:
        asked(simulator, address)
    assert gone.value.code == 404


def test_one_that_is_reported_after_the_erasure_is_deleted_and_not_kept(call, simulator):
    sid = recorded(simulator)
    erase_person(contact=call.contact)
    report = RecordingReport(sid, is_ready=True, seconds=1)
    assert recordings.note_recording(token=call.token, report=report) is None
    assert recordings.note_recording(token=call.token, report=report) is None
    assert not Recording.objects.exists()
    assert delete_due() == 1
    address = f"{simulator.url}/2010-04-01/Accounts/{simulator.account_sid}/Recordings/{sid}.json"
    with pytest.raises(HTTPError) as gone:
        asked(simulator, address)
    assert gone.value.code == 404


def test_one_that_was_being_fetched_at_the_erasure_leaves_no_file(call, simulator, monkeypatch):
    sid = recorded(simulator)
    report = RecordingReport(sid, is_ready=True, seconds=1)
    pk = recordings.note_recording(token=call.token, report=report)

    def fetch_and_be_erased(*arguments, **account):
        sound = fetch_recording(*arguments, **account)
        erase_person(contact=call.contact)
        return sound

    monkeypatch.setattr(recordings, "fetch_recording", fetch_and_be_erased)
    assert pk is not None and not recordings.fetch(recording_id=pk)
    folder = f"recordings/{call.organization_id}/{call.token}"
    assert sound_storage().listdir(folder)[1] == []


def test_deleting_what_is_gone_already_is_done(call):
    kept(call)
    erase_person(contact=call.contact)
    assert delete_due() == 1


def test_an_operator_is_led_to_the_sound_by_a_link_that_ends(call, organization):
    recording = kept(call)
    operator = browser_of(organization, Role.OPERATOR)
    address = reverse("calls:recording", args=[call.pk, recording.pk])
    assert address in operator.get(reverse("calls:detail", args=[call.pk])).content.decode()
    answer = operator.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"/sound/{recording.name}?e=")


def test_a_viewer_may_not_listen(call, organization):
    recording = kept(call)
    viewer = browser_of(organization, Role.VIEWER)
    address = reverse("calls:recording", args=[call.pk, recording.pk])
    assert viewer.get(address).status_code == 403
    assert address not in viewer.get(reverse("calls:detail", args=[call.pk])).content.decode()


def test_an_outsider_hears_nothing_of_ours(call):
    recording = kept(call)
    outsider = browser_of(rows.organization(), Role.OWNER)
    address = reverse("calls:recording", args=[call.pk, recording.pk])
    assert outsider.get(address).status_code == 404


def test_a_stranger_can_not_say_that_a_recording_is_there(call, client):
    form = {"RecordingSid": SID, "RecordingStatus": "completed", "RecordingDuration": "9"}
    answer = client.post(f"/webhooks/twilio/{call.token}/recorded", form)
    assert answer.status_code == 403
    assert not Recording.objects.exists()


def recorded(simulator):
    """A recording that the simulator has: of a call that heard one sentence."""
    twiml = "<Response><Say>Buenos días.</Say></Response>"
    account = f"{simulator.url}/2010-04-01/Accounts/{simulator.account_sid}"
    simulator.post("people", {"*": "agreeable"})
    call = asked(
        simulator,
        f"{account}/Calls.json",
        f"To=%2B34910000143&From=%2B34910000000&Twiml={twiml}&Record=true",
    )
    while True:
        body = asked(simulator, f"{account}/Calls/{call['sid']}/Recordings.json")
        if body["recordings"] and body["recordings"][0]["status"] == "completed":
            return body["recordings"][0]["sid"]


def asked(simulator, url, form=None):
    key = b64encode(f"{simulator.account_sid}:{simulator.auth_token}".encode()).decode()
    request = urllib.request.Request(
        url, form.encode() if form else None, {"Authorization": f"Basic {key}"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)
