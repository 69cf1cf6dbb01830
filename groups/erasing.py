"""Erasing what is known of a person, when the person or the law asks for it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from groups import review_traces
from groups.editing import bump, signed, structure_lock
from groups.merging import MERGED_INTO
from groups.models import Group, Membership, Person, User

ERASED_NAME = _("borttagen person")


_BESIDE: list[Callable[[Person, User | None], None]] = []


def also(take: Callable[[Person, User | None], None]) -> None:
    """Let another app take away what it keeps of a person who is erased, in the same transaction: (person, by)."""
    if take not in _BESIDE:
        _BESIDE.append(take)


_IN_WORDS: list[Callable[[Collection[str]], None]] = []


def also_words(take: Callable[[Collection[str]], None]) -> None:
    """Let another app take the person's names, addresses and numbers out of its texts (`without`), at the same time."""
    if take not in _IN_WORDS:
        _IN_WORDS.append(take)


@dataclass(frozen=True)
class Erasure:
    """What erasing a person would touch."""

    memberships: int
    """Memberships that stay, without a name."""
    open_memberships: QuerySet[Membership]
    """Those that hold today or later, and so end or are taken away."""
    records: int
    """Records of history, of this person and of records that were merged into it."""


def plan(person: Person, today: dt.date) -> Erasure:
    """What erasing `person` would touch; writes nothing."""
    held = _open(person, today)
    unbegun = held.filter(start_date__gte=today)
    return Erasure(person.memberships.count() - unbegun.count(), held, _history(person).count())


def erase_person(person: Person, *, by: User | None, today: dt.date) -> Person:
    """Take away name, title, workplace, contact details and notes, everywhere; returns the person that is left.

    The row stays, without a name, so that a group's past seats still count. From today it holds none: seats held since
    before today end yesterday, and those that begin today or later are taken away. The past words are taken out of the
    history too, which then tells only that something was changed, when and by whom.
    """
    with structure_lock():
        person = Person.objects.get(pk=person.pk)
        touched = set(person.memberships.values_list("seat__group_id", flat=True))
        for membership in _open(person, today).select_related("seat"):
            signed(membership, by, _("Personuppgifterna togs bort"))
            if membership.start_date and membership.start_date >= today:
                membership.delete()
            else:
                membership.end_date = today - dt.timedelta(days=1)
                membership.save()
        records = _history(person)
        former = set(records.values_list("id", flat=True)) | {person.pk}
        person.memberships.update(note="")
        Membership.history.filter(person_id__in=former).update(note="", history_change_reason=None)
        names = {person.name, *records.values_list("name", flat=True)} - {ERASED_NAME, ""}
        reached = {person.email, person.phone, *(word for row in records.values_list("email", "phone") for word in row)}
        uids = {str(person.uid), *map(str, records.values_list("uid", flat=True))}
        person.name, person.title, person.email, person.phone = ERASED_NAME, "", "", ""
        person.organisation = None
        person.name_public = person.contact_public = False
        signed(person, by, _("Personuppgifterna togs bort")).save()
        Person.history.filter(id__in=former).update(
            name=ERASED_NAME,
            title="",
            email="",
            phone="",
            organisation=None,
            name_public=False,
            contact_public=False,
        )
        Person.history.filter(id__in=former).exclude(history_change_reason=_("Personuppgifterna togs bort")).update(
            history_change_reason=None
        )
        _erase_log(former, names)
        words = names | reached - {""}
        review_traces.erase(former, uids, words, without, today)
        for take in _IN_WORDS:
            take(words)
        for take in _BESIDE:
            take(person, by)
        for group in Group.objects.filter(pk__in=touched):
            bump(group)
    return person


def _open(person: Person, today: dt.date) -> QuerySet[Membership]:
    """Memberships that hold today or later."""
    return person.memberships.exclude(end_date__lt=today)


def _history(person: Person) -> QuerySet:
    """The history of the person, and of every record that was merged into it (and into those, in turn)."""
    known, asked = {person.pk}, {str(person.uid)}
    while asked:
        gone = Person.history.filter(history_type="-")
        found = [
            (pk, str(uid))
            for key in asked
            for pk, uid in gone.filter(history_change_reason__startswith=MERGED_INTO.format(key)).values_list(
                "id", "uid"
            )
            if pk not in known
        ]
        known |= {pk for pk, _uid in found}
        asked = {uid for _pk, uid in found}
    return Person.history.filter(id__in=known)


def _erase_log(keys: set[int], names: set[str]) -> None:
    """Django's own log of the admin keeps the row's name as it was, and names rows added at a group.

    A person's own entries are told by their key; those of other persons are left alone, whatever they are called. In
    the entries of other rows the name is replaced where it stands whole: "Anna Ek" is not part of "Anna Ekström".
    """
    persons = Q(content_type=ContentType.objects.get_for_model(Person))
    own = persons & Q(object_id__in=[str(key) for key in keys])
    LogEntry.objects.filter(own).update(object_repr=ERASED_NAME)
    for name in names:
        held = Q(object_repr__icontains=name) | Q(change_message__icontains=name)
        # Kept as JSON, where å, ä and ö are written in another way.
        held |= Q(change_message__icontains=json.dumps(name)[1:-1])
        for entry in LogEntry.objects.filter(held & (own | ~persons)):
            entry.object_repr = without(name, entry.object_repr)
            entry.change_message = _without_in_message(name, entry.change_message)
            entry.save(update_fields=["object_repr", "change_message"])


def without(name: str, text: str) -> str:
    """The text with the name taken out wherever it stands whole, in capitals or not."""
    return re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", ERASED_NAME, text, flags=re.IGNORECASE)


def _without_in_message(name: str, message: str) -> str:
    """The same for what the log says was changed: JSON as a rule, words where somebody else has written it."""
    try:
        known = json.loads(message)
    except ValueError:
        return without(name, message)
    written = json.dumps(known, ensure_ascii=False)
    erased = without(json.dumps(name, ensure_ascii=False)[1:-1], written)
    return message if erased == written else json.dumps(json.loads(erased))
