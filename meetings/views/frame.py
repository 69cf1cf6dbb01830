"""The frame that the list, the months and "Mina möten" share: the same meetings, looked at in other ways."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.models import Group
from meetings.forms.filter import PAST, MeetingFilter
from meetings.models import Meeting


class Tab(NamedTuple):
    words: str
    address: str
    """With the same filters, but for the page number."""
    current: bool


@dataclass(frozen=True)
class Frame:
    """What `meetings/meeting_base.html` shows, as `frame`."""

    today: dt.date
    form: MeetingFilter
    visible: QuerySet[Group]
    """The groups that the reader may see."""
    meetings: QuerySet[Meeting]
    """What the filters leave of the meetings that the reader may see; of any day, in no order yet."""
    tabs: list[Tab]

    @property
    def feed(self) -> str:
        """The address of the calendar with the same meetings, "" where no calendar answers to the filters."""
        return feed_of(self.form)

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """(label, name, address without it) of each group chosen."""
        form = self.form
        rest = {group: [slug for slug in form.chosen.slugs if slug != group.slug] for group in form.chosen.groups}
        return [(_("Grupp"), group.label, form.address_with(grupp=slugs) or "?") for group, slugs in rest.items()]


def frame(request: HttpRequest, view: str, month: dt.date | None = None) -> Frame:
    """Return the frame for one of the views: "kommande", PAST, "manad" or "mina".

    Two queries, and one for groups chosen.
    """
    today = timezone.localdate()
    visible = Group.objects.visible_to(request.user)
    form = MeetingFilter(request.GET, visible, today)
    # A month has its own days, so a day asked for does not follow there; it does between those to come and those past.
    anywhere = form.address_with(visa=None, dag=None)
    listed = reverse("meetings:meeting-list")
    shown = month or form.day
    tabs = [
        Tab(_("Kommande"), listed + form.address_with(visa=None), view == "kommande"),
        Tab(_("Tidigare"), listed + form.address_with(visa=PAST), view == PAST),
        Tab(_("Månad"), reverse("meetings:month", args=[shown]) + anywhere, view == "manad"),
        Tab(_("Mina möten"), reverse("meetings:my-meetings") + form.chosen.query, view == "mina"),
    ]
    meetings = form.narrow(Meeting.objects.visible_to(request.user, today))
    return Frame(today=today, form=form, visible=visible, meetings=meetings, tabs=tabs)


def feed_of(form: MeetingFilter) -> str:
    """Return the address of the public calendar of what is chosen; "" for several kinds of choice at once."""
    choices = [choice for choice in (form.chosen, form.region, form.municipality) if choice]
    if len(choices) != 1:
        return ""
    if form.chosen:
        return reverse("meetings:chosen-feed") + form.chosen.query
    if form.region:
        return reverse("meetings:region-feed", args=[form.region.slug])
    return reverse("meetings:municipality-feed", args=[form.municipality.slug])
