"""The snapshot: every fact of every group on a day, the same however it is asked, and no more than may be shown."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups import ladder_gaps, lifecycle, snapshot, tree
from groups.models import (
    Answer,
    Coverage,
    EscalationLink,
    Feedback,
    Group,
    Mandate,
    Outcome,
    Region,
    ReportingAnswer,
    Review,
    ReviewItem,
    Seat,
    Status,
)
from groups.models.compilation import canonical
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 5, 4)
EARLIER = dt.date(2025, 5, 4)


@pytest.fixture
def region() -> Region:
    return make.RegionFactory(name="Nordväst")


def taken(region: Region, day: dt.date = DAY, since: dt.date | None = EARLIER, review: Review | None = None) -> dict:
    return snapshot.of(region, day, since, review)[0]


def reviewed(region: Region, **facts) -> Review:
    given = {
        "commissioner": Group.objects.filter(region=region).first(), "slug": "granskning", "title": "Samverkansgrupper",
        "authors": "processledarna", "reference_date": DAY, "answers_by": DAY, "opened_at": "2026-03-01T08:00Z",
    }  # fmt: skip
    return Review.objects.create(region=region, **(given | facts))


def test_a_group_is_frozen_with_all_its_facts_in_their_order(region: Region) -> None:
    town = make.MunicipalityFactory(name="Bjuv")
    make.RegionMunicipalityFactory(region=region, municipality=town)
    topic = make.TopicFactory(name="Psykiatri")
    above = make.GroupFactory(region=region, name="Beredningen")
    group = make.GroupFactory(
        parent=above, name="Samrådet", aliases="Rådet\nSamråd", coverage=Coverage.REGION, topics=[topic],
        frequency_text="2 ggr/termin", mandate=Mandate.FULL, reporting=ReportingAnswer.LINES,
        feedback=Feedback.NONE_STATED, agenda="Avvikelser\nSIP",
    )  # fmt: skip
    make.ReportingLineFactory(group=group, to_group=above, when_needed=True)
    make.CommissionFactory(group=group, to_words="ledningen")
    make.SeatFactory(group=group, kind=Seat.Kind.CONVENER, title="samordnaren")
    entry = taken(region)["groups"]["samradet"]
    said = entry["facts"]
    assert list(said) == list(snapshot.FACTS)
    assert (said["name"], said["aliases"], said["topics"]) == ("Samrådet", ["Rådet", "Samråd"], ["Psykiatri"])
    assert (said["parent"], said["municipalities"]) == ("Beredningen", ["Bjuv"])
    assert (said["mandate"], said["reports_to"]) == ("fullt beslutsmandat", ["Beredningen (vid behov)"])
    assert (said["commissions"], said["agenda"]) == (["ledningen"], ["Avvikelser", "SIP"])
    assert said["conveners"] == ["samordnaren (vakant)"]
    assert (said["purpose"], said["basis"]) == ("", "")
    codes = entry["codes"]
    assert (codes["parent"], codes["topics"], codes["meetings_min"]) == ("beredningen", ["psykiatri"], 4)
    assert (codes["mandate"], codes["feedback"], codes["reporting"]) == ("full", "none_stated", "lines")
    assert (entry["covered"], entry["missing"], entry["public"], entry["part"]) == ([town.slug], ["Bjuv"], True, False)
    assert entry["review"] is entry["meetings"] is None


def test_persons_are_frozen_by_key_and_their_names_stand_beside(region: Region) -> None:
    group = make.GroupFactory(region=region)
    person = make.PersonFactory(name="Påhittad Ledamot", name_public=True)
    unit = make.OrganisationFactory(name="Enheten")
    seat = make.SeatFactory(group=group, title="ledamot", places=2)
    make.MembershipFactory(seat=seat, person=person, on_behalf_of=unit, end_date=dt.date(2026, 9, 1))
    make.MembershipFactory(seat=seat, end_date=dt.date(2026, 1, 1))
    frozen, names = snapshot.of(region, DAY, EARLIER)
    (place,) = frozen["groups"][group.slug]["seats"]
    assert (place["uid"], place["label"], place["places"], place["vacant"]) == (str(seat.uid), "ledamot", 2, 1)
    assert place["holders"] == [
        {"person": str(person.uid), "for": "Enheten", "for_slug": unit.slug, "from": None, "to": "2026-09-01"}
    ]
    assert names == {str(person.uid): {"name": "Påhittad Ledamot", "public": True}}
    assert "Påhittad" not in canonical(frozen)


def test_a_seat_for_each_municipality_is_frozen_once_for_each(region: Region) -> None:
    towns = [make.MunicipalityFactory(name=name) for name in ("Bjuv", "Klippan")]
    group = make.GroupFactory(region=region, coverage=Coverage.LISTED, municipalities=towns)
    make.SeatFactory(group=group, title="chef", per=Seat.Per.MUNICIPALITY)
    seats = taken(region)["groups"][group.slug]["seats"]
    assert [(each["label"], each["organisation_slug"]) for each in seats] == [
        ("chef, Bjuv", towns[0].slug),
        ("chef, Klippan", towns[1].slug),
    ]


def test_what_ended_since_is_there_and_what_ended_before_is_not(region: Region) -> None:
    kept, long_gone, gone = (make.GroupFactory(region=region, effective=dt.date(2020, 1, 1)) for _ in range(3))
    lifecycle.end(long_gone, effective=EARLIER, reason="Klar")
    lifecycle.end(gone, effective=EARLIER + dt.timedelta(days=1), reason="Övergick", successors=[kept])
    frozen = taken(region)
    assert list(frozen["groups"]) == frozen["order"] == [kept.slug, gone.slug]
    entry = frozen["groups"][gone.slug]
    assert (entry["codes"]["status"], entry["facts"]["status_reason"]) == ("ended", "Övergick")
    assert (entry["codes"]["successors"], entry["facts"]["successors"]) == ([kept.slug], [kept.name])
    assert list(taken(region, since=None)["groups"]) == [kept.slug, gone.slug], "within a year, as nothing is said"


def test_another_day_is_told_as_it_was_then(region: Region) -> None:
    first, second = (make.GroupFactory(region=region, effective=dt.date(2020, 1, 1)) for _ in range(2))
    group = make.GroupFactory(parent=first, effective=dt.date(2020, 1, 1))
    later = make.GroupFactory(region=region, effective=dt.date(2026, 5, 1))
    tree.move(group, second, effective=dt.date(2026, 5, 1), reason="Flyttad")
    lifecycle.change(group, Status.DORMANT, effective=dt.date(2026, 5, 2))
    lifecycle.end(later, effective=dt.date(2026, 5, 3), reason="Klar")
    then = taken(region, day=dt.date(2026, 4, 30))
    assert then["order"] == [first.slug, group.slug, second.slug]
    assert then["groups"][group.slug]["codes"]["status"] == "active"
    assert taken(region)["order"] == [first.slug, second.slug, group.slug, later.slug]
    assert taken(region)["groups"][group.slug]["codes"]["status"] == "dormant"


def test_groups_of_other_regions_and_mistakes_are_left_out(region: Region) -> None:
    make.GroupFactory()
    make.CentralGroupFactory()
    mistake = make.GroupFactory(region=region)
    lifecycle.mark_mistaken(mistake, reason="Fanns redan")
    frozen = taken(region)
    assert frozen["groups"] == {}
    assert frozen["elsewhere"] == {
        mistake.slug: {"name": mistake.name, "region": "", "mistaken": True, "public": False}
    }


def test_groups_that_changed_region_are_told_of_at_both_ends(region: Region) -> None:
    other = make.RegionFactory(name="Sydost")
    since = dt.date(2020, 1, 1)
    moved = make.GroupFactory(region=region, effective=since)
    goal = make.GroupFactory(region=other, effective=since)
    tree.move(moved, goal, effective=dt.date(2026, 1, 1), reason="Flyttad")
    assert taken(region)["elsewhere"][moved.slug]["region"] == "Sydost"
    assert taken(other)["arrived"] == {moved.slug: "Nordväst"}
    assert taken(other, since=dt.date(2026, 2, 1))["arrived"] == {}


def test_a_part_says_the_facts_of_its_whole(region: Region) -> None:
    whole = make.GroupFactory(region=region, purpose="Lyfter brister", mandate=Mandate.FULL, frequency_text="4 ggr/år")
    part = make.GroupFactory(parent=whole, part=True)
    entry = taken(region)["groups"][part.slug]
    assert entry["part"]
    assert (entry["facts"]["purpose"], entry["codes"]["mandate"]) == ("Lyfter brister", "full")
    assert entry["codes"]["meetings_min"] == 4


def test_heading_answers_and_decisions_come_with_a_review(region: Region) -> None:
    group, merged, silent, unasked = (make.GroupFactory(region=region) for _ in range(4))
    review = reviewed(region)
    items = [ReviewItem.objects.create(review=review, group=each) for each in (group, merged, silent)]
    Answer.objects.create(
        item=items[0], answered_at="2026-04-01T08:00Z", outcome=Outcome.END, end_note="Uppdraget är slutfört."
    )
    Answer.objects.create(item=items[0], answered_at="2026-04-02T08:00Z", unchanged=True)
    Answer.objects.create(item=items[1], answered_at="2026-04-02T08:00Z", outcome=Outcome.MERGE, merge_with=group)
    items[1].verdict, items[1].verdict_on, items[1].verdict_note = "merge", DAY, "från hösten"
    items[1].save()
    frozen = taken(region, review=review)
    assert (frozen["title"], frozen["authors"], frozen["revised_from"]) == ("Samverkansgrupper", "processledarna", None)
    assert frozen["commissioner"]["slug"] == review.commissioner.slug
    first, second, third, fourth = (frozen["groups"][each.slug]["review"] for each in (group, merged, silent, unasked))
    assert (first["answered"], first["attested"], first["outcome"]) == (True, True, ""), "the latest answer counts"
    assert second["outcome_words"] == f"slå ihop med {group}"
    assert (second["verdict"], second["verdict_words"], second["verdict_note"]) == ("merge", "slås ihop", "från hösten")
    assert (third["answered"], third["attested"]) == (False, False)
    assert fourth is None


def test_everyone_reads_no_word_of_groups_that_are_not_public(region: Region) -> None:
    secret = make.GroupFactory(region=region, name="Hemliga gruppen", is_public=False)
    make.GroupFactory(parent=secret, part=True, name="Hemliga gruppen, del")
    group = make.GroupFactory(parent=secret, reporting=ReportingAnswer.LINES)
    make.ReportingLineFactory(group=group, to_group=secret)
    make.ReportingLineFactory(group=group, to_words="ledningen")
    make.CommissionFactory(group=group, to_group=secret)
    make.EscalationLinkFactory(group=group, to_group=secret)
    old = make.GroupFactory(region=region)
    lifecycle.end(old, effective=DAY, reason="Klar", successors=[secret, group])
    review = reviewed(region, commissioner=group)
    item = ReviewItem.objects.create(
        review=review, group=group, verdict="merge", verdict_on=DAY, verdict_note="Hemliga"
    )
    Answer.objects.create(item=item, answered_at="2026-04-02T08:00Z", outcome=Outcome.MERGE, merge_with=secret)
    frozen = taken(region, review=review)
    assert canonical(frozen).count("Hemliga") > 6
    shown = snapshot.for_everyone(frozen)
    assert "emliga" not in canonical(shown)
    assert shown["order"] == list(shown["groups"]) == [group.slug, old.slug]
    assert shown["groups"][group.slug]["facts"]["reports_to"] == ["ledningen"]
    assert shown["groups"][old.slug]["codes"]["successors"] == [group.slug]
    assert shown["groups"][group.slug]["review"]["verdict_words"] == "slås ihop"
    assert canonical(frozen).count("Hemliga") > 6, "what was frozen stays as it is"


def test_steps_and_gaps_of_the_ladder_are_in_words(region: Region) -> None:
    agreement = make.AgreementFactory(name="Avtalet")
    above = make.GroupFactory(region=region)
    group = make.GroupFactory(parent=above)
    receiver = make.GroupFactory(region=region, name="Beredningen")
    ended = make.GroupFactory(region=region, name="Gamla gruppen", status=Status.ENDED)
    for trigger in list(EscalationLink.Trigger)[1:]:
        make.EscalationLinkFactory(group=above, agreement=agreement, trigger=trigger, to_group=receiver)
    make.EscalationLinkFactory(group=group, agreement=agreement, trigger="lesson", to_group=ended)
    groups = taken(region)["groups"]
    assert groups[receiver.slug]["ladder"] == ["Varken gruppen eller någon över den har en väg vidare."]
    assert groups[above.slug]["ladder"] == [
        "Ingen väg vidare för: brist eller problem.",
        "Det står inte vem man hör av sig till i Beredningen.",
    ]
    assert groups[group.slug]["ladder"] == [
        "Ingen väg vidare för: brist eller problem.",
        "Principiell avvikelse som andra kan lära av leder till Gamla gruppen, som är avslutad.",
    ]
    assert (
        groups[group.slug]["facts"]["escalation"][0] == "steg 2: rättelse uteblir eller dröjer oskäligt → Beredningen"
    )
    assert len(groups[group.slug]["facts"]["escalation"]) == 5


def test_snapshots_are_json_and_cost_the_same_queries_whatever_they_hold(region: Region) -> None:
    def fill() -> None:
        whole = make.GroupFactory(region=region, coverage=Coverage.REGION, effective=dt.date(2020, 1, 1))
        for part in (False, True):
            group = make.GroupFactory(
                parent=whole, part=part, topics=[make.TopicFactory()], effective=dt.date(2020, 1, 1)
            )
            make.ReportingLineFactory(group=group, to_group=whole)
            make.EscalationLinkFactory(group=group, to_group=whole)
            make.MembershipFactory(seat__group=group, seat__kind=Seat.Kind.CONVENER)

    def queries(day: dt.date) -> int:
        with CaptureQueriesContext(connection) as asked:
            frozen = taken(region, day=day)
        assert json.loads(canonical(frozen)) == json.loads(json.dumps(frozen))
        return len(asked)

    fill()
    few = queries(DAY)
    for _ in range(4):
        fill()
    assert queries(DAY) == few <= 40


def test_what_is_absent_is_told_as_of_the_day(region: Region) -> None:
    kind = make.GroupTypeFactory(name="Beredning", expected_per="region")
    group = make.GroupFactory(region=region, type=kind, effective=dt.date(2020, 1, 1))
    goal = make.GroupFactory(region=make.RegionFactory(), effective=dt.date(2020, 1, 1))
    tree.move(group, goal, effective=DAY, reason="Ny gräns")
    assert [each["type"] for each in taken(region)["absent"]] == ["Beredning"]
    assert taken(region, day=dt.date(2026, 5, 3))["absent"] == []


@pytest.mark.usefixtures("demo")
def test_the_ladders_of_the_demo_have_the_gaps_that_the_registry_tells_of() -> None:
    today = dt.date(2026, 11, 23)
    groups = {}
    for region in Region.objects.filter(parent__isnull=False):
        groups |= taken(region, day=today)["groups"]
    asked = Group.objects.listed().current().filter(region__parent__isnull=False)
    told = {slug for slug, entry in groups.items() if entry["ladder"]}
    kinds = (ladder_gaps.no_ladder, ladder_gaps.ladder_gap, ladder_gaps.no_contacts)
    assert told == {group.slug for kind in kinds for group in kind(asked, today)} != set()
