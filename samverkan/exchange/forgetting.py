"""What imports keep of a person who is erased: a name may stand in what a file is called, and in why it was taken in.

Both are in the reason that every record of the import bears, so it goes from there too. Files that wait are another
matter (`waiting.forget`).
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import models
from django.db.models import Value
from django.db.models.functions import Replace

from groups.erasing import without
from groups.models import Group, Placement, StatusChange
from samverkan.exchange.models import Import
from samverkan.exchange.traces import TRACED

REASONS: tuple[tuple[type[models.Model], str], ...] = (
    *((model.history.model, "history_change_reason") for model in TRACED),
    (Placement, "reason"),
    (StatusChange, "reason"),
    (Group, "status_reason"),
    (Group.history.model, "status_reason"),
)
"""Where the reason of an import is written, as it is or after what undoing it says."""


def forget(words: Collection[str]) -> None:
    """Take the words out of all imports, and out of the reasons that these have given.

    To be called inside the transaction that erases. Costs nothing more where no import holds a word.
    """
    for entry in Import.objects.only("file_name", "why"):
        before, said = entry.reason, (entry.file_name, entry.why)
        for word in words:
            entry.file_name, entry.why = without(word, entry.file_name), without(word, entry.why)
        if (entry.file_name, entry.why) != said:
            for name in ("file_name", "why"):  # the words that stand there instead may be longer
                setattr(entry, name, getattr(entry, name)[: Import._meta.get_field(name).max_length])
            entry.save(update_fields=["file_name", "why"])
            _reword(before, entry.reason)


def _reword(before: str, after: str) -> None:
    for model, column in REASONS:
        rows = model._base_manager.filter(**{f"{column}__endswith": before})
        rows.update(**{column: Replace(column, Value(before), Value(after))})
