"""The page of one group in the admin: its own form and the forms of all its rows, read, compared and written as one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from groups import tree
from groups.admin import conflict
from groups.admin.group_form import PLACE_FIELDS, AddGroupForm, GroupForm
from groups.admin.group_rows import (
    BY_KEY,
    KINDS,
    Choices,
    Kind,
    RowForm,
    Rows,
    mark_ended,
    new_count,
    new_prefix,
    stored_prefix,
)
from groups.editing import bump, signed
from groups.models import Group, Membership, Seat, User

SEEN = "seen"

ENDED_SHOWN = dt.timedelta(days=730)
"""How long a row that has ended stays on the page; the history has it after that."""

BLANK_ROWS = {"seats": 1, "municipalities": 1, "commissions": 1, "lines": 1, "escalations": 1}


class Refused(Exception):
    """Something on the page may not be written: by the form's prefix, what and why."""

    def __init__(self, errors: list[tuple[str, ValidationError]]) -> None:
        self.errors = errors
        super().__init__(len(errors))


@dataclass
class Card:
    """A seat on the page with those who hold it."""

    place: str
    seat: RowForm
    holders: Rows
    exceptions: Rows


class GroupSheet:
    """One group's page. The group is read before its rows: one written in between makes the page stale, not lost."""

    def __init__(self, group: Group | None, user: User, today: dt.date) -> None:
        self.group, self.user, self.today = group, user, today
        self.instances: dict[str, list[Model]] = {
            kind.key: list(kind.rows_since(group, today - ENDED_SHOWN)) if group is not None else [] for kind in KINDS
        }
        self.choices = Choices.of(group)
        self.differences: list[conflict.Difference] = []
        self.damaged = self.stale = False

    # Showing

    def open(self, initial: dict | None = None, copies: dict[str, list[dict]] | None = None) -> None:
        """Make the forms as a page just opened has them; `copies` are rows to begin with."""
        self._build(None, initial or {}, copies or {})
        self.seen = self._stands()

    def _build(self, data: QueryDict | None, initial: dict, copies: dict[str, list[dict]]) -> None:
        form_class = AddGroupForm if self.group is None else GroupForm
        instance = Group() if self.group is None else self.group
        self.form = form_class(data, instance=instance, initial=initial, prefix=None)
        self.rows = {kind.key: self._rows(kind, data, copies.get(kind.key, [])) for kind in KINDS}
        for rows in self.rows.values():
            mark_ended(rows, self.today)

    def _rows(self, kind: Kind, data: QueryDict | None, copies: list[dict]) -> Rows:
        rows = Rows(kind)
        for row in self.instances[kind.key]:
            rows.stored.append(self._form(kind, data, stored_prefix(kind, row), instance=row))
        if data is not None:
            for number in range(new_count(kind, data)):
                rows.new.append(self._form(kind, data, new_prefix(kind, number)))
        elif kind.key == "holders":
            seats = [str(seat.pk) for seat in self.instances["seats"]]
            seats += [f"ny{number}" for number in range(len(self.rows_of_new_seats))]
            for number, place in enumerate(seats):
                rows.new.append(self._form(kind, None, new_prefix(kind, number), initial={"place": place}))
        elif kind.key == "exceptions":
            counted = [seat for seat in self.instances["seats"] if seat.per == Seat.Per.MUNICIPALITY]
            for number, seat in enumerate(counted):
                rows.new.append(self._form(kind, None, new_prefix(kind, number), initial={"place": str(seat.pk)}))
        else:
            given = [*copies, *({} for _blank in range(BLANK_ROWS.get(kind.key, 0)))]
            for number, initial in enumerate(given):
                rows.new.append(self._form(kind, None, new_prefix(kind, number), initial=initial))
            if kind.key == "seats":
                self.rows_of_new_seats = rows.new
        return rows

    def _form(self, kind: Kind, data: QueryDict | None, prefix: str, **kwargs: Any) -> RowForm:
        return self.choices.put_in(kind.form(data, prefix=prefix, **kwargs))

    def blank(self, key: str, place: str = "") -> RowForm:
        """An empty row for the script that adds rows to the page; "__seats__" stands where a seat's number goes."""
        initial = {"place": place} if place else {}
        form = self._form(BY_KEY[key], None, new_prefix(BY_KEY[key], f"__{key}__"), initial=initial)
        form.has_ended = False
        return form

    def cards(self) -> list[Card]:
        """The seats in order, each with its holders; a new seat comes last."""
        holders, exceptions = (self._by_place(key) for key in ("holders", "exceptions"))
        cards = []
        for form in self.rows["seats"].forms:
            place = self.place_of(form)
            cards.append(
                Card(
                    place,
                    form,
                    holders.get(place) or self._none("holders"),
                    exceptions.get(place) or self._none("exceptions"),
                )
            )
        return cards

    def _none(self, key: str) -> Rows:
        return Rows(BY_KEY[key])

    def _by_place(self, key: str) -> dict[str, Rows]:
        found: dict[str, Rows] = {}
        for form in self.rows[key].forms:
            rows = found.setdefault(str(form["place"].value() or ""), Rows(BY_KEY[key]))
            (rows.new if form.is_new else rows.stored).append(form)
        return found

    @staticmethod
    def place_of(seat_form: RowForm) -> str:
        """What a holder's hidden `place` says of this seat."""
        return seat_form.prefix.partition("-")[2] if seat_form.is_new else str(seat_form.instance.pk)

    # Reading what is sent

    def receive(self, sent: QueryDict) -> bool:
        """Make the forms from what was sent; returns whether the page was up to date.

        If not, what was sent is brought together with what stands and `differences` tells what a colleague changed.
        """
        data = sent.copy()
        self._build(None, {}, {})
        self.seen = now = self._stands()
        if self.group is None:
            self._build(data, {}, {})
            return True
        seen = conflict.Seen.read(sent.get(SEEN, ""), self.group.pk)
        self.damaged = seen is None
        current = seen is not None and seen.revision == now.revision
        self.stale = not current
        told = [] if current else self._bring_together(data, seen, now)
        self._fill_in_unsent(data, now)
        beside = {form.prefix or "": getattr(form, "beside", {}) for form in self._stored_forms()}
        self._build(data, {}, {})
        for form in self._stored_forms():
            form.beside = beside.get(form.prefix or "", {})
        self._attribute(told)
        return current

    def _stored_forms(self) -> list:
        return [self.form, *(form for rows in self.rows.values() for form in rows.stored)]

    def _stands(self) -> conflict.Seen:
        if self.group is None:
            return conflict.Seen(0, 0)
        values = {}
        for form in self._stored_forms():
            names = [name for name in form.fields if name not in ("stored", "place", "change_reason")]
            values[form.prefix or ""] = conflict.values_of(form, names)
        group = self.group
        state = {
            "status": group.get_status_display(),
            "parent": str(group.parent or ""),
            "is_part": group.is_part,
            "mistaken": group.mistaken,
            "reviewed_on": group.reviewed_on.isoformat() if group.reviewed_on else "",
        }
        return conflict.Seen(group.pk, group.revision, state, values)

    def _bring_together(self, data: QueryDict, seen: conflict.Seen | None, now: conflict.Seen) -> list:
        told: list[tuple[conflict.Difference, str, str]] = []
        for form in self._stored_forms():
            prefix = form.prefix or ""
            where = self._where(form)
            was = seen.forms.get(prefix) if seen else None
            if seen and was is None:
                text = self.row_words(form)
                told.append((conflict.Difference(where, _("ny rad"), "–", text), prefix, ""))
            elif prefix == "" or form.add_prefix("stored") in data:
                found = conflict.bring_together(form, where, was, now.forms[prefix], data)
                told += [(each, prefix, name) for each, name in zip(found, _names_of(form, found), strict=True)]
        if seen:
            labels = {name: Group._meta.get_field(name).verbose_name for name in conflict.STATE}
            for name, value in now.state.items():
                if seen.state.get(name) != value:
                    difference = conflict.Difference("", str(labels[name]), _said(seen.state.get(name)), _said(value))
                    told.append((difference, "", name))
        self.differences = [difference for difference, _prefix, _name in told]
        return told

    def _where(self, form: Any) -> str:
        if form is self.form:
            return ""
        kind = str(form._meta.model._meta.verbose_name)
        return f"{kind[:1].upper()}{kind[1:]}: {self.row_words(form)}"

    @staticmethod
    def row_words(form: RowForm) -> str:
        row = form.instance
        if isinstance(row, Seat):
            return row.label
        return str(row.person) if isinstance(row, Membership) else str(row)

    def _fill_in_unsent(self, data: QueryDict, now: conflict.Seen) -> None:
        """Give rows that were not on the page sent what stands, so that they count as untouched."""
        for form in self._stored_forms():
            if form is self.form or form.add_prefix("stored") in data:
                continue
            for name, value in now.forms[form.prefix].items():
                conflict.put(data, form, name, value)
            data[form.add_prefix("stored")] = "on"
            if "place" in form.fields:
                data[form.add_prefix("place")] = str(form.initial["place"])

    def _attribute(self, told: list[tuple[conflict.Difference, str, str]]) -> None:
        histories = {}
        for _difference, prefix, _name in told:
            kind, _dash, pk = prefix.partition("-")
            model = BY_KEY[kind].model if prefix else Group
            histories[prefix] = model.history.filter(id=int(pk) if prefix else self.group.pk).order_by("-history_id")
        conflict.attribute(told, histories)

    def is_valid(self) -> bool:
        verdicts = [self.form.is_valid(), *(rows.is_valid() for rows in self.rows.values())]
        return all(verdicts)

    @property
    def error_count(self) -> int:
        forms = [self.form, *(form for rows in self.rows.values() for form in rows.forms)]
        return sum(len(form.errors) for form in forms)

    def error_links(self) -> list[tuple[BoundField | None, str]]:
        """Each error with the field it stands at, for the summary at the top."""
        found = []
        for form in [self.form, *(form for rows in self.rows.values() for form in rows.forms)]:
            for name, messages in form.errors.items():
                bound = form[name] if name in form.fields else None
                found += [(bound, str(message)) for message in messages]
        return found

    # Writing; under the lock

    def write(self, reason: str) -> Group:
        """Write what changed and return the group; revision rises by one if anything did.

        Raises Refused, with nothing written, if the rules of a row or of the group say no.
        """
        with transaction.atomic():
            errors: list[tuple[str, ValidationError]] = []
            group = self._write_group(reason, errors)
            if group is not None:
                rows_written = self._write_rows(group, reason, errors)
                if not errors and self.group is not None and rows_written and not self.group_written:
                    bump(group)
            if not errors and not Group.objects.editable_by(self.user).filter(pk=group.pk).exists():
                field = "region" if "region" in self.form.changed_data or self.group is None else None
                message = _("Gruppen skulle hamna i en delregion som du inte är processledare för.")
                errors.append(("", ValidationError({field: message} if field else message)))
            if errors:
                raise Refused(errors)
        return group

    def _write_group(self, reason: str, errors: list) -> Group | None:
        form, self.group_written = self.form, True
        try:
            if self.group is None:
                place = {name: form.cleaned_data[name] for name in PLACE_FIELDS}
                group = tree.create(form.instance, **place, by=self.user, today=self.today)
                if form.cleaned_data["topics"]:
                    group.topics.set(form.cleaned_data["topics"])
                return group
            if not form.changed_words():
                self.group_written = False
                return self.group
            group = form.instance
            if "topics" in form.changed_data:
                # simple-history would make a record of its own; the one that `update` makes has the topics too.
                group.skip_history_when_saving = True
                group.topics.set(form.cleaned_data["topics"])
                del group.skip_history_when_saving
            return tree.update(group, by=self.user, reason=reason)
        except ValidationError as error:
            errors.append(("", error))
            return None

    def _write_rows(self, group: Group, reason: str, errors: list) -> bool:
        """Write changed rows, seats before their holders; returns whether there were any."""
        seats: dict[str, Seat] = {str(seat.pk): seat for seat in self.instances["seats"]}
        seats_touched: dict[str, RowForm] = {}
        written = False
        for kind in KINDS:
            for form in self.rows[kind.key].changed:
                row, written = form.instance, True
                try:
                    if kind.nested:
                        row.seat = self._seat_of(form, seats)
                    else:
                        row.group = group
                    row.full_clean()
                    signed(row, self.user, reason).save()
                    if "contact_seats" in form.changed_data:
                        row.contact_seats.set(form.cleaned_data["contact_seats"])
                except ValidationError as error:
                    errors.append((form.prefix, error))
                    continue
                if kind.key == "seats":
                    seats[self.place_of(form) if form.is_new else str(row.pk)] = row
                    if not form.is_new:
                        seats_touched[str(row.pk)] = form
                        self._end_holders(row, reason)
        for form in seats_touched.values():
            self._still_room(form, errors)
        return written

    @staticmethod
    def _seat_of(form: RowForm, seats: dict[str, Seat]) -> Seat:
        if not form.is_new:
            return form.instance.seat
        try:
            return seats[form.cleaned_data["place"]]
        except KeyError:
            raise ValidationError(_("Platsen kunde inte sparas. Fyll i den först.")) from None

    def _end_holders(self, seat: Seat, reason: str) -> None:
        """Those who hold a seat that ends leave it the same day, if nothing else is said of them."""
        if seat.end_date is None:
            return
        said = {form.instance.pk for form in self.rows["holders"].changed}
        for membership in seat.memberships.filter(end_date__isnull=True).exclude(pk__in=said):
            if membership.start_date is None or membership.start_date <= seat.end_date:
                membership.end_date = seat.end_date
                signed(membership, self.user, reason).save()

    def _still_room(self, form: RowForm, errors: list) -> None:
        """Refuse a seat that got fewer places, or a shorter time, than its holders need."""
        seat = Seat.objects.get(pk=form.instance.pk)
        for membership in seat.memberships.for_display():
            if membership.end_date and membership.end_date < self.today:
                continue
            try:
                membership.clean()
            except ValidationError as error:
                errors.append((form.prefix, ValidationError(f"{membership.person}: {' '.join(error.messages)}")))
                return

    def show_refusal(self, sent: QueryDict, refusal: Refused) -> None:
        """Make the forms anew from what was sent, with what was refused at its field; to be asked after `write`."""
        if self.group is not None:
            self.group = Group.objects.select_related("type", "region", "parent").get(pk=self.group.pk)
        self.__init__(self.group, self.user, self.today)
        self.receive(sent)
        self.is_valid()
        forms = {form.prefix or "": form for form in [self.form, *(f for r in self.rows.values() for f in r.forms)]}
        for prefix, error in refusal.errors:
            forms[prefix].refuse(error)


def _names_of(form: Any, differences: list[conflict.Difference]) -> list[str]:
    names = {id(difference): name for name, difference in getattr(form, "beside", {}).items()}
    return [names[id(difference)] for difference in differences]


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    return str(value) if value else "–"
