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
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from groups import lifecycle
from groups.admin.group_dialogs import DIALOGS, Dialog
from groups.admin.group_sections import Entry
from groups.editing import structure_lock

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
    """The dialog's page: first the questions, then what will happen, then it is done."""
    group = model_admin.get_object(request, unquote(object_id))
    if group is None:
        return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)
    if not model_admin.has_change_permission(request, group):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = dialog(data, group=group, user=request.user, today=localdate())
    outcome = None
    if form.is_valid():
        told = form.outcome()
        if CONFIRMED in request.POST and CHANGE_ANSWERS not in request.POST:
            if form.do():
                messages.success(request, told[0])
                return HttpResponseRedirect(reverse("admin:groups_group_change", args=[group.pk]))
        elif CHANGE_ANSWERS not in request.POST and form.try_out():
            outcome = told
    context = {
        **model_admin.admin_site.each_context(request),
        "title": form.title,
        "subtitle": str(group),
        "form": form,
        "entries": [Entry(bound) for bound in form],
        "outcome": outcome,
        "confirmed": CONFIRMED,
        "original": group,
        "opts": model_admin.opts,
        "media": model_admin.media + form.media,
    }
    return TemplateResponse(request, "admin/groups/group/dialog.html", context)


def attest(model_admin: GroupAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """”Stämmer fortfarande”: records that the group was gone through today."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    group = model_admin.get_object(request, unquote(object_id))
    if group is None:
        return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)
    if not model_admin.has_change_permission(request, group):
        raise PermissionDenied
    lifecycle.attest(group, on=localdate(), by=request.user)
    messages.success(request, _("%(group)s är märkt som granskad i dag.") % {"group": group})
    return HttpResponseRedirect(reverse("admin:groups_group_change", args=[group.pk]))
