"""What a group's page tells but does not change: its place, its vacancies, what it inherits, its status."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.translation import gettext as _

from groups import composition, escalation
from groups.admin.registers import change_link
from groups.models import Group


def facts(group: Group | None, today: dt.date, *, editable: bool = False) -> dict[str, list[tuple[str, list[str]]]]:
    """What the page tells but does not change, by section; to whom may edit, with the way to where it is changed."""
    if group is None:
        return {}
    since = _(" sedan %(day)s") % {"day": group.status_since} if group.status_since else ""
    status = _("registrerad av misstag") if group.mistaken else f"{group.get_status_display()}{since}"
    inherited = [
        f"{ladder.agreement}, {_('steg')} {rung.get_step_display()}: {rung.get_trigger_display()} → "
        f"{rung.to_group or rung.recipient} ({_('från')} {rung.group})"
        for ladder in escalation.ladders(group, today)
        for rung in ladder.rungs
        if rung.group_id != group.pk
    ]
    place = composition.of(group, today)
    reviewed = f"{group.reviewed_on}, {group.reviewed_by}" if group.reviewed_on else _("aldrig")
    told: dict[str, list[tuple[str, list[Any]]]] = {
        "var": [
            (_("Ligger under"), [group.parent or _("överst i trädet")]),
            (_("Del"), [_("del av den överordnade gruppen")] if group.is_part else []),
            (
                _("Delregion"),
                [group.region or _("ingen: gruppen är central"), _follows_place(group, editable=editable)],
            ),
            (_("Omfattar i dag"), [", ".join(map(str, place.covered))]),
        ],
        "vem": [
            (_("Vakanta platser i dag"), [place.vacancies]),
            (_("Kommuner utan företrädare"), [", ".join(map(str, place.missing))]),
        ],
        "nar": [(_("Väntade möten per år"), [group.expected_meetings])],
        "mandat": [(_("Ärvda eskaleringsvägar"), inherited)],
        "historik": [
            (_("Status"), [status]),
            (_("Orsak till statusen"), [group.status_reason]),
            (_("Ersätts av"), list(group.successors.all())),
            (_("Ersätter"), list(group.predecessors.all())),
            (_("Granskad"), [reviewed]),
        ],
    }
    return {
        key: [
            (label, words)
            for label, values in pairs
            if (words := [_shown(each) for each in values if each not in ("", None)])
        ]
        for key, pairs in told.items()
    }


def _follows_place(group: Group, *, editable: bool) -> str:
    """Why the delregion is not chosen here, with the way to the page where the group is moved."""
    told = _("Följer av platsen i trädet.")
    if not editable or group.mistaken:
        return told
    move = reverse("admin:groups_group_move", args=[group.pk])
    return format_html('{} <a href="{}">{}</a>', told, move, _("Flytta gruppen"))


def _shown(value: Any) -> str:
    return change_link(value) if isinstance(value, Group) else conditional_escape(value)
