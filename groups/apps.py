from django.apps import AppConfig
from django.db.models import IntegerField
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    name = "groups"
    verbose_name = _("Samverkan")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from groups import frozen
        from groups.reading_many import Among, Beyond
        from groups.roles import sync_roles

        IntegerField.register_lookup(Among)
        IntegerField.register_lookup(Beyond)
        post_migrate.connect(sync_roles, sender=self, dispatch_uid="groups.roles")
        post_migrate.connect(frozen.guard, sender=self, dispatch_uid="groups.frozen")
