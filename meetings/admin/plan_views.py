"""The page where a year of meetings is planned: questions, a proposal that can be changed, and then the meetings."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.models import Group, User
from meetings import clashes, planning, scheduling
from meetings.admin.meeting_words import clash_words
from meetings.admin.plan_form import AskForm, Days, FactsForm, rows_of
from meetings.clashes import Slot
from meetings.models import Meeting

if TYPE_CHECKING:
    from meetings.admin.meeting import MeetingAdmin

CONFIRM = "_lagg_in"
"""The button that makes the meetings; another one only looks again."""


def plan(model_admin: MeetingAdmin, request: HttpRequest) -> HttpResponse:
    """The page. What is asked stands in the address; the days, as they are changed, are sent."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    today = localdate()
    ask = AskForm(request.GET if request.GET else None, user=request.user, today=today)
    if not ask.is_bound or not ask.is_valid():
        return _show(model_admin, request, ask, {})
    group, plans = ask.group, []
    if ask.wanted is not None:
        plans = planning.plan_year(
            group, ask.year, wanted=ask.wanted, weekday=ask.cleaned_data["veckodag"], after=today
        )
    if request.method == "POST":
        rows, facts = Days(request.POST, prefix="dag"), FactsForm(request.POST, group=group)
        valid = all([rows.is_valid(), facts.is_valid()])
        if valid and not rows.chosen:
            facts.add_error(None, _("Ta med minst en dag."))
        elif valid and CONFIRM in request.POST:
            made = _make(request, group, rows.chosen, facts, today)
            if made is not None:
                return _tell(model_admin, request, group, made, len(rows.chosen))
    else:
        rows = rows_of(day for each in plans for day in each.days)
        facts = FactsForm(None, group=group)
    _warn(rows, facts, group, request.user, today)
    context = {
        "group": group,
        "plans": plans,
        "rows": rows,
        "facts": facts,
        "unknown": ask.wanted is None,
        "plan_words": group.inherited("frequency_text").frequency_text,
        "year": ask.year,
    }
    return _show(model_admin, request, ask.filled_in(), context)


def _make(
    request: HttpRequest, group: Group, days: list[dt.date], facts: FactsForm, today: dt.date
) -> list[Meeting] | None:
    """The meetings made; None if the rules refuse any, told at the field."""
    try:
        return scheduling.schedule_series(group, days, by=request.user, today=today, **facts.cleaned_data)
    except ValidationError as refused:
        facts.refuse(refused)
        return None


def _tell(
    model_admin: MeetingAdmin, request: HttpRequest, group: Group, made: list[Meeting], asked: int
) -> HttpResponse:
    for meeting in made:
        model_admin.log_addition(request, meeting, _("Inlagt i en serie"))
    if number := len(made):
        told = ngettext(
            "%(number)d möte är inlagt för %(group)s.", "%(number)d möten är inlagda för %(group)s.", number
        )
        messages.success(request, told % {"number": number, "group": group})
    if left := asked - len(made):
        told = ngettext(
            "%(number)d dag hade redan ett möte och är orörd.",
            "%(number)d dagar hade redan ett möte och är orörda.",
            left,
        )
        messages.info(request, told % {"number": left})
    return HttpResponseRedirect(f"{reverse('admin:meetings_meeting_changelist')}?grupp={group.slug}")


def _warn(rows: BaseFormSet, facts: FactsForm, group: Group, user: User, today: dt.date) -> None:
    """Tell at each day what people would want to know of it: a holiday, a day gone by, meetings of related groups.

    Five queries for all days.
    """
    if facts.is_bound:
        start, end = (getattr(facts, "cleaned_data", {}).get(name) for name in ("start", "end"))
    else:
        start, end = facts.initial["start"], facts.initial["end"]
    forms = [form for form in rows.forms if form.day and form.day.year in scheduling.YEARS]
    slots = [Slot(group, form.day, start, end) for form in forms]
    found = clashes.find(slots, Meeting.objects.visible_to(user, today))
    for form, clashing in zip(forms, found, strict=True):
        if name := planning.holiday_name(form.day):
            form.warnings.append(name)
        elif not planning.is_suitable(form.day):
            form.warnings.append(_("Helg eller klämdag"))
        if form.day < today:
            form.warnings.append(_("Dagen har passerat"))
        form.warnings += [_("Krockar med %(clash)s") % {"clash": clash_words(clash)} for clash in clashing]


def _show(model_admin: MeetingAdmin, request: HttpRequest, ask: AskForm, context: dict) -> HttpResponse:
    shown = {
        **model_admin.admin_site.each_context(request),
        "title": _("Planera ett år"),
        "subtitle": str(context["group"]) if context else None,
        "ask": ask,
        "confirm": CONFIRM,
        "opts": model_admin.opts,
        "media": model_admin.media,
        **context,
    }
    return TemplateResponse(request, "admin/meetings/meeting/plan.html", shown)
