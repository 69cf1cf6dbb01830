from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Möten")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from groups import erasing, needs
        from meetings import calendar_keys, rhythm
        from meetings.roles import sync_roles

        erasing.also(calendar_keys.withdraw)
        needs.add(rhythm.NEED)
        post_migrate.connect(sync_roles, sender=self, dispatch_uid="meetings.roles")
