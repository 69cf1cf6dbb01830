"""Which rows an account may write: what it may change in the admin, and nothing more."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from groups.models import Group, User
from samverkan.exchange import reach_forms
from samverkan.exchange.planning import Plan, Row, SheetPlan


def refuse(plan: Plan, user: User | None) -> None:
    """Note at each row that stands, or hangs on a group that does, that the account may not change it."""
    if user is None or user.is_administrator:
        return
    plan.stood = reach_forms.stood(plan)
    for each in plan.sheets:
        if not each.rows:
            continue
        if not _may(each, user):
            for row in each.rows:
                row.refuse("", _("Ditt konto får inte ändra ”%(sheet)s”.") % {"sheet": each.sheet.title})
            continue
        _compare(each, user, [row for row in each.rows if row.pk])


def refuse_what_left(plan: Plan, user: User | None) -> None:
    """The same when all is written: nothing may have come, or have been left, outside the account's reach."""
    if user is None or user.is_administrator:
        return
    reach_forms.refuse(plan, user, plan.stood)
    for each in plan.sheets:
        _compare(each, user, [row for row in each.rows if not row.problems])


def group_of(row: Row) -> int | None:
    """The key of the group that the row is, or hangs on."""
    if row.sheet.model is Group:
        return row.instance.pk
    if row.sheet.group == "seat":
        seat = row.instance.seat if row.instance.seat_id else None
        return seat.group_id if seat else None
    return getattr(row.instance, "group_id", None)


def _may(each: SheetPlan, user: User) -> bool:
    """Whether the role may add and change such rows at all."""
    if each.sheet.group:
        return user.has_perm("groups.change_group") and bool(user.region_ids)
    options = each.sheet.model._meta
    return hasattr(each.sheet.model._default_manager.all(), "editable_by") and all(
        user.has_perm(f"{options.app_label}.{verb}_{options.model_name}") for verb in ("add", "change")
    )


def _compare(each: SheetPlan, user: User, rows: list[Row]) -> None:
    """Refuse those of the rows that are outside the account's reach. One or two queries."""
    if not rows:
        return
    keys = {_pk(row) for row in rows}
    if each.sheet.group:
        path = {"slug": "pk", "seat": "seat__group"}.get(each.sheet.group, each.sheet.group)
        owner = dict(each.sheet.model._default_manager.filter(pk__in=keys).order_by().values_list("pk", path))
        mine = _kept(Group, user, set(owner.values()))
        outside = [row for row in rows if owner.get(_pk(row)) not in mine]
    else:
        mine = _kept(each.sheet.model, user, keys)
        outside = [row for row in rows if _pk(row) not in mine]
    for row in outside:
        row.refuse("", _("Raden ligger utanför de delregioner som du håller."))


def _pk(row: Row) -> int | None:
    return row.pk or (row.instance.pk if row.instance else None)


def _kept(model: type[models.Model], user: User, keys: set[int]) -> set[int]:
    rows = model._default_manager.all()
    if not hasattr(rows, "editable_by"):
        return set()
    return set(rows.editable_by(user).filter(pk__in=keys).order_by().values_list("pk", flat=True))
