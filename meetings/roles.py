"""What each role may do with meetings. Which meetings: `Meeting.objects.editable_by`.

Meetings are cancelled and never deleted. What is on a meeting's agenda is written through the pages where notes are
taken, under the meeting's own lock, so the admin has no registers for it.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig

from groups.models import ADMINISTRATOR, NOTE_TAKER, PROCESS_LEADER
from groups.roles import give_permissions

KEPT = ("meeting", "practice", "nomeeting")

PERMISSIONS: dict[str, frozenset[str]] = {
    NOTE_TAKER: frozenset(f"{verb}_meeting" for verb in ("view", "add", "change")),
    PROCESS_LEADER: frozenset(
        [f"{verb}_{model}" for model in KEPT for verb in ("view", "add", "change")]
        + ["delete_nomeeting", "change_calendarkey"]
    ),
}
PERMISSIONS[ADMINISTRATOR] = PERMISSIONS[PROCESS_LEADER]


def sync_roles(app_config: AppConfig, using: str, **kwargs: Any) -> None:
    """Give the roles what they may do with meetings. Runs after every `migrate` (and `flush`)."""
    give_permissions(app_config, using, PERMISSIONS)
