"""How long ago a group met, against what it says of itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.models import Group
from meetings.models import Meeting


@dataclass(frozen=True)
class Since:
    words: str
    """How long since it met against what is expected, in a sentence; "" if no meeting is recorded."""


def of(group: Group, day: dt.date) -> Since:
    """Return it for the group on the day. One query; the whole that a part belongs to is to be fetched."""
    latest = Meeting.objects.of_any([group]).held().filter(date__lte=day).order_by("-date", "-pk").first()
    if latest is None:
        return Since("")
    holder, last = group.inherited("frequency_text"), latest.ends_on
    months = max(0, (day.year - last.year) * 12 + day.month - last.month - (day.day < last.day))
    told = ngettext(
        "Senaste mötet var för %(number)d månad sedan", "Senaste mötet var för %(number)d månader sedan", months
    )
    since = told % {"number": months} if months else _("Senaste mötet var för mindre än en månad sedan")
    return Since(f"{since}; {_('väntat')}: {holder.expected_meetings}." if holder.meetings_min else f"{since}.")
