"""Two records of one person or organisation become one, and nothing that referred to either is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from groups import merging
from groups.merging import merge_organisations, merge_persons
from groups.models import (
    Coverage,
    GroupMunicipality,
    Inhabitants,
    Membership,
    Organisation,
    Person,
    RegionMunicipality,
    Seat,
    SeatException,
)
from tests import factories as make

pytestmark = pytest.mark.django_db

DAY = dt.date


def pair(**drop):
    return make.PersonFactory(name="Påhittad Anna"), make.PersonFactory(name="Påhitad Anna", **drop)


def test_everything_that_refers_to_a_person_or_an_organisation_is_known() -> None:
    """A new relation must be tried here before it is added to the lists."""
    named = {
        model: {f"{relation.related_model.__name__}.{relation.field.name}" for relation in merging.references(model)}
        for model in (Person, Organisation)
    }
    assert named[Person] >= {"Membership.person"}
    assert named[Organisation] >= {
        "Organisation.parent", "Person.organisation", "Seat.organisation", "SeatException.municipality",
        "Membership.on_behalf_of", "GroupMunicipality.municipality", "RegionMunicipality.municipality",
        "Inhabitants.municipality", "Commission.to_organisation", "ReportingLine.to_organisation",
    }  # fmt: skip


def test_every_column_that_points_at_them_in_the_database_is_among_the_references() -> None:
    """Asked of the database itself, so that a relation which Django would hide is found too."""
    from django.db import connection

    for model in (Person, Organisation):
        known = {(each.related_model._meta.db_table, each.field.column) for each in merging.references(model)}
        pointing = set()
        for table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                constraints = connection.introspection.get_constraints(cursor, table)
            for constraint in constraints.values():
                if constraint["foreign_key"] and constraint["foreign_key"][0] == model._meta.db_table:
                    pointing.add((table, constraint["columns"][0]))
        assert pointing == known


# Persons


def test_seats_move_and_the_groups_know() -> None:
    keep, drop = pair()
    membership = make.MembershipFactory(person=drop)
    group = membership.seat.group
    by = make.AdministratorFactory()
    merge_persons(keep, drop, by=by, reason="samma person")
    membership.refresh_from_db()
    assert membership.person == keep
    assert not Person.objects.filter(pk=drop.pk).exists()
    before = group.revision
    group.refresh_from_db()
    assert group.revision > before
    record = Person.history.get(id=drop.pk, history_type="-")
    assert (record.history_user, str(keep.uid) in record.history_change_reason) == (by, True)
    assert Person.history.filter(id=drop.pk, history_type="+").exists()
    assert membership.history.first().history_change_reason == "samma person"


@pytest.mark.parametrize(
    ("kept", "dropped", "joined"),
    [
        (((2020, 1, 1), (2021, 1, 1)), ((2020, 6, 1), (2022, 1, 1)), [((2020, 1, 1), (2022, 1, 1))]),
        (((2020, 1, 1), None), (None, (2020, 1, 1)), [(None, None)]),
        (((2020, 1, 1), (2020, 2, 1)), ((2021, 1, 1), None), [((2020, 1, 1), (2020, 2, 1)), ((2021, 1, 1), None)]),
    ],
)
def test_time_on_one_seat_is_joined_where_it_overlaps(kept, dropped, joined) -> None:
    keep, drop = pair()
    seat = make.SeatFactory(places=2)

    def days(period):
        return [each and DAY(*each) for each in period]

    for person, period in ((keep, kept), (drop, dropped)):
        start, end = days(period)
        make.MembershipFactory(seat=seat, person=person, start_date=start, end_date=end)
    merge_persons(keep, drop, by=None, reason="")
    held = sorted(seat.memberships.values_list("start_date", "end_date"), key=lambda row: row[0] or DAY.min)
    assert [list(row) for row in held] == [days(period) for period in joined]
    assert set(seat.memberships.values_list("person", flat=True)) == {keep.pk}


def test_three_overlapping_rows_become_one() -> None:
    keep, drop = pair()
    seat = make.SeatFactory(places=2)
    make.MembershipFactory(seat=seat, person=keep, start_date=DAY(2020, 1, 1), end_date=DAY(2023, 1, 1))
    make.MembershipFactory(seat=seat, person=drop, start_date=DAY(2019, 1, 1), end_date=DAY(2020, 6, 1), note="a")
    make.MembershipFactory(seat=seat, person=drop, start_date=DAY(2022, 1, 1), by_office=True)
    merge_persons(keep, drop, by=None, reason="")
    row = seat.memberships.get()
    assert (row.start_date, row.end_date, row.note, row.by_office) == (DAY(2019, 1, 1), None, "a", True)


def test_blank_facts_are_filled_and_nothing_becomes_more_public() -> None:
    keep = make.PersonFactory(name="A", name_public=True, contact_public=True)
    drop = make.PersonFactory(name="B", title="enhetschef", email="b@example.org", name_public=True)
    kept = merge_persons(keep, drop, by=None, reason="")
    assert (kept.name, kept.title, kept.email) == ("A", "enhetschef", "b@example.org")
    assert kept.name_public
    assert not kept.contact_public


def test_what_the_kept_record_says_stands() -> None:
    keep, drop = make.PersonFactory(title="chef"), make.PersonFactory(title="sekreterare")
    assert merge_persons(keep, drop, by=None, reason="").title == "chef"


def test_a_refused_merge_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    keep, drop = pair()
    moved, refused = make.MembershipFactory(person=drop), make.MembershipFactory(person=drop)
    clean = Membership.clean

    def refuse_one(row: Membership) -> None:
        if row.pk == refused.pk:
            raise ValidationError("Nej.")
        clean(row)

    monkeypatch.setattr(Membership, "clean", refuse_one)
    with pytest.raises(ValidationError, match="Nej"):
        merge_persons(keep, drop, by=None, reason="")
    for row in (moved, refused):
        row.refresh_from_db()
        assert row.person == drop


def test_a_record_is_not_merged_with_itself() -> None:
    person = make.PersonFactory()
    with pytest.raises(ValidationError, match="olika"):
        merge_persons(person, person, by=None, reason="")
    assert Person.objects.filter(pk=person.pk).exists()


# Organisations


def test_all_that_refers_to_an_organisation_moves() -> None:
    keep, drop = make.OrganisationFactory(name="Klinik Öst"), make.OrganisationFactory(name="Kliniken Öst")
    group = make.GroupFactory()
    rows = {
        "parent": make.OrganisationFactory(parent=drop),
        "organisation": make.PersonFactory(organisation=drop),
        "seat": make.SeatFactory(group=group, organisation=drop),
        "on_behalf_of": make.MembershipFactory(on_behalf_of=drop),
        "commission": make.CommissionFactory(group=group, to_organisation=drop),
        "line": make.ReportingLineFactory(group=group, to_organisation=drop),
    }
    plan = merging.plan(keep, drop)
    assert sum(number for _words, number in plan.moves) == len(rows)
    assert set(plan.groups) == {group, rows["on_behalf_of"].seat.group}
    merge_organisations(keep, drop, by=None, reason="dubblett")
    for name, field in (
        ("parent", "parent"), ("organisation", "organisation"), ("seat", "organisation"),
        ("on_behalf_of", "on_behalf_of"), ("commission", "to_organisation"), ("line", "to_organisation"),
    ):  # fmt: skip
        rows[name].refresh_from_db()
        assert getattr(rows[name], field) == keep, name


def test_the_names_that_go_are_still_found() -> None:
    keep = make.OrganisationFactory(name="Örkelljunga vårdcentral", aliases="VC Örkelljunga")
    drop = make.OrganisationFactory(
        name="Örskälljunga vårdcentral", slug="o", short_name="VC", aliases="vc örkelljunga\nVårdcentralen"
    )
    kept = merge_organisations(keep, drop, by=None, reason="")
    assert kept.short_name == "VC"
    assert kept.alias_list == ["VC Örkelljunga", "Örskälljunga vårdcentral", "Vårdcentralen"]
    from groups.search import organisations_matching

    assert list(organisations_matching("orskalljunga", Organisation.objects.all())) == [kept]


def municipalities(region):
    """Two records of one municipality, placed in overlapping time."""
    keep, drop = make.MunicipalityFactory(name="Klippan"), make.MunicipalityFactory(name="Klipan")
    make.RegionMunicipalityFactory(region=region, municipality=keep, start_date=DAY(2020, 1, 1))
    make.RegionMunicipalityFactory(region=region, municipality=drop, end_date=DAY(2021, 1, 1))
    return keep, drop


def test_two_records_of_a_municipality_are_joined() -> None:
    keep, drop = municipalities(make.RegionFactory())
    group = make.GroupFactory(coverage=Coverage.LISTED, municipalities=[keep, drop])
    seat = make.SeatFactory(group=group, per=Seat.Per.MUNICIPALITY)
    for municipality, places in ((keep, 2), (drop, 3)):
        make.SeatExceptionFactory(seat=seat, municipality=municipality, places=places)
        make.InhabitantsFactory(municipality=municipality, number=places * 1000)
    make.InhabitantsFactory(municipality=drop, year=1999, number=7)
    merge_organisations(keep, drop, by=None, reason="")
    place = RegionMunicipality.objects.get(municipality=keep)
    assert (place.start_date, place.end_date) == (None, None)
    assert GroupMunicipality.objects.get(group=group).municipality == keep
    assert SeatException.objects.get(seat=seat).places == 2
    assert dict(Inhabitants.objects.values_list("year", "number")) == {2025: 2000, 1999: 7}


def test_a_municipality_in_two_delregions_at_once_is_refused() -> None:
    keep, drop = municipalities(make.RegionFactory())
    drop.region_rows.update(region=make.RegionFactory())
    with pytest.raises(ValidationError, match="hör redan till"):
        merge_organisations(keep, drop, by=None, reason="")
    assert Organisation.objects.filter(pk=drop.pk).exists()


def test_a_municipality_is_not_merged_with_a_hospital() -> None:
    keep, drop = make.MunicipalityFactory(), make.OrganisationFactory()
    for first, second in ((keep, drop), (drop, keep)):
        assert "kommun" in merging.plan(first, second).obstacle
        with pytest.raises(ValidationError, match="annat slag"):
            merge_organisations(first, second, by=None, reason="")


def test_one_that_lies_under_the_other_is_refused() -> None:
    parent = make.OrganisationFactory()
    grandchild = make.OrganisationFactory(parent=make.OrganisationFactory(parent=parent))
    for first, second in ((parent, grandchild), (grandchild, parent)):
        with pytest.raises(ValidationError, match="ligger under"):
            merge_organisations(first, second, by=None, reason="")


def test_units_do_not_end_up_too_deep() -> None:
    deep = make.OrganisationFactory()
    for _level in range(2):
        deep = make.OrganisationFactory(parent=deep)
    drop = make.OrganisationFactory()
    make.OrganisationFactory(parent=make.OrganisationFactory(parent=drop))
    with pytest.raises(ValidationError, match="fyra nivåer"):
        merge_organisations(deep, drop, by=None, reason="")
    assert Organisation.objects.filter(pk=drop.pk).exists()
