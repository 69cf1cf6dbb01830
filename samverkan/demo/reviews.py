"""The demo's reviews of Nordväst: two closed ones to compare, and one that is open on the day of loading."""

from __future__ import annotations

import datetime as dt

from django.core import mail
from django.utils import timezone

from groups import review_facts, review_letters, reviewing, settling
from groups.models import Answer, AnswerLink, Compilation, Letter, Organisation, Review, ReviewItem, User
from groups.models.dated import new_uid
from samverkan.demo.accounts import keepers
from samverkan.demo.book import Book, refusals_at
from samverkan.demo.registers import plain_fields
from samverkan.demo.source import Entry, read
from samverkan.reports.composing import compose

FILE = "reviews.toml"
COMMISSIONED = "au-nv"
"""The account that decides."""
COLUMNS = dict(each for each in review_facts.OF_GROUP if not isinstance(each, str))
"""The facts that answers of the demo may change, and the column of the group that each is."""
UNSENT = "django.core.mail.backends.dummy.EmailBackend"
"""Takes the demo's letters and sends none of them."""


def load_closed(book: Book, users: dict[str, User]) -> None:
    """Hold and close the earlier reviews, each compared with the one before; they give groups the words of today."""
    file, earlier = read(FILE), None
    for entry in file.entries("closed"):
        earlier = _close(book, users, entry, earlier)
    if left := [key for key, words in book.later.items() if words]:
        file.fail(f"inget svar ger gruppen de ord som den har i dag: {', '.join(left)}")


def load_open(book: Book, users: dict[str, User]) -> None:
    """Open the review of the year of loading, with letters noted as sent and answers that wait."""
    file = read(FILE)
    file.take("closed", None)
    entry = Entry(f"{file.place}, open", file.take("open"))
    file.finish()
    answers = entry.entries("answer")
    invited, reminded = (_moment(book, entry.take(name)) for name in ("invited", "reminded"))
    review = _open(book, users, entry, Compilation.objects.first())
    _send(review, Letter.Kind.INVITATION, invited)
    for each in answers:
        _answer(book, review, each)
    _send(review, Letter.Kind.REMINDER, reminded)


def _moment(book: Book, value: dt.date | int) -> dt.datetime:
    """Ten o'clock on a stated day, or so many days from the day of loading."""
    return timezone.make_aware(dt.datetime.combine(book.day(value), dt.time(10)))


def _open(book: Book, users: dict[str, User], entry: Entry, earlier: Compilation | None) -> Review:
    region = book.find("regionen", entry.take("region"), entry)
    commissioner = book.find("gruppen", entry.take("commissioner"), entry)
    if region.slug not in keepers(users):
        entry.fail(f"inget konto sköter {region}")
    opened, day = entry.take("opened"), book.day(entry.take("reference_date"))
    with refusals_at(entry):
        return reviewing.open_review(
            region,
            commissioner,
            title=entry.take("title").replace("{year}", str(day.year)),
            reference_date=day,
            answers_by=book.day(entry.take("answers_by")),
            **plain_fields(Review, entry),
            compared_with=earlier,
            by=keepers(users)[region.slug],
            now=_moment(book, opened),
        )


def _close(book: Book, users: dict[str, User], entry: Entry, earlier: Compilation | None) -> Compilation:
    """Hold one review from opening to closing; return its compilation, the corrected one where there is one."""
    answers, verdicts, correction = entry.entries("answer"), entry.entries("verdict"), entry.table("correction")
    closed = _moment(book, entry.take("closed"))
    review = _open(book, users, entry, earlier)
    for each in answers:
        _answer(book, review, each)
    for each in verdicts:
        _decide(book, review, users[COMMISSIONED], each)
    if correction is None:
        return reviewing.close(review, by=review.opened_by, now=closed, compose=compose)
    organisation = book.find("organisationen", correction.take("organisation"), correction)
    right = organisation.name
    _call(book, organisation, correction.take("misnamed"), correction)
    reviewing.close(review, by=review.opened_by, now=closed, compose=compose)
    _call(book, organisation, right, correction)
    on, reason = _moment(book, correction.take("on")), correction.take("reason")
    correction.finish()
    with refusals_at(correction):
        return reviewing.correct(review, reason=reason, by=review.opened_by, now=on, compose=compose)


def _call(book: Book, organisation: Organisation, name: str, entry: Entry) -> None:
    """Let the organisation have the name, without a trace: its history is not the demo's to tell."""
    organisation.name = name
    organisation.skip_history_when_saving = True
    book.keep(organisation, entry)
    del organisation.skip_history_when_saving


def _answer(book: Book, review: Review, entry: Entry) -> None:
    """Keep one answer; where it is told when it was settled, with all that it proposes accepted."""
    key = entry.take("group")
    item, now = _item(book, review, key, entry), _moment(book, entry.take("on"))
    settled, facts = entry.take("settled", None), entry.take("facts", {})
    for fact in entry.take("today", []):
        words = book.later.get(key, {})
        facts[fact] = words.pop(COLUMNS.get(fact), None) or entry.fail(f"”{fact}” är som i dag redan")
    if unknown := facts.keys() - COLUMNS.keys():
        entry.fail(f"okända uppgifter: {', '.join(sorted(unknown))}")
    link = _link(book, item, entry)
    with refusals_at(entry):
        answer = reviewing.answer(
            item,
            uid=new_uid(),
            now=now,
            link=link,
            by=None if link else review.opened_by,
            facts=facts,
            merge_with=book.find("gruppen", entry.take("merge_with", None), entry),
            **plain_fields(Answer, entry),
        )
        for proposal in answer.proposals.all() if settled else ():
            settling.settle(proposal, True, by=review.opened_by, now=_moment(book, settled))


def _item(book: Book, review: Review, key: str, entry: Entry) -> ReviewItem:
    group = book.find("gruppen", key, entry)
    item = review.items.filter(group=group).first()
    return item or entry.fail(f"gruppen ”{key}” är inte med i granskningen")


def _link(book: Book, item: ReviewItem, entry: Entry) -> AnswerLink | None:
    """The link that was sent to the person or the address, None where the process leader notes the answer."""
    person, email = book.find("personen", entry.take("person", None), entry), entry.take("email", "")
    if not person and not email:
        return None
    link = item.links.filter(person=person) if person else item.links.filter(email=email)
    return link.first() or entry.fail("ingen länk har skickats dit")


def _decide(book: Book, review: Review, by: User, entry: Entry) -> None:
    item, day = _item(book, review, entry.take("group"), entry), entry.take("on")
    with refusals_at(entry):
        reviewing.decide(
            item, entry.take("verdict"), note=entry.take("note", ""), on=day, by=by, now=_moment(book, day)
        )
    entry.finish()


def _send(review: Review, kind: str, now: dt.datetime) -> None:
    """Note the letters as sent; none leaves the machine."""
    nowhere = mail.get_connection(UNSENT)
    review_letters.send(review, kind, by=review.opened_by, now=now, address=str, connection=nowhere)
