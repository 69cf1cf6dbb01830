"""The list of meetings in the admin: its columns, its order, and what is done with several at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groups import search
from groups.models import Group
from meetings import scheduling
from meetings.admin import meeting_filters, meeting_words
from meetings.editing import MinutesLocked
from meetings.models import Meeting, Mode

PRINTED = ("group__type", "group__region", "group__meeting_practice", "replaced_by__group")
"""What a row of the list, and the page of a meeting, print of other rows."""


class MeetingPage(ChangeList):
    """One page of the list. Which rows it has is found by their keys alone, and what they print is fetched for those.

    With the rest joined to it, every row that the filters leave would be put together before the page is cut out.
    """

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        keys = self.result_list.select_related(None).values("pk")
        rows = Meeting.objects.select_related(*PRINTED).filter(pk__in=keys)
        # What was counted to none is not looked for once more.
        rows = rows if self.result_count else rows.none()
        self.result_list = rows.order_by(*self.queryset.query.order_by)


class MeetingList:
    """For a ModelAdmin: the coming meetings in order, or those past with the latest first."""

    list_display = ["day", "what", "status_words", "where", "agenda_words", "minutes_words", "notes_link"]
    list_display_links = ["day"]
    list_filter = meeting_filters.FILTERS
    list_per_page = 50
    list_max_show_all = 200
    sortable_by = ()
    search_fields = ["title"]
    search_help_text = gettext_lazy("Grupp, benämning eller plats")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = ["mark_sent", "mark_held"]
    change_list_template = "admin/meetings/meeting/change_list.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return MeetingPage

    def get_ordering(self, request: HttpRequest) -> list[str]:
        if meeting_filters.backwards(request):
            return ["-date", "-start", "-pk"]
        return ["date", "start", "pk"]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Meetings of the groups that the words fit, and those called so or held there."""
        words = search_term.replace("\0", "").strip()[:200]
        if not words:
            return queryset, False
        hosts = search.groups_matching(words, Group.objects.all()).order_by().values("pk")
        return queryset.filter(Q(group__in=hosts) | Q(title__icontains=words) | Q(place__icontains=words)), False

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return super().changelist_view(request, {"may_plan": self.has_add_permission(request), **(extra_context or {})})

    @admin.display(description=gettext_lazy("dag"))
    def day(self, meeting: Meeting) -> str:
        return meeting_words.briefly(meeting)

    @admin.display(description=gettext_lazy("möte"))
    def what(self, meeting: Meeting) -> SafeString:
        beside = " · ".join(str(each) for each in (meeting.title, meeting.group.region) if each)
        return format_html(
            '<span class="tree-name">{} <span class="quiet">{}</span></span>', meeting.group.label, beside
        )

    @admin.display(description=gettext_lazy("status"))
    def status_words(self, meeting: Meeting) -> SafeString:
        return meeting_words.status_words(meeting, localdate())

    @admin.display(description=gettext_lazy("var"))
    def where(self, meeting: Meeting) -> str:
        if meeting.place and meeting.mode == Mode.ON_SITE:
            return meeting.place
        return ", ".join(filter(None, [str(meeting.get_mode_display()), meeting.place]))

    @admin.display(description=gettext_lazy("dagordning"))
    def agenda_words(self, meeting: Meeting) -> SafeString | str:
        return meeting_words.agenda_words(meeting, localdate())

    @admin.display(description=gettext_lazy("minnesanteckningar"))
    def minutes_words(self, meeting: Meeting) -> SafeString | str:
        return meeting_words.minutes_words(meeting, localdate())

    @admin.display(description=gettext_lazy("anteckna"))
    def notes_link(self, meeting: Meeting) -> SafeString | str:
        """The way to where notes are taken; for a meeting that somebody else keeps that page answers no."""
        if meeting.is_cancelled:
            return ""
        url = meeting_words.page_of("notes", meeting)
        return format_html('<a href="{}" aria-label="{} {}">{}</a>', url, _("Anteckna:"), meeting, _("Anteckna"))

    @admin.action(description=gettext_lazy("Dagordningen är skickad i dag"), permissions=["change"])
    def mark_sent(self, request: HttpRequest, queryset: QuerySet[Meeting]) -> None:
        facts = {"agenda_sent_on": localdate()}
        self._with_each(
            request, queryset, lambda each: scheduling.change(each, facts, by=request.user, today=localdate())
        )

    @admin.action(description=gettext_lazy("Mötet hölls"), permissions=["change"])
    def mark_held(self, request: HttpRequest, queryset: QuerySet[Meeting]) -> None:
        self._with_each(request, queryset, lambda each: scheduling.mark_held(each, by=request.user, today=localdate()))

    def _with_each(self, request: HttpRequest, queryset: QuerySet[Meeting], do: Callable[[Meeting], None]) -> None:
        """Do it with those chosen that the account keeps; tells how many, and why the others were left."""
        chosen = list(queryset)
        mine = set(self.editable(request.user).filter(pk__in=[each.pk for each in chosen]).values_list("pk", flat=True))
        done = 0
        for meeting in chosen:
            if meeting.pk not in mine:
                continue
            try:
                do(meeting)
                done += 1
            except ValidationError as refused:
                messages.warning(request, f"{meeting}: {' '.join(refused.messages)}")
            except MinutesLocked as refused:
                messages.warning(request, f"{meeting}: {refused}")
        if done:
            told = ngettext("%(number)d möte är ändrat.", "%(number)d möten är ändrade.", done)
            messages.success(request, told % {"number": done})
        if left := len(chosen) - len(mine):
            told = ngettext(
                "%(number)d valt möte hör till en annans grupp och är orört.",
                "%(number)d valda möten hör till andras grupper och är orörda.",
                left,
            )
            messages.warning(request, told % {"number": left})
