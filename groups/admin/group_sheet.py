"""The page of one group in the admin: its own form and the forms of all its rows, shown, read and compared as one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from groups.admin import conflict
from groups.admin.group_form import AddGroupForm, GroupForm
from groups.admin.group_row_forms import RowForm
from groups.admin.group_rows import (
    BY_KEY,
    KINDS,
    Choices,
    Kind,
    Rows,
    mark_ended,
    new_count,
    new_prefix,
    stored_prefix,
)
from groups.models import Group, Membership, Seat, User

SEEN = "seen"

ENDED_SHOWN = dt.timedelta(days=730)
"""How long a row that has ended stays on the page; the history has it after that."""

BLANK_ROWS = {"seats": 1, "municipalities": 1, "commissions": 1, "lines": 1, "escalations": 1}


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
        self.user, self.today = user, today
        self._read(group)

    def _read(self, group: Group | None) -> None:
        """Take the group and its rows as they stand, forgetting what was found out before."""
        self.group = group
        self.instances: dict[str, list[Model]] = {
            kind.key: list(kind.rows_since(group, self.today - ENDED_SHOWN)) if group is not None else []
            for kind in KINDS
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
        seen = conflict.Seen.read(sent.get(SEEN, ""), self.group.pk) if self.group is not None else None
        self._include(seen)
        self._build(None, {}, {})
        self.seen = now = self._stands()
        if self.group is None:
            self._build(data, {}, {})
            return True
        self.damaged = seen is None
        current = seen is not None and seen.revision == now.revision
        told = [] if current else self._bring_together(data, seen, now)
        # A group's revision also rises by what the page does not show, such as a new group under it.
        self.stale = self.damaged or bool(told)
        self._fill_in_unsent(data, now)
        beside = {form.prefix or "": getattr(form, "beside", {}) for form in self._stored_forms()}
        self._build(data, {}, {})
        for form in self._stored_forms():
            form.beside = beside.get(form.prefix or "", {})
        self._attribute(told)
        return not self.stale

    def _include(self, seen: conflict.Seen | None) -> None:
        """Read the rows that the page sent had, and that have been ended so far back that a new page lacks them."""
        for kind in KINDS if seen else ():
            shown = {stored_prefix(kind, row) for row in self.instances[kind.key]}
            gone = [prefix for prefix in seen.forms if prefix.startswith(f"{kind.key}-") and prefix not in shown]
            if gone:
                self.instances[kind.key] += kind.rows(self.group).filter(pk__in=[each.split("-")[1] for each in gone])

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
            "region": str(group.region or ""),
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
        if not isinstance(row, Membership):
            return str(row)
        municipality = row.organisation and row.seat.per == Seat.Per.MUNICIPALITY and row.organisation.municipality
        return f"{municipality} – {row.person}" if municipality else str(row.person)

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

    def error_links(self) -> list[tuple[BoundField | None, str]]:
        """Each error with the field it stands at, for the summary at the top."""
        found = []
        for form in self.forms().values():
            for name, messages in form.errors.items():
                bound = form[name] if name in form.fields else None
                found += [(bound, str(message)) for message in messages]
        return found

    def forms(self) -> dict[str, Any]:
        """Every form on the page by its prefix; "" is the group's own."""
        rows = (form for rows in self.rows.values() for form in rows.forms)
        return {form.prefix or "": form for form in (self.form, *rows)}

    def show_refusal(self, sent: QueryDict, errors: list[tuple[str, ValidationError]]) -> None:
        """Make the forms anew from what was sent, with what was refused at its field; `errors` by the form's prefix."""
        group = self.group
        if group is not None:
            group = Group.objects.select_related("type", "region", "parent").get(pk=group.pk)
        self._read(group)
        self.receive(sent)
        self.is_valid()
        forms = self.forms()
        for prefix, error in errors:
            forms[prefix].refuse(error)


def _names_of(form: Any, differences: list[conflict.Difference]) -> list[str]:
    names = {id(difference): name for name, difference in getattr(form, "beside", {}).items()}
    return [names[id(difference)] for difference in differences]


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    return str(value) if value else "–"
