"""Who comes in to the pages of a review: who reads it and who keeps it. Others are told that there is none."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from groups.models import Review, ReviewItem
from groups.views.unkept import unkept

View = Callable[..., HttpResponse]


def for_accounts(view: View) -> View:
    """Ask whoever is not logged in to log in; let no cache keep what the others see."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else request.path)
        return unkept(view(request, *args, **kwargs))

    return guarded


def for_readers(view: View) -> View:
    """Give the view the review, if the account reads it."""

    @for_accounts
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        rows = Review.objects.readable_by(request.user, timezone.localdate())
        return view(request, get_object_or_404(_fetched(rows), slug=slug), **kwargs)

    return guarded


def for_keepers(view: View) -> View:
    """Give the view the review, if the account keeps its delregion."""

    @for_accounts
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        return view(request, get_object_or_404(_fetched(Review.objects.editable_by(request.user)), slug=slug), **kwargs)

    return guarded


def keeps(request: HttpRequest, review: Review) -> bool:
    """Whether the account settles what is answered. At most two queries."""
    return request.user.is_administrator or review.region_id in request.user.region_ids


def item_of(review: Review, group: str) -> ReviewItem:
    """The group of that slug in the review; 404 where it has none."""
    rows = review.items.filter(group__mistaken=False).with_state()
    rows = rows.select_related("group__type", "group__region", "group__parent", "verdict_by")
    item = get_object_or_404(rows, group__slug=group)
    item.review = review
    return item


def _fetched(rows: Any) -> Any:
    return rows.select_related("region", "commissioner", "compared_with__review", "opened_by", "closed_by")
