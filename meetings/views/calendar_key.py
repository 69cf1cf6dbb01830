"""Where those who keep the register of persons give somebody a calendar address of their own, and take it back."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from groups.models import Person
from meetings import calendar_keys
from meetings.models import CalendarKey


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@admin.site.admin_view
def calendar_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the person's calendar address (GET), give a new one or take it away (POST); for who may edit the person."""
    user = request.user
    if not user.has_perm("groups.change_person"):
        raise PermissionDenied
    person = get_object_or_404(Person.objects.editable_by(user), pk=pk)
    if request.method == "POST":
        if request.POST.get("vad") == "ta-bort":
            calendar_keys.withdraw(person, by=user)
            messages.success(request, _("Adressen är borttagen och fungerar inte längre."))
        else:
            calendar_keys.issue(person, by=user)
            messages.success(request, _("Personen har en ny kalenderadress. En tidigare fungerar inte längre."))
        return redirect("meetings:calendar-key", person.pk)
    key = CalendarKey.objects.filter(person=person).first()
    context = {
        **admin.site.each_context(request),
        "title": _("Egen kalender"),
        "person": person,
        "opts": Person._meta,
        "address": request.build_absolute_uri(calendar_keys.address(key)) if key else "",
    }
    return TemplateResponse(request, "admin/meetings/calendar_key.html", context)
