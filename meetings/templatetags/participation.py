"""How many come to a group's meetings, in one line, and the way to what was promised there."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from groups.models import Group
from meetings import participation, plans, reach
from meetings.lookout import Lookout

register = template.Library()


@register.inclusion_tag("meetings/_turnout.html", takes_context=True)
def turnout(context: Context, group: Group, found: Lookout | None) -> dict[str, Any]:
    """Say the share of places filled lately, where it tells of the group and of no person; link to what is more.

    The page tells which day is `asked` for. One query, one more for those with an account; three more on another day,
    where the group's meetings are not looked out.
    """
    asked, user = context["asked"], context["request"].user
    today = timezone.localdate()
    is_kept = reach.kept_by(user, today).filter(pk=group.pk).exists() if user.is_authenticated else False
    return {
        "group": group,
        "turnout": found.lately if found else participation.lately(group, asked.day),
        "is_kept": is_kept,
        "plan": plans.count(plans.readable(group, user, today, is_kept=is_kept), today),
    }
