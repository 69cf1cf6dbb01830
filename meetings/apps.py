from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Möten")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from groups import needs
        from meetings import rhythm
        from meetings.roles import sync_roles

        needs.add(rhythm.NEED)
        post_migrate.connect(sync_roles, sender=self, dispatch_uid="meetings.roles")
