"""The last steps of a file that waits: taking it in, or throwing it away."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from groups.editing import structure_lock
from samverkan.exchange import incoming, waiting
from samverkan.exchange.applying import Refused, TreeIsBroken
from samverkan.exchange.incoming import Changed
from samverkan.exchange.models import Import
from samverkan.exchange.pages.access import of_waiting, page
from samverkan.exchange.pages.in_numbers import in_numbers
from samverkan.exchange.sheets import BY_NAME
from samverkan.exchange.waiting import Gone

if TYPE_CHECKING:
    from samverkan.exchange.admin import ImportAdmin

logger = logging.getLogger(__name__)

MANY = 2000
"""So many rows take so long to write that one wonders: a nation's 20,000 take the better part of a minute."""


@of_waiting("GET", "HEAD", "POST")
def confirm(admin: ImportAdmin, request: HttpRequest, entry: Import) -> HttpResponse:
    """Says what will be written, by whom and why (GET); writes it, if it is still what was shown (POST)."""
    if not _is_ready(entry):
        messages.warning(request, _("Filen är inte redo att läsas in än. Se vad som återstår här."))
        return redirect("admin:exchange_import_preview", entry.pk)
    if request.method == "POST":
        return _take_in(request, entry)
    told = entry.shown
    return page(
        admin,
        request,
        "confirm",
        title=_("Läs in"),
        subtitle=entry.file_name,
        entry=entry,
        told=told,
        sheets=[
            {**each, "title": BY_NAME[each["sheet"]].title} for each in told["sheets"] if each["new"] + each["changed"]
        ],
        is_large=told["new"] + told["changed"] > MANY,
        out_number=len(waiting.left_out(entry)),
        by=request.user,
        today=localdate(),
    )


def _is_ready(entry: Import) -> bool:
    told = entry.shown
    return bool(told) and told["is_sound"] and bool(told["new"] or told["changed"])


def _take_in(request: HttpRequest, entry: Import) -> HttpResponse:
    """Write the plan that was shown. What has changed since is shown anew, and nothing is lost. Raises Gone."""
    now = timezone.now()
    today = localdate(now)
    seen = request.POST.get("seen", "")
    whole = Import.objects.get(pk=entry.pk)
    found = waiting.tables(whole)
    tables = waiting.to_take_in(whole, found)
    told = ""
    try:
        with structure_lock():
            current = waiting.locked(entry.pk)
            if (current.corrections, current.mappings) != (whole.corrections, whole.mappings):
                raise Changed
            corrections = waiting.corrections_of(current)
            incoming.take_in(current, tables, by=request.user, today=today, corrections=corrections, seen=seen)
            if current.state == Import.State.DONE:
                _empty(current)
    except Refused as error:
        waiting.keep(whole, error.plan, found, now=now, today=today)
        told = _("Ingenting är inläst: när allt prövades visade det sig att några rader inte kan stå så. Se dem här.")
    except Changed:
        waiting.compare(whole, by=request.user, now=now, today=today)
        told = _(
            "Ingenting är inläst: registret eller filens rättelser har ändrats sedan du granskade, eller så har en ny "
            "dag börjat. Det här är granskningen som den ser ut nu, och dina rättelser är kvar. Läs in igen om den "
            "stämmer."
        )
    except TreeIsBroken as error:
        told = str(error)
    else:
        if current.state == Import.State.DONE:
            logger.info("import %s taken in by account %s", current.pk, request.user.pk)
            messages.success(request, _done(current.counts))
            return redirect("admin:exchange_import_change", current.pk)
        told = _("Registret säger redan allt som filen säger. Det fanns inget att läsa in.")
        waiting.compare(whole, by=request.user, now=now, today=today)
    messages.error(request, told)
    return redirect("admin:exchange_import_preview", entry.pk)


def _empty(entry: Import) -> None:
    """What the file said is in the registry now; nothing of it is kept beside."""
    entry.rows.all().delete()
    entry.shown, entry.mappings = {}, {}
    entry.save(update_fields=["shown", "mappings"])


def _done(counts: dict[str, dict[str, int]]) -> str:
    number = {each: sum(sheet[each] for sheet in counts.values()) for each in ("new", "changed")}
    return _("Filen är inläst: %(rows)s. Det går att ångra här.") % {"rows": in_numbers(**number)}


@of_waiting("GET", "HEAD", "POST")
def discard(admin: ImportAdmin, request: HttpRequest, entry: Import) -> HttpResponse:
    """Asks (GET), and throws the file away with its corrections (POST)."""
    if request.method == "POST":
        deleted, _by_model = Import.objects.filter(pk=entry.pk, state=Import.State.WAITING).delete()
        if not deleted:
            raise Gone
        messages.success(request, _("Filen är kastad. Ingenting är inläst."))
        return redirect("admin:exchange_import_changelist")
    return page(
        admin,
        request,
        "discard",
        title=_("Kasta filen"),
        subtitle=entry.file_name,
        entry=entry,
        number=len(entry.corrections),
    )
