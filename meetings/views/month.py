"""A month of meetings, as people know it from the calendar on the wall."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetings import months, rows
from meetings.views import frame as frames


@require_safe
def this_month(request: HttpRequest) -> HttpResponse:
    """Lead to the month that it is today, with the same filters."""
    frame = frames.frame(request, "manad")
    here = timezone.localdate().replace(day=1)
    return redirect(reverse("meetings:month", args=[here]) + frame.form.address_with(visa=None, dag=None))


@require_safe
def month(request: HttpRequest, first: dt.date) -> HttpResponse:
    """The meetings of the month that begins on `first`, as far as the filters leave them. Seven queries at most."""
    frame = frames.frame(request, "manad", first)
    weeks, number = months.of(first, rows.shown(frame.meetings, frame.visible))
    kept = frame.form.address_with(visa=None, dag=None)
    context = {
        "frame": frame,
        "first": first,
        "weeks": weeks,
        "number": number,
        "before": _month(months.step(first, -1), kept),
        "after": _month(months.step(first, 1), kept),
        "now": None if first == frame.today.replace(day=1) else _month(frame.today.replace(day=1), kept),
        "in_list": reverse("meetings:meeting-list") + frame.form.address_with(visa=None, dag="") or "?",
    }
    return render(request, "meetings/month.html", context)


def _month(first: dt.date, kept: str) -> dict[str, Any] | None:
    """Return the first day and the address of the month, None for one that has no page."""
    if not months.EARLIEST <= first.year <= months.LATEST:
        return None
    return {"first": first, "address": reverse("meetings:month", args=[first]) + kept}
