"""The page that a probe asks: does the database answer, and is the tree whole?"""

import logging

from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from groups import tree

logger = logging.getLogger(__name__)

WHOLE_FOR = 300
"""Seconds that a tree found whole is taken to be so: a probe may ask every other second."""

_WHOLE = "health.tree-is-whole"


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Return 200 when the database answers and has its tables, else 503; the cause is only in the log.

    A tree whose numbers do not agree with the parents is a warning, still with 200: every page answers, and a site
    taken away by its load balancer would help nobody. At most one statement each five minutes; a warning is always
    fresh, and one statement sees no write half done.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            cursor.fetchone()
        whole = _tree_is_whole()
    except Error:
        logger.exception("health: the database does not answer")
        return JsonResponse({"status": "error", "database": "error"}, status=503)
    if whole:
        return JsonResponse({"status": "ok", "database": "ok", "tree": "ok"})
    logger.error("health: the numbers in the tree do not agree with the parents; see check_tree, rebuild_tree")
    message = _("Trädets tal stämmer inte med vad grupperna ligger under. Kör check_tree och rebuild_tree.")
    answer = {"status": "warning", "database": "ok", "tree": "error", "message": message}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _tree_is_whole() -> bool:
    if cache.get(_WHOLE):
        return True
    whole = tree.is_whole()
    if whole:
        cache.set(_WHOLE, True, WHOLE_FOR)
    return whole
