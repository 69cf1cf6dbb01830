"""The structure: the tree as it stands, drawn with the way of a question and the panel of the group chosen."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from groups import board
from groups.models import Group
from groups.views.in_short import in_short
from groups.views.map_frame import Frame, frame

OVERLAYS = ("trappa", "rapportering")
SLUG = re.compile(r"[\w-]{1,100}", re.ASCII)
MOST_OPENED = 5
"""So many delregions and groups stand unfolded by the address, the latest: a page holds no more."""


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """The groups that the filters leave, as a drawing; `?grupp=` chooses one, `?oppna=` unfolds, `?visa=` overlays."""
    framed = frame(request, "groups:map")
    panel = _panel(request, framed)
    shown = [name for name in OVERLAYS if name in request.GET.getlist("visa")]
    opened = [slug for slug in request.GET.getlist("oppna") if SLUG.fullmatch(slug)][-MOST_OPENED:]
    wish = board.Wish(
        framed.asked.day,
        choose=_adding(framed.form.address_without("grupp"), "grupp"),
        opened=frozenset(opened),
        chosen=panel.get("group"),
        ladder=next(iter(panel.get("ladders", ())), None),
        shows_ladder="trappa" in shown,
        shows_reporting="rapportering" in shown,
    )
    drawn = board.draw(framed.groups, framed.visible, wish)
    # Nothing found, and nobody chosen: the bodies that what is found would hang on say nothing.
    nothing = not (framed.number or framed.parts or panel)
    context = panel | {
        "frame": framed,
        "board": drawn,
        "is_empty": drawn.is_empty or nothing,
        "shown": shown,
        "unknown": bool(request.GET.get("grupp")) and not panel,
        "open": _adding(_with_opened(framed.form.address_without("oppna"), opened), "oppna"),
        "in_list": _adding(framed.form.address_without("grupp", "oppna", "visa", "typ"), "typ"),
        "without_choice": framed.form.address_without("grupp"),
    }
    return render(request, "groups/map.html", context)


def _with_opened(address: str, opened: list[str]) -> str:
    """Return the query string with what is unfolded, but for the oldest where one more would be too many."""
    for slug in opened[-(MOST_OPENED - 1) :]:
        address = f"{_adding(address, 'oppna')}{slug}"
    return address


def _adding(address: str, name: str) -> str:
    """Return the query string with this parameter last, waiting for its value."""
    return f"{address}{'&' if address != '?' else ''}{name}="


def _panel(request: HttpRequest, framed: Frame) -> dict[str, Any]:
    """Return what the panel tells of the group chosen; nothing where none is, or none that the reader may see."""
    slug = request.GET.get("grupp", "")
    if not slug:
        return {}
    rows = framed.visible.select_related("type", "parent__parent__region", "parent__region", "region__parent")
    group: Group | None = rows.filter(slug=slug.replace("\0", "")).first()
    return in_short(group, framed.visible, framed.asked.day) if group else {}
