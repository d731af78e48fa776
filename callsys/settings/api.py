"""How programs ask, and what they are told of the API."""

from callsys.environment import env, first
from callsys.settings.instance import PRODUCTION

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api_permissions.HasPermission"],
    "DEFAULT_THROTTLE_CLASSES": ["callsys.api.limits.RateLimit"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "callsys.api.pagination.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DEFAULT_VERSIONING_CLASS": None,
    "PAGE_SIZE": 50,
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "callsys.problems.ProblemHandler",
    "EXCEPTION_FORMATTER_CLASS": "callsys.problems.ProblemFormatter",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Callsys API",
    "DESCRIPTION": "Contacts, campaigns and calls of one organisation.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "callsys.api.schema.tell_the_protocol",
    ],
    "ENUM_NAME_OVERRIDES": {
        "RoleEnum": "accounts.serializers.ROLES",
        "CampaignStatusEnum": "campaigns.models.Campaign.Status",
        "ImportStatusEnum": "contacts.models.Import.Status",
        "CallStatusEnum": "calls.serializers.STATUSES",
        "VoiceModeEnum": "conversations.models.Agent.VoiceMode",
        "ConsentPurposeEnum": "contacts.models.ConsentRecord.Purpose",
        "PurposeEnum": "conversations.models.agent.Purpose",
        "LanguageEnum": "accounts.models.people.LANGUAGES",
    },
}
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=600 if PRODUCTION else 0)
"""For each key or person; 0: as many as they like."""
SUPABASE_URL = first("SUPABASE_URL").rstrip("/")
"""Of the Supabase project whose tokens open the API; empty: none do."""
SUPABASE_JWT_SECRET = first("SUPABASE_JWT_SECRET")
SUPABASE_JWT_ISSUER = first("SUPABASE_JWT_ISSUER", default=f"{SUPABASE_URL}/auth/v1")
SUPABASE_JWT_AUDIENCE = first("SUPABASE_JWT_AUDIENCE", default="authenticated")
SUPABASE_JWKS_URL = first(
    "SUPABASE_JWKS_URL", default=f"{SUPABASE_URL}/auth/v1/.well-known/jwks.json"
)
