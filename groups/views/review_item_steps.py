"""What else is done about one group in a review: the commissioner's decision, an answer for somebody, links."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from groups import answer_links, reviewing
from groups.forms.answering import OnBehalfForm
from groups.forms.review_steps import LinkForm, VerdictForm
from groups.models import AnswerLink, Review
from groups.reviewing import ReviewClosed
from groups.views.answering import keep, mergeable
from groups.views.review_group import address_of, show
from groups.views.review_letters import crumbs_of
from groups.views.review_reach import for_keepers, for_readers, item_of


@require_POST
@for_readers
def decide(request: HttpRequest, review: Review, group: str) -> HttpResponse:
    """Note what the commissioner decided: for its members and for who keeps the review."""
    item = item_of(review, group)
    form = VerdictForm(request.POST, item=item, today=timezone.localdate())
    if form.is_valid():
        said = form.cleaned_data
        try:
            reviewing.decide(
                item,
                said["verdict"],
                note=said["verdict_note"],
                on=said["verdict_on"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as refusal:
            form.refuse(refusal)
        except ReviewClosed as refusal:
            messages.error(request, str(refusal))
            return redirect(address_of(item))
        else:
            messages.success(request, _("Beslutet är antecknat.") if said["verdict"] else _("Inget beslut är noterat."))
            return redirect(address_of(item, "#beslut"))
    return show(request, item, verdict_form=form, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def on_behalf(request: HttpRequest, review: Review, group: str) -> HttpResponse:
    """The convener's own form, filled in for them; whose words it is stands by the answer."""
    item, now = item_of(review, group), timezone.now()
    if not review.is_open:
        messages.error(request, str(ReviewClosed(review)))
        return redirect(address_of(item))
    sent = request.POST if request.method == "POST" else None
    form = OnBehalfForm(sent, item=item, groups=mergeable(item), day=timezone.localdate())
    if form.is_bound:
        try:
            if keep(form, item, now, by=request.user):
                messages.success(request, _("Svaret är sparat."))
                return redirect(address_of(item))
        except ReviewClosed as refusal:
            messages.error(request, str(refusal))
            return redirect(address_of(item))
    context = {
        "review": review,
        "item": item,
        "form": form,
        "action": request.path,
        "names": form.groups.values_list("name", flat=True)[:300],
        "crumbs": [*crumbs_of(review), (item.group.label, address_of(item))],
    }
    return render(request, "groups/review_on_behalf.html", context, status=400 if form.errors else 200)


@require_POST
@for_keepers
def make_link(request: HttpRequest, review: Review, group: str) -> HttpResponse:
    """Make a link to be given by word of mouth, for who has no address in the registry."""
    item, form = item_of(review, group), LinkForm(request.POST)
    if not review.is_open:
        messages.error(request, str(ReviewClosed(review)))
        return redirect(address_of(item))
    if not form.is_valid():
        return show(request, item, link_form=form, status=400)
    answer_links.make(item, to=form.cleaned_data["to"], now=timezone.now(), by=request.user)
    messages.success(request, _("Länken är skapad. Kopiera den och skicka den till den som ska svara."))
    return redirect(address_of(item, "#lankar"))


@require_POST
@for_keepers
def withdraw_link(request: HttpRequest, review: Review, group: str, pk: int) -> HttpResponse:
    """Void a link."""
    return _changed(request, review, group, pk, _withdraw)


@require_POST
@for_keepers
def renew_link(request: HttpRequest, review: Review, group: str, pk: int) -> HttpResponse:
    """Void a link and make a new one for the same recipient."""
    return _changed(request, review, group, pk, _renew)


def _changed(
    request: HttpRequest, review: Review, group: str, pk: int, change: Callable[[HttpRequest, AnswerLink], str]
) -> HttpResponse:
    item = item_of(review, group)
    link = get_object_or_404(item.links, pk=pk)
    if review.is_open:
        messages.success(request, change(request, link))
    else:
        messages.error(request, str(ReviewClosed(review)))
    return redirect(address_of(item, "#lankar"))


def _withdraw(request: HttpRequest, link: AnswerLink) -> str:
    answer_links.withdraw(link, timezone.now())
    return _("Länken till %(who)s gäller inte längre.") % {"who": link.to}


def _renew(request: HttpRequest, link: AnswerLink) -> str:
    answer_links.renew(link, now=timezone.now(), by=request.user)
    return _("Den gamla länken till %(who)s gäller inte längre. Den nya står här under.") % {"who": link.to}
