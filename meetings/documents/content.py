"""What minutes say, worked out once for the page, the Word document, the PDF and the check before publishing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.documents.names import Names
from meetings.models import Action, AgendaItem, Attachment, Attendance, Decision, Meeting, Minutes

ABSENT = (Attendance.State.ABSENT, Attendance.State.EXCUSED)


@dataclass(frozen=True)
class Participant:
    """One line of the list of participants."""

    who: str
    as_what: str
    words: str
    """What is told of the attendance beside the name, ”” for who was simply there."""
    absent: bool


@dataclass(frozen=True)
class Listed:
    """The participants under one heading; places are counted, so a deputy counts for whom they replace."""

    heading: str
    rows: list[Participant]
    present: int
    called: int

    @property
    def count(self) -> str:
        """Return "4 av 5 närvarande", "" for those who were invited along."""
        if not self.called:
            return ""
        return _("%(present)s av %(called)s närvarande") % {"present": self.present, "called": self.called}


@dataclass(frozen=True)
class Outcome:
    """A decision, proposal or wish."""

    kind: str
    is_decision: bool
    text: str
    dissent: str


@dataclass(frozen=True)
class Corrected:
    """A correction, and when and by which function it was made."""

    text: str
    made: str


@dataclass(frozen=True)
class Promise:
    """A row of the action list: what, who, when, and the item that it came of."""

    what: str
    who: str
    due: str
    item: str


@dataclass(frozen=True)
class Paragraph:
    """One item."""

    label: str
    title: str
    note: str
    stems_from: str
    deferred: str
    outcomes: list[Outcome]
    corrections: list[Corrected]

    @property
    def heading(self) -> str:
        return f"{self.label} {self.title}".strip()


@dataclass(frozen=True)
class Signature:
    """Who stands for the minutes, as what, and what has been done: "" is a line to sign on."""

    role: str
    who: str
    done: str


@dataclass(frozen=True)
class Content:
    """The minutes of one meeting, as far as the reader may know."""

    title: str
    group: str
    day: str
    state: str
    is_draft: bool
    facts: list[tuple[str, str]]
    lists: list[Listed]
    paragraphs: list[Paragraph]
    promises: list[Promise]
    attachments: list[tuple[str, Attachment]]
    corrections: list[Corrected]
    """Those of the minutes as a whole; the others stand at their item."""
    next_meeting: str
    signatures: list[Signature]
    registered: list[tuple[str, str]]
    """Diary number and registering authority."""
    _files: list[str] = field(default_factory=list)

    @property
    def attended(self) -> str:
        """Return "17 av 23 närvarande, 1 inbjuden", "" where nobody is listed."""
        called, present = sum(each.called for each in self.lists), sum(each.present for each in self.lists)
        guests = sum(len(each.rows) for each in self.lists if not each.called)
        told = [_("%(present)s av %(called)s närvarande") % {"present": present, "called": called}] if called else []
        if guests:
            told.append(ngettext("%(n)s inbjuden", "%(n)s inbjudna", guests) % {"n": guests})
        return ", ".join(told)

    @property
    def name(self) -> str:
        """Return what the document is called: the title of the file and the window."""
        return f"{self.title}, {self.group} {self.day}"

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield (where, text) for all that was written by hand."""
        yield _("Mötets uppgifter"), "\n".join(words for _label, words in [*self.facts, *self.registered])
        yield _("Nästa möte"), self.next_meeting
        for listed in self.lists:
            for row in listed.rows:
                yield _("Deltagare"), f"{listed.heading}\n{row.who}\n{row.as_what}\n{row.words}"
        for each in self.paragraphs:
            yield (
                each.heading,
                "\n".join(
                    [each.heading, each.note, each.stems_from, each.deferred]
                    + [f"{outcome.text}\n{outcome.dissent}" for outcome in each.outcomes]
                    + [correction.text for correction in each.corrections]
                ),
            )
        for promise in self.promises:
            yield _("Åtgärder"), f"{promise.what}\n{promise.who}\n{promise.due}"
        for correction in self.corrections:
            yield _("Rättelser"), correction.text
        for words, attachment in self.attachments:
            yield _("Bilagor"), f"{words}\n{attachment.file_name}"
        for signature in self.signatures:
            yield _("Underskrifter"), signature.who

    @property
    def fingerprint(self) -> str:
        """Return a key of what is verified: the same as long as nothing of it changes."""
        verified = (
            self.group, self.day, self.facts, self.lists, self.paragraphs, self.promises, self._files,
            self.next_meeting,
        )  # fmt: skip
        return hashlib.sha256(repr(verified).encode("utf-8", "surrogatepass")).hexdigest()


def minutes_of(meeting: Meeting, *, public: bool) -> Content:
    """Return what the minutes say; `public` leaves out every name that is not public.

    A dozen queries, whatever the minutes hold; more are not made when it is shown.
    """
    attendances = list(
        meeting.attendances.select_related(
            "person", "organisation", "seat__organisation",
            "deputy_for__person", "deputy_for__organisation", "deputy_for__seat__organisation",
        )
    )  # fmt: skip
    corrections = list(meeting.corrections.select_related("made_by"))
    names = Names(attendances, public=public)
    attachments = list(meeting.attachments.all())
    items = list(meeting.items.select_related("stems_from__meeting__group").prefetch_related("decisions"))
    actions = meeting.actions.select_related("item").prefetch_related("parties__person", "parties__organisation")
    return Content(
        title=_("Minnesanteckningar"),
        group=meeting.group.name,
        day=date_format(meeting.date, "Y-m-d"),
        state=state_words(meeting),
        is_draft=not meeting.is_locked,
        facts=_facts(meeting, names),
        lists=_lists(attendances, names),
        paragraphs=[_paragraph(item, corrections) for item in items],
        promises=[_promise(action, names) for action in _in_order(actions, items)],
        attachments=[(str(each), each) for each in attachments],
        corrections=[_corrected(each) for each in corrections if each.item_id is None],
        next_meeting=meeting.next_meeting,
        signatures=_signatures(meeting, names),
        registered=_registered(meeting),
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
    guests = [group.name for group in meeting.guests.all()]
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
    called = sum(row.role == Attendance.Role.MEMBER or row.deputy_for_id is None for row in rows)
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


def _paragraph(item: AgendaItem, corrections: list) -> Paragraph:
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
        stems_from=stems_from,
        deferred=deferred,
        outcomes=[
            Outcome(capfirst(each.get_kind_display()), each.kind == Decision.Kind.DECISION, each.text, each.dissent)
            for each in item.decisions.all()
        ],
        corrections=[_corrected(each) for each in corrections if each.item_id == item.pk],
    )


def _corrected(correction) -> Corrected:
    by = correction.made_by.public_function if correction.made_by else ""
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
            if verifier.recorded_by:
                done = _("%(done)s, antecknat av %(who)s") % {
                    "done": done,
                    "who": verifier.recorded_by.public_function,
                }
        found.append(Signature(_("Justeras"), names.verifier(verifier, meeting), done))
    return found
