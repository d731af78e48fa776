"""Where sound is kept: on this machine's disk, or in a bucket that speaks S3 (Cloudflare R2)."""

from pathlib import Path
from typing import Any

from callsys.environment import first

LINK_SECONDS = 300


def sound_storage(folder: Path) -> dict[str, Any]:
    """The entry of STORAGES: the bucket of `R2_BUCKET`, or the folder where none is named."""
    bucket = first("R2_BUCKET", "R2_BUCKET_NAME")
    if not bucket:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(folder), "allow_overwrite": True},
        }
    from botocore.config import Config  # noqa: PLC0415  (slow to load: only for a bucket)

    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": _endpoint(),
            "access_key": first("R2_ACCESS_KEY_ID"),
            "secret_key": first("R2_SECRET_ACCESS_KEY"),
            "region_name": first("R2_REGION", default="auto"),
            "client_config": Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                # R2 does not know the checksums that newer SDKs send unasked.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
            "default_acl": None,  # R2 has none
            "querystring_auth": True,
            "querystring_expire": LINK_SECONDS,
            "file_overwrite": True,
        },
    }


def sound_origins() -> list[str]:
    """From where a page may play sound, beside our own address: the bucket's."""
    return [_endpoint()] if first("R2_BUCKET", "R2_BUCKET_NAME") else []


def _endpoint() -> str:
    return first(
        "R2_ENDPOINT_URL",
        default=f"https://{first('R2_ACCOUNT_ID')}.r2.cloudflarestorage.com",
    )
