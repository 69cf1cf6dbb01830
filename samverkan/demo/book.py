"""What has been loaded so far, by the keys that the files use."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from groups.editing import signed
from groups.models import User
from samverkan.demo.source import Entry

REASON = "Inläst demo"
"""What the history of every row says of its loading."""


@dataclass
class Book:
    """The rows by kind and key, the day that everything is placed relative to, and who loads."""

    today: dt.date
    by: User
    rows: dict[str, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))

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
        signed(row, self.by, REASON).save()
        return row


class refusals_at:  # noqa: N801 - used as a word in a with statement
    """Turns a refusal by the registry's rules into one that names the place in the file."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, ValidationError):
            fields = error.message_dict.items() if hasattr(error, "error_dict") else [("", error.messages)]
            self.entry.fail("; ".join(f"{name}: {' '.join(messages)}".lstrip(": ") for name, messages in fields))
