"""What a meeting's agenda is made of: the group's standing one, and what is still open from earlier meetings.

Whoever writes here is told MinutesLocked or MeetingCancelled when nothing is to be noted any more.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groups.editing import signed
from groups.models import Group, User
from groups.models.organisation import lines
from groups.ordering import fold
from meetings.editing import StaleRow, save_seen, taking_notes
from meetings.models import Action, AgendaItem, Meeting

MOST_PROPOSED = 60
"""Of each kind; more than that is not an agenda."""

MOST_ITEMS = 300

LONGEST_TITLE = AgendaItem._meta.get_field("title").max_length

_LABELLED = re.compile(r"^((?:§\s*\d+|\d+(?=[.)])|\d+\s*[a-zåäö](?=[.)]))\s*[a-zåäö]?)[.):]?\s+(?=\S)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?!.*\d)")


class ItemInUse(Exception):
    """An item under which something is noted is not taken away."""

    def __init__(self, item: AgendaItem) -> None:
        super().__init__(
            _("”%(item)s” har anteckningar, beslut, åtgärder eller bilagor. Ta bort dem först.") % {"item": item}
        )


@dataclass(frozen=True)
class Proposed:
    """An item that could be taken up, and why."""

    key: str
    """Stays the same until it is taken up: "item-12", "action-3", "minutes-8"."""
    title: str
    why: str
    stems_from: AgendaItem | None = None


def standing(group: Group) -> list[str]:
    """The lines of the group's standing agenda: its own, for a part that of its whole, else what its type brings."""
    own = group.inherited("agenda").agenda_list
    return own or lines(group.type.default_agenda)


def split(line: str) -> tuple[str, str]:
    """Label and title of a line such as ”§ 3 Budget” or ”4 b) Budget”; the label is "" where none is written."""
    found = _LABELLED.match(line)
    label = found[1].strip() if found else ""
    title = line[found.end() :] if found else line
    longest = AgendaItem._meta.get_field("label").max_length
    return label[:longest], title.strip()[:LONGEST_TITLE]


def next_label(label: str) -> str:
    """The label that follows: ”§ 12” after ”§ 11”. Of a label without a number nothing is told."""
    found = _NUMBER.search(label)
    if not found or len(found[0]) > 6:
        return ""
    return f"{label[: found.start()]}{int(found[0]) + 1}"


def copy_standing(meeting: Meeting, *, by: User | None) -> int:
    """Put the standing agenda last on the meeting's; what is there by that title is left. Returns how many were put."""
    with taking_notes(meeting) as current:
        return _append(current, [(*split(line), None) for line in standing(current.group)], by)


def proposals(meeting: Meeting) -> list[Proposed]:
    """What is open before the meeting and not on its agenda: items of the meeting that it replaces, deferred items,
    due actions, the last minutes. Five queries.
    """
    there = {fold(title) for title in meeting.items.values_list("title", flat=True)}
    told = [*_moved(meeting), *_deferred(meeting), *_due(meeting), *_last_minutes(meeting, there)]
    return [each for each in told if fold(each.title) not in there]


def take_up(meeting: Meeting, keys: Iterable[str], *, by: User | None) -> int:
    """Put those of the proposals that have these keys on the agenda; returns how many."""
    with taking_notes(meeting) as current:
        chosen = set(keys)
        rows = [("", each.title, each.stems_from) for each in proposals(current) if each.key in chosen]
        return _append(current, rows, by)


def move(meeting: Meeting, item: AgendaItem, step: int, *, by: User | None) -> None:
    """Move an item up (-1) or down (1). Order is nothing that two can type against each other, so it bumps no revision.

    Raises StaleRow(None) if the item is gone.
    """
    with taking_notes(meeting) as current:
        rows = list(current.items.all())
        place = next((nr for nr, row in enumerate(rows) if row.pk == item.pk), None)
        if place is None:
            raise StaleRow(None)
        target = min(max(place + step, 0), len(rows) - 1)
        rows.insert(target, rows.pop(place))
        for order, row in enumerate(rows, 1):
            if row.order != order:
                row.order = order
                AgendaItem.objects.filter(pk=row.pk).update(order=order)


def renumber(meeting: Meeting, *, by: User | None) -> int:
    """Label the items § 1, § 2 … in their order; returns how many got another label."""
    with taking_notes(meeting) as current:
        changed = 0
        for number, row in enumerate(current.items.all(), 1):
            if row.label != f"§ {number}":
                row.label = f"§ {number}"
                save_seen(row, row.revision, by=by)
                changed += 1
        return changed


def remove(meeting: Meeting, item: AgendaItem, *, by: User | None) -> None:
    """Take away an item under which nothing is noted. Raises ItemInUse; one that is gone is no error."""
    with taking_notes(meeting) as current:
        row = current.items.select_for_update().filter(pk=item.pk).first()
        if row is None:
            return
        noted = row.note or row.deferred or row.decisions.exists() or row.actions.exists()
        if noted or row.attachments.exists() or row.corrections.exists():
            raise ItemInUse(row)
        signed(row, by, "").delete()


def last_order(meeting: Meeting) -> int:
    """The order of the last item, 0 when there is none."""
    return meeting.items.order_by("-order").values_list("order", flat=True).first() or 0


def refuse_too_many(meeting: Meeting, more: int = 1) -> None:
    """Raise ValidationError when the agenda would be longer than anybody reads."""
    if meeting.items.count() + more > MOST_ITEMS:
        raise ValidationError(_("En dagordning har högst %(most)s punkter.") % {"most": MOST_ITEMS})


def _append(meeting: Meeting, rows: list[tuple[str, str, AgendaItem | None]], by: User | None) -> int:
    """Put label, title and origin of each last on the agenda, but for titles that stand there. Under the lock."""
    there = list(meeting.items.all())
    titles = {fold(each.title) for each in there}
    label = there[-1].label if there else "§ 0"
    order = last_order(meeting)
    new = [row for row in rows if fold(row[1]) not in titles]
    refuse_too_many(meeting, len(new))
    put = 0
    for own, title, origin in new:
        if fold(title) in titles:
            continue
        titles.add(fold(title))
        label, order, put = own or next_label(label), order + 1, put + 1
        save_seen(AgendaItem(meeting=meeting, order=order, label=label, title=title, stems_from=origin), None, by=by)
    return put


def _moved(meeting: Meeting) -> list[Proposed]:
    """The agenda of a meeting that was called off and that this one replaces."""
    rows = AgendaItem.objects.filter(meeting__replaced_by=meeting).select_related("meeting", "stems_from")
    return [
        Proposed(
            f"item-{row.pk}",
            row.title,
            _("från det inställda mötet %(day)s") % {"day": _day(row.meeting.date)},
            row.stems_from,
        )
        for row in rows[:MOST_PROPOSED]
    ]


def _deferred(meeting: Meeting) -> list[Proposed]:
    """Deferred items of the group's earlier meetings that no meeting has taken up, the oldest first."""
    again = AgendaItem.objects.filter(stems_from=OuterRef("pk")).exclude(meeting__status=Meeting.Status.CANCELLED)
    rows = AgendaItem.objects.filter(
        ~Exists(again), meeting__group=meeting.group_id, meeting__date__lte=meeting.date, deferred=True
    )
    rows = rows.exclude(meeting=meeting.pk).select_related("meeting").order_by("meeting__date", "order", "pk")
    return [
        Proposed(
            f"item-{row.pk}",
            row.title,
            _("bordlagd %(day)s%(to)s")
            % {
                "day": _day(row.meeting.date),
                "to": _(" till %(to)s") % {"to": row.deferred_to} if row.deferred_to else "",
            },
            row,
        )
        for row in rows[:MOST_PROPOSED]
    ]


def _due(meeting: Meeting) -> list[Proposed]:
    """Open actions that are due by the meeting."""
    rows = Action.objects.open().filter(group=meeting.group_id, due__lte=meeting.date)
    rows = rows.filter(~Q(meeting=meeting.pk) | Q(meeting__isnull=True)).order_by(F("due").asc(), "pk")
    return [
        Proposed(
            f"action-{row.pk}",
            _("Uppföljning: %(what)s") % {"what": " ".join(row.what.split())[: LONGEST_TITLE - 20]},
            _("åtgärd, klar senast %(day)s") % {"day": _day(row.due)},
        )
        for row in rows[:MOST_PROPOSED]
    ]


def _last_minutes(meeting: Meeting, there: set[str]) -> list[Proposed]:
    """The minutes of the group's meeting before, unless the agenda already has previous minutes."""
    if any("foregaende" in title and ("anteckning" in title or "protokoll" in title) for title in there):
        return []
    last = Meeting.objects.held().filter(group=meeting.group_id, date__lte=meeting.date).exclude(pk=meeting.pk)
    last = last.order_by("-date", "-start", "-pk").first()
    if last is None:
        return []
    title = _("Föregående minnesanteckningar, %(day)s") % {"day": _day(last.date)}
    return [Proposed(f"minutes-{last.pk}", title, _("senaste mötet"))]


def _day(day: dt.date) -> str:
    return date_format(day, "Y-m-d")
