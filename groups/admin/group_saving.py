"""Writing what a group's page says: the group through `groups.tree`, its rows in order, all of it or nothing.

To be called under the registry's lock, with a page whose forms are valid and up to date.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from groups import tree
from groups.admin.group_form import PLACE_FIELDS
from groups.admin.group_row_forms import RowForm
from groups.admin.group_rows import KINDS, Kind
from groups.admin.group_sheet import GroupSheet
from groups.admin.refusals import check_reach
from groups.editing import bump, signed
from groups.models import Group, Seat


class Refused(Exception):
    """Something on the page may not be written: by the form's prefix, why."""

    def __init__(self, errors: list[tuple[str, ValidationError]]) -> None:
        self.errors = errors
        super().__init__(len(errors))


class Saving:
    """One page being written."""

    def __init__(self, sheet: GroupSheet, reason: str) -> None:
        self.sheet, self.by, self.reason = sheet, sheet.user, reason
        self.errors: list[tuple[str, ValidationError]] = []
        self.seats: dict[str, Seat] = {str(seat.pk): seat for seat in sheet.instances["seats"]}
        self.to_recheck: dict[int, RowForm] = {}
        """Seats whose holders may no longer fit, with the form to blame."""

    def run(self) -> Group:
        """Write what changed and return the group; its revision rises by one if anything did.

        Raises Refused, with nothing written, if a rule of the group or of a row says no.
        """
        with transaction.atomic():
            group = self._group()
            if group is not None:
                self._rows(group)
                if not self.errors:
                    self._check_reach(group)
            if self.errors:
                raise Refused(self.errors)
        return group

    def _group(self) -> Group | None:
        """The group, saved if its own words changed; None if it was refused."""
        form, group = self.sheet.form, self.sheet.group
        try:
            if group is None:
                return self._create()
            if form.changed_words():
                return self._update(form.instance)
        except ValidationError as error:
            self.errors.append(("", error))
            return None
        if any(rows.changed for rows in self.sheet.rows.values()):
            bump(group)
        return group

    def _create(self) -> Group:
        form = self.sheet.form
        place = {name: form.cleaned_data[name] for name in PLACE_FIELDS}
        group = tree.create(form.instance, **place, by=self.by, today=self.sheet.today)
        if form.cleaned_data["topics"]:
            group.topics.set(form.cleaned_data["topics"])
        return group

    def _update(self, group: Group) -> Group:
        if "topics" in self.sheet.form.changed_data:
            # simple-history would make a record of its own; the one that `update` makes has the topics too.
            group.skip_history_when_saving = True
            group.topics.set(self.sheet.form.cleaned_data["topics"])
            del group.skip_history_when_saving
        return tree.update(group, by=self.by, reason=self.reason)

    def _rows(self, group: Group) -> None:
        """Write changed rows: seats before their holders, and of each kind what ends before what begins."""
        for kind in KINDS:
            for form in self.sheet.rows[kind.key].changed:
                try:
                    self._row(kind, form, group)
                except ValidationError as error:
                    self.errors.append((form.prefix, error))
        for pk, form in self.to_recheck.items():
            self._still_room(Seat.objects.get(pk=pk), form)

    def _row(self, kind: Kind, form: RowForm, group: Group) -> None:
        row = form.instance
        if kind.nested:
            row.seat = self._seat_of(form)
        else:
            row.group = group
        if kind.key == "seats" and form.is_new and "order" not in form.changed_data:
            row.order = max((seat.order for seat in self.seats.values()), default=-1) + 1
        row.full_clean()
        signed(row, self.by, self.reason).save()
        if "contact_seats" in form.changed_data:
            row.contact_seats.set(form.cleaned_data["contact_seats"])
        if kind.key == "exceptions":
            self.to_recheck.setdefault(row.seat_id, form)
        elif kind.key == "seats":
            self.seats[self.sheet.place_of(form)] = row
            if not form.is_new:
                self.to_recheck[row.pk] = form
                self._end_holders(row)

    def _seat_of(self, form: RowForm) -> Seat:
        if not form.is_new:
            return form.instance.seat
        try:
            return self.seats[form.cleaned_data["place"]]
        except KeyError:
            raise ValidationError(_("Platsen kunde inte sparas. Fyll i den först.")) from None

    def _end_holders(self, seat: Seat) -> None:
        """Those who hold a seat that ends leave it the same day, if nothing else is said of them."""
        if seat.end_date is None:
            return
        said = {form.instance.pk for form in self.sheet.rows["holders"].changed}
        later = seat.memberships.filter(Q(end_date__isnull=True) | Q(end_date__gt=seat.end_date))
        for membership in later.exclude(pk__in=said):
            if membership.start_date is None or membership.start_date <= seat.end_date:
                membership.end_date = seat.end_date
                signed(membership, self.by, self.reason).save()

    def _still_room(self, seat: Seat, form: RowForm) -> None:
        """Refuse a seat that got fewer places, or a shorter time, than its holders need."""
        for membership in seat.memberships.for_display():
            if membership.end_date and membership.end_date < self.sheet.today:
                continue
            try:
                membership.clean()
            except ValidationError as error:
                told = f"{membership.person}: {' '.join(error.messages)}"
                self.errors.append((form.prefix, ValidationError(told)))
                return

    def _check_reach(self, group: Group) -> None:
        try:
            check_reach(group, self.by, "region" if "region" in self.sheet.form.fields else None)
        except ValidationError as error:
            self.errors.append(("", error))
