"""Tokens of a Supabase project: a real set of keys over a real socket."""

import datetime as dt
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from accounts.permissions import Role
from accounts.tests.people import new_member, new_organization

pytestmark = pytest.mark.django_db
SECRET = "the-shared-secret-of-a-supabase-project"
CURVE = ec.generate_private_key(ec.SECP256R1())
RSA = rsa.generate_private_key(65537, 2048)
STRANGER = ec.generate_private_key(ec.SECP256R1())
KEYS = {
    "keys": [
        json.loads(ECAlgorithm.to_jwk(CURVE.public_key())) | {"kid": "curve", "alg": "ES256"},
        json.loads(RSAAlgorithm.to_jwk(RSA.public_key())) | {"kid": "rsa", "alg": "RS256"},
    ]
}


class _Jwks(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(KEYS).encode())

    def log_message(self, *arguments):
        """Quiet."""


@pytest.fixture(scope="module")
def key_set():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Jwks)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/jwks.json"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def organization():
    return new_organization()


@pytest.fixture(autouse=True)
def _project(settings, key_set):
    settings.SUPABASE_URL = "https://abcd.supabase.co"
    settings.SUPABASE_JWT_ISSUER = "https://abcd.supabase.co/auth/v1"
    settings.SUPABASE_JWT_AUDIENCE = "authenticated"
    settings.SUPABASE_JWT_SECRET = SECRET
    settings.SUPABASE_JWKS_URL = key_set


@pytest.fixture
def claims(organization):
    return {
        "iss": "https://abcd.supabase.co/auth/v1",
        "aud": "authenticated",
        "sub": "4a1b",
        "role": "authenticated",
        "exp": timezone.now() + dt.timedelta(hours=1),
        "email": "ana@shop.example",
        "app_metadata": {"callsys": {"organization": organization.pk, "role": "operator"}},
        "user_metadata": {"callsys": {"organization": organization.pk, "role": "owner"}},
    }


def ask(client, token, method="get", path="contacts", **kwargs):
    headers = {"Authorization": f"Bearer {token}"}
    kwargs |= {"headers": headers, "content_type": "application/json"}
    return getattr(client, method)(f"/api/v1/{path}/", **kwargs).status_code


SIGNERS = [
    (SECRET, "HS256", None),
    (CURVE, "ES256", "curve"),
    (RSA, "RS256", "rsa"),
]


@pytest.mark.parametrize(("key", "algorithm", "kid"), SIGNERS)
def test_a_token_opens_what_app_metadata_says(client, claims, key, algorithm, kid):
    token = jwt.encode(claims, key, algorithm, headers={"kid": kid} if kid else {})
    assert ask(client, token) == 200
    body = {"data": {"phone": "+34612345678"}}
    assert ask(client, token, "post", **body) == 201
    assert ask(client, token, "get", "members") == 403  # user_metadata said owner


def test_a_public_key_is_no_shared_secret(client, claims, settings):
    """The classic confusion: HS256 over the public key, which everybody knows."""
    known = CURVE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for kid in ("curve", "rsa", None):
        head = jwt.utils.base64url_encode(
            json.dumps({"alg": "HS256", "typ": "JWT"} | ({"kid": kid} if kid else {})).encode()
        )
        body = jwt.utils.base64url_encode(
            json.dumps(claims | {"exp": int(claims["exp"].timestamp())}).encode()
        )
        signed = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
        signature = signed.sign(head + b"." + body, known)
        token = b".".join([head, body, jwt.utils.base64url_encode(signature)]).decode()
        assert ask(client, token) == 401
        settings.SUPABASE_JWT_SECRET = ""
        assert ask(client, token) == 401
        settings.SUPABASE_JWT_SECRET = SECRET


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://evil.supabase.co/auth/v1"},
        {"aud": "anon"},
        {"exp": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"role": "anon"},
        {"role": "service_role"},
        {"is_anonymous": True},
        {"app_metadata": {}},
        {"app_metadata": None},
        {"app_metadata": {"callsys": {"organization": 10**30, "role": "viewer"}}},
        {"app_metadata": {"callsys": {"organization": 999999999, "role": "viewer"}}},
        {"app_metadata": {"callsys": {"organization": True, "role": "viewer"}}},
        {"app_metadata": {"callsys": {"organization": 1, "role": "god"}}},
        {"app_metadata": {"callsys": "owner"}},
    ],
)
def test_a_claim_that_is_not_right_opens_nothing(client, claims, change):
    assert ask(client, jwt.encode(claims | change, SECRET, "HS256")) == 401


@pytest.mark.parametrize(
    ("key", "algorithm", "kid"),
    [
        (STRANGER, "ES256", "curve"),
        (CURVE, "ES256", "unknown"),
        (CURVE, "ES256", None),
        (RSA, "RS512", "rsa"),
        (RSA, "PS256", "rsa"),
        (RSA, "RS256", "curve"),
        ("another secret that is long enough", "HS256", None),
        (SECRET, "HS512", None),
        ("", "none", None),
    ],
)
def test_another_key_or_algorithm_opens_nothing(client, claims, key, algorithm, kid):
    token = jwt.encode(claims, key, algorithm, headers={"kid": kid} if kid else {})
    assert ask(client, token) == 401


def test_nothing_opens_where_no_project_is_configured(client, claims, settings):
    settings.SUPABASE_URL = ""
    assert ask(client, jwt.encode(claims, SECRET, "HS256")) == 401


def test_a_person_closed_here_stays_out(client, claims, organization):
    new_member(Role.VIEWER, organization, email="ana@shop.example", is_active=False)
    assert ask(client, jwt.encode(claims, SECRET, "HS256")) == 401
