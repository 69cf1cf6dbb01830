"""The only writer of reviews: open, answer, decide, close, correct. What is proposed is settled in `groups.settling`.

A review is open from the day it is opened until it is closed, with a frozen compilation. Answers and verdicts are
written with the review's row locked, so that none slips in while it closes; each verb is all or nothing.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from groups import review_facts
from groups.editing import signed, structure_lock
from groups.models import Answer, AnswerLink, Compilation, Group, Outcome, Proposal, Region, Review, ReviewItem, User
from groups.models.compilation import canonical, digest
from groups.review_items import groups_of

Compose = Callable[[Review, int], tuple[dict[str, Any], dict[str, Any]]]
"""What makes the snapshot of a review and the names beside it, for the version with that number."""


class ReviewClosed(Exception):
    """The review is closed: its compilation is frozen."""

    def __init__(self, review: Review) -> None:
        self.review = review
        super().__init__(_("Granskningen är avslutad och tar inte emot något mer."))


class ReviewOpen(Exception):
    """The review has not been closed, and has no compilation to correct."""

    def __init__(self, review: Review) -> None:
        self.review = review
        super().__init__(_("Granskningen är inte avslutad än."))


class Contradiction(ValidationError):
    """The answer says both that all is true and that something has changed."""

    def __init__(self) -> None:
        super().__init__(
            {"unchanged": _("Du har svarat att allt stämmer, men också ändrat uppgifter. Välj ett av dem.")}
        )


@contextmanager
def kept_open(review: Review) -> Iterator[Review]:
    """Yields the review as it stands, kept from closing meanwhile. Raises ReviewClosed."""
    with transaction.atomic():
        current = Review.objects.select_for_update().get(pk=review.pk)
        if not current.is_open:
            raise ReviewClosed(current)
        yield current


def open_review(
    region: Region,
    commissioner: Group,
    *,
    title: str,
    authors: str,
    reference_date: dt.date,
    answers_by: dt.date,
    compared_with: Compilation | None = None,
    introduction: str = "",
    by: User | None,
    now: dt.datetime,
) -> Review:
    """Open a review of a delregion, with an item for each group that is to be asked (`groups.review_items`).

    Raises ValidationError, by field; among others if the delregion has an open review already, or the answers are
    asked for before today.
    """
    today = timezone.localdate(now)
    with structure_lock():
        review = Review(
            region=region,
            commissioner=commissioner,
            title=title,
            authors=authors,
            reference_date=reference_date,
            answers_by=answers_by,
            compared_with=compared_with,
            introduction=introduction,
            slug=_free_slug(f"{region.slug}-{reference_date.year}"),
            opened_at=now,
            opened_by=by,
        )
        review.full_clean()
        if answers_by < today:
            raise ValidationError({"answers_by": _("Svaren kan inte vara klara före den dag granskningen öppnas.")})
        signed(review, by, _("Öppnad")).save()
        for group in groups_of(review, ahead=reference_date >= today).order_by("tree_id", "lft"):
            signed(ReviewItem(review=review, group=group), by, _("Granskningen öppnades")).save()
    return review


def answer(
    item: ReviewItem,
    *,
    uid: uuid.UUID,
    now: dt.datetime,
    link: AnswerLink | None = None,
    by: User | None = None,
    on_behalf_of: str = "",
    unchanged: bool = False,
    facts: Mapping[str, str] | None = None,
    seen: Mapping[str, str] | None = None,
    **said: Any,
) -> Answer:
    """Keep what somebody answers of the group, and each difference as a proposal; the same `uid` twice is one answer.

    `facts` are the values given, by key, as a form holds them (`review_facts.of`); `seen` those that the form showed,
    today's where it does not say. Whoever answers with an account (`by`) says `on_behalf_of` whom. `said` are the
    answer's own fields: serves, serves_note, task_change, merge_note, end_note, outcome, merge_with,
    restart_condition, other. Several answers for one group are all kept. Raises ReviewClosed; ValidationError by
    field (of `Answer`, or key of a fact): nothing is then kept.
    """
    with kept_open(item.review):
        item = ReviewItem.objects.select_for_update(of=["self"]).select_related("group__parent").get(pk=item.pk)
        given = Answer.objects.filter(uid=uid).first()
        if (given and given.item_id != item.pk) or (link and link.item_id != item.pk):
            raise ValidationError(_("Svaret hör till en annan grupp. Öppna länken på nytt."))
        if given:
            return given
        answered = Answer(
            uid=uid,
            item=item,
            link=link,
            recorded_by=by,
            on_behalf_of=on_behalf_of.strip(),
            answered_at=now,
            unchanged=unchanged,
            **{name: value.strip() if isinstance(value, str) else value for name, value in said.items()},
        )
        changed = _changed(item.group, facts or {}, seen or {}, timezone.localdate(now))
        if unchanged and changed:
            raise Contradiction
        answered.full_clean()
        proposals = [Proposal(field=key, was=was, value=value) for key, (was, value) in changed.items()]
        proposals += _proposed(answered)
        if not proposals and not any(said.values()):
            raise ValidationError(_("Svara på minst en fråga, eller kryssa för att uppgifterna stämmer."))
        if not proposals:
            answered.settled_at = now
        answered.save()
        for proposal in proposals:
            proposal.answer = answered
            proposal.save()
    return answered


def decide(
    item: ReviewItem, verdict: str, *, note: str = "", on: dt.date | None, by: User, now: dt.datetime
) -> ReviewItem:
    """Note what the commissioner decided of the group on the day `on`; a blank verdict takes the decision back.

    Nothing happens to the group by it. Raises ReviewClosed; ValidationError, by field.
    """
    with kept_open(item.review):
        item = ReviewItem.objects.select_for_update().get(pk=item.pk)
        item.verdict, item.verdict_note = verdict, note.strip()
        item.verdict_on, item.verdict_by = (on, by) if verdict else (None, None)
        if verdict and on is None:
            raise ValidationError({"verdict_on": _("Ange vilken dag det beslutades.")})
        if verdict and on > timezone.localdate(now):
            raise ValidationError({"verdict_on": _("Beslutet kan inte ligga framåt i tiden.")})
        item.full_clean()
        signed(item, by, _("Uppdragsgivarens beslut") if verdict else _("Beslutet togs tillbaka")).save()
    return item


def close(review: Review, *, by: User, now: dt.datetime, compose: Compose) -> Compilation:
    """Close the review and freeze its compilation, version 1. Raises ReviewClosed.

    Nothing in the registry changes while `compose` reads it.
    """
    with structure_lock(), kept_open(review) as current:
        current.closed_at, current.closed_by = now, by
        signed(current, by, _("Avslutad")).save()
        compilation = _freeze(current, 1, "", by, now, compose)
    review.closed_at, review.closed_by = now, by
    return compilation


def correct(review: Review, *, reason: str, by: User, now: dt.datetime, compose: Compose) -> Compilation:
    """Make the next version of a closed review's compilation; `reason` says what it corrects. Earlier ones stay.

    Raises ReviewOpen; ValidationError without a reason.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Skriv vad som är rättat.")})
    with structure_lock():
        current = Review.objects.select_for_update().get(pk=review.pk)
        if current.is_open:
            raise ReviewOpen(current)
        version = current.compilations.aggregate(last=Max("version", default=0))["last"] + 1
        return _freeze(current, version, reason.strip(), by, now, compose)


def _free_slug(stem: str) -> str:
    taken = set(Review.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def _changed(
    group: Group, given: Mapping[str, str], seen: Mapping[str, str], today: dt.date
) -> dict[str, tuple[str, str]]:
    """What was seen and what is proposed of each fact that differs. Raises ValidationError, by key."""
    changed, errors = {}, {}
    for key, fact in review_facts.of(group, today).items():
        if key in given:
            was = seen.get(key, fact.value)
            try:
                value = fact.clean(given[key])
            except ValidationError as error:
                errors[key] = error.messages
            else:
                if value != was:
                    changed[key] = (was, value)
    if errors:
        raise ValidationError(errors)
    return changed


def _proposed(answered: Answer) -> Iterator[Proposal]:
    """What of an answer but the facts is to be settled."""
    if answered.unchanged:
        day = timezone.localdate(answered.answered_at)
        yield Proposal(field=Proposal.UNCHANGED, was="", value=day.isoformat())
    if answered.outcome and answered.outcome != Outcome.CONTINUE:
        yield Proposal(field=Proposal.OUTCOME, was=answered.item.group.status, value=answered.outcome)
    if answered.other:
        yield Proposal(field=Proposal.OTHER, was="", value=answered.other)


def _freeze(review: Review, version: int, reason: str, by: User, now: dt.datetime, compose: Compose) -> Compilation:
    snapshot, names = compose(review, version)
    content = canonical(snapshot)
    compilation = Compilation(
        review=review,
        version=version,
        made_at=now,
        made_by=by,
        reason=reason,
        content=content,
        sha256=digest(content),
        names=names,
    )
    compilation.full_clean()
    compilation.save(force_insert=True)
    return compilation
