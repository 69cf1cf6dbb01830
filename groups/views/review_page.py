"""How far a review has come, and what to do next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from groups import review_letters, review_progress
from groups.forms.asked_day import AskedDay
from groups.models import Letter, Review, ReviewItem
from groups.review_letters import Post
from groups.review_progress import Count
from groups.views.review_reach import for_readers, keeps

PER_PAGE = 200

FILTERS = {
    "": gettext_lazy("Alla"),
    "vantar": gettext_lazy("Väntar på avgörande"),
    "sena": gettext_lazy("Sena"),
    "obesvarade": gettext_lazy("Obesvarade"),
    "utan-adress": gettext_lazy("Utan adress"),
}
"""What the list may be narrowed to, by the word in the address."""


@dataclass
class Row:
    """A group as the list shows it."""

    item: ReviewItem
    state: str
    """waiting, settled, late or unanswered."""
    words: str
    kind: str = ""
    """The letter that it may be sent now, "" where there is none."""
    to_ring: bool = False


@dataclass
class Letters:
    """Whom letters would go to now, by kind; nothing where the account sends none."""

    invitation: Post
    reminder: Post

    @cached_property
    def kinds(self) -> dict[int, str]:
        """The letter that each group may be sent, by the item's primary key: an invitation before a reminder."""
        return {
            recipient.item.pk: str(kind)
            for kind in (Letter.Kind.REMINDER, Letter.Kind.INVITATION)
            for recipient in getattr(self, kind).recipients
        }

    @cached_property
    def ringing(self) -> set[int]:
        """Primary keys of the items that have no address."""
        return {item.pk for item in self.invitation.to_ring}


@require_safe
@for_readers
def review_page(request: HttpRequest, review: Review) -> HttpResponse:
    """Counts in all and by type, each group with its state, and what to do next in one sentence."""
    today, now = timezone.localdate(), timezone.now()
    may_keep = keeps(request, review)
    letters = letters_of(review, now) if may_keep and review.is_open else Letters(Post(), Post())
    progress = review_progress.of([review], today)[review.pk]
    rows = [_row(item, review, today, letters) for item in review_progress.items(review)]
    shown = request.GET.get("visa", "")
    shown = shown if shown in FILTERS else ""
    page = Paginator([row for row in rows if _is_shown(row, shown)], PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "review": review,
        "progress": progress,
        "total": progress.total,
        "page": page,
        "tabs": _tabs(rows, shown),
        "shown": FILTERS[shown],
        "may_keep": may_keep,
        "steps": _next(review, progress.total, letters) if may_keep else [],
        "due": _sending(letters),
        "opened": "oppnad" in request.GET,
        "compilations": review.compilations.defer("content", "names") if not review.is_open else [],
        "asked": AskedDay(today),
        "crumbs": [(_("Granskningar"), reverse("groups:review-list"))],
    }
    return render(request, "groups/review.html", context)


def letters_of(review: Review, now: dt.datetime) -> Letters:
    """Whom each kind of letter would go to now. Some thirty queries for any number of groups."""
    return Letters(*(review_letters.post(review, kind, now) for kind in (Letter.Kind.INVITATION, Letter.Kind.REMINDER)))


def _row(item: ReviewItem, review: Review, today: dt.date, letters: Letters) -> Row:
    if item.is_waiting:
        state, words = "waiting", _("Svar väntar")
    elif item.is_answered:
        state, words = "settled", _("Svarat och avgjort")
    elif review_progress.is_late(item, review, today):
        state, words = "late", _("Sen")
    else:
        state, words = "unanswered", _("Inget svar än")
    return Row(item, state, words, letters.kinds.get(item.pk, ""), item.pk in letters.ringing)


def _is_shown(row: Row, shown: str) -> bool:
    return {
        "": True,
        "vantar": row.state == "waiting",
        "sena": row.state == "late",
        "obesvarade": row.state in ("late", "unanswered"),
        "utan-adress": row.to_ring,
    }[shown]


def _tabs(rows: list[Row], shown: str) -> list[dict[str, Any]]:
    """Each filter with how many it leaves; those that leave none are not offered, but for the one chosen."""
    found = []
    for key, words in FILTERS.items():
        number = sum(_is_shown(row, key) for row in rows)
        if number or key == shown or not key:
            found.append({"words": words, "number": number, "address": f"?visa={key}#lista", "current": key == shown})
    return found


def _next(review: Review, total: Count, letters: Letters) -> list[tuple[str, str]]:
    """What there is to do now, each with its address ("" where there is nothing to open)."""
    page, post = review.get_absolute_url(), reverse("groups:review-letters", args=[review.slug])
    close = reverse("review-close", args=[review.slug])
    steps = []
    if total.waiting:
        words = ngettext("%(n)d grupps svar väntar på dig", "%(n)d gruppers svar väntar på dig", total.waiting)
        steps.append((words % {"n": total.waiting}, f"{page}?visa=vantar#lista"))
    if not review.is_open:
        return steps
    if invited := len(letters.invitation.recipients):
        words = ngettext("%(n)d inbjudan är inte skickad", "%(n)d inbjudningar är inte skickade", invited)
        steps.append((words % {"n": invited}, post))
    if total.late:
        words = ngettext(
            "%(n)d grupp är sen – skicka påminnelse", "%(n)d grupper är sena – skicka påminnelse", total.late
        )
        steps.append((words % {"n": total.late}, f"{post}#paminnelse"))
    if ring := len(letters.invitation.to_ring):
        words = ngettext("%(n)d grupp saknar adress – ring", "%(n)d grupper saknar adress – ring", ring)
        steps.append((words % {"n": ring}, f"{post}#ring"))
    if not total.waiting and not total.unanswered:
        steps.append((_("Alla har svarat och allt är avgjort – avsluta granskningen"), close))
    return steps


def _sending(letters: Letters) -> tuple[str, int]:
    """The kind of letter to send to all now, and how many it goes to: invitations before reminders."""
    for kind in (Letter.Kind.INVITATION, Letter.Kind.REMINDER):
        if number := len(getattr(letters, kind).recipients):
            return str(kind), number
    return "", 0
