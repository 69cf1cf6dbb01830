"""The groups of the demo in their tree, and how a question goes from them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from groups import lifecycle, tree
from groups.editing import editing
from groups.models import EscalationLink, Group, Seat, Status, User
from samverkan.demo import rows
from samverkan.demo.book import Book, refusals_at
from samverkan.demo.registers import agreement_files, places, plain_fields
from samverkan.demo.source import INVENTORY, STRUCTURE, Entry, groups, read, repeated


@dataclass
class Plan:
    """A group to be made: its key, its parent's, its own words, what stands at it, and when it was reviewed."""

    key: str
    parent: str | None
    words: Entry
    rows: Entry
    reviewed: int | None
    then: Entry | None
    """Words that it had in May 2021 instead of its own."""
    ended: Entry | None
    """When and why it ended, and what it was merged with."""


def load(book: Book) -> list[Plan]:
    """Groups first, each below one already there; then what refers from group to group; last those that have ended.

    Returns the plans of all groups, for `attest`.
    """
    names = (STRUCTURE, *INVENTORY) if book.whole else (STRUCTURE,)
    plans = [_plan(entry) for entry in groups(names, places(book))]
    for plan in _from_the_top(plans):
        _create(book, plan)
    for plan in plans:
        with editing(book.rows["gruppen"][plan.key]) as group:
            rows.write(book, group, plan.rows)
    for plan in plans:
        if plan.ended:
            _end(book, book.rows["gruppen"][plan.key], plan.ended)
    for name in agreement_files(book):
        file = read(name)
        file.take("agreement")
        for entry in file.entries("link"):
            for each in repeated(entry, places(book)):
                _link(book, each)
        file.finish()
    book.sign("groups")
    return plans


def attest(book: Book, plans: list[Plan], keepers: dict[str, User]) -> None:
    """Note when each group was last reviewed, by the account in `keepers` that keeps its delregion, by slug."""
    for plan in plans:
        if plan.reviewed is not None:
            group = book.rows["gruppen"][plan.key]
            keeper = keepers.get(group.region.slug, book.by)
            lifecycle.attest(group, on=book.today - dt.timedelta(days=plan.reviewed), by=keeper)


def _plan(entry: Entry) -> Plan:
    return Plan(
        key=entry.take("key"),
        parent=entry.take("parent", None),
        reviewed=entry.take("reviewed", None),
        then=entry.table("then"),
        ended=entry.table("ended"),
        rows=entry.split(*rows.NAMES),
        words=entry,
    )


def _from_the_top(plans: list[Plan]) -> list[Plan]:
    """The plans in an order where every group comes after the one it stands under."""
    known = {plan.key for plan in plans}
    ordered: list[Plan] = []
    done: set[str | None] = {None}
    while left := [plan for plan in plans if plan.key not in done]:
        ready = [plan for plan in left if plan.parent in done]
        if not ready:
            left[0].words.fail(
                "grupperna ligger under varandra i en ring"
                if left[0].parent in known
                else f"gruppen ”{left[0].parent}” finns inte"
            )
        ordered += ready
        done |= {plan.key for plan in ready}
    return ordered


def _create(book: Book, plan: Plan) -> None:
    words = plan.words
    kind = book.find("grupptypen", words.take("type"), words)
    placed = {
        "parent": book.find("gruppen", plan.parent, words),
        "part": words.take("part", False),
        "status": words.take("status", Status.ACTIVE),
        "effective": words.take("status_from", None),
        "assumed": words.take("status_assumed", False),
        "reason": words.take("status_reason", ""),
    }
    group = Group(
        type=kind,
        region=book.find("regionen", words.take("region", None), words),
        aliases=words.texts("aliases"),
        **plain_fields(Group, words),
    )
    if not placed["part"]:
        # What the form for a new group offers; a part takes its blank facts from the whole instead.
        group.purpose = group.purpose or kind.default_purpose
        group.agenda = group.agenda or kind.default_agenda
        if group.mandate == Group._meta.get_field("mandate").default:
            group.mandate = kind.default_mandate
    if plan.then:
        group.slug = tree.free_slug(group.label)
        then = plain_fields(Group, plan.then)
        book.later[plan.key] = {column: getattr(group, column) for column in then}
        for column, words in then.items():
            setattr(group, column, words)
    with refusals_at(words):
        tree.create(group, by=book.by, today=book.today, **placed)
    book.enter("gruppen", plan.key, group)


def _end(book: Book, group: Group, told: Entry) -> None:
    signature = {"effective": told.take("on"), "reason": told.take("reason"), "by": book.by, "today": book.today}
    into = book.find("gruppen", told.take("into", None), told)
    told.finish()
    with refusals_at(told):
        if into:
            tree.merge(group, into, **signature)
        else:
            lifecycle.end(group, **signature)


def _link(book: Book, entry: Entry) -> None:
    at = book.find("gruppen", entry.take("at"), entry)
    contacts = Seat.objects.none()
    if asked := entry.take("contacts", None):
        held = book.find("gruppen", asked["at"], entry)
        contacts = Seat.objects.filter(group=held, kind=Seat.Kind.CONTACT, title__contains=asked["title"])
    with editing(at) as group:
        row = EscalationLink(
            group=group,
            agreement=book.find("avtalet", entry.take("agreement"), entry),
            to_group=book.find("gruppen", entry.take("to", None), entry),
            **plain_fields(EscalationLink, entry),
        )
        book.keep(row, entry).contact_seats.set(contacts)
