"""Which content security policy a page is given."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class PolicyMiddleware(CSPMiddleware):
    """The strict one everywhere, but in the admin: its theme evaluates expressions."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """What django-csp builds the header from."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.resolver_match and request.resolver_match.app_name == "admin":
            parts.replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts
