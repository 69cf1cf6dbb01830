"""The calendars. They answer alike to everybody: programs that subscribe have no account, and may share them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groups.models import Group, Organisation, Region
from meetings import calendar, calendar_keys, rows
from meetings.forms.chosen import Chosen
from meetings.models import Meeting

FRESH = 15 * 60
"""Seconds that a public calendar may be kept by whoever stands between."""

ANYBODY = AnonymousUser()


@require_safe
def group_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The meetings that a group, or a part of it, hosts or is invited to."""
    group = get_object_or_404(Group.objects.visible_to(ANYBODY), slug=slug)
    return _public(request, group.name, group.slug, lambda meetings: meetings.of_any([group]))


@require_safe
def region_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The meetings of the groups of a delregion, or of a whole county."""
    region = get_object_or_404(Region, slug=slug)
    name = _("Möten i %(place)s") % {"place": region.name}
    return _public(request, name, region.slug, lambda meetings: meetings.in_region(region))


@require_safe
def municipality_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The meetings of the groups that cover a municipality."""
    municipality = get_object_or_404(Organisation.objects.municipalities(), slug=slug)
    name, today = _("Möten som berör %(place)s") % {"place": municipality.name}, timezone.localdate()
    return _public(request, name, municipality.slug, lambda meetings: meetings.concerning(municipality, today))


@require_safe
def chosen_feed(request: HttpRequest) -> HttpResponse:
    """The meetings of the groups chosen in the address; none without groups."""
    chosen = Chosen(request.GET, Group.objects.visible_to(ANYBODY))
    return _public(request, _("Mina möten"), "mina", lambda meetings: meetings.of_any(chosen.groups))


@require_safe
def meeting_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting alone, to put in one's own calendar."""
    meeting = get_object_or_404(_visible(), pk=pk)
    found = _fetched(_visible().filter(pk=pk), Group.objects.visible_to(ANYBODY))
    content = calendar.written(str(meeting), found, request.build_absolute_uri)
    return _answer(request, content, f"mote-{meeting.date}")


@require_safe
def member_feed(request: HttpRequest, signed: str) -> HttpResponse:
    """A member's own meetings, links and names included, at the signed address that was given to them."""
    person = calendar_keys.person_at(signed)
    if person is None:
        raise Http404
    found = _fetched(calendar_keys.meetings_of(person), Group.objects.listed())
    found = calendar.window(found.select_related("chair", "note_taker"), timezone.localdate())
    content = calendar.written(_("Mina samverkansmöten"), found, request.build_absolute_uri, private=True)
    answer = _answer(request, content, "mina-moten", public=False)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _visible() -> QuerySet[Meeting]:
    return Meeting.objects.visible_to(ANYBODY, timezone.localdate())


def _fetched(meetings: QuerySet[Meeting], visible: QuerySet[Group]) -> QuerySet[Meeting]:
    """With what an event tells; what is due follows the habits of the host."""
    return rows.shown(meetings, visible).select_related(
        "group__type", "group__region", "replaced_by", "group__meeting_practice"
    )


def _public(request: HttpRequest, name: str, file: str, narrow: Callable) -> HttpResponse:
    found = _fetched(narrow(_visible()), Group.objects.visible_to(ANYBODY))
    found = calendar.window(found, timezone.localdate())
    return _answer(request, calendar.written(name, found, request.build_absolute_uri), f"moten-{file}")


def _answer(request: HttpRequest, content: bytes, file: str, *, public: bool = True) -> HttpResponse:
    """Return the calendar, or 304 to those who have it already."""
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(False, f"{file}.ics")
    answer = get_conditional_response(request, etag, None, answer)
    answer["ETag"] = etag
    patch_cache_control(
        answer, **({"public": True, "max_age": FRESH} if public else {"private": True, "no_cache": True})
    )
    return answer
