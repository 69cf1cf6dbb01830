"""What each role may do with files: process leaders and administrators take them in. Which rows: `exchange.reach`."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig

from groups.models import ADMINISTRATOR, PROCESS_LEADER
from groups.roles import give_permissions

PERMISSIONS: dict[str, frozenset[str]] = {
    PROCESS_LEADER: frozenset(
        ["view_import", "add_import", "view_columnmapping", "change_columnmapping", "delete_columnmapping"]
    ),
}
PERMISSIONS[ADMINISTRATOR] = PERMISSIONS[PROCESS_LEADER]


def sync_roles(app_config: AppConfig, using: str, **kwargs: Any) -> None:
    """Give the roles what they may do with files. Runs after every `migrate` (and `flush`)."""
    give_permissions(app_config, using, PERMISSIONS)
