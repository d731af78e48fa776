from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class ProjectConfig(AppConfig):
    name = "callsys"
    verbose_name = "Callsys"

    def ready(self) -> None:
        """Declare what is audited (migrating makes the triggers), and how accounts are tried."""
        from accounts import audit, vault  # noqa: PLC0415  (models exist only now)
        from callsys.audited import AUDITED, keep_audit  # noqa: PLC0415
        from callsys.credentials import check_credential  # noqa: PLC0415

        audit.audited_tables.update(each.table for each in AUDITED)
        vault.check_with(check_credential)
        # Django tells it of apps with models only, once all tables are there.
        post_migrate.connect(keep_audit, sender=apps.get_app_config("accounts"))
