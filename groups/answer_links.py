"""The personal addresses by which a convener answers for one group in a review, without an account.

An address holds the link's own key and is signed with the site's secret. It is open for some weeks, for one group in
one review alone, and closed with the review. Withdrawing it voids it; a new one for the same recipient is another key.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.core import signing

from groups.models import AnswerLink, Person, ReviewItem, User

OPEN_FOR = dt.timedelta(days=60)


class LinkVoid(Exception):
    """The address is not one that the site has given out, or it has been withdrawn."""


class LinkExpired(LinkVoid):
    """The address was right, and has been open for too long."""


class LinkOver(LinkVoid):
    """The address was right, but the review has been closed."""


def make(
    item: ReviewItem, *, to: str, now: dt.datetime, email: str = "", person: Person | None = None, by: User | None
) -> AnswerLink:
    """Return a new link for the group of `item`, given to the function `to`; `person` is whose address it is."""
    link = AnswerLink(
        item=item, to=to[:200], email=email, person=person, made_at=now, made_by=by, open_until=now + OPEN_FOR
    )
    link.full_clean()
    link.save()
    return link


def sign(link: AnswerLink) -> str:
    """Return the signed part of the link's address."""
    return signing.dumps(link.uid.hex, salt=__name__)


def read(signed: str, now: dt.datetime) -> AnswerLink:
    """Return which link it is, with item, review and group fetched. Raises LinkOver, LinkExpired, LinkVoid.

    One query, and none for what the site has not signed. What is kept by a link must ask anew whether the review is
    open: `groups.reviewing.answer` does.
    """
    try:
        uid = uuid.UUID(signing.loads(signed, salt=__name__))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        raise LinkVoid from None
    fetched = AnswerLink.objects.select_related(
        "item__review__region", "item__review__commissioner", "item__group__type", "item__group__region"
    )
    link = fetched.filter(uid=uid, withdrawn_at=None).first()
    if link is None:
        raise LinkVoid
    if not link.item.review.is_open:
        raise LinkOver
    if link.open_until < now:
        raise LinkExpired
    return link


def prolong(link: AnswerLink, now: dt.datetime) -> None:
    """Keep the link open as long from now as a new one."""
    link.open_until = now + OPEN_FOR
    link.save(update_fields=["open_until"])


def withdraw(link: AnswerLink, now: dt.datetime) -> None:
    """Void the address. What has been answered by it stays; withdrawn twice, the first time counts."""
    AnswerLink.objects.filter(pk=link.pk, withdrawn_at=None).update(withdrawn_at=now)
    link.refresh_from_db(fields=["withdrawn_at"])


def renew(link: AnswerLink, *, now: dt.datetime, by: User | None) -> AnswerLink:
    """Void the address and return a new link for the same recipient, who is then invited anew."""
    withdraw(link, now)
    return make(link.item, to=link.to, email=link.email, person=link.person, now=now, by=by)
