"""Who may take an import back: whoever took it in and still keeps all that it wrote, or an administrator."""

from __future__ import annotations

from django.db.models import Model

from groups import many
from groups.models import Group, User
from samverkan.exchange.models import Import
from samverkan.exchange.sheets import SHEETS

GROUP_OF = {"slug": "pk", "group": "group", "seat": "seat__group"}
"""From the column that says which group a row hangs on to the path of its key."""


def may_undo(entry: Import, user: User) -> bool:
    """Whether the account may take the import back. At most two queries for each kind of row."""
    if user.is_administrator:
        return True
    if entry.by_id != user.pk or not user.has_perm("exchange.add_import") or not user.region_ids:
        return False
    return all(_keeps(user, sheet.model, sheet.group, entry) for sheet in SHEETS)


def _keeps(user: User, model: type[Model], group: str, entry: Import) -> bool:
    records = entry.wrote.get("records", {}).get(model._meta.label, [])
    for part in many.parts(records):
        keys = model.history.model._base_manager.filter(pk__in=part).order_by().values("id")
        rows = model._base_manager.filter(pk__in=keys).order_by()
        if group:
            mine = Group.objects.editable_by(user).order_by().values("pk")
            outside = rows.exclude(**{f"{GROUP_OF[group]}__in": mine})
        elif hasattr(model._default_manager.all(), "editable_by"):
            mine = model._default_manager.all().editable_by(user).order_by().values("pk")
            outside = rows.exclude(pk__in=mine)
        else:
            outside = rows
        if outside.exists():
            return False
    return True
