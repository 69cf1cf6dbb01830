"""What differs between two snapshots, by each group's stable key: new, ended, merged, renamed, moved, changed …

Computed from the two alone. What is the same is passed over by comparing whole dicts, so that the cost is that of
reading them. Persons are told by key; whoever shows them looks their names up beside the snapshots.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from groups import seat_changes
from groups.frozen_facts import FACTS
from groups.seat_changes import HolderChange, SeatChange

Snapshot = dict[str, Any]
Entry = dict[str, Any]
Words = str | list[str]

TOLD_ELSEWHERE = {"name", "region", "parent", "reviewed_on", "reviewed_by"}
"""Facts that are no change of the group: told as renamed or moved, or only by whom and when it was reviewed."""
CODED = ("type", "tier", "topics", "mandate", "reporting", "feedback", "status", "successors")
"""Facts with a code: what they are called may change without them."""
NAMING = ("commissions", "reports_to", "escalation")
"""Facts in words that name other groups, which may have got another name."""


@dataclass(frozen=True)
class About:
    """The group that something is told of; the name is the later one."""

    slug: str
    name: str
    part: bool
    """Whether it is a part: no group of its own."""


@dataclass(frozen=True)
class New(About):
    """A group that there was not."""

    words: str
    """Its status, and since when where that is known."""


@dataclass(frozen=True)
class Ended(About):
    """A group that is no more."""

    reason: str
    """Why; "" where it is not told."""
    since: str
    """ISO date; "" where it is not known."""
    successors: list[tuple[str, str]]
    """Key and name of each group that replaces it; with any it was merged."""


@dataclass(frozen=True)
class Renamed(About):
    """A group that has another name; both are told, it is neither new nor ended."""

    was: str


@dataclass(frozen=True)
class Moved(About):
    """A group that lies under another group, or belongs to another delregion."""

    what: str
    """"parent", "region", or "part": whether it is a part of the group that it lies under."""
    was: str
    now: str


@dataclass(frozen=True)
class FactChange:
    """One fact: its key, its name, and its words before and after."""

    key: str
    label: str
    was: Words
    now: Words


@dataclass(frozen=True)
class Changed(About):
    """A group whose facts, seats or holders have changed."""

    facts: list[FactChange]
    seats: list[SeatChange]
    holders: list[HolderChange]


@dataclass(frozen=True)
class Decided(About):
    """A group that the commissioner decided on last time, and what has become of it since."""

    verdict: str
    """The decision in words, with its note."""
    became: str
    """What has become of it, in words."""


@dataclass
class Differences:
    """Every list in the later tree order, ended groups last; a group stands at most once in each, but for moved."""

    new: list[New] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)
    """All that are no more, those that were merged too."""
    renamed: list[Renamed] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    """Once for each thing that is another: parent, region, whether it is a part."""
    changed: list[Changed] = field(default_factory=list)
    attested: list[About] = field(default_factory=list)
    """Unchanged groups, and somebody has said that what is told of them is true. No parts."""
    unattested: list[About] = field(default_factory=list)
    """Unchanged groups of which nobody has said so. No parts."""
    unanswered: list[About] = field(default_factory=list)
    """Groups that were asked and have not answered, changed or not."""
    decided: list[Decided] = field(default_factory=list)

    @property
    def merged(self) -> list[Ended]:
        """Those that ended and have successors."""
        return [each for each in self.ended if each.successors]

    @property
    def is_empty(self) -> bool:
        """Whether nothing has changed; who has attested or answered is no change."""
        return not (self.new or self.ended or self.renamed or self.moved or self.changed)


def between(old: Snapshot, new: Snapshot) -> Differences:
    """Return what has changed from `old` to `new`. Both are read only."""
    found = Differences()
    before, after = old["groups"], new["groups"]
    for slug in new["order"]:
        now = after[slug]
        if _has_ended(now):
            if slug not in before or not _has_ended(before[slug]):
                found.ended.append(_ended(slug, now))
            continue
        review = now["review"]
        if review and not review["answered"]:
            found.unanswered.append(_about(slug, now))
        if slug in before and not _has_ended(before[slug]):
            _compare(found, slug, old, new)
        elif slug in new["arrived"]:
            found.moved.append(Moved(*_key(slug, now), "region", new["arrived"][slug], now["facts"]["region"]))
        else:
            found.new.append(New(*_key(slug, now), _status(now)))
    for slug in old["order"]:
        if slug not in after and not _has_ended(before[slug]):
            _gone(found, slug, before[slug], new["elsewhere"].get(slug))
    found.decided = list(_decided(before, after, found, new["elsewhere"]))
    return found


def _compare(found: Differences, slug: str, old: Snapshot, new: Snapshot) -> None:
    """Tell how one group has changed."""
    was, now = old["groups"][slug], new["groups"][slug]
    is_changed = False
    if was["facts"]["name"] != now["facts"]["name"]:
        found.renamed.append(Renamed(*_key(slug, now), was["facts"]["name"]))
        is_changed = True
    for what in ("parent", "region"):
        if was["codes"][what] != now["codes"][what]:
            found.moved.append(Moved(*_key(slug, now), what, was["facts"][what], now["facts"][what]))
            is_changed = True
    if was["part"] != now["part"] and was["codes"]["parent"] == now["codes"]["parent"]:
        found.moved.append(Moved(*_key(slug, now), "part", *(_as_part(each) for each in (was, now))))
        is_changed = True
    facts = list(_facts(was, now, old, new)) if was["facts"] != now["facts"] else []
    seats, holders = seat_changes.between(was["seats"], now["seats"]) if was["seats"] != now["seats"] else ([], [])
    if facts or seats or holders:
        found.changed.append(Changed(*_key(slug, now), facts, seats, holders))
    elif not is_changed and not now["part"]:
        is_attested = now["review"] and now["review"]["attested"]
        (found.attested if is_attested else found.unattested).append(_about(slug, now))


def _facts(was: Entry, now: Entry, old: Snapshot, new: Snapshot) -> Iterator[FactChange]:
    wholes = [
        snap["groups"].get(it["codes"]["parent"]) if it["part"] else None for it, snap in ((was, old), (now, new))
    ]
    for key, fact in FACTS.items():
        before, after = was["facts"].get(key, ""), now["facts"].get(key, "")
        if before == after or key in TOLD_ELSEWHERE:
            continue
        if key in CODED and was["codes"][key] == now["codes"][key]:
            continue
        if key in NAMING and _without_names(key, was, old["named"]) == _without_names(key, now, new["named"]):
            continue
        if all(wholes) and [each["facts"].get(key) for each in wholes] == [before, after]:
            continue  # the part only says what its whole says, and there it is told
        yield FactChange(key, str(fact.label), before, after)


def _as_part(entry: Entry) -> str:
    return _("del av %(whole)s") % {"whole": entry["facts"]["parent"]} if entry["part"] else _("egen grupp")


def _without_names(key: str, entry: Entry, named: dict[str, Any]) -> list[str]:
    """Return the words of a fact with each group's key for its name: what they say, whatever the group is called."""
    pairs = zip(entry["facts"][key], entry["refs"][key], strict=True)
    return [each.replace(named[slug]["name"], slug, 1) if slug else each for each, slug in pairs]


def _gone(found: Differences, slug: str, was: Entry, elsewhere: dict[str, Any] | None) -> None:
    """Tell of a group that the later snapshot does not hold."""
    if elsewhere and elsewhere["region"]:
        found.moved.append(Moved(*_key(slug, was), "region", was["facts"]["region"], elsewhere["region"]))
        return
    reason = _("Var registrerad av misstag") if elsewhere else _("Finns inte med längre")
    found.ended.append(Ended(*_key(slug, was), reason, "", []))


def _ended(slug: str, now: Entry) -> Ended:
    successors = list(zip(now["codes"]["successors"], now["facts"]["successors"], strict=True))
    return Ended(*_key(slug, now), now["facts"]["status_reason"], now["codes"]["status_since"] or "", successors)


def _decided(
    before: dict[str, Entry], after: dict[str, Entry], found: Differences, elsewhere: dict[str, Any]
) -> Iterator[Decided]:
    ended = {each.slug: each for each in found.ended}
    touched = {each.slug for each in (*found.changed, *found.renamed, *found.moved)}
    for slug, was in before.items():
        review = was["review"]
        if not review or not review["verdict"]:
            continue
        if slug in ended and ended[slug].successors:
            names = ", ".join(name for _slug, name in ended[slug].successors)
            became = _("avslutad; ersätts av %(names)s") % {"names": names}
        elif slug in after:
            status = after[slug]["facts"]["status"]
            is_same = slug not in touched and not _has_ended(after[slug])
            became = _("%(status)s, oförändrad") % {"status": status} if is_same else status
        else:
            became = elsewhere[slug]["region"] if slug in elsewhere else ""
            became = became or _("finns inte med längre")
        verdict = ": ".join(filter(None, (review["verdict_words"], review["verdict_note"])))
        yield Decided(*_key(slug, after.get(slug, was)), verdict, became)


def _status(now: Entry) -> str:
    since = now["codes"]["status_since"]
    status = now["facts"]["status"]
    return _("%(status)s sedan %(day)s") % {"status": status, "day": since} if since else status


def _has_ended(entry: Entry) -> bool:
    return entry["codes"]["status"] == "ended"


def _key(slug: str, entry: Entry) -> tuple[str, str, bool]:
    return slug, entry["facts"]["name"], entry["part"]


def _about(slug: str, entry: Entry) -> About:
    return About(*_key(slug, entry))
