"""Who is to do something, as it is written: one name a line, matched with those who are known at the meeting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from groups.editing import signed
from groups.models import Organisation, Person, User
from groups.ordering import fold
from meetings.models import Action, ActionParty, Attendance

MOST = 30
LONGEST = ActionParty._meta.get_field("name").max_length


@dataclass(frozen=True)
class Party:
    """A person or an organisation by key, or words; `words` is how it is written in any case."""

    words: str
    person: int | None = None
    organisation: int | None = None
    convening: bool = False
    uncertain: bool = False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Party) and self._told == other._told

    def __hash__(self) -> int:
        return hash(self._told)

    @property
    def _told(self) -> tuple:
        words = "" if self.person or self.organisation else self.words
        return words, self.person, self.organisation, self.convening, self.uncertain


class Known:
    """The persons and organisations that a name written at the meeting may mean."""

    def __init__(self, people: Iterable[Person], rows: Iterable[Attendance]) -> None:
        """`people` are whom the note taker may choose, `rows` the list of participants with organisations fetched."""
        people = list(people)
        self.people = _by_name(people)
        self.organisations = _by_name(
            {row.organisation_id: row.organisation for row in rows if row.organisation}.values()
        )

    def read(self, lines: Iterable[str], convening: int | None = None) -> list[Party]:
        """The parties that the lines name, blank ones left out; `convening` is the place of the line that convenes.

        A question mark after a name says that it is not confirmed.
        """
        parties = []
        for place, line in enumerate(lines):
            words = " ".join(line.split())
            uncertain = words.endswith("?")
            words = words.rstrip("? ")
            if not words:
                continue
            name = fold(words)
            person, organisation = self.people.get(name), self.organisations.get(name)
            parties.append(
                Party(
                    words,
                    person=person.pk if person else None,
                    organisation=organisation.pk if organisation and not person else None,
                    convening=place == convening,
                    uncertain=uncertain,
                )
            )
        return list({party._told: party for party in parties}.values())

    def with_parties(self, parties: Iterable[ActionParty]) -> Known:
        """As this, with those who already stand at an action known too: written again they are who they were."""
        known = Known((), ())
        known.people = self.people | {fold(each.person.name): each.person for each in parties if each.person}
        known.organisations = self.organisations | {
            fold(each.organisation.name): each.organisation for each in parties if each.organisation
        }
        return known


def parties_of(action: Action) -> list[Party]:
    """Who is to do it, in order. One query, none when they are fetched with persons and organisations."""
    fetched = "parties" in getattr(action, "_prefetched_objects_cache", {})
    rows = action.parties.all() if fetched else action.parties.select_related("person", "organisation")
    return [
        Party(
            str(each.person or each.organisation or each.name),
            each.person_id,
            each.organisation_id,
            each.convening,
            each.uncertain,
        )
        for each in rows
    ]


def write_parties(action: Action, parties: list[Party], by: User | None) -> None:
    """Let these, in this order, be who is to do it. Call under the meeting's lock, after the action is saved."""
    if parties == parties_of(action):
        return
    for each in action.parties.all():
        signed(each, by, "").delete()
    for order, party in enumerate(parties):
        named = party.person or party.organisation
        row = ActionParty(
            action=action,
            person_id=party.person,
            organisation_id=party.organisation,
            name="" if named else party.words,
            convening=party.convening,
            uncertain=party.uncertain,
            order=order,
        )
        row.full_clean()
        signed(row, by, "").save()


def _by_name(rows: Iterable) -> dict[str, Person | Organisation]:
    """By folded name; a name that two share means neither."""
    rows = list(rows)
    shared = Counter(fold(row.name) for row in rows)
    return {fold(row.name): row for row in rows if shared[fold(row.name)] == 1}
