"""What reviews keep of persons, and how it goes when a person is erased (`groups.erasing`).

The frozen part of a compilation names nobody: names stand beside it, by the person's uid. A record that was merged into
another keeps its uid there, since what was frozen is not rewritten; both go when the person is erased.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

from django.db.models import Q
from django.utils import timezone

from groups.models import Answer, AnswerLink, Compilation, Letter, Proposal, ReviewItem

IN_WORDS = {
    Answer: ("on_behalf_of", "serves_note", "task_change", "merge_note", "end_note", "restart_condition", "other"),
    AnswerLink: ("to",),
    Letter: ("problem",),
    Proposal: ("was", "value", "note"),
    ReviewItem: ("verdict_note",),
    ReviewItem.history.model: ("verdict_note",),
}
"""What people write freely, where a name, an address or a number may stand."""


def erase(
    keys: Collection[int],
    uids: Collection[str],
    words: Collection[str],
    without: Callable[[str, str], str],
    today: dt.date,
) -> None:
    """Take away the person known by the primary `keys` and the `uids`, and `words` (names, addresses, numbers).

    A personal link is withdrawn, and has no address left. `without(word, text)` takes a word out of a text. To be
    called inside the transaction that erases.
    """
    midnight = timezone.make_aware(dt.datetime.combine(today, dt.time.min))
    personal = AnswerLink.objects.filter(person__in=keys)
    personal.filter(withdrawn_at=None).update(withdrawn_at=midnight)
    personal.update(email="", person=None)
    for compilation in Compilation.objects.filter(names__has_any_keys=list(uids)).only("names"):
        compilation.names = {uid: name for uid, name in compilation.names.items() if uid not in uids}
        compilation.save(update_fields=["names"])
    for word in words:
        for model, columns in IN_WORDS.items():
            held = Q(*((f"{column}__icontains", word) for column in columns), _connector=Q.OR)
            for row in model.objects.filter(held):
                texts = {column: without(word, getattr(row, column)) for column in columns}
                model.objects.filter(pk=row.pk).update(**texts)
