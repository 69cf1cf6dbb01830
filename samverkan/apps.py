from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.backends.signals import connection_created


class SamverkanConfig(AppConfig):
    name = "samverkan"
    default = True

    def ready(self) -> None:
        from groups import erasing
        from samverkan import (
            checks,  # noqa: F401 - registers the system checks
            uncompiled,
        )
        from samverkan.reports import made_files

        erasing.also(made_files.forget)
        connection_created.connect(uncompiled.compile_nothing, dispatch_uid="samverkan.uncompiled")


class SamverkanAdminConfig(admin_apps.AdminConfig):
    """Django's admin, with the registry's own first page."""

    default = False
    default_site = "samverkan.admin_site.RegistryAdminSite"
