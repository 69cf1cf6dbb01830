"""Where the åtgärdsstrappa is not whole: questions that lead nowhere, steps without anybody to contact.

Says of many groups at once what "Lyft en fråga" tells of one; the registry's kept list of it is `groups.needs`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When

from groups.models import Agreement, EscalationLink, Group, GroupType, Seat, Status, Tier
from groups.nearest_rungs import NearestRungs


def no_ladder(groups: QuerySet[Group], day: dt.date) -> QuerySet[Group]:
    """Groups of officials below the central tier, where neither they nor a group above them holds a way up."""
    return groups.filter(pk__in=[pk for pk, led in _kinds_led_on(groups, day).items() if led is None])


def ladder_gap(groups: QuerySet[Group], day: dt.date) -> QuerySet[Group]:
    """Those of them that have a way up, but not under the first agreement for every kind of question.

    Nor under another agreement for every kind that it has a rung for: it may speak of a few kinds only.
    """
    kinds = set(EscalationLink.Trigger.values)
    led_on = _kinds_led_on(groups, day).items()
    return groups.filter(pk__in=[pk for pk, led in led_on if led and (led.kinds != kinds or led.astray)])


def no_contacts(groups: QuerySet[Group], day: dt.date) -> QuerySet[Group]:
    """Groups below the central tier that hold a rung to a group of officials, without saying whom to contact.

    Contacts of one rung are those of the group's other rungs to the same receiver, as in `escalation.Ladder`.
    """
    rungs = EscalationLink.objects.on(day).filter(group=OuterRef("pk"))
    told = EscalationLink.objects.on(day).filter(
        contact_seats__in=Seat.objects.on(day),
        group=OuterRef("group"),
        agreement=OuterRef("agreement"),
        to_group=OuterRef("to_group"),
    )
    to_officials = Q(to_group__mistaken=False) & ~Q(to_group__status=Status.ENDED)
    untold = rungs.filter(to_officials, ~Exists(told)).exclude(to_group__type__side=GroupType.Side.POLITICAL)
    return groups.exclude(tier=Tier.CENTRAL).filter(Exists(untold))


@dataclass(frozen=True)
class Led:
    """Which questions lead on from a group."""

    kinds: set[str]
    """Those that do under the first agreement."""
    astray: bool
    """Whether a rung of another agreement leads to an ended group."""


Kept = dict[tuple[int, str], tuple[bool, bool]]
"""By agreement and kind of question: whether it is the first agreement, and whether the rung leads on."""


def _kinds_led_on(groups: QuerySet[Group], day: dt.date) -> dict[int, Led | None]:
    """Which kinds of question lead on, by the key of each group that is to have a ladder.

    None where no agreement has a rung at all. A rung to an ended group leads nowhere; the one held nearest counts, as
    in `groups.escalation`. Three queries: asked group by group, the database would read half a tree for each. They
    speak of keys, which stand, and not of the tree's numbers, which a move between two of them would change.
    """
    asked = groups.counted().exclude(tier=Tier.CENTRAL).exclude(type__side=GroupType.Side.POLITICAL)
    keys = list(asked.order_by().values_list("pk", flat=True))
    parents = dict(Group.objects.order_by().values_list("pk", "parent"))
    nearest = NearestRungs(_rungs_held(day), parents)
    return {key: _led(nearest[key]) for key in keys}


def _rungs_held(day: dt.date) -> dict[int, Kept]:
    """The rungs of each group's own that stand on the day, by the group's key."""
    first = Q(agreement=Subquery(Agreement.objects.order_by("order", "name").values("pk")[:1]))
    leads = Q(to_group=None) | Q(to_group__mistaken=False) & ~Q(to_group__status=Status.ENDED)
    rungs = EscalationLink.objects.on(day).annotate(
        is_first=Case(When(first, then=True), default=False), leads=Case(When(leads, then=True), default=False)
    )
    held: dict[int, Kept] = defaultdict(dict)
    for group, *rung, is_first, leads_on in rungs.order_by("pk").values_list(
        "group", "agreement", "trigger", "is_first", "leads"
    ):
        held[group][tuple(rung)] = is_first, leads_on
    return held


def _led(rungs: Kept) -> Led | None:
    kinds = {kind for (_agreement, kind), (is_first, leads_on) in rungs.items() if is_first and leads_on}
    astray = any(not (is_first or leads_on) for is_first, leads_on in rungs.values())
    return Led(kinds, astray) if rungs else None
