"""From draft to verified to published: who verifies the minutes, the lock, corrections, and the choice to publish.

Verified minutes do not change. Who verifies approves one wording: if it changes before all have, they are asked again.
What that wording takes from the registry is kept with it, so that a group may get another name afterwards.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.editing import signed
from groups.models import Person, User
from groups.models.dated import new_uid
from meetings import risks
from meetings.documents.content import Content
from meetings.documents.gathering import minutes_of
from meetings.editing import noting, writing
from meetings.models import AgendaItem, Correction, Meeting, Minutes, VerifiedWords, Verifier
from meetings.risks import Risk

logger = logging.getLogger(__name__)

MOST_VERIFIERS = 20


class MinutesRefused(Exception):
    """What was asked for cannot be done with the minutes as they are; says why, in Swedish."""


class TextChanged(MinutesRefused):
    """The minutes say something else than when the verifier read them."""


class RisksFound(MinutesRefused):
    """What is to be published holds what perhaps must not be public; `risks` tells where."""

    def __init__(self, found: list[Risk]) -> None:
        self.risks = found
        super().__init__(_("Läs igenom det som kanske inte får vara publikt och bekräfta."))


# Who verifies


def add_verifier(meeting: Meeting, *, person: Person | None = None, name: str = "", by: User) -> Verifier:
    """Ask somebody to verify. Raises MinutesLocked, MinutesRefused, ValidationError."""
    with noting(meeting) as current:
        verifiers = list(current.verifiers.all())
        if len(verifiers) >= MOST_VERIFIERS:
            raise MinutesRefused(_("Högst %(most)s kan justera.") % {"most": MOST_VERIFIERS})
        name = name.strip()
        for each in verifiers:
            if (person and each.person_id == person.pk) or (name and each.name.casefold() == name.casefold()):
                raise MinutesRefused(_("%(who)s står redan bland justerarna.") % {"who": each.who})
        verifier = Verifier(meeting=current, person=person, name="" if person else name)
        verifier.full_clean()
        signed(verifier, by, "").save()
        return verifier


def remove_verifier(verifier: Verifier, *, by: User) -> None:
    """Take somebody away from those who are to verify; their link is void. Raises MinutesLocked.

    If all the others have verified, the minutes are.
    """
    with noting(verifier.meeting) as current:
        signed(verifier, by, "").delete()
        _settle(current, by)


def renew_link(verifier: Verifier, *, by: User) -> None:
    """Withdraw the verifier's personal address; the page shows a new one."""
    with writing(verifier.meeting):
        verifier.uid = new_uid()
        signed(verifier, by, _("Länken drogs in")).save()
    logger.info("verifier %s got a new link", verifier.pk)


def verify(verifier: Verifier, *, at: dt.datetime, read: str | None = None, by: User | None = None) -> None:
    """Record that the verifier approves the minutes; when all have, they are verified and locked.

    `read` is the fingerprint of what the verifier read, `by` who records it on their behalf (None: they did it by their
    own link). Raises MinutesLocked, TextChanged, MinutesRefused.
    """
    with noting(verifier.meeting) as current:
        _check_ready(current, at)
        row = current.verifiers.filter(pk=verifier.pk, uid=verifier.uid).first()
        if row is None:
            raise MinutesRefused(_("Personen står inte längre bland justerarna."))
        text = minutes_of(current, public=False).fingerprint
        if read is not None and read != text:
            raise TextChanged(_("Anteckningarna har ändrats sedan du läste dem. Läs igenom dem och justera sedan."))
        if row.verified_at and row.verified_text == text:
            raise MinutesRefused(_("Anteckningarna är redan justerade av %(who)s.") % {"who": row.who})
        row.verified_at, row.verified_text, row.recorded_by = at, text, by
        signed(row, by, "").save()
        _settle(current, by)
    verifier.refresh_from_db()
    verifier.meeting.minutes = current.minutes
    logger.info("minutes of meeting %s verified by verifier %s", current.pk, verifier.pk)


def _check_ready(meeting: Meeting, at: dt.datetime) -> None:
    """Raise MinutesRefused where there is nothing to verify yet, or the moment cannot be right."""
    if meeting.status != Meeting.Status.HELD:
        raise MinutesRefused(_("Mötet är inte markerat som hållet, så det finns inget att justera än."))
    if not (meeting.items.exists() or meeting.attachments.exists()):
        raise MinutesRefused(_("Det finns inga punkter antecknade än."))
    if timezone.localdate(at) < meeting.date:
        raise MinutesRefused(_("Dagen för justeringen ligger före mötet."))


def _settle(meeting: Meeting, by: User | None) -> None:
    """Lock the minutes if everyone who is to verify has approved the present wording."""
    verifiers = list(meeting.verifiers.all())
    if not verifiers or meeting.status != Meeting.Status.HELD:
        return
    # Gathered after the last has verified, and once: the words that are kept are those of the wording compared.
    content = minutes_of(meeting, public=False)
    if all(each.verified_at and each.verified_text == content.fingerprint for each in verifiers):
        meeting.minutes = Minutes.VERIFIED
        signed(meeting, by, _("Justerade")).save()
        keep_words(meeting, content)


def keep_words(meeting: Meeting, content: Content | None = None) -> None:
    """Keep the registry's words as the minutes say them now; those kept before stay as they were.

    For whoever makes minutes verified or adds to them. `content` is the minutes with all names, where they are gathered
    already.
    """
    content = content or minutes_of(meeting, public=False)
    VerifiedWords(meeting=meeting, words=content.words).save()


# What is done with verified minutes


def correct(
    meeting: Meeting, text: str, *, item: AgendaItem | None = None, by: User, confirmed: str = ""
) -> Correction:
    """Add a correction, which stands beside what was verified. Raises MinutesRefused, ValidationError.

    In published minutes everyone reads it at once, so it is checked like them: RisksFound, unless `confirmed`.
    """
    with writing(meeting) as current:
        if not current.is_locked:
            raise MinutesRefused(_("Anteckningarna är inte justerade. Ändra i dem i stället."))
        if item is not None and item.meeting_id != current.pk:
            raise ValidationError({"item": _("Välj en punkt på det här mötet.")})
        correction = Correction(meeting=current, item=item, text=text, made_by=by)
        correction.full_clean()
        if current.minutes == Minutes.PUBLISHED:
            found = risks.in_texts([(_("Rättelsen"), text)], current)
            _check_confirmed(found, confirmed)
        correction.save()
        keep_words(current)
        logger.info("minutes of meeting %s corrected by account %s", current.pk, by.pk)
        return correction


def publish(meeting: Meeting, *, by: User, confirmed: str = "") -> None:
    """Let everyone read the minutes.

    Raises MinutesRefused; RisksFound, unless `confirmed` is the key of what is found.
    """
    with writing(meeting) as current:
        if not current.is_locked:
            raise MinutesRefused(_("Bara justerade minnesanteckningar kan publiceras."))
        if current.minutes == Minutes.PUBLISHED:
            raise MinutesRefused(_("Minnesanteckningarna är redan publicerade."))
        found = risks.of(current)
        _check_confirmed(found, confirmed)
        reason = _("Publicerade")
        if found:
            reason = _("Publicerade, %(n)s varningar bekräftade") % {"n": len(found)}
        current.minutes = Minutes.PUBLISHED
        signed(current, by, reason).save()
    meeting.minutes = current.minutes
    logger.info("minutes of meeting %s published by account %s, %s risks confirmed", current.pk, by.pk, len(found))


def withdraw(meeting: Meeting, *, by: User) -> None:
    """Take the minutes back from the public; they stay verified. Raises MinutesRefused."""
    with writing(meeting) as current:
        if current.minutes != Minutes.PUBLISHED:
            raise MinutesRefused(_("Minnesanteckningarna är inte publicerade."))
        current.minutes = Minutes.VERIFIED
        signed(current, by, _("Drogs tillbaka från publicering")).save()
    meeting.minutes = current.minutes
    logger.info("minutes of meeting %s withdrawn by account %s", current.pk, by.pk)


def register(meeting: Meeting, *, diary_number: str, authority, by: User) -> None:
    """Note under what number, and by which authority, the minutes are registered; verified ones too.

    Raises ValidationError.
    """
    with writing(meeting) as current:
        current.diary_number, current.authority = diary_number.strip(), authority
        current.full_clean(exclude=["guests"])
        signed(current, by, _("Diarieförda")).save()


def _check_confirmed(found: list[Risk], confirmed: str) -> None:
    if found and confirmed != risks.key(found):
        raise RisksFound(found)
