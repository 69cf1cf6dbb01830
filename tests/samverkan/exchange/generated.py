"""Registries made from a number: every sheet, odd texts, dated rows, groups of every status. The same for the same."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from django.contrib.contenttypes.models import ContentType

from groups import lifecycle, tree
from groups.models import Coverage, Feedback, Group, GroupType, Mandate, Organisation, Principal, ReportingAnswer, Seat
from meetings.models import Meeting
from tests import factories as f

FIRST, LAST = dt.date(1990, 1, 1), dt.date(2026, 11, 1)

ODD = [
    "=1+1", "+46", "-", "@SUM(A1)", "'=1", "''", '"', '"citat"', "a;b", "a,b", "a\tb", "två\nrader", "två\r\nrader",
    "en\rrad", "rad | rad", "|", "😀 emoji", "é ü ß Ø", "\u202eomvänt", "nbsp\u00a0här", "_x0041_", "007",
    "1e5", "2026-11-22", "ja", "None", "null", " blank först", "blank sist ", "x" * 200, "<b>&amp;</b>", "%s %(x)s {0}",
]  # fmt: skip
"""Texts that some program in between could take for something else."""

UNTYPED = ["null\x01tecken", "flik\x0b", "\x7fdel", "\x1b[31m"]
"""Texts with signs that no file can hold."""

SPOILT = ["#N/A", "###", "6-aug", "1E+05", "Ã¥"]
"""Texts that stand where they are, but that a file is not believed to mean."""


class Maker:
    """Draws from a number. `plain` leaves out what a file gives back in another form: blanks at the ends, signs that
    nobody can type, and line breaks of other kinds."""

    def __init__(self, seed: int, *, plain: bool, spoilt: bool) -> None:
        self.chance, self.plain = random.Random(seed), plain
        self.kinds = [*ODD, *(() if plain else UNTYPED), *(SPOILT if spoilt else ())]

    def text(self, longest: int, *, lines: bool = False) -> str:
        found = " ".join(self.chance.sample(self.kinds, self.chance.randint(1, 2)))
        if lines and self.chance.random() < 0.1:
            found = found * (40_000 // len(found))
        if not lines:
            found = " ".join(found.split()) if self.plain else found.replace("\n", " ").replace("\r", " ")
        found = found[: 40_000 if lines else longest]
        return found.replace("\r\n", "\n").replace("\r", "\n").strip() if self.plain else found

    def maybe(self, longest: int, **facts: Any) -> str:
        return self.text(longest, **facts) if self.chance.random() < 0.6 else ""

    def names(self) -> str:
        """Several names, one on each line."""
        found = [self.text(20).replace("|", "/").strip() or "x" for _n in range(self.chance.randint(0, 3))]
        return "\n".join(dict.fromkeys(found))

    def day(self) -> dt.date | None:
        if self.chance.random() < 0.3:
            return None
        return FIRST + dt.timedelta(days=self.chance.randrange((LAST - FIRST).days))

    def days(self) -> dict[str, dt.date | None]:
        first, last = self.day(), self.day()
        if first and last and last < first:
            first, last = last, first
        return {"start_date": first, "end_date": last}

    def of(self, values: Any) -> Any:
        return self.chance.choice(list(values))


def fill(seed: int, *, groups: int = 12, plain: bool = False, spoilt: bool = False) -> None:
    """Add a registry with rows in every sheet."""
    ContentType.objects.clear_cache()
    make = Maker(seed, plain=plain, spoilt=spoilt)
    county = f.CountyFactory(name="Skåne")
    regions = [f.RegionFactory(name=f"Delregion {n}", parent=county) for n in range(3)]
    towns = [f.MunicipalityFactory(name=f"Ort {n}", municipality_code=f"{n:04}") for n in range(1, 5)]
    for town in towns:
        f.RegionMunicipalityFactory(region=make.of(regions), municipality=town, note=make.maybe(200), **make.days())
        f.InhabitantsFactory(municipality=town, year=make.of(range(2000, 2026)), number=make.of(range(9999)))
    units = [_unit(make, regions, towns, number) for number in range(4)]
    topics = [f.TopicFactory(name=f"Ämne {make.text(40)} {n}"[-80:].strip(), slug=f"amne-{n}") for n in range(3)]
    kinds = [_kind(make, number) for number in range(3)]
    for kind in kinds:
        kind.allowed_parents.set(kinds)
    agreements = [f.AgreementFactory(name=f"Avtal {n}", short_name=make.maybe(60), order=n) for n in range(2)]
    made: list[Group] = []
    for number in range(groups):
        made.append(_group(make, number, kinds, regions, topics, made, towns))
    persons = [_person(make, number, [*units, *towns]) for number in range(6)]
    seats = [_seat(make, make.of(made), units, towns) for _n in range(8)]
    for seat in seats:
        if seat.per == Seat.Per.GROUP:
            window = {"start_date": seat.start_date, "end_date": seat.end_date}
            f.MembershipFactory(seat=seat, person=make.of(persons), note=make.maybe(200), **window)
    for _n in range(3):
        _links(make, made, units, agreements, seats)
        _meeting(make, make.of(made), made, persons, units)
    _live(make, made)


def _unit(make: Maker, regions: list, towns: list, number: int) -> Organisation:
    kind = make.of([kind for kind in Organisation.Kind if kind != Organisation.Kind.MUNICIPALITY])
    return f.OrganisationFactory(
        name=f"Enhet {number} {make.text(60)}".strip(), slug=f"enhet-{number}", kind=kind, short_name=make.maybe(40),
        aliases=make.names(), principal=make.of(Principal), operation=make.of(Organisation.Operation),
        parent=make.of([None, *towns]), region=make.of([None, *regions]),
        function_email=make.of(["", "enhet@example.org"]), function_phone=make.of(["", "070-174 06 05", "112"]),
    )  # fmt: skip


def _kind(make: Maker, number: int) -> GroupType:
    return f.GroupTypeFactory(
        name=f"Typ {number}", plural=make.text(80), side=make.of(GroupType.Side), may_be_root=True, order=number,
        default_purpose=make.maybe(500, lines=True), default_agenda=make.names(), default_mandate=make.of(Mandate),
    )  # fmt: skip


def _group(make: Maker, number: int, kinds: list, regions: list, topics: list, made: list, towns: list) -> Group:
    parent = make.of([None, *made[-4:]])
    part = bool(parent and not parent.is_part and make.chance.random() < 0.2)
    group = f.GroupFactory(
        name=f"{make.of('ÅBCÖ')} {number} {make.text(60)}".strip(), short_name=make.maybe(60), aliases=make.names(),
        slug=f"grupp-{number}", type=make.of(kinds), parent=parent, part=part, effective=make.day(),
        region=parent.region if parent else make.of(regions),
        coverage=make.of(Coverage), coverage_text=make.maybe(250), every_municipality=make.of([True, False]),
        purpose=make.maybe(900, lines=True), basis=make.maybe(250), origin=make.maybe(900, lines=True),
        basis_url=make.of(["", "https://example.org/avtal?a=1&b=å"]), frequency_text=make.maybe(60),
        agenda=make.names(), mandate=make.of(Mandate), mandate_text=make.maybe(250),
        reporting=make.of(ReportingAnswer), feedback=make.of(Feedback), restart_condition=make.maybe(250),
        valid_until=make.day(), is_public=make.of([True, False]), note=make.maybe(900, lines=True),
        topics=make.chance.sample(topics, make.chance.randint(0, 3)),
    )  # fmt: skip
    for town in make.chance.sample(towns, make.chance.randint(0, 2)):
        f.GroupMunicipalityFactory(group=group, municipality=town, **make.days())
    return group


def _person(make: Maker, number: int, organisations: list) -> Any:
    public = make.of([True, False])
    return f.PersonFactory(
        name=f"Påhittad {number} {make.text(40)}".strip(), title=make.maybe(120),
        organisation=make.of([None, *organisations]), email=make.of(["", "alma@example.org"]),
        phone=make.of(["", "070-174 06 06"]), name_public=public, contact_public=public and make.of([True, False]),
    )  # fmt: skip


def _seat(make: Maker, group: Group, units: list, towns: list) -> Seat:
    per = make.of(Seat.Per)
    seat = f.SeatFactory(
        group=group, kind=make.of(Seat.Kind), title=make.maybe(150), per=per, places=make.of([1, 2, 999]),
        organisation=None if per == Seat.Per.MUNICIPALITY else make.of([None, *units]),
        organisation_kind=make.of(["", *Organisation.Kind]), principal=make.of(["", *Principal]),
        by_role=make.of([True, False]), order=make.of([0, 9999]), **make.days(),
    )  # fmt: skip
    for town in make.chance.sample(towns, 2) if per == Seat.Per.MUNICIPALITY else ():
        f.SeatExceptionFactory(seat=seat, municipality=town, places=make.of([0, 2, 999]))
    return seat


def _links(make: Maker, groups: list, units: list, agreements: list, seats: list) -> None:
    group, other = make.chance.sample(groups, 2)
    to = make.of([{"to_group": other}, {"to_organisation": make.of(units)}, {"to_words": "Ord: " + make.text(90)}])
    f.CommissionFactory(group=group, note=make.maybe(200), **to, **make.days())
    f.ReportingLineFactory(group=group, when_needed=make.of([True, False]), **to, **make.days())
    link = f.EscalationLinkFactory(
        group=make.of(groups), agreement=make.of(agreements), to_group=make.of(groups), condition=make.maybe(250),
        recipient=make.maybe(200), final=make.of([True, False]), start_date=None, end_date=None,
        trigger=make.of(["shortcoming", "lesson", "dispute_local", "about_agreement"]),
    )  # fmt: skip
    link.contact_seats.set(make.chance.sample(seats, 2))


def _meeting(make: Maker, group: Group, groups: list, persons: list, units: list) -> Meeting:
    date = make.day() or LAST
    status = make.of(Meeting.Status)
    return f.MeetingFactory(
        group=group, date=date, start=make.of([None, dt.time(9), dt.time(0, 5)]), end=None, title=make.maybe(150),
        last_date=make.of([None, date + dt.timedelta(days=1)]), place=make.maybe(200), status=status,
        cancel_reason="Orsak: " + make.text(200) if status == Meeting.Status.CANCELLED else "",
        link=make.of(["", "https://moten.example.org/1"]), matters_by=make.of([None, date]),
        chair=make.of([None, *persons]), note_taker=make.of([None, *persons]), authority=make.of([None, *units]),
        next_meeting=make.maybe(200), document_date=make.of([None, date]), diary_number=make.maybe(60),
        guests=[each for each in make.chance.sample(groups, 2) if each != group],
    )  # fmt: skip


def _live(make: Maker, groups: list) -> None:
    """Let time pass: groups pause, end and are succeeded, from below."""
    for group in reversed(groups):
        status = make.of(["active", "active", "paused", "dormant", "ended"])
        if status == "ended" and not Group.objects.filter(parent=group).exclude(status="ended").exists():
            others = list(Group.objects.exclude(pk=group.pk).exclude(status="ended")[:1])
            lifecycle.end(group, effective=LAST, reason=make.text(200).strip() or "Slut", successors=others)
        elif status in ("paused", "dormant"):
            lifecycle.change(group, status, effective=LAST, reason=make.maybe(200))
    assert tree.check() == []
