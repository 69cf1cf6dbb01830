"""One meeting: when and where, who is invited along, what is due, and what was on the agenda as far as may be told."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groups.forms.asked_day import AskedDay
from groups.models import Group
from meetings.models import Meeting


@require_safe
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting that the reader may see. At most seven queries, for a reader without an account five."""
    user, today = request.user, timezone.localdate()
    visible = Group.objects.visible_to(user)
    guests = Prefetch("guests", visible.select_related("region").order_by("sort_key", "pk"), to_attr="shown_guests")
    rows = Meeting.objects.visible_to(user, today).prefetch_related(
        guests, Prefetch("replaces", Meeting.objects.order_by())
    )
    needed = ("group__type", "group__region", "group__meeting_practice", "replaced_by", "chair", "note_taker")
    meeting = get_object_or_404(rows.select_related(*needed), pk=pk)
    may_edit = Meeting.objects.editable_by(user, today).filter(pk=pk).exists()
    notes_open = may_edit or Meeting.objects.notes_open_to(user, today).filter(pk=pk).exists()
    context = {
        "meeting": meeting,
        "group": meeting.group,
        "asked": AskedDay(today),
        "today": today,
        "may_edit": may_edit,
        "notes_open": notes_open,
        "items": list(meeting.items.all()) if notes_open else [],
        "crumbs": [
            (_("Möten"), reverse("meetings:meeting-list")),
            (meeting.group.label, meeting.group.get_absolute_url()),
        ],
        "is_over": meeting.ends_on < today,
        "agenda_late": may_edit and meeting.is_agenda_late(today),
        "minutes_late": may_edit and meeting.are_minutes_late(today),
    }
    return render(request, "meetings/meeting_detail.html", context)
