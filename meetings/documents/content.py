"""What minutes say, in one shape for the page, the Word document, the PDF and the check before publishing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.models import Attachment


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
    words: dict[str, str] = field(default_factory=dict)
    """What of it stands in the registry's own words, by row: kept when the minutes are verified, see `Words`."""
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
        """Return a key of what is verified: the same as long as nothing of it changes. Corrections come afterwards."""
        paragraphs = [replace(each, corrections=[]) for each in self.paragraphs]
        verified = (
            self.group, self.day, self.facts, self.lists, paragraphs, self.promises, self._files,
            self.next_meeting,
        )  # fmt: skip
        return hashlib.sha256(repr(verified).encode("utf-8", "surrogatepass")).hexdigest()
