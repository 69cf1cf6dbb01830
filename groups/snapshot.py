"""Every fact of every group in a delregion on a day, as a plain dict that is JSON: what a compilation freezes.

Persons stand there by key alone; their names are given beside, so that one can be erased. Texts are the words of today
(`models.past`), which is why a compilation is frozen at all.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from groups import composition, frozen_facts, needs
from groups.composition import Composition, Place
from groups.frozen_facts import FACTS, Sight, iso
from groups.models import Group, Outcome, Placement, Region, Review, ReviewItem
from groups.standing_ladders import StandingLadders

__all__ = ["FACTS", "FORMAT", "for_everyone", "of"]

FORMAT = 1
CHUNK = 500
"""So many groups are read at a time, in the same number of queries whatever they hold."""

Snapshot = dict[str, Any]
Names = dict[str, dict[str, Any]]
"""What the persons are called, and whether that may be shown publicly, by their keys."""


def of(region: Region, day: dt.date, since: dt.date | None, review: Review | None = None) -> tuple[Snapshot, Names]:
    """Return the snapshot of the delregion's groups on `day`, and the names of the persons in it.

    In it are the groups, and parts, that exist on the day, those that ended after `since` (None: within a year) too.
    With a review its heading and answers come along. About thirty queries, and twenty-six for each `CHUNK` groups.
    """
    since = since or year_before(day)
    then = Group.objects.as_of(day).listed().in_region(region)
    keys = _in_tree_order(then)
    visible = Group.objects.as_of(day).visible_to(AnonymousUser())
    hidden = set(Group.objects.exclude(pk__in=visible.order_by().values("pk")).order_by().values_list("pk", flat=True))
    ladders = StandingLadders(day)
    answers = _answers(review)
    groups: dict[str, dict[str, Any]] = {}
    named: dict[str, dict[str, Any]] = {}
    names: Names = {}
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        found = {group.pk: group for group in frozen_facts.fetched(Group.objects.as_of(day).filter(pk__in=part), day)}
        chunk = [
            group
            for group in (found[key] for key in part)
            if not group.is_ended or (group.status_since and group.status_since > since)
        ]
        made = composition.on(day, chunk)
        for group in chunk:
            sight = Sight(group, made[group.pk], ladders.of(group))
            groups[group.slug] = _entry(sight, hidden, answers, named)
            names |= _names(sight.made)
    snapshot = {
        "format": FORMAT,
        **_heading(region, day, since, review),
        "order": list(groups),
        "groups": groups,
        "named": named,
        "arrived": _arrived(region, day, since, groups),
        "elsewhere": _elsewhere(region, day, since, hidden),
        "absent": _absent(region, day, hidden),
    }
    return snapshot, names


def year_before(day: dt.date) -> dt.date:
    """Return the same day a year before; of 29 February the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def for_everyone(snapshot: Snapshot) -> Snapshot:
    """Return what of the snapshot everyone may read: public groups, and in their facts no word of the others.

    What conveners propose is for the commissioner; what the commissioner has decided is told, but for its free words.
    """
    named = {slug: each for slug, each in snapshot["named"].items() if each["public"]}
    groups = {slug: _open(entry, named) for slug, entry in snapshot["groups"].items() if entry["public"]}
    commissioner = snapshot["commissioner"]
    if commissioner and commissioner["slug"] in snapshot["groups"].keys() - groups.keys():
        commissioner = {"slug": None, "name": ""}
    return {
        **snapshot,
        "commissioner": commissioner,
        "order": [slug for slug in snapshot["order"] if slug in groups],
        "groups": groups,
        "named": named,
        "arrived": {slug: words for slug, words in snapshot["arrived"].items() if slug in groups},
        "elsewhere": {slug: each for slug, each in snapshot["elsewhere"].items() if each["public"]},
        "absent": [each if each["uncertain_public"] else {**each, "uncertain": None} for each in snapshot["absent"]],
    }


def _open(entry: dict[str, Any], named: dict[str, Any]) -> dict[str, Any]:
    """Return a public group without what it says of groups that are not among those `named` to everyone."""
    shown = {**entry, "facts": {**entry["facts"]}, "codes": {**entry["codes"]}, "refs": {**entry["refs"]}}
    for key, slugs in entry["refs"].items():
        told = [place for place, slug in enumerate(slugs) if slug is None or slug in named]
        if len(told) == len(slugs):
            continue
        words = entry["facts"][key]
        shown["facts"][key] = [words[place] for place in told] if isinstance(words, list) else ""
        shown["refs"][key] = [slugs[place] for place in told]
        if key == "escalation":
            shown["ladder"] = []  # it may say who was not to be named
    shown["codes"]["parent"] = next(iter(shown["refs"]["parent"]), None)
    shown["codes"]["successors"] = shown["refs"]["successors"]
    if entry["review"]:
        shown["review"] = {**entry["review"], "outcome": "", "outcome_words": "", "verdict_note": ""}
    return shown


def _in_tree_order(groups: QuerySet[Group]) -> list[int]:
    """Return the keys of the groups in tree order on the day they are asked of: the numbered order is today's."""
    rows = list(groups.order_by("tree_id", "lft").values_list("pk", groups.at("parent")))
    here = {key for key, _parent in rows}
    below: dict[int | None, list[int]] = {}
    for key, parent in rows:
        below.setdefault(parent if parent in here else None, []).append(key)
    order: dict[int, None] = {}
    waiting = below.get(None, [])[::-1]
    while waiting:
        key = waiting.pop()
        order[key] = None
        waiting += below.get(key, [])[::-1]
    return [*order, *(key for key, _parent in rows if key not in order)]  # last those whose moves make a circle


def _heading(region: Region, day: dt.date, since: dt.date, review: Review | None) -> dict[str, Any]:
    earlier = review and review.compared_with
    return {
        "region": {"slug": region.slug, "name": region.name},
        "title": review.title if review else "",
        "day": iso(day),
        "since": iso(since),
        "authors": review.authors if review else "",
        "introduction": review.introduction if review else "",
        "commissioner": {"slug": review.commissioner.slug, "name": review.commissioner.name} if review else None,
        "revised_from": earlier
        and {
            "review": earlier.review.slug,
            "version": earlier.version,
            "title": earlier.review.title,
            "day": iso(earlier.review.reference_date),
        },
    }


def _entry(
    it: Sight, hidden: set[int], answers: dict[int, dict[str, Any]], named: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """Return all that is frozen of one group; the groups that it names are added to `named`."""
    said, refs = frozen_facts.in_words(it)
    for group in (each for groups in refs.values() for each in groups if each):
        named[group.slug] = {"name": group.name, "public": group.pk not in hidden}
    return {
        "public": it.group.pk not in hidden,
        "part": it.group.is_part,
        "facts": said,
        "codes": frozen_facts.codes(it.group),
        "refs": {key: [group and group.slug for group in groups] for key, groups in refs.items()},
        "seats": [_seat(place) for place in it.made.places],
        "covered": [each.slug for each in it.made.covered],
        "missing": [each.name for each in it.made.missing],
        "ladder": it.ladder.gaps,
        "review": answers.get(it.group.pk),
        "meetings": None,
    }


def _seat(place: Place) -> dict[str, Any]:
    """Return one place; a seat that is counted by municipality gives one for each, with the same uid."""
    seat, organisation = place.seat, place.organisation
    return {
        "uid": str(seat.uid),
        "kind": seat.kind,
        "label": place.label,
        "organisation": str(organisation or (seat.organisation_kind and seat.get_organisation_kind_display())),
        "organisation_slug": organisation.slug if organisation else None,
        "side": seat.side,
        "places": place.places,
        "counts": place.counts,
        "vacant": place.vacant,
        "by_role": seat.by_role,
        "holders": [
            {
                "person": str(holder.person.uid),
                "for": str(holder.organisation or ""),
                "for_slug": holder.organisation.slug if holder.organisation else None,
                "from": iso(holder.start_date),
                "to": iso(holder.end_date),
            }
            for holder in place.holders
        ],
    }


def _names(made: Composition) -> Names:
    persons = (holder.person for place in made.places for holder in place.holders)
    return {str(each.uid): {"name": each.name, "public": each.name_public} for each in persons}


def _answers(review: Review | None) -> dict[int, dict[str, Any]]:
    """Return what was answered and decided of each group asked, by its key. Three queries; the latest answer counts."""
    items = ReviewItem.objects.filter(review=review).order_by() if review else ReviewItem.objects.none()
    return {item.group_id: _answer(item) for item in items.prefetch_related("answers__merge_with")}


def _answer(item: ReviewItem) -> dict[str, Any]:
    answer = next(iter(item.answers.all()), None)
    words = str(answer.get_outcome_display()) if answer and answer.outcome else ""
    if answer and answer.outcome == Outcome.MERGE and answer.merge_with:
        words = _("slå ihop med %(group)s") % {"group": answer.merge_with}
    return {
        "answered": answer is not None,
        "attested": bool(answer and answer.unchanged),
        "outcome": answer.outcome if answer else "",
        "outcome_words": words,
        "verdict": item.verdict,
        "verdict_words": str(item.get_verdict_display()) if item.verdict else "",
        "verdict_note": item.verdict_note,
    }


def _within(region: Region) -> list[int]:
    return list(Region.objects.filter(Q(pk=region.pk) | Q(parent=region)).values_list("pk", flat=True))


def _arrived(region: Region, day: dt.date, since: dt.date, groups: dict[str, Any]) -> dict[str, str]:
    """Return from where groups have come to the region since, by slug: they are not new."""
    within = _within(region)
    moves = Placement.objects.filter(effective__gt=since, effective__lte=day, region__in=within)
    rows = moves.exclude(old_region__in=within).filter(old_region__isnull=False)
    return {
        slug: words
        for slug, words in rows.order_by("pk").values_list("group__slug", "old_region__name")
        if slug in groups
    }


def _elsewhere(region: Region, day: dt.date, since: dt.date, hidden: set[int]) -> dict[str, dict[str, Any]]:
    """Return groups that an earlier compilation may hold and that are no longer here without having ended, by slug.

    They belong to another region now, whose name is told, or had been registered by mistake.
    """
    within = _within(region)
    moves = Placement.objects.filter(effective__gt=since, effective__lte=day, old_region__in=within)
    left = {*moves.exclude(region__in=within).order_by().values_list("group", flat=True)}
    then = Group.objects.as_of(day)
    moved = then.listed().filter(pk__in=left).exclude(**{f"{then.at('region')}__in": within})
    found = {group.slug: (group, group.region.name if group.region else "") for group in moved.select_related("region")}
    for group in then.filter(mistaken=True).in_region(region):
        found[group.slug] = (group, "")
    return {
        slug: {"name": group.name, "region": words, "mistaken": group.mistaken, "public": group.pk not in hidden}
        for slug, (group, words) in found.items()
    }


def _absent(region: Region, day: dt.date, hidden: set[int]) -> list[dict[str, Any]]:
    """Return the types of group that are expected and not known to exist, in each delregion."""
    delregions = list(region.children.all()) if region.is_county else [region]
    found = needs.absent_groups(delregions, day, Group.objects.as_of(day))
    return [
        {
            "region": delregion.name,
            "type": each.type.name,
            "type_slug": each.type.slug,
            "municipalities": [municipality.name for municipality in each.municipalities],
            "uncertain": each.uncertain.name if each.uncertain else None,
            "uncertain_public": bool(each.uncertain and each.uncertain.pk not in hidden),
        }
        for delregion in delregions
        for each in found[delregion.pk]
    ]
