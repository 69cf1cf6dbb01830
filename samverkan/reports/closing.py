"""Where a process leader closes a review, and so freezes its compilation, or makes a corrected version of it."""

from __future__ import annotations

import logging

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from groups import review_progress, reviewing
from groups.models import Compilation, Review
from groups.reviewing import ReviewClosed, ReviewOpen
from groups.views.review_letters import crumbs_of
from groups.views.review_reach import for_keepers
from samverkan.reports.composing import compose

logger = logging.getLogger(__name__)


class CorrectionForm(forms.Form):
    """What a new version corrects."""

    reason = forms.CharField(
        label=gettext_lazy("Vad är rättat?"),
        max_length=Compilation._meta.get_field("reason").max_length,
        help_text=gettext_lazy("Står vid den nya versionen, till exempel ”Kommunen i grupp 7 var fel”."),
        error_messages={"required": gettext_lazy("Skriv vad som är rättat.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def close(request: HttpRequest, review: Review) -> HttpResponse:
    """Tell what closing does and what is not done, then do it."""
    if not review.is_open:
        messages.warning(request, str(ReviewClosed(review)))
        return redirect(review)
    if request.method == "POST":
        try:
            compilation = reviewing.close(review, by=request.user, now=timezone.now(), compose=compose)
        except ReviewClosed as refusal:
            messages.warning(request, str(refusal))
            return redirect(review)
        logger.info("review %s closed as compilation %s", review.pk, compilation.pk)
        messages.success(request, _("Granskningen är avslutad och sammanställningen fastställd."))
        return redirect(review)
    today = timezone.localdate()
    context = {
        "review": review,
        "total": review_progress.of([review], today)[review.pk].total,
        "is_ahead": review.reference_date > today,
        "crumbs": crumbs_of(review),
    }
    return render(request, "reports/close.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def correct(request: HttpRequest, review: Review) -> HttpResponse:
    """Make the next version of the compilation; the earlier ones stay as they are."""
    form = CorrectionForm(request.POST if request.method == "POST" else None, label_suffix="")
    if review.is_open:
        messages.warning(request, str(ReviewOpen(review)))
        return redirect(review)
    if form.is_bound and form.is_valid():
        try:
            made = reviewing.correct(
                review, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now(), compose=compose
            )
        except ValidationError as refusal:
            form.add_error("reason", refusal.messages)
        else:
            logger.info("compilation %s corrects review %s", made.pk, review.pk)
            messages.success(request, _("Version %(n)d är fastställd.") % {"n": made.version})
            return redirect(review)
    context = {"review": review, "form": form, "crumbs": crumbs_of(review)}
    return render(request, "reports/correct.html", context, status=400 if form.errors else 200)
