"""Every role on every address of the files. A new address must be put in the table."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Group as Role
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse

from samverkan.exchange.models import ColumnMapping, Import
from samverkan.exchange.roles import PERMISSIONS, sync_roles
from tests import reach
from tests.groups.admin.test_roles import every_name
from tests.groups.admin.world import World
from tests.samverkan.exchange.pages.steps import Steps

ROLES = (
    "anonymous", "no_role", "note_taker", "commissioner", "other_leader", "leader", "administrator", "superuser"
)  # fmt: skip
"""Every kind of visitor; "leader" has uploaded the files."""

Answers = tuple[str, str]  # to GET, to POST

LEADERS = "login 403 403 403 200 200 200 200"
OWN = "login 403 403 403 302 200 200 200"  # 302: there is no such file for the account
OWN_POSTED = "login 403 403 403 302 302 302 302"
UNDOERS = "login 403 403 403 403 200 200 200"
KEPT_BY = "login 403 403 403 403 200 200 200"
REFUSED = "login 403 403 403 405 405 405 405"  # the wrong method
NOBODY = "login 403 403 403 403 403 403 403"

TABLE: dict[str, Answers] = {
    "exchange_import_changelist": (LEADERS, LEADERS),
    "exchange_import_add": (NOBODY, NOBODY),
    "exchange_import_delete": (NOBODY, NOBODY),
    "exchange_import_history": (LEADERS, LEADERS),
    "exchange_import_change": (LEADERS, LEADERS),
    "exchange_import_upload": (LEADERS, LEADERS),
    "exchange_import_xlsx": (LEADERS, REFUSED),
    "exchange_import_zip": (LEADERS, REFUSED),
    "exchange_import_table": (OWN, OWN),
    "exchange_import_preview": (OWN, REFUSED),
    "exchange_import_correct": (REFUSED, OWN_POSTED),
    "exchange_import_days": (REFUSED, OWN_POSTED),
    "exchange_import_leave": (REFUSED, OWN_POSTED),
    "exchange_import_leave_newer": (REFUSED, OWN_POSTED),
    "exchange_import_compare": (REFUSED, OWN_POSTED),
    "exchange_import_row": (OWN, OWN_POSTED),
    "exchange_import_confirm": (OWN, OWN_POSTED),
    "exchange_import_discard": (OWN, OWN_POSTED),
    "exchange_import_undo": (UNDOERS, UNDOERS.replace("200", "302")),
    "exchange_columnmapping_changelist": (LEADERS, LEADERS),
    "exchange_columnmapping_add": (NOBODY, NOBODY),
    "exchange_columnmapping_history": (LEADERS, LEADERS),
    "exchange_columnmapping_change": (LEADERS, KEPT_BY),
    "exchange_columnmapping_delete": (KEPT_BY, KEPT_BY.replace("200", "302")),
}


def own_names() -> list[str]:
    return [name for name in every_name() if name.startswith("exchange_")]


def addresses(world: World) -> dict[str, str]:
    """Every address: of a file of the leader's that waits, of one that is taken in, of a mapping the leader keeps."""
    steps = Steps(world.client("leader"))
    done = steps.done([("Rådet", "Samråd", "lokal", "Nordväst grupp")])
    waiting = steps.waiting([("Laget", "Samråd", "lokal", "Nordväst grupp")])
    kept = ColumnMapping.objects.create(
        name="Lista", sheet="groups", headings="x", columns={"x": "name"}, by=world.accounts["leader"]
    )
    found = {}
    for name in own_names():
        page = name.rpartition("_")[2]
        if page in ("changelist", "add", "upload", "xlsx", "zip"):
            args = []
        elif "columnmapping" in name:
            args = [kept.pk]
        elif page in ("change", "undo", "history", "delete"):
            args = [done.pk]
        else:
            args = [waiting.pk, *{"table": [0], "row": [0, 2]}.get(page, [])]
        found[name] = reverse(f"admin:{name}", args=args)
    return found


def test_every_address_of_the_files_is_in_the_table() -> None:
    assert set(own_names()) == set(TABLE)


@pytest.mark.once
@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_it_should_and_nothing_else(world: World, role: str) -> None:
    assert reach.answers(world, role, addresses(world)) == reach.expected(TABLE, role, ROLES)


def test_a_leader_without_a_delregion_takes_nothing_in(world: World) -> None:
    world.accounts["leader"].regions.clear()
    client = world.client("leader")
    assert client.get(reverse("admin:exchange_import_upload")).status_code == 403
    assert "Läs in en fil" not in client.get(reverse("admin:exchange_import_changelist")).content.decode()
    assert client.get(reverse("admin:exchange_import_xlsx")).status_code == 200


def test_a_file_that_waits_is_seen_by_its_uploader_and_by_administrators(world: World) -> None:
    entry = Steps(world.client("leader")).waiting([("Hemliga rådet", "Samråd", "lokal", "Nordväst grupp")])
    for role, sees in (("leader", True), ("other_leader", False), ("administrator", True), ("superuser", True)):
        client = world.client(role)
        listed = client.get(reverse("admin:exchange_import_changelist")).content.decode()
        assert (entry.file_name in listed) is sees, role
        page = client.get(reverse("admin:exchange_import_change", args=[entry.pk]), follow=True).content.decode()
        assert ("Hemliga rådet" in page) is sees, role
        assert ("Hemliga rådet" in client.get(reverse("admin:index")).content.decode()) is False


def test_the_first_page_leads_the_way(world: World) -> None:
    Steps(world.client("leader")).waiting([("Rådet", "Samråd", "lokal", "Nordväst grupp")])
    ours = world.client("leader").get(reverse("admin:index")).content.decode()
    assert "Väntar på att läsas in: Grupper.csv" in ours
    assert reverse("admin:exchange_import_upload") in ours
    assert reverse("admin:exchange_import_zip") in ours
    assert "Väntar på att läsas in" not in world.client("administrator").get(reverse("admin:index")).content.decode()
    for role in ("no_role", "note_taker", "commissioner"):
        assert "exchange" not in world.client(role).get(reverse("admin:index")).content.decode()


# The roles themselves


def given() -> dict[str, set[str]]:
    of_app = Permission.objects.filter(content_type__app_label="exchange")
    return {
        role.name: set(of_app.filter(group=role).values_list("codename", flat=True))
        for role in Role.objects.filter(name__in=PERMISSIONS)
    }


def test_a_migrated_database_lets_leaders_and_administrators_take_files_in(db: None) -> None:
    assert given() == PERMISSIONS
    others = Permission.objects.filter(content_type__app_label="exchange").exclude(group__name__in=PERMISSIONS)
    assert {name for name in others.values_list("group__name", flat=True) if name} == set()


def test_migrating_again_puts_right_what_was_changed_by_hand(db: None) -> None:
    role = Role.objects.get(name="Processledare")
    role.permissions.set(Permission.objects.filter(codename="delete_import"))
    call_command("migrate", verbosity=0)
    assert given() == PERMISSIONS


def test_roles_come_before_django_has_made_the_permissions(db: None) -> None:
    Permission.objects.filter(content_type__app_label="exchange").delete()
    sync_roles(apps.get_app_config("exchange"), using="default")
    assert given() == PERMISSIONS


def test_nobody_deletes_what_was_taken_in(world: World) -> None:
    entry = Steps(world.client("leader")).done([("Rådet", "Samråd", "lokal", "Nordväst grupp")])
    for role in ("leader", "administrator", "superuser"):
        world.client(role).post(reverse("admin:exchange_import_delete", args=[entry.pk]), {"post": "yes"})
        sent = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
        world.client(role).post(reverse("admin:exchange_import_changelist"), sent)
    assert Import.objects.filter(pk=entry.pk).exists()
