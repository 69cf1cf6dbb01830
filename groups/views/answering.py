"""Where a convener answers for a group by a personal address, without an account and without a cookie."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from groups import answer_links, answer_words, review_facts, reviewing
from groups.answer_links import LinkExpired, LinkOver, LinkVoid
from groups.forms.answering import AnswerForm, as_answered
from groups.forms.remark import client_of
from groups.models import Answer, AnswerLink, Group, ReviewItem
from groups.reviewing import ReviewClosed
from groups.views.unkept import unkept

logger = logging.getLogger(__name__)

MOST_BY_LINK = 10
"""So many answers an hour are taken by one link."""
MOST_BY_CLIENT = 200
"""So many an hour from one address: a whole region may stand behind one."""
QUESTIONS = "fragor"
"""In the address of a form that is opened for the four questions."""
HOUR = dt.timedelta(hours=1)


# Django's own protection needs a cookie, and who comes by a link gets none. The address itself is the secret: who
# does not hold it cannot send this form.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer_page(request: HttpRequest, signed: str) -> HttpResponse:
    """The group's facts and the questions; who has answered sees what they said, and may answer anew."""
    now = timezone.now()
    try:
        link = answer_links.read(signed, now)
        return unkept(_taken(request, link, signed, now) if request.method == "POST" else _shown(request, link, signed))
    except (LinkVoid, ReviewClosed) as refusal:
        return unkept(closed(request, refusal))


def closed(request: HttpRequest, refusal: Exception) -> HttpResponse:
    """Tell kindly that the address leads nowhere any more, and nothing of what it was for."""
    kind = "over" if isinstance(refusal, LinkOver | ReviewClosed) else "void"
    if isinstance(refusal, LinkExpired):
        kind = "expired"
    return render(request, "groups/answer_closed.html", {"kind": kind}, status=404 if kind == "void" else 410)


def mergeable(item: ReviewItem) -> QuerySet[Group]:
    """The groups that a convener may name as one to merge with: those that everyone sees, near their own."""
    public = Group.objects.visible_to(AnonymousUser()).current().counted()
    return public.central_and([item.group.region_id]).exclude(pk=item.group_id).order_by("sort_key", "pk")


def _shown(request: HttpRequest, link: AnswerLink, signed: str) -> HttpResponse:
    answers = _given(link)
    if answers and "igen" not in request.GET:
        facts = review_facts.of(link.item.group, timezone.localdate())
        told = [(answer, answer_words.answers_in_words(answer, facts)) for answer in answers]
        context = {"link": link, "item": link.item, "signed": signed, "answers": told, "latest": answers[0]}
        return render(request, "groups/answer_thanks.html", context)
    begun = as_answered(answers[0]) if answers else {}
    more = {"again": bool(answers), "unfold": request.GET.get("igen", "")}
    if more["unfold"] == QUESTIONS:
        # Who tapped that all is true, and now says more, still says so; who comes to change something does not.
        begun["unchanged"] = bool(answers) and answers[0].unchanged
    return _asked(request, link, signed, _form(link, initial=begun), **more)


def _taken(request: HttpRequest, link: AnswerLink, signed: str, now: dt.datetime) -> HttpResponse:
    form = _form(link, request.POST)
    if _is_too_many(request, link, now):
        form.add_error(None, _("Det har kommit många svar på kort tid. Det du skrev står kvar: skicka om en stund."))
        return _asked(request, link, signed, form, status=429)
    if keep(form, link.item, now, link=link):
        return redirect("groups:answer", signed)
    return _asked(request, link, signed, form, status=400)


def keep(form: AnswerForm, item: ReviewItem, now: dt.datetime, **by: Any) -> Answer | None:
    """Keep what the form says, None where it is refused: the form then says why. Raises ReviewClosed."""
    if not form.is_valid():
        return None
    try:
        given = reviewing.answer(item, uid=form.key, now=now, **by, **form.said)
    except ValidationError as refusal:
        form.refuse(refusal)
        return None
    logger.info("answer %s to item %s", given.pk, item.pk)
    return given


def _asked(
    request: HttpRequest, link: AnswerLink, signed: str, form: AnswerForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "link": link,
        "item": link.item,
        "form": form,
        "action": reverse("groups:answer", args=[signed]),
        "names": form.groups.values_list("name", flat=True)[:300],
    }
    return render(request, "groups/answer.html", context | more, status=status)


def _form(link: AnswerLink, data: Any = None, **kwargs: Any) -> AnswerForm:
    return AnswerForm(data, item=link.item, groups=mergeable(link.item), day=timezone.localdate(), **kwargs)


def _given(link: AnswerLink) -> list[Answer]:
    """What has been answered by this very link, the latest first."""
    return list(link.answers.select_related("merge_with").prefetch_related("proposals"))


def _is_too_many(request: HttpRequest, link: AnswerLink, now: dt.datetime) -> bool:
    if link.answers.filter(answered_at__gt=now - HOUR).count() >= MOST_BY_LINK:
        return True
    key = f"answers:{client_of(request)}"
    cache.add(key, 0, HOUR.total_seconds())
    try:
        return cache.incr(key) > MOST_BY_CLIENT
    except ValueError:  # it expired in between
        return False
