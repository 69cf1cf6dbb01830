"""What may be told to everybody on a day, whoever asks: the one place where the open data draws that line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from groups.models import Group, Membership, Organisation, Person, RegionMunicipality, Status

Row = dict[str, Any]

CHUNK = 2000
"""So many rows are read at a time: as many queries for each chunk, whatever its rows hold."""


class Public:
    """The public registry on a day. Reads as it is asked, and remembers only keys and organisations.

    Nobody's account matters: files are kept by caches, and are the same for all.
    """

    def __init__(self, day: dt.date, absolute: Callable[[str], str]) -> None:
        """`absolute` makes a whole address of a path on the site."""
        self.day = day
        self.absolute = absolute
        self._pages: dict[str, tuple[str, str]] = {}

    @property
    def groups(self) -> QuerySet[Group]:
        """The groups that everybody may see; ended ones too, as their pages stay."""
        return Group.objects.visible_to(AnonymousUser())

    @cached_property
    def hidden(self) -> frozenset[int]:
        """Keys of all other groups: few, as a rule. One query."""
        shown = self.groups.order_by().values("pk")
        return frozenset(Group.objects.exclude(pk__in=shown).order_by().values_list("pk", flat=True))

    @property
    def ended_some_day(self) -> QuerySet[Group]:
        """Those of `groups` that ended on a day that nobody knows."""
        return self.groups.filter(status=Status.ENDED, status_since=None).order_by()

    @cached_property
    def untold(self) -> frozenset[int]:
        """Keys of the groups that Popolo is not told of: the hidden, and those it could not tell the end of."""
        return self.hidden | set(self.ended_some_day.values_list("pk", flat=True))

    @cached_property
    def memberships(self) -> QuerySet[Membership]:
        """Who holds a seat on the day in a group that everybody may see, and has said yes to being named."""
        seated = Membership.objects.on(self.day).filter(person__name_public=True)
        return seated.filter(seat__group__in=self.groups.order_by().values("pk"))

    @property
    def persons(self) -> QuerySet[Person]:
        """Those of `memberships` in groups that Popolo is told of, each once."""
        seated = self.memberships.order_by().exclude(seat__group__in=self.ended_some_day.values("pk"))
        seated = seated.filter(person=OuterRef("pk"))
        return Person.objects.named_publicly().filter(Exists(seated))

    def contact(self, row: Row, of: str = "") -> tuple[str, str]:
        """Return a person's e-mail and phone, both "" unless they have said yes to everybody's reading them.

        `of` is what the names of the person's fields in the row begin with.
        """
        return (row[f"{of}email"], row[f"{of}phone"]) if row[f"{of}contact_public"] else ("", "")

    @cached_property
    def organisations(self) -> dict[int, tuple[str, str]]:
        """Each organisation's slug and the key of the area where it is, "" if none, by primary key. One query."""
        found = Organisation.objects.order_by()
        rows = {
            pk: (slug, parent, code, region)
            for pk, slug, parent, code, region in found.values_list(
                "pk", "slug", "parent", "municipality_code", "region__slug"
            )
        }

        def area(pk: int | None) -> str:
            """The municipality that it is or is part of, else the nearest region told of it or above it."""
            region = ""
            while pk is not None:
                _slug, pk, code, own = rows[pk]
                if code:
                    return municipality_area(code)
                region = region or (region_area(own) if own else "")
            return region

        return {pk: (row[0], area(pk)) for pk, row in rows.items()}

    @cached_property
    def placed(self) -> dict[int, str]:
        """The key of the area that each municipality belongs to on the day, by its primary key. One query."""
        rows = RegionMunicipality.objects.on(self.day).order_by()
        return {pk: region_area(slug) for pk, slug in rows.values_list("municipality", "region__slug")}

    def page(self, name: str, key: Any) -> str:
        """Return the whole address of a page by the name of its route and the key in it."""
        if name not in self._pages:
            # Rows are many and routes few: each is asked for once. A slug may be 0, and so may a number.
            before, _zero, after = self.absolute(reverse(name, args=[0])).rpartition("0")
            self._pages[name] = before, after
        before, after = self._pages[name]
        return f"{before}{key}{after}"

    def organisation(self, pk: int | None) -> str:
        """Return the slug of an organisation, "" for none."""
        return self.organisations[pk][0] if pk in self.organisations else ""

    def area(self, pk: int | None) -> str:
        """Return the key of the area where an organisation is, "" for none."""
        return self.organisations[pk][1] if pk in self.organisations else ""


def municipality_area(code: str) -> str:
    return f"omraden/kommun-{code}"


def region_area(slug: str) -> str:
    return f"omraden/{slug}"


def chunked(rows: QuerySet, *fields: str, **named: Any) -> Iterator[Row]:
    """Yield the rows as dicts of the fields, and of expressions by name, in the order they were made.

    One query for each `CHUNK`: the next begins after the last, so that no reader's leisure holds a cursor open.
    """
    asked, last = rows.order_by("pk").values("pk", *fields, **named), 0
    while part := list(asked.filter(pk__gt=last)[:CHUNK]):
        yield from part
        if len(part) < CHUNK:
            return
        last = part[-1]["pk"]
