"""Django's settings. Development, tests and production differ by environment variables alone.

Each question has a module of its own.
"""

import django_stubs_ext

from callsys.environment import first
from callsys.logs import LOGGING
from callsys.settings.api import *  # noqa: F403
from callsys.settings.apps import *  # noqa: F403
from callsys.settings.browser import *  # noqa: F403
from callsys.settings.channels import *  # noqa: F403
from callsys.settings.data import *  # noqa: F403
from callsys.settings.instance import *  # noqa: F403
from callsys.settings.instance import ENVIRONMENT
from callsys.settings.language import *  # noqa: F403
from callsys.settings.minds import *  # noqa: F403
from callsys.settings.sign_in import *  # noqa: F403
from callsys.settings.simulator import *  # noqa: F403
from callsys.settings.sound import *  # noqa: F403
from callsys.settings.telephony import *  # noqa: F403
from callsys.settings.work import *  # noqa: F403
from callsys.theme import UNFOLD

django_stubs_ext.monkeypatch()  # lets `ModelForm[Agent]` be written outside of quotes

if dsn := first("SENTRY_DSN"):
    from callsys.sentry import start_sentry

    start_sentry(dsn, ENVIRONMENT)

__all__ = ["LOGGING", "UNFOLD"]
