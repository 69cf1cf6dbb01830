"""Letters of a review: whom they go to, what they say, sending them, and whom to ring instead.

Each goes to a function, by the address in the registry: the convener's seat's own, else that of who holds the seat,
else the organisation's. A letter is noted before it is sent, so that pressing twice sends once; whether the mail server
took it is noted after. Nobody who has answered is written to.
"""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groups import answer_links, convening, review_progress
from groups.composition import Place
from groups.models import AnswerLink, Letter, Person, Review, ReviewItem, Status, User
from groups.reviewing import kept_open

logger = logging.getLogger(__name__)

Address = Callable[[str], str]
"""What makes the whole address, with https, of the signed part of a link."""

UNDERWAY = dt.timedelta(minutes=10)
"""A letter that was begun longer ago, and neither sent nor refused, was lost on the way."""

GIVE_UP_AFTER = 3
"""So many letters in a row that no mail server answered for: the rest are not waited for."""


@dataclass(frozen=True)
class Recipient:
    """Who is to get a letter about a group."""

    item: ReviewItem
    email: str
    to: str
    """The function, in words."""
    person: Person | None = None
    """Whose address it is, None where it is a function's."""
    link: AnswerLink | None = None
    """The link that was given to it already."""


@dataclass
class Post:
    """Whom one kind of letter would go to now."""

    recipients: list[Recipient] = field(default_factory=list)
    to_ring: list[ReviewItem] = field(default_factory=list)
    """Groups without an answer and without any address to write to, in tree order; the same for both kinds."""


@dataclass(frozen=True)
class Message:
    """A letter as it reads."""

    subject: str
    text: str
    html: str


@dataclass
class Sent:
    """What came of sending."""

    sent: list[Letter] = field(default_factory=list)
    failed: list[Letter] = field(default_factory=list)


def post(review: Review, kind: str, now: dt.datetime) -> Post:
    """Whom a letter of the kind (`Letter.Kind`) would go to now. Some sixteen queries for any number of groups.

    Invitations go to every address that has not had one that arrived; reminders to those that have, once a day. A
    recipient whose link was withdrawn gets none, until it is given a new one.
    """
    unanswered = review_progress.items(review).filter(is_answered=False).exclude(group__status=Status.ENDED)
    items = list(unanswered)
    links = defaultdict(list)
    for link in AnswerLink.objects.filter(item__in=items).select_related("person").prefetch_related("letters"):
        links[link.item_id].append(link)
    known = _addresses(items, timezone.localdate(now))
    due = _may_be_reminded if kind == Letter.Kind.REMINDER else _may_be_invited
    result = Post()
    for item in items:
        given = links[item.pk]
        open_ones = [link for link in given if link.email and not link.withdrawn_at]
        taken = {link.email.lower() for link in given}
        fresh = [each for each in known[item.pk] if each.email.lower() not in taken]
        result.recipients += [
            Recipient(item, link.email, link.to, link.person, link) for link in open_ones if due(link, now)
        ]
        if kind == Letter.Kind.INVITATION:
            result.recipients += fresh
        if not open_ones and not fresh:
            result.to_ring.append(item)
    return result


def preview(recipient: Recipient, kind: str, *, by: User, now: dt.datetime, address: Address) -> Message:
    """How the letter will read, with an address that leads nowhere. Sends and keeps nothing."""
    open_until = now + answer_links.OPEN_FOR
    return _message(recipient.item, recipient.to, kind, by, now, address("…"), open_until)


def send(
    review: Review,
    kind: str,
    *,
    by: User,
    now: dt.datetime,
    address: Address,
    only: Iterable[ReviewItem] | None = None,
    connection: BaseEmailBackend | None = None,
) -> Sent:
    """Send the letters of the kind that `post` tells of, about the groups `only` if given; each is kept as a `Letter`.

    A letter that could not be sent says why, stops no other, and is tried again the next time. They go by `connection`,
    the site's own where none is given. Raises ReviewClosed.
    """
    asked = None if only is None else {item.pk for item in only}
    letters = []
    with kept_open(review):
        for recipient in post(review, kind, now).recipients:
            if asked is None or recipient.item.pk in asked:
                letters.append(_begin(recipient, kind, by, now, address))
    result = Sent()
    connection = connection or mail.get_connection()
    unreachable = 0
    for letter, message in letters:
        email = mail.EmailMultiAlternatives(
            message.subject, message.text, to=[letter.link.email], connection=connection
        )
        email.attach_alternative(message.html, "text/html")
        try:
            if unreachable >= GIVE_UP_AFTER:
                raise ConnectionError
            email.send()
        except Exception as error:  # whatever a backend raises: the others shall have their letters
            logger.warning("letter %s was not sent: %s", letter.pk, type(error).__name__)
            letter.problem = _why(error)
            unreachable = unreachable + 1 if _is_unreachable(error) else 0
        else:
            letter.sent_at = now
            unreachable = 0
        letter.save(update_fields=["sent_at", "problem"])
        (result.failed if letter.problem else result.sent).append(letter)
    return result


def _begin(recipient: Recipient, kind: str, by: User, now: dt.datetime, address: Address) -> tuple[Letter, Message]:
    """Note that the letter is on its way, with a link to put in it."""
    link = recipient.link
    if link is None:
        link = answer_links.make(
            recipient.item, to=recipient.to, email=recipient.email, person=recipient.person, now=now, by=by
        )
    answer_links.prolong(link, now)
    whole = address(answer_links.sign(link))
    message = _message(recipient.item, link.to, kind, by, now, whole, link.open_until)
    letter = Letter.objects.create(link=link, kind=kind, subject=message.subject[:250], begun_at=now, sent_by=by)
    return letter, message


def _message(
    item: ReviewItem, to: str, kind: str, by: User, now: dt.datetime, address: str, open_until: dt.datetime
) -> Message:
    review, group = item.review, item.group
    late = timezone.localdate(now) > review.answers_by
    names = {"group": group.label, "day": date_format(review.answers_by, "j F Y")}
    if kind == Letter.Kind.INVITATION:
        subject = _("Stämmer uppgifterna om %(group)s? Svara senast %(day)s") % names
    elif late:
        subject = _("Påminnelse: ditt svar om %(group)s saknas") % names
    else:
        subject = _("Påminnelse: svara om %(group)s senast %(day)s") % names
    context = {
        "review": review,
        "group": group,
        "to": to,
        "late": late,
        "address": address,
        "open_until": open_until,
        "sender": by.public_function,
    }
    text, html = (render_to_string(f"groups/letters/{kind}.{form}", context) for form in ("txt", "html"))
    return Message(" ".join(subject.split()), text, html)


def _may_be_invited(link: AnswerLink, now: dt.datetime) -> bool:
    return not any(letter.sent_at or _is_underway(letter, now) for letter in link.letters.all())


def _may_be_reminded(link: AnswerLink, now: dt.datetime) -> bool:
    letters = link.letters.all()
    if not any(letter.sent_at for letter in letters) or any(_is_underway(letter, now) for letter in letters):
        return False
    today = timezone.localdate(now)
    return not any(letter.sent_at and timezone.localdate(letter.sent_at) == today for letter in letters)


def _is_underway(letter: Letter, now: dt.datetime) -> bool:
    return not letter.sent_at and not letter.problem and letter.begun_at > now - UNDERWAY


def _addresses(items: list[ReviewItem], day: dt.date) -> dict[int, list[Recipient]]:
    """Where the registry says that each group's conveners are reached, by the item's primary key.

    Where a group's own conveners name nobody, those of its parts are written to.
    """
    made = convening.on(day, [item.group for item in items]) if items else {}
    found = {}
    for item in items:
        composition = made[item.group_id]
        places = [(place, place.label) for place in composition.conveners]
        places += [(place, f"{place.label}, {part.label}") for part, place in composition.of_parts]
        unique = {}
        for place, to in places:
            for email, person in _of_place(place):
                unique.setdefault(email.lower(), Recipient(item, email, to, person))
        found[item.pk] = list(unique.values())
    return found


def _of_place(place: Place) -> list[tuple[str, Person | None]]:
    """The addresses of a convener's place, each with whose it is."""
    if place.seat.function_email:
        return [(place.seat.function_email, None)]
    if held := [(holder.person.email, holder.person) for holder in place.holders if holder.person.email]:
        return held
    organisation = place.organisation
    return [(organisation.function_email, None)] if organisation and organisation.function_email else []


def _is_unreachable(error: Exception) -> bool:
    """Whether there was no mail server to say no."""
    lost = (smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected)
    return isinstance(error, lost) or (isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException))


def _why(error: Exception) -> str:
    """Why a letter was not sent, without the address: what a mail server answers may hold it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _("E-postservern tog inte emot adressen.")
    if isinstance(error, OSError):  # so are smtplib's own errors
        return _("E-postservern svarade inte som den skulle (%(kind)s).") % {"kind": type(error).__name__}
    return _("Brevet kunde inte skickas (%(kind)s).") % {"kind": type(error).__name__}
