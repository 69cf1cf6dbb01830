"""The pages where a group is moved, ended and so on: first the questions, then what will happen, then it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from groups.admin.group_dialogs import DIALOGS, Dialog
from groups.admin.group_sections import Entry
from groups.editing import StaleGroup, structure_lock

if TYPE_CHECKING:
    from groups.admin.group import GroupAdmin

CONFIRMED = "bekraftat"
CHANGE_ANSWERS = "_andra"


def views(model_admin: GroupAdmin) -> Iterator[tuple[str, type[Dialog], Callable]]:
    """Name, dialog and view of each."""
    for name, dialog in DIALOGS.items():

        def view(request: HttpRequest, object_id: str, dialog: type[Dialog] = dialog) -> HttpResponse:
            if request.method != "POST":
                return ask(model_admin, request, object_id, dialog)
            with structure_lock():
                return ask(model_admin, request, object_id, dialog)

        yield name, dialog, view


def ask(model_admin: GroupAdmin, request: HttpRequest, object_id: str, dialog: type[Dialog]) -> HttpResponse:
    """The dialog's page: first the questions, then what will happen, then it is done.

    Status 409 and what has changed, if somebody has changed the group since the dialog was opened.
    """
    if dialog.at_once and request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    now = timezone.now()
    group = model_admin.get_object(request, unquote(object_id))
    if group is None:
        return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)
    if not model_admin.has_change_permission(request, group):
        raise PermissionDenied
    form = dialog(request.POST if request.method == "POST" else None, group=group, user=request.user, now=now)
    outcome = None
    try:
        if form.is_bound and form.opened is None:
            raise StaleGroup(group)
        if form.is_valid():
            told = form.outcome()
            confirmed = dialog.at_once or CONFIRMED in request.POST
            if confirmed and CHANGE_ANSWERS not in request.POST:
                if form.do():
                    messages.success(request, told[0])
                    return HttpResponseRedirect(reverse("admin:groups_group_change", args=[group.pk]))
            elif CHANGE_ANSWERS not in request.POST and form.try_out():
                outcome = told
    except StaleGroup:
        form = form.caught_up()
    context = {
        **model_admin.admin_site.each_context(request),
        "title": form.title,
        "subtitle": str(group),
        "form": form,
        "entries": [Entry(bound, form.beside.get(bound.name)) for bound in form.visible_fields()],
        "outcome": outcome,
        "confirmed": CONFIRMED,
        "original": group,
        "opts": model_admin.opts,
        "media": model_admin.media + form.media,
    }
    return TemplateResponse(request, "admin/groups/group/dialog.html", context, status=409 if form.stale else 200)
