"""What differs between a group's seats in two snapshots: which there are, and who holds them.

A seat is known by its key, and where it is counted by municipality by that too. Persons are told by key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Seat = dict[str, Any]


@dataclass(frozen=True)
class SeatChange:
    """A seat that was added, removed or renamed, or that holds another number of places."""

    kind: str
    """"added", "removed", "renamed" or "places"."""
    was: str
    """What it was called, or its places; "" where it is added."""
    now: str
    """The same after; "" where it is removed."""


@dataclass(frozen=True)
class HolderChange:
    """Somebody who has come to a seat, left it, or sits for another time or for somebody else."""

    kind: str
    """"came", "left", "term" or "for"."""
    person: str
    """The person's key."""
    seat: str
    was: str
    """For whom, or (term) until when, ISO; "" where nothing is stated."""
    now: str


def between(was: list[Seat], now: list[Seat]) -> tuple[list[SeatChange], list[HolderChange]]:
    """Compare the seats, by key and municipality, and who holds each."""
    before = {(each["uid"], each["organisation_slug"]): each for each in was}
    after = {(each["uid"], each["organisation_slug"]): each for each in now}
    _match(before, after)
    seats: list[SeatChange] = []
    holders: list[HolderChange] = []
    for key, each in after.items():
        earlier = before.get(key)
        if earlier == each:
            continue
        if earlier is None:
            seats.append(SeatChange("added", "", each["label"]))
        elif earlier["label"] != each["label"]:
            seats.append(SeatChange("renamed", earlier["label"], each["label"]))
        if earlier and earlier["places"] != each["places"]:
            seats.append(SeatChange("places", f"{each['label']}: {earlier['places']}", str(each["places"])))
        holders += _holders(each["label"], earlier["holders"] if earlier else [], each["holders"])
    for key, each in before.items():
        if key not in after:
            seats.append(SeatChange("removed", each["label"], ""))
            holders += _holders(each["label"], each["holders"], [])
    return seats, holders


def _holders(seat: str, was: list[Seat], now: list[Seat]) -> Iterator[HolderChange]:
    before, after = ({each["person"]: each for each in holders} for holders in (was, now))
    for person, each in after.items():
        if person not in before:
            yield HolderChange("came", person, seat, "", each["for"])
            continue
        earlier = before[person]
        if earlier["for_slug"] != each["for_slug"]:
            yield HolderChange("for", person, seat, earlier["for"], each["for"])
        if earlier["to"] != each["to"]:
            yield HolderChange("term", person, seat, earlier["to"] or "", each["to"] or "")
    for person, each in before.items():
        if person not in after:
            yield HolderChange("left", person, seat, each["for"], "")


def _match(before: dict[tuple, Seat], after: dict[tuple, Seat]) -> None:
    """Let a single seat that belongs to another organisation now be the same seat."""
    singles = [Counter(uid for uid, _organisation in seats) for seats in (before, after)]
    single = {uid: (uid, organisation) for uid, organisation in after if singles[0][uid] == 1 == singles[1][uid]}
    for key in list(before):
        if key not in after and key[0] in single:
            before[single[key[0]]] = before.pop(key)
