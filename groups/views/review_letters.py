"""Invitations and reminders: whom they go to, how they read, sending them, what was sent, and whom to ring instead."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from groups import convening, review_letters
from groups.models import AnswerLink, Letter, Review, ReviewItem
from groups.review_letters import Message, Recipient
from groups.reviewing import ReviewClosed
from groups.views.review_page import letters_of
from groups.views.review_reach import for_keepers

PER_PAGE = 100

LETTER_POLICY = {key: [NONE] for key in ("default-src", "script-src", "img-src", "form-action")}
LETTER_POLICY |= {"style-src": [UNSAFE_INLINE], "sandbox": []}
"""A letter brings its looks with it, as mail programs want it, and may do nothing else."""


@require_safe
@for_keepers
def letters_page(request: HttpRequest, review: Review) -> HttpResponse:
    """Both kinds of letter with their recipients and an example, whom to ring, and the log."""
    now = timezone.now()
    letters = letters_of(review, now) if review.is_open else None
    sections = [_section(request, kind, getattr(letters, kind)) for kind in Letter.Kind] if letters else []
    sent = Letter.objects.filter(link__item__review=review).select_related("link__item__group", "sent_by")
    context = {
        "review": review,
        "sections": sections,
        "ring": _ringing(review, letters.invitation.to_ring) if letters else [],
        "page": Paginator(sent, PER_PAGE).get_page(request.GET.get("sida")),
        "crumbs": crumbs_of(review),
    }
    return render(request, "groups/review_letters.html", context)


@require_safe
@for_keepers
@csp_replace(LETTER_POLICY)
def letter_preview(request: HttpRequest, review: Review, kind: str, group: str) -> HttpResponse:
    """The letter as its recipient's mail program shows it: by itself, and unable to do anything."""
    if kind not in Letter.Kind or not review.is_open:
        raise Http404
    recipients = review_letters.post(review, kind, timezone.now()).recipients
    for recipient in recipients:
        if recipient.item.group.slug == group:
            return HttpResponse(_preview(request, recipient, kind).html)
    raise Http404


@require_POST
@for_keepers
def send(request: HttpRequest, review: Review) -> HttpResponse:
    """Send the letters of a kind, to all or about one group, and tell what came of it."""
    kind, group = request.POST.get("slag", ""), request.POST.get("grupp", "").replace("\0", "")
    back = review.get_absolute_url() if request.POST.get("till") == "sidan" else address_of(review)
    if kind not in Letter.Kind:
        raise Http404
    only = ReviewItem.objects.filter(review=review, group__slug=group) if group else None
    try:
        done = review_letters.send(
            review, kind, by=request.user, now=timezone.now(), address=_addressing(request), only=only
        )
    except ReviewClosed as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    if done.sent:
        told = ngettext("%(n)d brev är skickat.", "%(n)d brev är skickade.", len(done.sent))
        messages.success(request, told % {"n": len(done.sent)})
    if done.failed:
        told = ngettext("%(n)d brev kunde inte skickas.", "%(n)d brev kunde inte skickas.", len(done.failed))
        why = _("Varför står under Skickat på sidan Utskick. Tryck igen för att försöka på nytt.")
        messages.error(request, f"{told % {'n': len(done.failed)}} {why}")
    if not done.sent and not done.failed:
        messages.warning(request, _("Inget skickades: alla har fått brevet, eller så har de hunnit svara."))
    return redirect(back)


def address_of(review: Review) -> str:
    return reverse("groups:review-letters", args=[review.slug])


def crumbs_of(review: Review) -> list[tuple[str, str]]:
    """The way up from the pages below a review's own."""
    return [(_("Granskningar"), reverse("groups:review-list")), (review.title, review.get_absolute_url())]


def _addressing(request: HttpRequest) -> review_letters.Address:
    return lambda signed: request.build_absolute_uri(reverse("groups:answer", args=[signed]))


def _preview(request: HttpRequest, recipient: Recipient, kind: str) -> Message:
    def address(signed: str) -> str:
        return unquote(_addressing(request)(signed))

    return review_letters.preview(recipient, kind, by=request.user, now=timezone.now(), address=address)


def _section(request: HttpRequest, kind: Letter.Kind, post: review_letters.Post) -> dict[str, Any]:
    """One kind of letter: whom it goes to, and how it reads to the first of them."""
    first = post.recipients[0] if post.recipients else None
    return {
        "kind": kind.value,
        "label": kind.label,
        "place": "inbjudan" if kind == Letter.Kind.INVITATION else "paminnelse",
        "recipients": post.recipients,
        "example": first,
        "message": _preview(request, first, kind) if first else None,
    }


def _ringing(review: Review, items: list[ReviewItem]) -> list[dict[str, Any]]:
    """The groups without an address: what number there is, and whether somebody has got a link by word of mouth."""
    made = convening.on(timezone.localdate(), [item.group for item in items]) if items else {}
    links = {link.item_id: link for link in _open_links(review)}
    return [{"item": item, "composition": made.get(item.group_id), "link": links.get(item.pk)} for item in items]


def _open_links(review: Review) -> Any:
    return AnswerLink.objects.filter(item__review=review, withdrawn_at=None).order_by("pk")
