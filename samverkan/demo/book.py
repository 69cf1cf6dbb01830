"""What has been loaded so far, by the keys that the files use."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model

from groups.models import User
from samverkan.demo.source import Entry

DEMO = "Inläst demo"
STRUCTURE = "Inläst struktur"
"""What the history of every row says of its loading, with and without what is invented."""


@dataclass
class Book:
    """The rows by kind and key, the day that everything is placed relative to, who loads, and how much."""

    today: dt.date
    by: User | None = None
    whole: bool = True
    """Whether inventory and invented persons are loaded too, or the structure alone."""
    rows: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    later: dict[str, dict[str, str]] = field(default_factory=dict)
    """Words that groups do not have yet and get by a review, by the group's key and the column."""

    def enter(self, kind: str, key: str, row: Any) -> None:
        self.rows[kind][key] = row

    def find(self, kind: str, key: str | None, entry: Entry) -> Any:
        """The row of that key, None for no key. Fails at the entry if there is none."""
        if key is None:
            return None
        if key not in self.rows[kind]:
            entry.fail(f"{kind} ”{key}” finns inte")
        return self.rows[kind][key]

    def find_all(self, kind: str, keys: list[str], entry: Entry) -> list[Any]:
        return [self.find(kind, key, entry) for key in keys]

    def day(self, value: dt.date | int | None) -> dt.date | None:
        """A stated day as it is; a number as so many days from the day of loading."""
        return self.today + dt.timedelta(days=value) if isinstance(value, int) else value

    def keep(self, row: Model, entry: Entry) -> Any:
        """Save a row that holds to the rules; fails at the entry if it does not. Returns the row."""
        with refusals_at(entry):
            row.full_clean()
        row.save()
        return row

    def sign(self, app: str) -> None:
        """Say in the history of all that the app holds so far what it came with, and by whose account."""
        reason = DEMO if self.whole else STRUCTURE
        for model in apps.get_app_config(app).get_models():
            if hasattr(model._meta, "simple_history_manager_attribute"):
                model.history.update(history_change_reason=reason, history_user=self.by)


@contextmanager
def refusals_at(entry: Entry) -> Iterator[None]:
    """Turn a refusal by the registry's rules into one that names the place in the file."""
    try:
        yield
    except ValidationError as error:
        fields = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        entry.fail("; ".join(f"{name}: {' '.join(messages)}".lstrip(": ") for name, messages in fields.items()))
