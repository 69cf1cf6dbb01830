"""What a group is tied to beside the tree: its topics, what it replaces and what replaced it, who ordered it, whom it
reports to and who reports to it. One question for them all, since each holds a handful of rows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from groups import asking
from groups.models import Commission, Group, Organisation, ReportingLine, Topic
from groups.models.link import Link

MOST_INCOMING = 100
"""Groups reporting to one group that its page names; beyond that the list is the place."""
MOST_LOOKED_AT = 1000
"""So many of them are looked through for such as may be named."""

_GROUP = "{0}.id, {0}.name, {0}.short_name, {0}.slug"
_UNIT = "unit.id, unit.name, unit.slug, unit.kind"
_NO_UNIT = "NULL, '', '', ''"
_LINK = f"{_GROUP.format('target')}, {_UNIT}, line.to_words, line.note"
_TO = """
    LEFT JOIN "groups_group" target ON target.id = line.to_group_id
    LEFT JOIN "groups_organisation" unit ON unit.id = line.to_organisation_id"""
_BESIDE = f"{_NO_UNIT}, '', '', '', false"
SQL = f"""
SELECT 'outgoing', line.id, '', 0, 0, line.group_id, {_LINK}, line.kind, line.when_needed
FROM "groups_reportingline" line {_TO} WHERE line.group_id = %(reporting)s AND {asking.HOLDS.format("line")}
UNION ALL SELECT 'commission', line.id, '', 0, 0, line.group_id, {_LINK}, '', false
FROM "groups_commission" line {_TO} WHERE line.group_id IN (%(group)s, %(whole)s) AND {asking.HOLDS.format("line")}
UNION ALL SELECT * FROM (
    SELECT 'incoming', line.id, other.sort_key, 0, 0, line.to_group_id, {_GROUP.format("other")},
        CAST(NULL AS bigint), '', '', '', '', '', line.kind, line.when_needed
    FROM "groups_reportingline" line JOIN "groups_group" other ON other.id = line.group_id
    WHERE line.to_group_id = %(group)s AND {asking.HOLDS.format("line")}
    ORDER BY other.sort_key, line.id LIMIT %(most)s
) incoming
UNION ALL SELECT 'successor', tie.id, '', other.tree_id, other.lft, NULL, {_GROUP.format("other")}, {_BESIDE}
FROM "groups_group_successors" tie JOIN "groups_group" other ON other.id = tie.to_group_id
WHERE tie.from_group_id = %(group)s
UNION ALL SELECT 'predecessor', tie.id, '', other.tree_id, other.lft, NULL, {_GROUP.format("other")}, {_BESIDE}
FROM "groups_group_successors" tie JOIN "groups_group" other ON other.id = tie.from_group_id
WHERE tie.to_group_id = %(group)s
UNION ALL SELECT 'topic', topic.id, topic.sort_key, 0, 0, NULL, NULL, topic.name, '', topic.slug, {_BESIDE}
FROM "groups_group_topics" tie JOIN "groups_topic" topic ON topic.id = tie.topic_id WHERE tie.group_id = %(group)s
"""  # noqa: S608 - names of our own
"""The ties of all kinds, in the columns of `_Row`. Lines come first: their columns tell the types of the others'."""


@dataclass
class Ties:
    """Groups and organisations have what it takes to name them, and no more.

    Groups that the reader may not see are among them until `shown_to` has left them out.
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
        """Keys of the groups that are named."""
        lines = {line.to_group_id for line in (*self.commissions, *self.outgoing)}
        lines |= {line.group_id for line in self.incoming}
        return lines - {None} | {each.pk for each in (*self.successors, *self.predecessors)}

    def shown_to(self, seen: dict[int, str]) -> Ties:
        """Return them without the groups that are not among `seen`: their status by key.

        Groups that have ended report no more. Commissions of the whole are told where the group has none of its own.
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
            incoming=[line for line in self.incoming if seen.get(line.group_id, "ended") != "ended"][:MOST_INCOMING],
        )


def _is_shown(line: Link, seen: dict[int, str]) -> bool:
    return line.to_group_id is None or line.to_group_id in seen


def of(group: Group, day: dt.date) -> Ties:
    """Return the ties of the group that hold on the day, each kind in its order. One query.

    A part reports to whom its whole does where it says nothing itself.
    """
    whole = group.parent_id if group.is_part else group.pk
    asked = {"group": group.pk, "whole": whole, "reporting": group.inherited("reporting").pk, "day": day}
    rows = [_Row(*row) for row in asking.rows(SQL, most=MOST_LOOKED_AT, **asked)]
    rows.sort(key=lambda row: (row.rank, row.tree, row.left, row.key))
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
    """One tie as it is read; blank where it has no such thing."""

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
        return {"kind": self.how, "when_needed": bool(self.at_need)}
