"""Where in the tree a group may stand: the one rule, for one group at a time and for many."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from groups.models.group_type import Tier

if TYPE_CHECKING:
    from groups.models.group import Group


def problem(
    group: Group,
    parent: Group | None,
    *,
    part: bool,
    lies_below: Callable[[], bool],
    type_allows: Callable[[], bool],
) -> str | None:
    """Why the group may not stand under `parent` today, in Swedish; None if it may.

    Whoever calls answers whether the parent lies below the group (or is it), and whether their types go together; asked
    only when it matters.
    """
    if parent is None:
        if part:
            return _("En del måste ligga under den grupp den är del av.")
        if not group.type.may_be_root:
            return _("%(type)s kan inte stå överst i trädet. Välj en överordnad grupp.") % {"type": group.type}
        return None
    if lies_below():
        return _("En grupp kan inte ligga under sig själv eller en av sina egna undergrupper.")
    if part and parent.is_part:
        return _("%(parent)s är själv en del. En del ligger direkt under hela gruppen.") % {"parent": parent}
    if parent.mistaken or (parent.status == "ended" and group.status != "ended"):
        return _("%(parent)s är avslutad och kan inte ha nya undergrupper.") % {"parent": parent}
    if parent.tier != Tier.CENTRAL and group.region_id and parent.region_id != group.region_id:
        return _("%(parent)s hör till %(region)s. En grupp hör till samma delregion som den överordnade.") % {
            "parent": parent,
            "region": parent.region,
        }
    if (
        parent.tier == Tier.CENTRAL
        and parent.region_id
        and group.region_id
        and parent.region_id not in (group.region_id, group.region.parent_id)
    ):
        return _("%(parent)s hör till ett annat län.") % {"parent": parent}
    if part:
        return None
    if Tier(group.tier).rank < Tier(parent.tier).rank:
        return _("En %(tier)s grupp kan inte ligga under en %(parent_tier)s.") % {
            "tier": group.get_tier_display(),
            "parent_tier": parent.get_tier_display(),
        }
    if not type_allows():
        return _("%(type)s får inte ligga under %(parent_type)s.") % {
            "type": group.type,
            "parent_type": parent.type.name.lower(),
        }
    return None
