"""One group's page in the admin: what it shows, what it saves, what it refuses."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from groups.models import Group, Membership, Seat
from tests import factories as make
from tests.groups.admin.sent_form import blank_holder, choose, fields_of, opened
from tests.groups.admin.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page(group: Group) -> str:
    return reverse("admin:groups_group_change", args=[group.pk])


@pytest.fixture
def leader(world: World) -> Client:
    return world.client("leader")


@pytest.fixture
def group(world: World) -> Group:
    return world.ours.group


def test_saving_an_opened_page_changes_nothing(leader, group):
    before = Group.objects.values().get(pk=group.pk)
    records = group.history.count()
    assert leader.post(page(group), opened(leader, page(group))).status_code == 302
    assert Group.objects.values().get(pk=group.pk) == before
    assert group.history.count() == records


def test_a_change_of_words_is_saved_once_with_who_and_why(leader, group, world):
    data = opened(leader, page(group)) | {
        "purpose": "Tar hand om\r\ndet som faller mellan",
        "change_reason": "Beslut i maj",
    }
    assert leader.post(page(group), data).status_code == 302
    after = Group.objects.get(pk=group.pk)
    assert after.purpose == "Tar hand om\ndet som faller mellan"
    assert after.revision == group.revision + 1
    record = after.history.first()
    assert (record.history_user, record.history_change_reason) == (world.accounts["leader"], "Beslut i maj")


def test_topics_are_saved_in_the_same_record_as_the_words(leader, group):
    topic = make.TopicFactory()
    records = group.history.count()
    leader.post(page(group), opened(leader, page(group)) | {"topics": [topic.pk]})
    assert list(group.topics.all()) == [topic]
    assert group.history.count() == records + 1
    assert [row.topic for row in group.history.first().topics.all()] == [topic]


def test_a_new_seat_and_its_holder_are_saved_together(leader, group):
    person = make.PersonFactory()
    data = opened(leader, page(group))
    new_seats = [name for name in data if name.startswith("seats-ny") and name.endswith("-kind")]
    number = new_seats[0].split("-")[1].removeprefix("ny")
    holder = blank_holder(data, f"ny{number}")
    data |= {f"seats-ny{number}-kind": "chair", f"seats-ny{number}-title": "Ordförande"}
    choose(data, f"{holder}-person", person)
    assert leader.post(page(group), data).status_code == 302
    seat = group.seats.get(title="Ordförande")
    assert [membership.person for membership in seat.memberships.all()] == [person]
    assert Group.objects.get(pk=group.pk).revision == group.revision + 1


def test_a_holder_can_end_and_another_begin_in_one_save(leader, group, world):
    seat, successor = world.ours.seat, make.PersonFactory()
    held = f"holders-{world.ours.membership.pk}"
    data = opened(leader, page(group)) | {f"{held}-end_date": "2025-06-30"}
    new = blank_holder(data, seat)
    choose(data, f"{new}-person", successor)
    data[f"{new}-start_date"] = "2025-07-01"
    assert leader.post(page(group), data).status_code == 302
    assert [each.person for each in seat.memberships.on(localdate())] == [successor]


def test_more_holders_than_places_are_refused_at_the_field_with_all_kept(leader, group, world):
    seat, extra = world.ours.seat, make.PersonFactory(name="Överflödig Påhittad")
    data = opened(leader, page(group)) | {"purpose": "Behålls på sidan"}
    new = blank_holder(data, seat)
    choose(data, f"{new}-person", extra)
    response = leader.post(page(group), data)
    assert response.status_code == 200
    html = response.content.decode()
    assert "Platsen är redan upptagen" in html
    assert "Behålls på sidan" in html
    assert "Överflödig Påhittad" in html
    assert Group.objects.get(pk=group.pk).purpose == ""
    assert seat.memberships.count() == 1
    again = fields_of(response)
    again[f"holders-{world.ours.membership.pk}-end_date"] = "2025-06-30"
    again[f"{new}-start_date"] = "2025-07-01"
    assert leader.post(page(group), again).status_code == 302
    assert Group.objects.get(pk=group.pk).purpose == "Behålls på sidan"


def test_a_seat_that_ends_takes_its_holders_with_it(leader, group, world):
    data = opened(leader, page(group)) | {f"seats-{world.ours.seat.pk}-end_date": "2025-06-30"}
    assert leader.post(page(group), data).status_code == 302
    assert Membership.objects.get(pk=world.ours.membership.pk).end_date == dt.date(2025, 6, 30)


def test_a_seat_cannot_get_fewer_places_than_holders(leader, group, world):
    seat = make.SeatFactory(group=group, places=2)
    make.MembershipFactory(seat=seat), make.MembershipFactory(seat=seat)
    response = leader.post(page(group), opened(leader, page(group)) | {f"seats-{seat.pk}-places": "1"})
    assert response.status_code == 200
    assert "redan upptagen" in response.content.decode()
    assert Seat.objects.get(pk=seat.pk).places == 2


@pytest.mark.parametrize(
    ("key", "values", "relation"),
    [
        ("lines", {"to_words": "Ledningsgruppen", "kind": "reports"}, "reporting_lines"),
        ("commissions", {"to_words": "Verksamhetschefen"}, "commissions"),
        ("municipalities", {"municipality": "KOMMUN"}, "municipality_rows"),
        (
            "escalations",
            {"agreement": "AVTAL", "step": "2", "trigger": "lesson", "recipient": "Nästa nivå"},
            "escalation_links",
        ),
    ],
)
def test_each_kind_of_row_can_be_added_and_ended(leader, group, world, key, values, relation):
    keys = {"KOMMUN": world.ours.municipality.pk, "AVTAL": make.AgreementFactory().pk}
    data = opened(leader, page(group))
    data |= {f"{key}-ny0-{name}": keys.get(value, value) for name, value in values.items()}
    assert leader.post(page(group), data).status_code == 302
    row = getattr(group, relation).get()
    data = opened(leader, page(group)) | {f"{key}-{row.pk}-end_date": "2025-01-31"}
    assert leader.post(page(group), data).status_code == 302
    assert getattr(group, relation).get().end_date == dt.date(2025, 1, 31)
    assert f"{key}-{row.pk}-DELETE" not in data


def test_exceptions_stand_at_seats_counted_per_municipality(leader, group, world):
    seat = make.SeatFactory(group=group, per=Seat.Per.MUNICIPALITY)
    data = opened(leader, page(group))
    new = next(
        name.removesuffix("-place")
        for name, value in data.items()
        if name.startswith("exceptions-ny") and name.endswith("-place")
    )
    data |= {f"{new}-municipality": world.ours.municipality.pk, f"{new}-places": "2"}
    assert leader.post(page(group), data).status_code == 302
    assert [(row.municipality, row.places) for row in seat.exceptions.all()] == [(world.ours.municipality, 2)]


def test_only_contacts_that_are_offered_can_be_chosen(leader, group, world):
    contact = make.SeatFactory(group=group, kind=Seat.Kind.CONTACT)
    link = {"agreement": make.AgreementFactory().pk, "step": "2", "trigger": "lesson", "recipient": "Nästa nivå"}
    data = opened(leader, page(group)) | {f"escalations-ny0-{name}": value for name, value in link.items()}
    response = leader.post(page(group), data | {"escalations-ny0-contact_seats": [world.theirs.seat.pk]})
    assert "Välj ett giltigt alternativ" in response.content.decode()
    assert not group.escalation_links.exists()
    response = leader.post(page(group), data | {"escalations-ny0-contact_seats": [contact.pk]})
    assert response.status_code == 302
    assert list(group.escalation_links.get().contact_seats.all()) == [contact]


def test_a_line_without_counterpart_is_refused_in_words(leader, group):
    response = leader.post(page(group), opened(leader, page(group)) | {"lines-ny0-note": "Oklart till vem"})
    assert "Ange mottagaren på ett sätt" in response.content.decode()
    assert not group.reporting_lines.exists()


def test_chair_and_vice_chair_of_the_same_huvudman_is_a_warning(leader, group, world):
    for kind in (Seat.Kind.CHAIR, Seat.Kind.VICE_CHAIR):
        make.MembershipFactory(seat=make.SeatFactory(group=group, kind=kind, organisation=world.ours.organisation))
    response = leader.post(page(group), opened(leader, page(group)) | {"purpose": "Ändrat"})
    assert "Ordförande och vice ordförande kommer från samma huvudman." in [
        str(message) for message in get_messages(response.wsgi_request)
    ]


def test_lines_beside_another_answer_are_a_warning(leader, group):
    data = opened(leader, page(group)) | {"lines-ny0-to_words": "Ledningen", "reporting": "nowhere"}
    response = leader.post(page(group), data)
    assert any("svaret på till vem" in str(message) for message in get_messages(response.wsgi_request))


def test_place_and_status_cannot_be_smuggled_in(leader, group, world):
    data = opened(leader, page(group)) | {
        "parent": world.theirs.group.pk, "status": "ended", "is_part": "on", "mistaken": "on", "revision": "99",
        "slug": "annan", "purpose": "Ändrat",
    }  # fmt: skip
    assert leader.post(page(group), data).status_code == 302
    after = Group.objects.get(pk=group.pk)
    assert (after.parent, after.status, after.is_part, after.mistaken, after.slug) == (
        None, "active", False, False, group.slug,
    )  # fmt: skip


def test_rows_of_another_group_cannot_be_reached(leader, group, world):
    theirs = world.theirs.membership
    data = opened(leader, page(group)) | {
        f"holders-{theirs.pk}-end_date": "2025-01-01",
        f"holders-{theirs.pk}-stored": "on",
    }
    data |= {"holders-ny0-place": str(world.theirs.seat.pk)}
    choose(data, "holders-ny0-person", world.ours.person)
    response = leader.post(page(group), data)
    assert response.status_code == 200
    assert Membership.objects.get(pk=theirs.pk).end_date is None
    assert world.theirs.seat.memberships.count() == 1


def test_the_delregion_is_told_but_not_chosen_for_a_group_that_has_a_place(leader, group, world):
    response = leader.get(page(group))
    assert "region" not in fields_of(response)
    html = response.content.decode()
    assert f'Följer av platsen i trädet. <a href="{reverse("admin:groups_group_move", args=[group.pk])}">' in html
    leader.post(page(group), fields_of(response) | {"region": world.theirs.region.pk, "purpose": "Ändrat"})
    after = Group.objects.get(pk=group.pk)
    assert (after.region, after.purpose) == (world.ours.region, "Ändrat")
    readers = world.client("other_leader").get(page(group)).content.decode()
    assert "Följer av platsen i trädet." in readers
    assert reverse("admin:groups_group_move", args=[group.pk]) not in readers


def test_what_readers_say_is_wrong_stands_on_the_page(leader, group, world):
    html = leader.get(page(group)).content.decode()
    assert world.ours.remark.text in html
    assert reverse("admin:groups_remark_change", args=[world.ours.remark.pk]) in html


def test_leaders_of_other_delregions_read_and_cannot_save(world, group):
    other = world.client("other_leader")
    html = other.get(page(group)).content.decode()
    assert world.ours.remark.text not in html
    assert "Du kan läsa men inte ändra" in html
    assert 'name="purpose"' not in html
    assert "Nordväst Person" in html
    assert other.post(page(group), {"name": "Kapad"}).status_code == 403


def test_the_page_costs_the_same_however_many_rows(leader, group, world):
    def grow(number: int) -> None:
        for _each in range(number):
            seat = make.SeatFactory(group=group, organisation=make.OrganisationFactory(parent=world.ours.organisation))
            make.MembershipFactory(seat=seat, person=make.PersonFactory(organisation=world.ours.organisation))
            make.SeatExceptionFactory(seat=make.SeatFactory(group=group, per=Seat.Per.MUNICIPALITY))
            make.ReportingLineFactory(group=group, to_organisation=make.OrganisationFactory())
            make.CommissionFactory(group=group, to_group=world.theirs.group)
            make.GroupMunicipalityFactory(group=group)
            link = make.EscalationLinkFactory(group=group, to_group=world.theirs.group)
            link.contact_seats.add(make.SeatFactory(group=group, kind=Seat.Kind.CONTACT))

    def cost(ask: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as asked:
            ask()
        return len(asked)

    def save() -> None:
        assert leader.post(page(group), data | {"purpose": f"Ändrat {Seat.objects.count()}"}).status_code == 302

    costs = []
    for size in (2, 12):
        grow(size)
        shown = cost(lambda: leader.get(page(group)))
        data = opened(leader, page(group))
        costs.append((shown, cost(save)))
    assert costs[0] == costs[1]
    # Shown: session, user, its role, regions and permissions; the group and whether it may be edited; seven kinds of
    # rows and the contacts of links; the group's topics; lineage, contacts, municipalities and agreements to choose
    # among; topics, types and regions likewise; seven for the composition, three for the ladder; successors,
    # predecessors, remarks.
    assert costs[0][0] <= 36
    # Saved: the rows and choices twice (as they stand, and as sent), the rules of the tree, history, composition.
    assert costs[0][1] <= 64


def test_who_sits_for_a_municipality_is_told_with_it_in_the_folded_line(leader, group, world):
    seat = make.SeatFactory(group=group, per=Seat.Per.MUNICIPALITY, title="enhetschef")
    unit = make.OrganisationFactory(name="Omsorgen", parent=world.ours.municipality, principal="municipality")
    make.MembershipFactory(
        seat=seat, on_behalf_of=unit, person__name="Namn Givare", end_date=localdate() + dt.timedelta(days=9)
    )
    html = leader.get(page(group)).content.decode()
    assert '<span class="row-title">Nordväst kommun – Namn Givare</span> <span class="quiet">till och med' in html
    assert '<span class="row-title">Nordväst Person</span>' in html
    assert "Registrerad av misstag …" in html


def test_what_is_wrong_is_told_once(leader, group):
    answer = leader.post(page(group), opened(leader, page(group)) | {"name": ""})
    html = answer.content.decode()
    assert html.count('class="errornote"') == 1
    assert f'action="{page(group)}"' in html
