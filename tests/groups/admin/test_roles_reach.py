"""Tricks: what a process leader, or an administrator, could try beyond what their role allows."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from groups.admin.organisation import OrganisationForm
from groups.admin.person import PersonForm
from groups.models import ADMINISTRATOR, PROCESS_LEADER, Organisation, Person, RegionMunicipality, User
from tests import factories as make
from tests.groups.admin.world import World

NO_INLINES = {
    f"{prefix}-{name}": value
    for prefix in ("region_rows", "inhabitants", "municipality_rows")
    for name, value in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"))
}


def change(client: Client, row: Model, /, **changed: Any) -> Any:
    """Post the row's page as it stands, but for what is changed."""
    url = reverse(f"admin:groups_{row._meta.model_name}_change", args=[row.pk])
    page = client.get(url)
    data = dict(NO_INLINES)
    if "adminform" in (page.context or {}):
        for name, field in page.context["adminform"].form.fields.items():
            value = page.context["adminform"].form.get_initial_for_field(field, name)
            if isinstance(value, list):
                value = [getattr(each, "pk", each) for each in value]
            data[name] = "" if value is None or value is False else value
    return client.post(url, {**data, **changed})


def add(client: Client, register: str, /, **data: Any) -> Any:
    return client.post(reverse(f"admin:groups_{register}_add"), {**NO_INLINES, **data})


def errors(response: Any) -> dict:
    assert response.status_code == 200, response.status_code
    return response.context["adminform"].form.errors


def test_a_leader_changes_an_organisation_and_a_person_of_their_own(world: World) -> None:
    client = world.client("leader")
    assert change(client, world.ours.organisation, name="Nytt namn", change_reason="bytte namn").status_code == 302
    assert change(client, world.ours.person, title="enhetschef").status_code == 302
    world.ours.organisation.refresh_from_db()
    world.ours.person.refresh_from_db()
    assert (world.ours.organisation.name, world.ours.person.title) == ("Nytt namn", "enhetschef")
    record = world.ours.organisation.history.first()
    assert (record.history_user, record.history_change_reason) == (world.accounts["leader"], "bytte namn")


@pytest.mark.parametrize("kind", ["organisation", "person", "municipality"])
def test_a_leader_changes_nothing_of_another_delregion(world: World, kind: str) -> None:
    row = getattr(world.theirs, kind)
    assert change(world.client("leader"), row, name="Taget namn").status_code == 403
    assert change(world.client("administrator"), row, name="Nytt namn").status_code == 302


def test_a_leader_does_not_give_an_organisation_to_another_delregion(world: World) -> None:
    row = world.ours.organisation
    assert "region" in errors(change(world.client("leader"), row, region=world.theirs.region.pk))
    assert "region" in errors(change(world.client("leader"), row, region=""))
    row.refresh_from_db()
    assert row.region == world.ours.region


def test_a_leader_adds_organisations_at_home_only(world: World) -> None:
    client = world.client("leader")
    clinic = {"kind": "clinic", "principal": "region", "operation": "public"}
    assert "region" in errors(add(client, "organisation", name="A", region=world.theirs.region.pk, **clinic))
    assert "region" in errors(add(client, "organisation", name="B", **clinic))
    assert "region" in errors(add(client, "organisation", name="C", parent=world.theirs.organisation.pk, **clinic))
    assert add(client, "organisation", name="Öster", region=world.ours.region.pk, **clinic).status_code == 302
    assert add(client, "organisation", name="Väster", parent=world.ours.municipality.pk, **clinic).status_code == 302
    assert set(Organisation.objects.filter(kind="clinic", name__endswith="ster").values_list("slug", flat=True)) == {
        "oster",
        "vaster",
    }


def test_a_leader_makes_no_municipalities(world: World) -> None:
    new = {"name": "Ny", "kind": "municipality", "principal": "municipality", "operation": "public"}
    client = world.client("leader")
    assert "kind" in errors(add(client, "organisation", municipality_code="9999", **new))
    row = make.OrganisationFactory(parent=world.ours.municipality)
    changed = change(client, row, kind="municipality", municipality_code="9998", parent="", region="")
    assert "kind" in errors(changed)


def test_a_leader_does_not_move_a_municipality_through_the_rows_on_its_page(world: World) -> None:
    row = world.ours.municipality.region_rows.get()
    moved = {
        "region_rows-TOTAL_FORMS": "2",
        "region_rows-INITIAL_FORMS": "1",
        "region_rows-0-id": row.pk,
        "region_rows-0-municipality": world.ours.municipality.pk,
        "region_rows-0-region": world.theirs.region.pk,
        "region_rows-1-municipality": world.ours.municipality.pk,
        "region_rows-1-region": world.theirs.region.pk,
        "region_rows-1-start_date": "2030-01-01",
    }
    change(world.client("leader"), world.ours.municipality, **moved)
    assert list(
        RegionMunicipality.objects.filter(municipality=world.ours.municipality).values_list("region", flat=True)
    ) == [world.ours.region.pk]


def test_a_leader_does_not_hand_a_person_over(world: World, employed_elsewhere: Person) -> None:
    client = world.client("leader")
    world.ours.membership.delete()
    assert "organisation" in errors(change(client, world.ours.person, organisation=world.theirs.organisation.pk))
    # One who sits in a group of ours stays within reach wherever they are employed.
    assert change(client, employed_elsewhere, organisation=world.ours.organisation.pk).status_code == 302
    assert change(client, employed_elsewhere, organisation=world.theirs.organisation.pk).status_code == 302


def test_a_leader_adds_persons_at_home_only(world: World) -> None:
    client = world.client("leader")
    assert "organisation" in errors(add(client, "person", name="N", organisation=world.theirs.organisation.pk))
    assert add(client, "person", name="N", organisation=world.ours.organisation.pk).status_code == 302
    assert add(client, "person", name="M").status_code == 302


def test_a_leader_without_delregion_adds_nothing(world: World) -> None:
    world.accounts["leader"].regions.clear()
    client = world.client("leader")
    assert add(client, "person", name="N").status_code == 403
    assert client.get(reverse("admin:groups_organisation_add")).status_code == 403
    assert client.get(reverse("admin:groups_organisation_changelist")).status_code == 200


@pytest.mark.parametrize(("form", "kind"), [(OrganisationForm, "organisation"), (PersonForm, "person")])
def test_a_row_that_leaves_the_reach_is_taken_back_whatever_the_form_says(
    world: World, monkeypatch: pytest.MonkeyPatch, form: type, kind: str
) -> None:
    monkeypatch.setattr(form, "clean", lambda self: self.cleaned_data)
    row = getattr(world.ours, kind)
    world.ours.membership.delete()
    before = row.history.count()
    field, value = (
        ("region", world.theirs.region.pk) if kind == "organisation" else ("organisation", world.theirs.organisation.pk)
    )
    assert change(world.client("leader"), row, **{field: value}).status_code == 403
    row.refresh_from_db()
    assert getattr(row, f"{field}_id") != value
    assert row.history.count() == before


def test_an_old_version_can_be_read_but_not_saved(world: World) -> None:
    row = world.ours.organisation
    first = row.history.first()
    change(world.client("administrator"), row, name="Nyare namn")
    url = reverse("admin:groups_organisation_simple_history", args=[row.pk, first.pk])
    for role in ("leader", "administrator", "superuser"):
        assert world.client(role).get(url).status_code == 200
        assert world.client(role).post(url, {"name": "Äldre namn", "_save": "1"}).status_code == 405
    row.refresh_from_db()
    assert row.name == "Nyare namn"


def test_a_leader_deletes_only_what_is_theirs_and_bears_nothing(world: World) -> None:
    client = world.client("leader")
    bare = make.OrganisationFactory(region=world.ours.region)
    theirs = make.OrganisationFactory(region=world.theirs.region)
    for row in (bare, theirs, world.ours.organisation):
        client.post(reverse("admin:groups_organisation_delete", args=[row.pk]), {"post": "yes"})
    assert not Organisation.objects.filter(pk=bare.pk).exists()
    assert Organisation.objects.filter(pk__in=[theirs.pk, world.ours.organisation.pk]).count() == 2


def test_a_person_is_erased_not_deleted(world: World) -> None:
    """Deleted, the name would stay in the history with nothing left to erase it from."""
    bare = make.PersonFactory(name="Kalle Prov", organisation=world.ours.organisation)
    erase = reverse("admin:groups_person_erase", args=[bare.pk])
    for role, leads in (("leader", False), ("administrator", True), ("superuser", True)):
        client = world.client(role)
        assert client.post(reverse("admin:groups_person_delete", args=[bare.pk]), {"post": "yes"}).status_code == 403
        page = client.get(reverse("admin:groups_person_change", args=[bare.pk])).content.decode()
        assert (page.count(erase) > 0) is leads
        assert "tas inte bort ur registret" in page
    world.client("administrator").post(erase)
    assert set(Person.history.filter(id=bare.pk).values_list("name", flat=True)) == {"borttagen person"}


def test_many_rows_at_once_are_never_deleted(world: World) -> None:
    bare = make.OrganisationFactory(region=world.theirs.region)
    data = {"action": "delete_selected", "_selected_action": [bare.pk], "post": "yes"}
    for role in ("leader", "administrator", "superuser"):
        world.client(role).post(reverse("admin:groups_organisation_changelist"), data)
    assert Organisation.objects.filter(pk=bare.pk).exists()


def test_remarks_are_dealt_with_by_those_who_keep_the_group(world: World) -> None:
    client = world.client("leader")
    for remark in (world.ours.remark, world.theirs.remark):
        client.post(reverse("admin:groups_remark_handle", args=[remark.pk]))
    both = [world.ours.remark.pk, world.theirs.remark.pk]
    client.post(reverse("admin:groups_remark_changelist"), {"action": "mark_handled", "_selected_action": both})
    world.ours.remark.refresh_from_db()
    world.theirs.remark.refresh_from_db()
    assert world.ours.remark.handled_by == world.accounts["leader"]
    assert world.theirs.remark.handled_at is None
    listed = client.get(reverse("admin:groups_remark_changelist"), {"hanterad": "alla"}).context["cl"].queryset
    assert list(listed) == [world.ours.remark]


def test_a_readers_address_is_kept_until_the_remark_is_dealt_with(world: World) -> None:
    client = world.client("leader")
    group = world.ours.group
    one, several, left = (make.RemarkFactory(group=group, email=f"{each}@example.org") for each in "abc")
    page = client.get(reverse("admin:groups_remark_change", args=[one.pk])).content.decode()
    assert 'href="mailto:a@example.org"' in page
    assert "adressen tas bort" in page
    client.post(reverse("admin:groups_remark_handle", args=[one.pk]))
    sent = {"action": "mark_handled", "_selected_action": [several.pk]}
    client.post(reverse("admin:groups_remark_changelist"), sent)
    assert [type(each).objects.get(pk=each.pk).email for each in (one, several, left)] == ["", "", "c@example.org"]
    assert "adressen tas bort" not in client.get(reverse("admin:groups_remark_change", args=[one.pk])).content.decode()


def test_leaders_see_no_accounts_by_any_way(world: World) -> None:
    client = world.client("leader")
    lookup = {"app_label": "groups", "model_name": "remark", "field_name": "handled_by", "term": "super"}
    assert client.get(reverse("admin:autocomplete"), lookup).status_code == 403
    assert "groups/user" not in client.get(reverse("admin:index")).content.decode()
    history = client.get(reverse("admin:groups_organisation_history", args=[world.ours.organisation.pk]))
    assert "groups/user" not in history.content.decode()


@pytest.mark.parametrize("kind", ["organisation", "region", "person"])
def test_all_with_a_role_choose_among_all_rows(world: World, kind: str) -> None:
    model, field = {"organisation": ("person", "organisation"), "region": ("organisation", "region")}.get(
        kind, ("membership", "person")
    )
    lookup = {"app_label": "groups", "model_name": model, "field_name": field, "term": "sydost"}
    response = world.client("leader").get(reverse("admin:autocomplete"), lookup)
    assert response.status_code == 200
    assert response.json()["results"]


# Accounts


def account(**data: Any) -> dict:
    return {
        "username": "ny",
        "usable_password": "true",
        "password1": "ett långt lösenord",
        "password2": "ett långt lösenord",
        **data,
    }


def role(name: str) -> Any:
    from django.contrib.auth.models import Group as Role

    return Role.objects.get(name=name)


def test_an_administrator_makes_a_leader_who_can_log_in(world: World) -> None:
    client = world.client("administrator")
    assert add(client, "user", **account()).status_code == 302
    new = User.objects.get(username="ny")
    assert not new.is_staff
    given = {
        "groups": [role(PROCESS_LEADER).pk],
        "regions": [world.ours.region.pk],
        "function": "processledare",
        "is_active": "on",
    }
    assert change(client, new, **given).status_code == 302
    new = User.objects.get(pk=new.pk)
    assert (new.is_staff, new.is_superuser, new.region_ids) == (True, False, {world.ours.region.pk})
    assert change(client, new, groups=[], is_active="on").status_code == 302
    assert not User.objects.get(pk=new.pk).is_staff


def test_an_administrator_makes_no_superusers(world: World) -> None:
    client = world.client("administrator")
    forged = {"is_superuser": "on", "is_staff": "on", "user_permissions": ["1"]}
    add(client, "user", **account(**forged))
    for username in ("ny", "leader", "administrator"):
        change(client, User.objects.get(username=username), is_active="on", **forged)
        user = User.objects.get(username=username)
        assert (user.is_superuser, user.user_permissions.count()) == (False, 0)


def test_an_administrator_does_not_touch_a_superuser(world: World) -> None:
    client, target = world.client("administrator"), world.accounts["superuser"]
    password = {"password1": "ett annat lösenord", "password2": "ett annat lösenord", "usable_password": "true"}
    assert change(client, target, username="taken", is_active="on").status_code == 403
    assert client.post(reverse("admin:auth_user_password_change", args=[target.pk]), password).status_code == 403
    target.refresh_from_db()
    assert (target.username, target.check_password("a long invented password")) == ("superuser", True)


def test_a_superuser_makes_superusers(world: World) -> None:
    change(world.client("superuser"), world.accounts["leader"], is_superuser="on", is_active="on")
    changed = User.objects.get(username="leader")
    assert changed.is_superuser
    assert changed.is_staff


def test_a_closed_account_reaches_nothing(world: World) -> None:
    client = world.client("administrator")
    User.objects.filter(username="administrator").update(is_active=False)
    assert client.get(reverse("admin:groups_group_changelist")).status_code == 302


def test_the_roles_are_not_edited_by_hand(world: World) -> None:
    from django.contrib import admin
    from django.contrib.auth.models import Group as Role

    assert not admin.site.is_registered(Role)
    assert role(ADMINISTRATOR).permissions.filter(codename="delete_group").count() == 0
