"""Mistakes in how the site is set up, found by `manage.py check` before a visitor finds them."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.db import connection

LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}


@register(Tags.security)
def passwords_travel_encrypted(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Return a warning when the site is published on plain http beyond this machine."""
    url = urlsplit(settings.SITE_URL)
    if url.scheme != "http" or url.hostname in LOCAL_HOSTS:
        return []
    return [
        checks.Warning(
            "SITE_URL börjar med http://: lösenord och personuppgifter går okrypterade över nätet.",
            hint="Sätt SITE_URL=https://… och låt en proxyserver framför sköta certifikatet.",
            id="samverkan.W001",
        )
    ]


@register(Tags.security)
def proxied_site_knows_its_address(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Return a warning when a proxy stands in front but the public address is not set."""
    if not settings.BEHIND_PROXY or settings.SITE_URL:
        return []
    return [
        checks.Warning(
            "BEHIND_PROXY är satt men inte SITE_URL: besökare utifrån får svaret 400.",
            hint="Sätt SITE_URL till adressen som besökarna använder.",
            id="samverkan.W002",
        )
    ]


@register(Tags.staticfiles, deploy=True)
def static_files_are_gathered(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Return a warning when pages would fail because collectstatic has not been run."""
    backend = settings.STORAGES["staticfiles"]["BACKEND"]
    if "Manifest" not in backend or (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return []
    return [
        checks.Warning(
            "Stilmallar och skript är inte samlade: sidorna svarar 500.",
            hint="Kör manage.py collectstatic --noinput.",
            id="samverkan.W003",
        )
    ]


@register(Tags.database)
def compilations_are_guarded(app_configs: Any, databases: Any, **kwargs: Any) -> list[CheckMessage]:
    """Return a warning when the database has lost what refuses to change a frozen compilation.

    Asked by `migrate` and `check --database default`.
    """
    from groups import frozen

    if not databases or frozen.TABLE not in connection.introspection.table_names() or frozen.is_guarded():
        return []
    return [
        checks.Warning(
            "Databasen vägrar inte längre att ändra fastställda sammanställningar: dess triggrar är borta.",
            hint="Kör manage.py migrate, som lägger dit dem igen, och ta reda på vem som tog bort dem.",
            id="samverkan.W004",
        )
    ]
