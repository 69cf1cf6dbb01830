"""The roles exist wherever the database has been migrated, with exactly what they may do."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Group as Role
from django.contrib.auth.models import Permission
from django.core.management import call_command

from groups.roles import PERMISSIONS, sync_roles

pytestmark = pytest.mark.django_db


def given() -> dict[str, set[str]]:
    of_app = Permission.objects.filter(content_type__app_label="groups")
    return {
        role.name: set(of_app.filter(group=role).values_list("codename", flat=True))
        for role in Role.objects.filter(name__in=PERMISSIONS)
    }


def test_a_migrated_database_has_every_role() -> None:
    assert given() == PERMISSIONS


def test_every_named_permission_exists() -> None:
    named = frozenset().union(*PERMISSIONS.values())
    assert set(Permission.objects.filter(codename__in=named).values_list("codename", flat=True)) == named


def test_migrating_again_puts_right_what_was_changed_by_hand_and_keeps_the_members() -> None:
    role = Role.objects.get(name="Processledare")
    role.permissions.set(Permission.objects.filter(codename__in=["delete_group", "view_user"]))
    Role.objects.get(name="Administratör").delete()
    call_command("migrate", verbosity=0)
    assert given() == PERMISSIONS
    assert Role.objects.filter(pk=role.pk).exists()


def test_roles_come_before_django_has_made_the_permissions() -> None:
    """As on a fresh database, where the receiver of this app runs before that of the permissions."""
    Permission.objects.filter(content_type__app_label="groups").delete()
    sync_roles(apps.get_app_config("groups"), using="default")
    assert given() == PERMISSIONS


def test_nobody_may_delete_what_is_dated_or_logged() -> None:
    kept = (
        *("group", "seat", "membership", "placement", "statuschange"),
        *("person", "user", "regionmunicipality", "remark"),
    )
    for codenames in PERMISSIONS.values():
        assert not codenames & {f"delete_{model}" for model in kept}
        assert not any("historical" in codename for codename in codenames)
