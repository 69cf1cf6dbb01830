"""The invented nation holds nothing that the registry's own writers would have refused or written otherwise."""

from __future__ import annotations

import pytest
from django.forms import model_to_dict

from groups import tree
from groups.models import (
    EscalationLink,
    Group,
    GroupMunicipality,
    Membership,
    Organisation,
    Person,
    Placement,
    Region,
    ReportingLine,
    Seat,
    StatusChange,
)
from tests.benchmarks import nation
from tests.factories import GroupFactory

pytestmark = pytest.mark.django_db


def test_its_tree_is_whole_and_grows_county_by_county():
    groups = nation.fill(350, counties=2)
    assert (len(groups), Region.objects.filter(parent=None).count()) == (350, 2)
    assert {group.depth for group in groups} == set(range(8))
    nation.fill(40, counties=1)
    assert (Group.objects.count(), Region.objects.filter(parent=None).count()) == (390, 3)
    assert tree.check() == []
    assert [group.pk for group in groups] == list(Group.objects.filter(tree_id__lte=2).values_list("pk", flat=True))


def test_every_row_keeps_the_rules():
    nation.fill(120, counties=1)
    for model in (Group, Seat, Membership, ReportingLine, EscalationLink, GroupMunicipality, Organisation, Person):
        rows = list(model.objects.all())
        assert rows, model
        for row in rows:
            row.full_clean(exclude=["topics", "successors"] if model is Group else None)
    siblings = {}
    for group in Group.objects.order_by("tree_id", "lft"):
        siblings.setdefault(group.parent_id, []).append(group.sort_key)
    assert all(keys == sorted(keys) for keys in siblings.values())


def test_what_is_derived_is_what_saving_derives():
    nation.fill(100, counties=1, seats=4)
    for model in (Group, Organisation, Seat, Person, Region):
        for row in model.objects.all()[:60]:
            before = [getattr(row, field.attname) for field in model._meta.concrete_fields]
            row.save()
            row.refresh_from_db()
            assert before == [getattr(row, field.attname) for field in model._meta.concrete_fields], row


def test_logs_and_history_say_what_the_rows_say():
    nation.fill(100, counties=1)
    for group in Group.objects.all():
        placement, change = Placement.objects.get(group=group), StatusChange.objects.filter(group=group).first()
        assert (placement.parent, placement.region, placement.part) == (group.parent, group.region, group.is_part)
        assert (change.status, change.effective) == (group.status, group.status_since)
        record = group.history.get()
        assert (record.name, record.parent, record.history_type) == (group.name, group.parent, "+")
        assert {row.topic for row in record.topics.all()} == set(group.topics.all())
    seat = Seat.objects.first()
    assert model_to_dict(seat.history.get().instance) == model_to_dict(seat)


def test_the_registrys_own_writers_go_on_from_there():
    groups = nation.fill(60, counties=1)
    lead = next(group for group in groups if group.type.slug == "delregional-beredning")
    kind = next(group.type for group in groups if group.type.slug == "arbetsgrupp")
    made = GroupFactory(name="Ny grupp", type=kind, parent=lead, tier="local")
    assert made.parent == lead
    assert tree.check() == []
