"""Taking an import back: what will happen, and then it is done, or what hinders it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from samverkan.exchange import reach_back, undoing
from samverkan.exchange.models import Import
from samverkan.exchange.pages.access import gone, importing, page
from samverkan.exchange.sheets import BY_NAME
from samverkan.exchange.undoing import CannotUndo

if TYPE_CHECKING:
    from samverkan.exchange.admin import ImportAdmin

logger = logging.getLogger(__name__)

MOST_TOLD = 50


@importing("GET", "HEAD", "POST")
def view(admin: ImportAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Asks (GET), and takes the import back (POST). Status 409 and what hinders, if something newer hangs on it."""
    entry = Import.objects.exclude(state=Import.State.WAITING).defer("content").filter(pk=pk).first()
    if entry is None:
        return gone(request, pk)
    if not reach_back.may_undo(entry, request.user):
        raise PermissionDenied
    if entry.state == Import.State.UNDONE:
        messages.info(request, _("Inläsningen är redan ångrad."))
        return redirect("admin:exchange_import_change", entry.pk)
    hinders: list[str] = []
    if request.method == "POST":
        try:
            undoing.undo(entry, by=request.user)
        except CannotUndo as error:
            hinders = error.rows
            if Import.objects.get(pk=pk).state == Import.State.UNDONE:
                messages.info(request, _("Inläsningen är redan ångrad."))
                return redirect("admin:exchange_import_change", entry.pk)
        else:
            logger.info("import %s taken back by account %s", entry.pk, request.user.pk)
            messages.success(request, _("Inläsningen är ångrad. Registret säger igen det som det sade innan."))
            return redirect("admin:exchange_import_change", entry.pk)
    return page(
        admin,
        request,
        "undo",
        title=_("Ångra inläsningen"),
        subtitle=entry.file_name,
        entry=entry,
        counts=[{**count, "title": BY_NAME[name].title} for name, count in entry.counts.items() if name in BY_NAME],
        new=sum(count["new"] for count in entry.counts.values()),
        changed=sum(count["changed"] for count in entry.counts.values()),
        hinders=hinders[:MOST_TOLD],
        more=max(0, len(hinders) - MOST_TOLD),
        status=409 if hinders else 200,
    )
