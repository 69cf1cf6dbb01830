"""What imports keep of a person who is erased: a name may stand in what a file is called, and in why it was taken in.

Both are in the reason that every record of the import bears, so it goes from there too. It goes as well from what has
been said once of strange headings, which may tell what a file's words mean. Files that wait are another matter
(`waiting.forget`).
"""

from __future__ import annotations

import re
from collections.abc import Collection

from django.db import models
from django.db.models import Value
from django.db.models.functions import Replace

from groups.erasing import ERASED_NAME, without
from groups.models import Group, Placement, StatusChange
from groups.ordering import fold
from samverkan.exchange.models import ColumnMapping, Import
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
    """Take the words out of all imports, out of the reasons that these have given, and out of kept mappings.

    To be called inside the transaction that erases. Costs nothing more where none of them holds a word.
    """
    _out_of_imports(words)
    _out_of_mappings(words)


def _out_of_imports(words: Collection[str]) -> None:
    for entry in Import.objects.only("file_name", "why"):
        before, said = entry.reason, (entry.file_name, entry.why)
        for word in words:
            entry.file_name, entry.why = _out_of_file_name(word, entry.file_name), without(word, entry.why)
        if (entry.file_name, entry.why) != said:
            for name in ("file_name", "why"):  # the words that stand there instead may be longer
                setattr(entry, name, getattr(entry, name)[: Import._meta.get_field(name).max_length])
            entry.save(update_fields=["file_name", "why"])
            _reword(before, entry.reason)


def _reword(before: str, after: str) -> None:
    for model, column in REASONS:
        rows = model._base_manager.filter(**{f"{column}__endswith": before})
        rows.update(**{column: Replace(column, Value(before), Value(after))})


def _out_of_mappings(words: Collection[str]) -> None:
    for mapping in ColumnMapping.objects.all():
        said = (mapping.name, mapping.constants, mapping.values)
        for word in words:
            mapping.name = _out_of_file_name(word, mapping.name)[: ColumnMapping._meta.get_field("name").max_length]
            mapping.constants = {column: without(word, text) for column, text in mapping.constants.items()}
            mapping.values = {column: _without_words(word, told) for column, told in mapping.values.items()}
        if (mapping.name, mapping.constants, mapping.values) != said:
            mapping.save()


def _without_words(word: str, told: dict[str, str]) -> dict[str, str]:
    """What texts of a file mean, without those that say the word or mean it."""
    return {
        text: meant
        for text, meant in told.items()
        if without(fold(word), text) == text and without(word, meant) == meant
    }


def _out_of_file_name(word: str, text: str) -> str:
    """As `without`, and where its parts are joined as in names of files: "lista_Anna-Ek.xlsx"."""
    joined = r"[\s_.-]+".join(map(re.escape, word.split()))
    return re.sub(rf"(?<![^\W_]){joined}(?![^\W_])", ERASED_NAME, text, flags=re.IGNORECASE)
