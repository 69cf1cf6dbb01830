"""What each role may do at all, by kind of row. Which rows: `editable_by` on the querysets, `groups.admin.scope`.

Who keeps the registry sees everything but the accounts. A process leader changes groups, organisations and persons; an
administrator changes the registers too; a commissioner has the pages of reviews, and nothing in the admin. Dated rows
are ended, groups are never deleted and persons are erased (`groups.erasing`): nobody may delete them.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions

from groups.models.user import ADMINISTRATOR, COMMISSIONER, PROCESS_LEADER

AT_A_GROUP = (
    "commission",
    "escalationlink",
    "groupmunicipality",
    "membership",
    "reportingline",
    "seat",
    "seatexception",
)
"""Rows written as part of a group."""

REGISTERS = ("agreement", "grouptype", "inhabitants", "region", "topic")
"""What administrators alone keep, and may take away while nothing hangs on it."""

READ_ONLY = ("placement", "statuschange")
"""The dated logs: written by `groups.tree` and `groups.lifecycle` alone."""

PERMISSIONS: dict[str, frozenset[str]] = {
    PROCESS_LEADER: frozenset(
        [f"{verb}_{model}" for model in (*AT_A_GROUP, "group") for verb in ("view", "add", "change")]
        + [f"{verb}_{model}" for model in ("organisation", "person") for verb in ("view", "add", "change")]
        + ["delete_organisation"]
        + [f"view_{model}" for model in (*REGISTERS, *READ_ONLY, "regionmunicipality")]
        + ["view_remark", "change_remark", "view_review", "add_review", "change_review"]
    ),
    COMMISSIONER: frozenset(),
}
PERMISSIONS[ADMINISTRATOR] = PERMISSIONS[PROCESS_LEADER] | frozenset(
    [f"{verb}_{model}" for model in ("regionmunicipality", "user") for verb in ("view", "add", "change")]
    + [f"{verb}_{model}" for model in REGISTERS for verb in ("add", "change", "delete")]
)


def sync_roles(app_config: AppConfig, using: str, **kwargs: Any) -> None:
    """Give the roles what they may do with the registry. Runs after every `migrate` (and `flush`)."""
    give_permissions(app_config, using, PERMISSIONS)


def give_permissions(app_config: AppConfig, using: str, permissions: dict[str, frozenset[str]]) -> None:
    """Make the roles named, each with exactly these permissions of the app; those of other apps are left alone.

    Django makes permissions in the same signal; they are asked for first here, whatever the order of the receivers.
    """
    if not app_config.get_models() or not _has_tables(using):
        return
    create_permissions(app_config, verbosity=0, using=using)
    Role, Permission = apps.get_model("auth.Group"), apps.get_model("auth.Permission")
    known = Permission.objects.using(using).filter(content_type__app_label=app_config.label)
    for name, codenames in permissions.items():
        role, _created = Role.objects.using(using).get_or_create(name=name)
        others = role.permissions.exclude(content_type__app_label=app_config.label)
        role.permissions.set([*others, *known.filter(codename__in=codenames)])


def _has_tables(using: str) -> bool:
    """Whether the migrations that make roles and accounts have been applied (not so when migrating backwards)."""
    from django.db import connections

    tables = connections[using].introspection.table_names()
    return {"auth_group_permissions", "groups_user"} <= set(tables)
