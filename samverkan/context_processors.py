"""What every template may know about the site itself."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """Return SITE_NOTICE: words that stand above every page (a demo says so here), or an empty string."""
    return {"SITE_NOTICE": settings.SITE_NOTICE}
