"""The reviews that an account reads, and where a new one is opened."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groups import review_progress, reviewing
from groups.forms.review_opening import OpeningForm
from groups.models import Region, Review
from groups.views.review_reach import for_accounts


@require_safe
@for_accounts
def review_list(request: HttpRequest) -> HttpResponse:
    """The open reviews with how far they have come, and the closed ones with their compilations."""
    today = timezone.localdate()
    rows = Review.objects.readable_by(request.user, today).select_related("region", "commissioner")
    reviews = list(rows.prefetch_related("compilations"))
    progress = review_progress.of(reviews, today) if reviews else {}
    context = {
        "open": [(review, progress[review.pk].total) for review in reviews if review.is_open],
        "closed": [(review, progress[review.pk].total) for review in reviews if not review.is_open],
        "may_open": _kept(request).exclude(reviews__in=Review.objects.open()).exists(),
    }
    return render(request, "groups/review_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_accounts
def open_review(request: HttpRequest) -> HttpResponse:
    """First which delregion, where the account keeps several; then the rest, filled in as far as it can be known."""
    regions = list(_kept(request).order_by("sort_key"))
    if not regions:
        return redirect("groups:review-list")
    asked = request.GET.get("delregion", "")
    region = next((each for each in regions if each.slug == asked), regions[0] if len(regions) == 1 else None)
    crumbs = [(_("Granskningar"), reverse("groups:review-list"))]
    if region is None:
        taken = {review.region_id: review for review in Review.objects.open()}
        choices = [(each, taken.get(each.pk)) for each in regions]
        return render(request, "groups/review_opening.html", {"choices": choices, "crumbs": crumbs})
    now = timezone.now()
    sent = request.POST if request.method == "POST" else None
    form = OpeningForm(sent, region=region, by=request.user, today=timezone.localdate())
    if form.is_bound and form.is_valid():
        try:
            review = reviewing.open_review(region, by=request.user, now=now, **form.cleaned_data)
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            return redirect(f"{review.get_absolute_url()}?oppnad=1")
    context = {
        "form": form,
        "region": region,
        "already": Review.objects.open().filter(region=region).first(),
        "several": len(regions) > 1,
        "crumbs": crumbs,
    }
    return render(request, "groups/review_opening.html", context, status=400 if form.errors else 200)


def _kept(request: HttpRequest):
    """The delregions that the account keeps."""
    return Region.objects.kept_by(request.user).filter(parent__isnull=False)
