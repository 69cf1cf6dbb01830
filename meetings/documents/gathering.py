"""What minutes say, gathered from the rows of the meeting in a dozen queries."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from groups.models import Group
from groups.ordering import sort_key
from meetings.documents.content import Content, Corrected, Listed, Outcome, Paragraph, Participant, Promise, Signature
from meetings.documents.names import Names
from meetings.documents.words import Words
from meetings.models import Action, AgendaItem, Attendance, Correction, Decision, Meeting, Minutes

ABSENT = (Attendance.State.ABSENT, Attendance.State.EXCUSED)


def minutes_of(meeting: Meeting, *, public: bool) -> Content:
    """Return what the minutes say; `public` leaves out every name that is not public.

    Verified minutes say what they said when they were verified, whatever has changed its name since; persons' names
    alone follow the registry. A dozen queries, whatever the minutes hold; more are not made when it is shown.
    """
    attendances = list(
        meeting.attendances.select_related(
            "person", "organisation", "seat__organisation",
            "deputy_for__person", "deputy_for__organisation", "deputy_for__seat__organisation",
        )
    )  # fmt: skip
    corrections = list(meeting.corrections.select_related("made_by"))
    words = Words(meeting)
    names = Names(attendances, words, public=public)
    attachments = list(meeting.attachments.all())
    items = list(meeting.items.select_related("stems_from__meeting__group").prefetch_related("decisions"))
    actions = meeting.actions.select_related("item").prefetch_related("parties__person", "parties__organisation")
    return Content(
        title=_("Minnesanteckningar"),
        group=words.of(meeting, "group", meeting.group.name),
        day=date_format(meeting.date, "Y-m-d"),
        state=state_words(meeting),
        is_draft=not meeting.is_locked,
        facts=_facts(meeting, names),
        lists=_lists(attendances, names),
        paragraphs=[_paragraph(item, corrections, words) for item in items],
        promises=[_promise(action, names) for action in _in_order(actions, items)],
        attachments=[(str(each), each) for each in attachments],
        corrections=[_corrected(each, words) for each in corrections if each.item_id is None],
        next_meeting=meeting.next_meeting,
        signatures=_signatures(meeting, names),
        registered=_registered(meeting),
        words=words.said,
        _files=[f"{each} {each.sha256}" for each in attachments],
    )


def state_words(meeting: Meeting) -> str:
    """Return how far the minutes have come."""
    if meeting.minutes == Minutes.DRAFT:
        return _("Utkast, inte justerade")
    return _("Justerade") if meeting.minutes == Minutes.VERIFIED else _("Justerade och publicerade")


def when_words(meeting: Meeting) -> str:
    """Return "22 november 2026 kl. 09.00–12.00", with the last day where there are several."""
    days = date_format(meeting.date, "j F Y")
    if meeting.last_date:
        days = f"{days} – {date_format(meeting.last_date, 'j F Y')}"
    if not meeting.start:
        return days
    clock = date_format(meeting.start, "H.i")
    return f"{days} kl. {clock}–{date_format(meeting.end, 'H.i')}" if meeting.end else f"{days} kl. {clock}"


def day_of(moment: dt.datetime) -> str:
    """Return the day that the moment belongs to in Sweden."""
    return date_format(timezone.localtime(moment), "Y-m-d")


def _facts(meeting: Meeting, names: Names) -> list[tuple[str, str]]:
    """Return label and words of what stands at the head; what is not told is left out."""
    invited = meeting.guests.all()
    if names.public:
        invited = invited.exclude(pk__in=Group.objects.keys_hidden_from(AnonymousUser()))
    # By the words told, not in the registry's order: that follows the names and the tree as they are now.
    guests = sorted((names.words.of(group, "guest", group.name) for group in invited), key=sort_key)
    facts = [
        (_("Möte"), meeting.title),
        (_("Tid"), when_words(meeting)),
        (_("Plats"), meeting.place),
        (_("Mötesform"), capfirst(meeting.get_mode_display())),
        (_("Gemensamt med"), ", ".join(guests)),
        (_("Ordförande"), names.of(meeting.chair)),
        (_("Vid anteckningarna"), names.of(meeting.note_taker)),
        (_("Dokumentets datum"), date_format(meeting.document_date, "Y-m-d") if meeting.document_date else ""),
    ]
    return [(label, str(words)) for label, words in facts if words]


def _registered(meeting: Meeting) -> list[tuple[str, str]]:
    told = [(_("Diarienummer"), meeting.diary_number), (_("Registreras av"), str(meeting.authority or ""))]
    return [(label, words) for label, words in told if words]


def _lists(attendances: list[Attendance], names: Names) -> list[Listed]:
    """Return the participants by heading, as the headings come; those invited along stand last."""
    found: dict[str, list[Attendance]] = {}
    for row in attendances:
        if row.role != Attendance.Role.GUEST:
            found.setdefault(row.heading, []).append(row)
    listed = [_listed(heading, rows, names) for heading, rows in found.items()]
    if guests := [row for row in attendances if row.role == Attendance.Role.GUEST]:
        listed.append(Listed(_("Inbjudna"), [_participant(row, names) for row in guests], 0, 0))
    return listed


def _listed(heading: str, rows: list[Attendance], names: Names) -> Listed:
    called = sum(row.has_place for row in rows)
    present = sum(row.state == Attendance.State.PRESENT for row in rows)
    return Listed(heading, [_participant(row, names) for row in rows], present, called)


def _participant(row: Attendance, names: Names) -> Participant:
    who, as_what = names.participant(row)
    words = []
    if row.role == Attendance.Role.DEPUTY:
        whom = names.participant(row.deputy_for)[0] if row.deputy_for else ""
        words.append(_("ersättare för %(who)s") % {"who": whom} if whom else row.get_role_display())
    if row.state != Attendance.State.PRESENT:
        words.append(row.get_state_display())
    if row.online:
        words.append(_("på distans"))
    return Participant(who, as_what, ", ".join(map(str, words)), row.state in ABSENT)


def _paragraph(item: AgendaItem, corrections: list[Correction], words: Words) -> Paragraph:
    stems_from = ""
    if item.stems_from:
        from_day = date_format(item.stems_from.meeting.date, "Y-m-d")
        stems_from = _("Bordlagd från %(day)s: %(item)s") % {"day": from_day, "item": item.stems_from}
    deferred = ""
    if item.deferred:
        deferred = _("Bordlagd till %(when)s") % {"when": item.deferred_to} if item.deferred_to else _("Bordlagd")
    return Paragraph(
        label=item.label,
        title=item.title,
        note=item.note,
        stems_from=words.of(item, "stems_from", stems_from),
        deferred=deferred,
        outcomes=[
            Outcome(capfirst(each.get_kind_display()), each.kind == Decision.Kind.DECISION, each.text, each.dissent)
            for each in item.decisions.all()
        ],
        corrections=[_corrected(each, words) for each in corrections if each.item_id == item.pk],
    )


def _corrected(correction: Correction, words: Words) -> Corrected:
    by = words.of(correction, "made_by", correction.made_by.public_function if correction.made_by else "")
    made = _("Rättelse %(day)s") % {"day": day_of(correction.made_at)}
    return Corrected(correction.text, f"{made}, {by}" if by else made)


def _in_order(actions, items: list[AgendaItem]) -> list[Action]:
    """Return the actions as the items come, those of no item last."""
    places = {item.pk: place for place, item in enumerate(items)}
    return sorted(actions, key=lambda action: (places.get(action.item_id, len(places)), action.order, action.pk))


def _promise(action: Action, names: Names) -> Promise:
    who = ", ".join(map(names.party, action.parties.all()))
    return Promise(action.what, who, action.due_words, action.item.label or action.item.title if action.item else "")


def _signatures(meeting: Meeting, names: Names) -> list[Signature]:
    """Return who took the notes and who verifies; the note taker is not asked to sign."""
    found = []
    for verifier in meeting.verifiers.select_related("person", "recorded_by"):
        done = ""
        if verifier.verified_at:
            done = _("Justerat %(day)s") % {"day": day_of(verifier.verified_at)}
            by = verifier.recorded_by.public_function if verifier.recorded_by else ""
            if by := names.words.of(verifier, "recorded_by", by):
                done = _("%(done)s, antecknat av %(who)s") % {"done": done, "who": by}
        found.append(Signature(_("Justeras"), names.verifier(verifier, meeting), done))
    return found
