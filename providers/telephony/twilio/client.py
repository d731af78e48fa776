"""Twilio's REST API through Twilio's own SDK."""

import json
from collections.abc import Sequence
from functools import cached_property

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from twilio.rest.api.v2010.account.call import CallInstance

from providers.errors import Ambiguous, ProviderError, RateLimited, Refused
from providers.telephony.base import CallReport, Dial
from providers.telephony.twilio.http import TIMEOUT, OnceHttpClient
from providers.telephony.twilio.statuses import OF_THE_NUMBER, STATUSES

_EVENTS = ["initiated", "ringing", "answered", "completed"]


class TwilioTelephony:
    """One Twilio account. `base_url` replaces Twilio's address (the simulator's)."""

    def __init__(self, *, account_sid: str, auth_token: str, base_url: str = "") -> None:
        self._credentials = (account_sid, auth_token)
        self._base_url = base_url
        self._once: OnceHttpClient | None = None

    async def place(self, dial: Dial) -> CallReport:
        """Send one request to ring a phone; see `providers.telephony.base.Telephony.place`."""
        if self._once is None:
            self._once = OnceHttpClient()
        client = self._client(self._once)
        try:
            call = await client.calls.create_async(
                to=dial.to_number,
                from_=dial.from_number,
                url=dial.answer_url,
                fallback_url=dial.fallback_url,
                status_callback=dial.status_url,
                status_callback_event=_EVENTS,
                timeout=dial.ring_seconds,
                time_limit=dial.limit_seconds,
                **_detection(dial),
                **({"send_digits": dial.send_digits} if dial.send_digits else {}),
            )
        except TwilioRestException as error:
            raise _refusal(error) from error
        except (TwilioException, json.JSONDecodeError, KeyError, TypeError) as error:
            raise Ambiguous("Twilio's answer can't be read.", code="unreadable") from error
        return _report(call)

    async def close(self) -> None:
        """Close the connections that `place` opened."""
        if self._once is not None:
            await self._once.close()
            self._once = None

    def fetch(self, provider_id: str) -> CallReport | None:
        """How a call stands now; None when Twilio does not know it."""
        try:
            return _report(self._asking.calls(provider_id).fetch())
        except TwilioRestException as error:
            if error.status == 404:
                return None
            raise _failure(error) from error
        except (TwilioException, OSError, ValueError) as error:
            raise ProviderError("Twilio did not answer.", retryable=True) from error

    def find(self, *, to_number: str, from_number: str) -> Sequence[CallReport]:
        """The latest twenty calls between two numbers, newest first.

        Not by start time: it is empty until a call is dialed.
        """
        try:
            calls = self._asking.calls.list(to=to_number, from_=from_number, limit=20)
        except TwilioRestException as error:
            raise _failure(error) from error
        except TwilioException as error:
            raise _unlisted(error) from error
        except (OSError, ValueError) as error:
            raise ProviderError("Twilio did not answer.", retryable=True) from error
        return [_report(call) for call in calls]

    def hang_up(self, provider_id: str) -> None:
        """End a call. One that is over (21220) or unknown (404) is no error."""
        self._change(provider_id, status="completed")

    def redirect(self, provider_id: str, url: str) -> None:
        """See `providers.telephony.base.Telephony.redirect`."""
        self._change(provider_id, url=url, method="POST")

    def _change(self, provider_id: str, **change: str) -> None:
        try:
            self._asking.calls(provider_id).update(**change)
        except TwilioRestException as error:
            if error.code != 21220 and error.status != 404:
                raise _failure(error) from error
        except (TwilioException, OSError, ValueError) as error:
            raise ProviderError("Twilio did not answer.", retryable=True) from error

    @cached_property
    def _asking(self) -> Client:
        return self._client(TwilioHttpClient(timeout=TIMEOUT, max_retries=0))

    def _client(self, http_client: object) -> Client:
        client = Client(*self._credentials, http_client=http_client)
        if self._base_url:
            client.api.base_url = self._base_url
        return client


def _detection(dial: Dial) -> dict[str, str]:
    """Asynchronous: the call goes on meanwhile. `async_amd` is text: True would be refused."""
    if not dial.machine_url:
        return {}
    return {
        "machine_detection": "DetectMessageEnd" if dial.waits_for_beep else "Enable",
        "async_amd": "true",
        "async_amd_status_callback": dial.machine_url,
    }


def _refusal(error: TwilioRestException) -> ProviderError:
    """4xx says that nobody was rung; anything else leaves it open."""
    if 400 <= error.status < 500:
        code = str(error.code)
        return Refused("Twilio refused the call.", code=code, retryable=code not in OF_THE_NUMBER)
    return Ambiguous("Twilio failed while placing the call.", code=str(error.code))


def _failure(error: TwilioRestException) -> ProviderError:
    if error.status == 429:
        return RateLimited("Twilio asked us to wait.", code="20429")
    return ProviderError(
        "Twilio answered with an error.", code=str(error.code), retryable=error.status >= 500
    )


def _unlisted(error: TwilioException) -> ProviderError:
    """Of a page of a list the SDK tells the answer itself, where there was one."""
    status = getattr(error.args[-1], "status_code", 0) if error.args else 0
    if status in (401, 403, 404):
        return Refused("Twilio refused the account.", code=str(status))
    return ProviderError("Twilio did not answer.", code=str(status), retryable=True)


def _report(call: CallInstance) -> CallReport:
    status = STATUSES[call.status]
    return CallReport(
        source="api",
        key=f"api:{status}",
        provider_id=call.sid,
        status=status,
        occurred_at=call.end_time or call.start_time,
        duration=int(call.duration) if call.duration else None,
        answered_by=call.answered_by or "",
    )
