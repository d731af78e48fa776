"""Twilio's error codes (https://www.twilio.com/docs/api/errors), by what they mean to us."""

TWILIO_FAULTS = {
    "20003": "account_refused",
    "20429": "too_many",
    "10004": "too_many",
    "64109": "too_many",
    "13223": "number_invalid",
    "13226": "number_invalid",
    "21211": "number_invalid",
    "21217": "number_invalid",
    "13224": "number_unreachable",
    "21214": "number_unreachable",
    "13225": "number_blocked",
    "21216": "number_blocked",
    "13227": "country_not_permitted",
    "21215": "country_not_permitted",
    "21210": "caller_not_verified",
    "21264": "caller_not_verified",
    "21219": "trial_account",
    "64102": "line_not_opened",
}
"""The values are those of `providers.telephony.faults.Fault`."""
