"""Pages of accounts. Signing in and all that belongs to it is django-allauth's."""

from django.urls import include, path

from accounts import (
    audit_views,
    credential_views,
    impersonation,
    key_views,
    organization_views,
    views,
)

urlpatterns = [
    path("profile/", views.profile, name="account_profile"),
    path("organizations/", views.organization_list, name="organization_list"),
    path("organizations/new/", views.organization_create, name="organization_create"),
    path(
        "organizations/<int:organization_id>/switch/",
        views.organization_switch,
        name="organization_switch",
    ),
    path(
        "organizations/<int:organization_id>/leave/",
        views.organization_leave,
        name="organization_leave",
    ),
    path("organization/", organization_views.organization_settings, name="organization_settings"),
    path("members/", organization_views.members, name="organization_members"),
    path(
        "members/<int:membership_id>/role/",
        organization_views.member_role,
        name="organization_member_role",
    ),
    path(
        "members/<int:membership_id>/remove/",
        organization_views.member_remove,
        name="organization_member_remove",
    ),
    path("impersonation/end/", impersonation.end_impersonation, name="impersonation_end"),
    path("audit/", audit_views.audit, name="organization_audit"),
    path("audit/export/", audit_views.audit_export, name="organization_audit_export"),
    path("keys/", key_views.api_keys, name="organization_keys"),
    path("keys/<int:key_id>/revoke/", key_views.api_key_revoke, name="organization_key_revoke"),
    path("providers/", credential_views.credentials, name="organization_credentials"),
    path(
        "providers/account/<int:credential_id>/test/",
        credential_views.credential_test,
        name="organization_credential_test",
    ),
    path(
        "providers/account/<int:credential_id>/forget/",
        credential_views.credential_forget,
        name="organization_credential_forget",
    ),
    path(
        "providers/<slug:provider>/",
        credential_views.credential_keep,
        name="organization_credential_keep",
    ),
    path("", include("allauth.account.urls")),
    path("security/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("social/", include("allauth.socialaccount.urls")),
    path("social/", include("allauth.socialaccount.providers.google.urls")),
    path("social/", include("allauth.socialaccount.providers.microsoft.urls")),
]
