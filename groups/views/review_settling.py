"""Where a process leader accepts or rejects what an answer proposes, one by one or all at once."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from groups import search, settling
from groups.editing import structure_lock
from groups.models import Group, Proposal, Review, ReviewItem
from groups.settling import AlreadySettled, StaleFact
from groups.settling_rows import Row
from groups.views.review_group import address_of, answers_of, show
from groups.views.review_letters import crumbs_of
from groups.views.review_reach import for_keepers, item_of

LONGEST_NOTE = Proposal._meta.get_field("note").max_length
MOST_ALIKE = 6


@require_POST
@for_keepers
def settle(request: HttpRequest, review: Review, group: str, pk: int) -> HttpResponse:
    """Accept or reject one proposal; what is refused comes back at its place, with what was typed."""
    item = item_of(review, group)
    row = _rows(item).get(pk) or _gone(item, pk)
    _take(row, request)
    accept = request.POST.get("gor") == "godta"
    try:
        _settle(row, request, accept=accept)
    except AlreadySettled as refusal:
        messages.warning(request, str(refusal))
    except (StaleFact, ValidationError) as refusal:
        fresh = _rows(item_of(review, group)).get(pk, row)
        fresh.note, fresh.into, fresh.errors = row.note, row.into, _told(refusal)
        return show(request, item, refused=fresh, status=409 if isinstance(refusal, StaleFact) else 400)
    else:
        done = _("Godtaget: %(what)s") if accept else _("Avvisat: %(what)s")
        messages.success(request, done % {"what": row.label})
    return redirect(address_of(item, f"#svar-{row.proposal.answer_id}"))


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def accept_all(request: HttpRequest, review: Review, group: str, uid: uuid.UUID) -> HttpResponse:
    """List what would be written, then write all of it or nothing."""
    item = item_of(review, group)
    answered = next((each for each in answers_of(item) if each.answer.uid == uid), None)
    get_object_or_404(item.answers, uid=uid)
    rows = answered.waiting if answered else []
    if not rows:
        messages.warning(request, _("Allt i svaret är redan avgjort."))
        return redirect(address_of(item))
    status = 200
    if request.method == "POST":
        now = rows[0]
        try:
            with structure_lock():
                for row in rows:
                    now = row
                    _take(row, request, f"-{row.proposal.pk}")
                    row.note = request.POST.get("kommentar", "").replace("\0", "")
                    _settle(row, request, accept=True)
        except (AlreadySettled, StaleFact, ValidationError) as refusal:
            note = now.note
            answered = next(each for each in answers_of(item_of(review, group)) if each.answer.uid == uid)
            typed = {row.proposal.pk: row.into for row in rows}
            rows, status = answered.waiting, 409
            for row in rows:
                row.note, row.into = note, typed.get(row.proposal.pk, row.into)
                row.errors = _told(refusal) if row.proposal.pk == now.proposal.pk else []
        else:
            done = ngettext("%(n)d förslag är godtaget.", "%(n)d förslag är godtagna.", len(rows))
            messages.success(request, done % {"n": len(rows)})
            return redirect(address_of(item))
    context = {
        "review": review,
        "item": item,
        "group": item.group,
        "answer": answered.answer,
        "rows": rows,
        "note": rows[0].note if rows else "",
        "longest": LONGEST_NOTE,
        "crumbs": [*crumbs_of(review), (item.group.label, address_of(item))],
    }
    return render(request, "groups/review_accept.html", context, status=status)


def _rows(item: ReviewItem) -> dict[int, Row]:
    return {row.proposal.pk: row for answered in answers_of(item) for row in answered.rows}


def _gone(item: ReviewItem, pk: int) -> Row:
    """Always 404: there is no such proposal here."""
    return get_object_or_404(Proposal.objects.none(), pk=pk)


def _take(row: Row, request: HttpRequest, ending: str = "") -> None:
    """Let the row hold what was typed at it, and what was seen beside it."""
    sent = request.POST
    row.value = sent.get(f"sett{ending}", row.value).replace("\r\n", "\n")
    row.note = sent.get(f"kommentar{ending}", "").replace("\0", "")
    row.into = sent.get(f"till{ending}", row.into).replace("\0", "").strip()


def _settle(row: Row, request: HttpRequest, *, accept: bool) -> None:
    """Settle it as `groups.settling.settle` does, after what the page itself asks for."""
    if len(row.note) > LONGEST_NOTE:
        raise ValidationError(_("Skriv högst %(n)d tecken i kommentaren.") % {"n": LONGEST_NOTE})
    more: dict[str, Any] = {"note": row.note}
    if accept:
        group = row.proposal.answer.item.group_id
        if not Group.objects.editable_by(request.user).filter(pk=group).exists():
            raise ValidationError(_("Gruppen hör inte längre till en delregion som du är processledare för."))
        more["seen"] = row.value
        if row.needs_target:
            more["into"] = _target(row.into, group, request)
    settling.settle(row.proposal, accept, by=request.user, now=timezone.now(), **more)


def _target(words: str, group: int, request: HttpRequest) -> Group:
    """The group that the words name. Raises ValidationError."""
    if not words:
        raise ValidationError(_("Skriv vilken grupp den ska slås ihop med."))
    among = Group.objects.editable_by(request.user).listed().current().exclude(pk=group)
    found = search.groups_meant(words, among, MOST_ALIKE)
    if not found:
        raise ValidationError(_("Ingen grupp som du är processledare för heter ”%(words)s”.") % {"words": words})
    if len(found) > 1:
        names = ", ".join(f"”{each.name}”" for each in found)
        raise ValidationError(_("Flera grupper stämmer: %(names)s. Skriv hela namnet.") % {"names": names})
    return found[0]


def _told(refusal: Exception) -> list[str]:
    return refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
