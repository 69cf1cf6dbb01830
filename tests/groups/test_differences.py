"""Two snapshots: each kind of change is found by the group's key, once, and nothing is found where nothing changed."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groups import differences, lifecycle, snapshot, tree
from groups.models import Coverage, Group, Mandate, Seat, Status
from tests import factories as make
from tests.frozen import ANSWER, entry, frozen

BEFORE = dt.date(2025, 5, 4)
AFTER = dt.date(2026, 5, 4)
BETWEEN = dt.date(2025, 11, 1)
LONG_AGO = dt.date(2020, 1, 1)


class World:
    """A delregion whose groups change after they were frozen."""

    def __init__(self, name: str = "Nordväst") -> None:
        self.region = make.RegionFactory(name=name)
        self.old: dict[str, Any] = {}

    def group(self, name: str, **facts: Any) -> Group:
        return make.GroupFactory(**{"region": self.region, "effective": LONG_AGO, "name": name} | facts)

    def freeze(self) -> None:
        self.old = snapshot.of(self.region, BEFORE, None)[0]

    def found(self) -> differences.Differences:
        return differences.between(self.old, snapshot.of(self.region, AFTER, BEFORE)[0])


@pytest.fixture
def world(db: None) -> World:
    return World()


def save(group: Group, **facts: Any) -> None:
    row = Group.objects.get(pk=group.pk)
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()


def slugs(found: list) -> list[str]:
    return [each.slug for each in found]


def test_new_and_ended_groups_are_told_with_status_and_reason(world: World) -> None:
    world.group("Kvar")
    ended = world.group("Gamla")
    world.freeze()
    lifecycle.end(ended, effective=BETWEEN, reason="Uppdraget är slutfört")
    world.group("Nya", effective=BETWEEN, status=Status.STARTING)
    found = world.found()
    assert found.new == [differences.New("nya", "Nya", False, "nystartad sedan 2025-11-01")]
    assert found.ended == [differences.Ended("gamla", "Gamla", False, "Uppdraget är slutfört", "2025-11-01", [])]
    assert (found.merged, found.changed, slugs(found.unattested)) == ([], [], ["kvar"])


def test_what_came_and_went_between_is_told_as_ended(world: World) -> None:
    world.freeze()
    brief = world.group("Kort", effective=BETWEEN)
    lifecycle.end(brief, effective=BETWEEN + dt.timedelta(days=9), reason="Blev inget")
    assert (world.found().new, slugs(world.found().ended)) == ([], ["kort"])


def test_a_group_that_ended_with_successors_was_merged(world: World) -> None:
    kept, merged = world.group("Samrådet"), world.group("Rådet")
    world.freeze()
    lifecycle.end(merged, effective=BETWEEN, reason="Slogs ihop", successors=[kept])
    (told,) = world.found().merged
    assert (told.slug, told.successors) == ("radet", [("samradet", "Samrådet")])
    assert world.found().ended == [told]


def test_a_renamed_group_is_neither_new_nor_gone_and_changes_no_other(world: World) -> None:
    renamed = world.group("Samrådet")
    below = world.group("Under", parent=renamed)
    make.ReportingLineFactory(group=below, to_group=renamed)
    make.CommissionFactory(group=below, to_group=renamed)
    make.EscalationLinkFactory(group=below, to_group=renamed)
    world.freeze()
    save(renamed, name="Stora samrådet")
    found = world.found()
    assert found.renamed == [differences.Renamed("samradet", "Stora samrådet", False, "Samrådet")]
    assert (found.new, found.ended, found.moved, found.changed) == ([], [], [], [])
    assert slugs(found.unattested) == ["under"]


def test_a_group_can_be_renamed_and_moved_and_changed_at_once(world: World) -> None:
    first, second = world.group("Första"), world.group("Andra")
    group = world.group("Gruppen", parent=first, purpose="Förr")
    world.freeze()
    save(group, name="Nya namnet", purpose="Nu")
    tree.move(group, second, effective=BETWEEN, reason="Ny ordning")
    found = world.found()
    assert slugs(found.renamed) == slugs(found.moved) == slugs(found.changed) == ["gruppen"]
    assert found.moved == [differences.Moved("gruppen", "Nya namnet", False, "parent", "Första", "Andra")]
    assert found.changed[0].facts == [differences.FactChange("purpose", "Syfte", "Förr", "Nu")]
    assert "gruppen" not in slugs(found.unattested)


def test_facts_are_told_field_by_field_and_reviewing_is_no_change(world: World) -> None:
    group = world.group("Gruppen", agenda="SIP")
    world.freeze()
    save(group, agenda="SIP\nSVU", mandate=Mandate.FULL)
    lifecycle.change(group, Status.DORMANT, effective=BETWEEN, reason="Ingen kallar", restart_condition="Ny ordförande")
    lifecycle.attest(group, on=BETWEEN, by=make.UserFactory())
    (told,) = world.found().changed
    assert [(each.key, each.was, each.now) for each in told.facts] == [
        ("agenda", ["SIP"], ["SIP", "SVU"]),
        ("mandate", "", "fullt beslutsmandat"),
        ("status", "aktiv", "vilande"),
        ("status_since", "2020-01-01", "2025-11-01"),
        ("status_reason", "", "Ingen kallar"),
        ("restart_condition", "", "Ny ordförande"),
    ]


def test_a_type_or_topic_called_something_else_is_no_change(world: World) -> None:
    topic = make.TopicFactory(name="SVU")
    group = world.group("Gruppen", topics=[topic])
    world.freeze()
    topic.name, group.type.name = "Utskrivning", "Råd"
    topic.save()
    group.type.save()
    assert world.found().is_empty


def test_a_part_repeats_no_change_of_its_whole(world: World) -> None:
    whole = world.group("Hela", purpose="Förr")
    part = world.group("Delen", parent=whole, part=True)
    world.freeze()
    save(whole, purpose="Nu")
    assert slugs(world.found().changed) == ["hela"]
    save(part, purpose="Eget")
    assert slugs(world.found().changed) == ["hela", "delen"]


def test_seats_added_removed_and_renamed_and_who_holds_them(world: World) -> None:
    group = world.group("Gruppen")
    kept, gone = (make.SeatFactory(group=group, title=title, order=n) for n, title in enumerate(("chef", "gäst")))
    unit, other = (make.OrganisationFactory(name=name) for name in ("Enheten", "Kliniken"))
    leaving, staying = make.MembershipFactory(seat=kept, on_behalf_of=unit), make.MembershipFactory(seat=gone)
    longer = make.MembershipFactory(seat=kept, end_date=dt.date(2026, 9, 1))
    world.freeze()
    kept.title, kept.places = "enhetschef", 3
    kept.save()
    gone.end_date = staying.end_date = leaving.end_date = BETWEEN
    longer.end_date, longer.on_behalf_of = dt.date(2027, 9, 1), other
    for row in (gone, staying, leaving, longer):
        row.save()
    new = make.SeatFactory(group=group, title="ny plats", order=3)
    came = make.MembershipFactory(seat=new, on_behalf_of=other, start_date=BETWEEN)
    (told,) = world.found().changed
    assert told.facts == []
    assert [(each.kind, each.was, each.now) for each in told.seats] == [
        ("renamed", "chef", "enhetschef"),
        ("places", "enhetschef: 1", "3"),
        ("added", "", "ny plats"),
        ("removed", "gäst", ""),
    ]
    assert [(each.kind, each.person, each.seat, each.was, each.now) for each in told.holders] == [
        ("for", str(longer.person.uid), "enhetschef", "", "Kliniken"),
        ("term", str(longer.person.uid), "enhetschef", "2026-09-01", "2027-09-01"),
        ("left", str(leaving.person.uid), "enhetschef", "Enheten", ""),
        ("came", str(came.person.uid), "ny plats", "", "Kliniken"),
        ("left", str(staying.person.uid), "gäst", "", ""),
    ]


def test_a_seat_for_another_organisation_is_the_same_seat(world: World) -> None:
    seat = make.SeatFactory(group=world.group("Gruppen"), title="chef", organisation=make.OrganisationFactory())
    make.MembershipFactory(seat=seat)
    world.freeze()
    seat.organisation = make.OrganisationFactory()
    seat.save()
    (told,) = world.found().changed
    assert (told.seats, [each.kind for each in told.holders]) == ([], ["for"])


def test_a_new_municipality_brings_its_seat_alone(world: World) -> None:
    make.RegionMunicipalityFactory(region=world.region, municipality=make.MunicipalityFactory(name="Bjuv"))
    group = world.group("Gruppen", coverage=Coverage.REGION)
    make.SeatFactory(group=group, title="chef", per=Seat.Per.MUNICIPALITY)
    world.freeze()
    svalov = make.MunicipalityFactory(name="Svalöv")
    make.RegionMunicipalityFactory(region=world.region, municipality=svalov, start_date=BETWEEN)
    (told,) = world.found().changed
    assert [(each.key, each.now) for each in told.facts] == [("municipalities", ["Bjuv", "Svalöv"])]
    assert [(each.kind, each.now) for each in told.seats] == [("added", "chef, Svalöv")]


def test_a_change_of_region_is_a_move_at_both_ends(world: World) -> None:
    other = World("Sydost")
    goal, moved = other.group("Mål"), world.group("Flyttar")
    world.freeze()
    other.freeze()
    tree.move(moved, goal, effective=BETWEEN, reason="Ny gräns")
    assert (world.found().ended, slugs(world.found().moved)) == ([], ["flyttar"])
    assert (world.found().moved[0].what, world.found().moved[0].now) == ("region", "Sydost")
    assert (other.found().new, other.found().moved[0].was) == ([], "Nordväst")


def test_a_mistaken_registration_is_gone_for_that_reason(world: World) -> None:
    mistaken = world.group("Dubblett")
    world.freeze()
    lifecycle.mark_mistaken(mistaken, reason="Fanns redan")
    assert world.found().ended[0].reason == "Var registrerad av misstag"


def test_becoming_a_part_is_a_move(world: World) -> None:
    whole = world.group("Hela")
    group = world.group("Gruppen", parent=whole)
    world.freeze()
    tree.move(group, whole, part=True, effective=BETWEEN, reason="Ingår")
    (told,) = world.found().moved
    assert (told.what, told.was, told.now) == ("part", "egen grupp", "del av Hela")


def test_attested_unattested_and_unanswered_groups_are_told_apart(world: World) -> None:
    for name in "ABCD":
        world.group(name)
    world.freeze()
    later = copy.deepcopy(world.old)
    later["groups"]["a"]["review"] = ANSWER | {"attested": True}
    later["groups"]["b"]["review"] = ANSWER
    later["groups"]["c"]["review"] = ANSWER | {"answered": False}
    later["groups"]["d"]["review"] = ANSWER | {"attested": True}
    later["groups"]["d"]["facts"]["purpose"] = "Nytt"
    found = differences.between(world.old, later)
    assert [slugs(each) for each in (found.attested, found.unattested, found.unanswered)] == [["a"], ["b", "c"], ["c"]]
    assert slugs(found.changed) == ["d"]


def test_what_became_of_earlier_decisions_is_told(world: World) -> None:
    merged, kept, ended, still = (world.group(name) for name in ("Slås ihop", "Samrådet", "Slutar", "Står kvar"))
    world.freeze()
    decided = ANSWER | {"verdict": "merge", "verdict_words": "slås ihop", "verdict_note": "med Samrådet"}
    world.old["groups"]["slas-ihop"]["review"] = decided
    for slug in ("slutar", "star-kvar"):
        world.old["groups"][slug]["review"] = ANSWER | {"verdict": "end", "verdict_words": "avslutas"}
    lifecycle.end(merged, effective=BETWEEN, reason="Slogs ihop", successors=[kept])
    lifecycle.end(ended, effective=BETWEEN, reason="Klar")
    assert [(each.slug, each.verdict, each.became) for each in world.found().decided] == [
        ("slas-ihop", "slås ihop: med Samrådet", "avslutad; ersätts av Samrådet"),
        ("slutar", "avslutas", "avslutad"),
        ("star-kvar", "avslutas", "aktiv, oförändrad"),
    ]
    assert still.status == Status.ACTIVE


texts = st.sampled_from(["", "ett", "två", "ett två"])
entries = st.builds(
    entry, texts, status=st.sampled_from(["active", "dormant", "ended"]), parent=st.sampled_from([None, "a", "b"]),
    part=st.booleans(), purpose=texts,
)  # fmt: skip
snapshots = st.dictionaries(st.sampled_from("abcdefgh"), entries).map(frozen)


@settings(max_examples=200, deadline=None)
@given(snapshots)
def test_a_snapshot_does_not_differ_from_itself(one: dict) -> None:
    assert differences.between(one, copy.deepcopy(one)).is_empty


@settings(max_examples=300, deadline=None)
@given(snapshots, snapshots)
def test_what_is_new_one_way_has_ended_the_other_way(one: dict, other: dict) -> None:
    there, back = differences.between(one, other), differences.between(other, one)
    brief = {slug for slug, each in one["groups"].items() if each["codes"]["status"] == "ended"} - set(other["groups"])
    assert set(slugs(back.ended)) == set(slugs(there.new)) | brief
    for kind in ("renamed", "moved", "changed"):
        assert set(slugs(getattr(there, kind))) == set(slugs(getattr(back, kind)))
    for kind in ("new", "ended", "renamed", "moved", "changed", "attested", "unattested", "unanswered"):
        found = slugs(getattr(there, kind))
        assert len(found) == len(set(found)), kind
    both = [slug for slug in slugs(there.new) if slug in slugs(there.ended)]
    assert both == []
