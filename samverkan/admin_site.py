"""The admin's first page: what needs doing, before the registers."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups import review_progress
from groups.models import Region, Review, User
from groups.needs import RegionNeeds, overview
from groups.review_progress import Progress
from meetings.deadlines import late_for
from samverkan.exchange.models import Import
from samverkan.exchange.pages import access


class RegistryAdminSite(admin.AdminSite):
    """Lists have the whole width of the window; the header leads home."""

    index_title = _("Att göra")
    empty_value_display = "–"
    enable_nav_sidebar = False

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        user = request.user
        waiting = late_for(user, timezone.localdate()) if user.has_perm("meetings.view_meeting") else []
        more = {
            "needs": needs_of(user),
            "waiting": waiting,
            "reviews": reviews_of(user),
            "may_import": access.may_import(user),
            "may_export": access.may_export(user),
            "files_waiting": files_waiting(user),
        }
        return super().index(request, {**more, **(extra_context or {})})


def files_waiting(user: User) -> list[Import]:
    """The files of the account's own that wait to be taken in. One query, for those who may."""
    if not access.may_import(user):
        return []
    waiting = Import.objects.waiting_for(user, timezone.now()).filter(by=user)
    return list(waiting.only("file_name", "state"))


def reviews_of(user: User) -> list[Progress]:
    """How far each open review has come that the account keeps or commissions. At most five queries."""
    today = timezone.localdate()
    reviews = list(Review.objects.open().readable_by(user, today).select_related("region"))
    return list(review_progress.of(reviews, today).values()) if reviews else []


def needs_of(user: User) -> list[RegionNeeds]:
    """What needs doing today in the regions that the account keeps; an administrator keeps all, the county first."""
    regions = Region.objects.kept_by(user).select_related("parent")
    return overview(sorted(regions, key=lambda region: (not region.is_county, region.sort_key)), timezone.localdate())
