"""What every template may know about the site itself."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, dict[str, str]]:
    """Return `site`: its name; what stands above every page (a demo says so here) and whom to write to, or ""."""
    return {
        "site": {"name": settings.SITE_NAME, "notice": settings.SITE_NOTICE, "contact": settings.SITE_CONTACT},
    }
