"""One door: the admin asks for the same sign-in as the pages, with its limits and checks."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
