"""Error reports to Sentry, where a DSN is set."""

import sentry_sdk


def start_sentry(dsn: str, environment: str) -> None:
    """Report errors, without personal data."""
    sentry_sdk.init(
        dsn=dsn, environment=environment, send_default_pii=False, max_request_body_size="never"
    )
