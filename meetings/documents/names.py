"""How persons are told of in minutes: by name, or by what they sit there as where the name is not public."""

from __future__ import annotations

from django.utils.translation import gettext as _

from groups.models import Person
from meetings.documents.words import Words
from meetings.models import ActionParty, Attendance, Meeting, Verifier


class Names:
    """The names in the minutes of one meeting; `public` tells whether everyone reads them."""

    def __init__(self, attendances: list[Attendance], words: Words, *, public: bool) -> None:
        self.public = public
        self.words = words
        self.roles = {row.person_id: self._role(row) for row in attendances if row.person_id}

    def of(self, person: Person | None) -> str:
        """Return the name, or the role at this meeting, or that the name is not shown; "" for nobody."""
        if person is None:
            return ""
        if not self.public or person.name_public:
            return person.name
        return self.roles.get(person.pk) or unshown()

    def participant(self, row: Attendance) -> tuple[str, str]:
        """Return who it is and as what. A name that is not in the registry is nobody's to make public."""
        if not self.public or (row.person and row.person.name_public):
            return row.who, self._role(row)
        return self._role(row) or unshown(), ""

    def party(self, party: ActionParty) -> str:
        """Return who is to act, with a question mark where that stands there, and whether they convene."""
        organisation = self.words.of(party, "organisation", str(party.organisation or ""))
        who = self.of(party.person) or organisation or party.name
        if party.uncertain:
            who += "?"
        return _("%(who)s (sammankallande)") % {"who": who} if party.convening else who

    def verifier(self, verifier: Verifier, meeting: Meeting) -> str:
        """Return who verifies; the chair is known by the office, whoever else is not public is not named."""
        if not self.public or (verifier.person and verifier.person.name_public):
            return verifier.who
        if verifier.person and verifier.person_id == meeting.chair_id:
            return _("ordföranden")
        return self.roles.get(verifier.person_id) or unshown()

    def _role(self, row: Attendance) -> str:
        """Return title and organisation as they were that day."""
        organisation = self.words.of(row, "organisation", str(row.organisation or ""))
        title = row.title or self.words.of(row, "seat", row.seat.label if row.seat else "")
        if organisation and organisation.casefold() in title.casefold():
            organisation = ""
        return ", ".join(filter(None, [title, organisation]))


def unshown() -> str:
    """Return what stands instead of a name that is not public."""
    return _("namnet visas inte publikt")
