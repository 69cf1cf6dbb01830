"""The register of meetings: the page of one meeting, and the ways to its dialogs and to planning a year."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from groups.admin import search_select
from groups.admin.choices import is_key
from groups.admin.scope import ScopedAdmin, ScopedForm
from groups.admin.search_select import SearchChoiceField
from groups.models import User
from groups.models.user import keeps_registry
from meetings import clashes, reach, scheduling
from meetings.admin import dialog_views, plan_views
from meetings.admin.meeting_form import MeetingForm
from meetings.admin.meeting_list import PRINTED, MeetingList
from meetings.admin.meeting_words import agenda_words, clash_warning, clash_words, minutes_words, page_of, when
from meetings.models import Meeting

CHANGE_LIST = "admin:meetings_meeting_changelist"


class VersionForm(ScopedForm):
    """How an old version is read in the history."""

    group = SearchChoiceField(Meeting._meta.get_field("group"))
    chair = SearchChoiceField(Meeting._meta.get_field("chair"))
    note_taker = SearchChoiceField(Meeting._meta.get_field("note_taker"))
    authority = SearchChoiceField(Meeting._meta.get_field("authority"))


@admin.register(Meeting)
class MeetingAdmin(MeetingList, ScopedAdmin):
    """Meetings in order of time. Everything is written through `meetings.scheduling`, under the meeting's own lock.

    Process leaders and administrators read all; a note taker sees the meetings of the groups whose notes they take.
    """

    ending_rows = True
    form = VersionForm
    fields = (
        "group", "title", "date", "last_date", "start", "end", "mode", "place", "link", "status", "cancel_reason",
        "matters_by", "agenda_sent_on", "chair", "note_taker", "next_meeting", "document_date", "diary_number",
        "authority",
    )  # fmt: skip
    change_form_template = "admin/meetings/meeting/change_form.html"

    # Who

    def editable(self, user: User) -> QuerySet[Meeting]:
        return Meeting.objects.editable_by(user, localdate())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Meeting]:
        user = request.user
        rows = Meeting.objects.all() if keeps_registry(user) else self.editable(user)
        return rows.select_related(*PRINTED)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Whoever keeps the meetings of some group. One query for a note taker."""
        if not request.user.has_perm("meetings.add_meeting"):
            return False
        return keeps_registry(request.user) or reach.kept_by(request.user, localdate()).exists()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Nobody asks the list for meeting links: who may see the list may not see them all."""
        return lookup.partition("__")[0] != "link" and super().lookup_allowed(lookup, value, request)

    # The page of one meeting

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        dialogs = [
            path(f"<int:pk>/{dialog.address}/", wrap(view), name=f"meetings_meeting_{name}")
            for name, dialog, view in dialog_views.views(self)
        ]
        own = [
            path("sok/", wrap(self.suggest_view), name="meetings_meeting_suggest"),
            path("planera/", wrap(lambda request: plan_views.plan(self, request)), name="meetings_meeting_plan"),
        ]
        return [*own, *dialogs, *super().get_urls()]

    def suggest_view(self, request: HttpRequest) -> JsonResponse:
        """Rows that the words fit among those that the account may choose: `?vad=person&q=anna`."""
        user, today = request.user, localdate()
        if not request.user.has_perm("meetings.change_meeting"):
            raise PermissionDenied
        offered = {"grupp": reach.open_to, "person": reach.persons_for}
        kind = request.GET.get("vad", "")
        if kind not in search_select.REGISTERS:
            return JsonResponse({"results": []})
        rows = search_select.REGISTERS[kind][0]._default_manager.all()
        if kind in offered:
            rows = offered[kind](user, today)
        found = search_select.matching(request.GET.get("q", ""), rows)[: search_select.MOST_OFFERED]
        labels = search_select.labels_of(found)
        return JsonResponse({"results": [{"id": row.pk, "text": labels[row.pk]} for row in found]})

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Meeting | None:
        return super().get_object(request, object_id, from_field) if is_key(object_id) else None

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        """The meeting's page. A POST runs whole in one transaction, the meeting's row locked first."""
        if request.method != "POST":
            return self._page(request, object_id)
        with transaction.atomic():
            if object_id is not None and is_key(object_id):
                Meeting.objects.select_for_update().filter(pk=object_id).order_by().first()
            return self._page(request, object_id)

    def _page(self, request: HttpRequest, object_id: str | None) -> HttpResponse:
        now = timezone.now()
        today = localdate(now)
        if object_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            meeting = self._begun(request)
        else:
            if not self.has_view_or_change_permission(request):
                raise PermissionDenied
            meeting = self.get_object(request, object_id)
            if meeting is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            needed = self.has_change_permission if request.method == "POST" else self.has_view_or_change_permission
            if not needed(request, meeting):
                raise PermissionDenied
        data = request.POST if request.method == "POST" else None
        form = MeetingForm(data, instance=meeting, user=request.user, now=now, today=today)
        if form.is_bound:
            if form.is_outdated:
                form = form.caught_up()
                form.is_valid()
            elif form.is_valid() and (saved := form.write()):
                return self._answer(request, saved, is_new=object_id is None)
        return self._show(request, form)

    def _begun(self, request: HttpRequest) -> Meeting:
        """A new meeting with the habits of the group that the address names by its key or its slug, if it may host."""
        asked = request.GET.get("grupp", "").replace("\0", "")[:80]
        hosts = reach.kept_by(request.user, localdate()).select_related("meeting_practice", "region")
        group = hosts.filter(Q(slug=asked) | Q(pk=asked) if is_key(asked) else Q(slug=asked)).first() if asked else None
        return scheduling.begin(group) if group else Meeting()

    def _answer(self, request: HttpRequest, meeting: Meeting, *, is_new: bool) -> HttpResponse:
        # What a new one clashes with was told before it was saved.
        for clash in [] if is_new else self._clashes(request, meeting):
            messages.warning(request, clash_warning(clash))
        if is_new and (off := scheduling.term_off(meeting)):
            messages.warning(
                request, _("Gruppen har sagt att den inte möts %(term)s %(year)s.")
                % {"term": off.get_term_display(), "year": off.year},
            )  # fmt: skip
        if is_new:
            self.log_addition(request, meeting, _("Inlagt"))
            return self.response_add(request, meeting)
        self.log_change(request, meeting, _("Ändrat"))
        return self.response_change(request, meeting)

    def _clashes(self, request: HttpRequest, meeting: Meeting) -> list[clashes.Clash]:
        if meeting.status != Meeting.Status.PLANNED:
            return []
        return clashes.of_meeting(meeting, Meeting.objects.visible_to(request.user, localdate()))

    def _show(self, request: HttpRequest, form: MeetingForm) -> HttpResponse:
        meeting = None if form.is_new else Meeting.objects.select_related(
            "group__region", "group__meeting_practice", "replaced_by__group"
        ).get(pk=form.instance.pk)  # fmt: skip
        editable = self.has_change_permission(request, meeting) if meeting else True
        context = {
            **self.admin_site.each_context(request),
            "title": (_("Ändra möte") if editable else _("Visa möte")) if meeting else _("Nytt möte"),
            "subtitle": str(meeting) if meeting else None,
            "form": form,
            "adminform": helpers.AdminForm(form, [], {}),
            "sections": form.sections(editable=editable),
            "facts": self._facts(meeting) if meeting else [],
            "clashes": [clash_words(each) for each in self._clashes(request, meeting)] if meeting and editable else [],
            "tools": self._tools(meeting, localdate()) if meeting and editable else [],
            "notes_url": page_of("notes", meeting) if meeting and editable and not meeting.is_cancelled else "",
            "may_hold": bool(
                meeting and editable and meeting.status == Meeting.Status.PLANNED and meeting.date <= localdate()
            ),
            "editable": editable,
            "errors": form.error_links() if form.is_bound and not form.stale else [],
            "original": meeting,
            "object_id": str(meeting.pk) if meeting else None,
            "add": meeting is None,
            "change": meeting is not None,
            "is_popup": False,
            "save_as": False,
            "save_on_top": False,
            "has_view_permission": True,
            "has_add_permission": self.has_add_permission(request),
            "has_change_permission": editable,
            "has_delete_permission": False,
            "has_editable_inline_admin_formsets": editable,
            "has_absolute_url": False,
            "public_url": page_of("meeting-detail", meeting) if meeting else "",
            "inline_admin_formsets": [],
            "media": self.media,
            "opts": self.opts,
            "app_label": self.opts.app_label,
            "preserved_filters": self.get_preserved_filters(request),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.change_form_template, context, status=409 if form.stale else 200)

    def _facts(self, meeting: Meeting) -> list[tuple[str, Any]]:
        """What the page tells but does not change here."""
        today = localdate()
        told: list[tuple[str, Any]] = [
            (_("Grupp"), meeting.group),
            (_("När"), when(meeting)),
            (_("Status"), meeting.get_status_display()),
        ]
        if meeting.is_cancelled:
            told.append((_("Orsak"), meeting.cancel_reason))
            if meeting.replaced_by:
                url = reverse("admin:meetings_meeting_change", args=[meeting.replaced_by_id])
                told.append((_("Ersätts av"), format_html('<a href="{}">{}</a>', url, when(meeting.replaced_by))))
            return told
        if meeting.status == Meeting.Status.PLANNED:
            told.append((_("Ärenden senast"), meeting.matters_due))
        told += [
            (_("Dagordning"), agenda_words(meeting, today)),
            (_("Minnesanteckningar"), minutes_words(meeting, today)),
        ]
        return [(label, words) for label, words in told if words]

    def _tools(self, meeting: Meeting, today: Any) -> list[tuple[str, str]]:
        """(address, words) of what may be done with the meeting as it stands."""
        names = {
            Meeting.Status.PLANNED: [("move", _("Flytta")), ("cancel", _("Ställ in"))],
            Meeting.Status.HELD: [] if meeting.is_locked else [("back", _("Hölls inte"))],
            Meeting.Status.CANCELLED: [] if meeting.replaced_by else [("back", _("Inte inställt"))],
        }[meeting.status]
        return [(reverse(f"admin:meetings_meeting_{name}", args=[meeting.pk]), words) for name, words in names]

    def get_view_on_site_url(self, obj: Meeting | None = None) -> str | None:
        return page_of("meeting-detail", obj) if obj is not None else None

    # The history

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        """Who changed what; for those who keep the meeting, since its link stands there."""
        self._refuse_others(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request: HttpRequest, object_id: str, version_id: str, **kwargs: Any) -> HttpResponse:
        self._refuse_others(request, object_id)
        return super().history_form_view(request, object_id, version_id, **kwargs)

    def set_history_delta_changes(self, request: HttpRequest, historical_records: Any, **kwargs: Any) -> None:
        """What was changed, without what only counts changes."""
        super().set_history_delta_changes(request, historical_records, **kwargs)
        for record in historical_records:
            told = getattr(record, "history_delta_changes", [])
            record.history_delta_changes = [each for each in told if each["field"] not in ("sequence", "revision")]

    def _refuse_others(self, request: HttpRequest, object_id: str) -> None:
        if is_key(object_id) and not self.editable(request.user).filter(pk=object_id).exists():
            raise PermissionDenied

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        messages.warning(request, _("Mötet finns inte, eller hör till en grupp som du inte antecknar för."))
        return redirect(CHANGE_LIST)
