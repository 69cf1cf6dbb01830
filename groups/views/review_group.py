"""One group in a review: every answer beside what the registry says, the commissioner's decision, and the links."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from groups import answer_links, answer_words, convening, review_facts, review_progress, settling_rows
from groups.forms.review_steps import LinkForm, VerdictForm
from groups.models import Review, ReviewItem
from groups.review_facts import ReviewFact
from groups.settling_rows import Answered, Row
from groups.views.review_letters import crumbs_of
from groups.views.review_reach import for_readers, item_of, keeps

MOST_ANSWERS = 50
"""So many answers are shown of one group, the latest."""


@require_safe
@for_readers
def review_group(request: HttpRequest, review: Review, group: str) -> HttpResponse:
    """The page as it stands."""
    return show(request, item_of(review, group))


def answers_of(item: ReviewItem, facts: dict[str, ReviewFact] | None = None) -> list[Answered]:
    """The answers about the group with their rows, the latest first. Some six queries."""
    facts = facts or review_facts.of(item.group, timezone.localdate())
    answers = item.answers.select_related("merge_with", "link", "recorded_by")
    answers = answers.prefetch_related("proposals__settled_by")[:MOST_ANSWERS]
    return settling_rows.of(answers, item.group, facts)


def show(request: HttpRequest, item: ReviewItem, *, refused: Row | None = None, status: int = 200, **more: Any) -> Any:
    """The page; `refused` is a row that was not settled, with what was typed, in place of its own."""
    review, today = item.review, timezone.localdate()
    may_keep = keeps(request, review)
    facts = review_facts.of(item.group, today)
    answers = answers_of(item, facts)
    for answered in answers if refused else []:
        answered.rows = [refused if row.proposal.pk == refused.proposal.pk else row for row in answered.rows]
    context = {
        "review": review,
        "item": item,
        "group": item.group,
        "answers": answers,
        "stands": answer_words.stated(facts),
        "may_keep": may_keep,
        "verdict_form": VerdictForm(item=item, today=today) if review.is_open else None,
        "composition": convening.on(today, [item.group])[item.group_id],
        "onward": _onward(item, waiting=may_keep),
        "crumbs": crumbs_of(review),
    }
    if may_keep:
        context |= {"links": _links(request, item), "link_form": LinkForm() if review.is_open else None}
    return render(request, "groups/review_group.html", context | more, status=status)


def address_of(item: ReviewItem, place: str = "") -> str:
    return reverse("groups:review-group", args=[item.review.slug, item.group.slug]) + place


def _onward(item: ReviewItem, *, waiting: bool) -> ReviewItem | None:
    """The group to go on to, in the order of the list: to who keeps the review the next whose answer waits, from the
    top again after the last; to who decides the next one.
    """
    items = list(review_progress.items(item.review))
    here = next((place for place, each in enumerate(items) if each.pk == item.pk), 0)
    if not waiting:
        return next(iter(items[here + 1 :]), None)
    return next((each for each in items[here + 1 :] + items[:here] if each.is_waiting), None)


def _links(request: HttpRequest, item: ReviewItem) -> list[dict[str, Any]]:
    """Each personal link with its address, and whether it opens anything."""
    now = timezone.now()
    return [
        {
            "link": link,
            "is_open": item.review.is_open and not link.withdrawn_at and link.open_until >= now,
            "address": request.build_absolute_uri(reverse("groups:answer", args=[answer_links.sign(link)])),
        }
        for link in item.links.all()
    ]
