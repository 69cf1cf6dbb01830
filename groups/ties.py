"""What a group is tied to beside the tree: its topics, what it replaces and what replaced it, who ordered it, whom it
reports to and who reports to it. One question for them all, since each holds a handful of rows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Exists, F, OuterRef, QuerySet, Value

from groups.models import Commission, Group, Organisation, ReportingLine, Topic
from groups.models.link import Link

MOST_INCOMING = 100
"""Groups reporting to one group that its page names; beyond that the list is the place."""


@dataclass
class Ties:
    """Groups and organisations have what it takes to name them, and no more.

    Groups that the reader may not see are among them until `shown_to` has left them out, but for those reporting.
    """

    group: Group
    topics: list[Topic] = field(default_factory=list)
    successors: list[Group] = field(default_factory=list)
    predecessors: list[Group] = field(default_factory=list)
    commissions: list[Commission] = field(default_factory=list)
    """Those of the whole, too, where the group is a part."""
    outgoing: list[ReportingLine] = field(default_factory=list)
    incoming: list[ReportingLine] = field(default_factory=list)

    @property
    def keys(self) -> set[int]:
        """Keys of the groups that are named, but for those reporting."""
        lines = {line.to_group_id for line in (*self.commissions, *self.outgoing)}
        return lines - {None} | {each.pk for each in (*self.successors, *self.predecessors)}

    def shown_to(self, seen: dict[int, str]) -> Ties:
        """Return them without the groups that are not among `seen` (by key).

        Commissions of the whole are told where the group has none of its own.
        """
        commissions = [line for line in self.commissions if _is_shown(line, seen)]
        own = [line for line in commissions if line.group_id == self.group.pk]
        return Ties(
            self.group,
            self.topics,
            successors=[each for each in self.successors if each.pk in seen],
            predecessors=[each for each in self.predecessors if each.pk in seen],
            commissions=own or commissions,
            outgoing=[line for line in self.outgoing if _is_shown(line, seen)],
            incoming=self.incoming,
        )


def _is_shown(line: Link, seen: dict[int, str]) -> bool:
    return line.to_group_id is None or line.to_group_id in seen


def of(group: Group, visible: QuerySet[Group], day: dt.date) -> Ties:
    """Return the ties of the group that hold on the day, each kind in its order. One query.

    A part reports to whom its whole does where it says nothing itself. Of those reporting to the group only such as
    are among `visible` and have not ended.
    """
    rows = sorted(map(_Row._make, _asked(group, visible, day)), key=lambda row: (row.rank, row.tree, row.left, row.key))
    told: dict[str, list[_Row]] = {}
    for row in rows:
        told.setdefault(row.what, []).append(row)
    return Ties(
        group,
        topics=[Topic(pk=row.key, name=row.name, slug=row.slug) for row in told.get("topic", ())],
        successors=[row.group for row in told.get("successor", ())],
        predecessors=[row.group for row in told.get("predecessor", ())],
        commissions=[Commission(**row.link) for row in told.get("commission", ())],
        outgoing=[ReportingLine(**row.link, **row.manner) for row in told.get("outgoing", ())],
        incoming=[ReportingLine(pk=row.key, group=row.group, **row.manner) for row in told.get("incoming", ())],
    )


class _Row(NamedTuple):
    """One tie as it is read; blank where it has no such thing. Its columns are `_BLANK`'s."""

    what: str
    key: int
    rank: str
    tree: int
    left: int
    holder: int | None
    to_group: int | None
    name: str
    short_name: str
    slug: str
    to_organisation: int | None
    organisation: str
    organisation_slug: str
    organisation_kind: str
    words: str
    remark: str
    how: str
    at_need: bool

    @property
    def group(self) -> Group | None:
        if self.to_group is None:
            return None
        return Group(pk=self.to_group, name=self.name, short_name=self.short_name, slug=self.slug)

    @property
    def link(self) -> dict[str, Any]:
        """What any link is made of."""
        organisation = self.to_organisation and Organisation(
            pk=self.to_organisation,
            name=self.organisation,
            slug=self.organisation_slug,
            kind=self.organisation_kind,
        )
        told = {"pk": self.key, "group_id": self.holder, "to_words": self.words, "note": self.remark}
        return told | {"to_group": self.group, "to_organisation": organisation}

    @property
    def manner(self) -> dict[str, Any]:
        """What a line of reporting has beside that."""
        return {"kind": self.how, "when_needed": self.at_need}


_NONE = Value(None, output_field=BigIntegerField())
_BLANK: dict[str, Any] = {
    "what": Value(""), "key": F("pk"), "rank": Value(""), "tree": Value(0), "left": Value(0), "holder": _NONE,
    "to_group_key": _NONE, "group_name": Value(""), "group_short": Value(""), "group_slug": Value(""),
    "unit": _NONE, "unit_name": Value(""), "unit_slug": Value(""), "unit_kind": Value(""),
    "words": Value(""), "remark": Value(""), "how": Value(""), "at_need": Value(False),
}  # fmt: skip


def _asked(group: Group, visible: QuerySet[Group], day: dt.date) -> QuerySet:
    """Return the union of all kinds. What reports comes first: it has every column, which tells the others' types."""
    successions, topics = Group.successors.through.objects, Group.topics.through.objects
    holders = [group.pk, group.parent_id] if group.is_part else [group.pk]
    manner = {"how": F("kind"), "at_need": F("when_needed")}
    reporting = Exists(visible.current().order_by().filter(pk=OuterRef("group")))
    incoming = ReportingLine.objects.on(day).filter(reporting, to_group=group.pk).order_by("group__sort_key")
    kinds = [
        _kind(
            "outgoing",
            ReportingLine.objects.on(day).filter(group=group.inherited("reporting").pk),
            **_link(),
            **manner,
        ),
        _kind(
            "incoming",
            ReportingLine.objects.filter(pk__in=incoming.values("pk")[:MOST_INCOMING]),
            **_named("group"),
            **manner,
            rank=F("group__sort_key"),
        ),
        _kind("commission", Commission.objects.on(day).filter(group__in=holders), **_link()),
        _kind("successor", successions.filter(from_group=group.pk), **_named("to_group"), **_in_tree("to_group")),
        _kind("predecessor", successions.filter(to_group=group.pk), **_named("from_group"), **_in_tree("from_group")),
        _kind(
            "topic",
            topics.filter(group=group.pk),
            key=F("topic"),
            group_name=F("topic__name"),
            group_slug=F("topic__slug"),
            rank=F("topic__sort_key"),
        ),
    ]
    return kinds[0].union(*kinds[1:], all=True)


def _kind(what: str, rows: QuerySet, **columns: F) -> QuerySet:
    return rows.order_by().annotate(**(_BLANK | {"what": Value(what)} | columns)).values_list(*_BLANK)


def _named(path: str) -> dict[str, F]:
    return {
        "to_group_key": F(path),
        "group_name": F(f"{path}__name"),
        "group_short": F(f"{path}__short_name"),
        "group_slug": F(f"{path}__slug"),
    }


def _in_tree(path: str) -> dict[str, F]:
    return {"tree": F(f"{path}__tree_id"), "left": F(f"{path}__lft")}


def _link() -> dict[str, F]:
    """The counterpart of a link."""
    return _named("to_group") | {
        "holder": F("group"),
        "unit": F("to_organisation"),
        "unit_name": F("to_organisation__name"),
        "unit_slug": F("to_organisation__slug"),
        "unit_kind": F("to_organisation__kind"),
        "words": F("to_words"),
        "remark": F("note"),
    }
