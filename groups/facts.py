"""What is stated of a group: the one place that says whose words hold for a part, and what counts as not stated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from groups.models import Coverage, Feedback, Group, Mandate, ReportingAnswer

UNSAID = {"", None, Coverage.NOT_STATED, Mandate.NOT_STATED, ReportingAnswer.UNKNOWN, Feedback.UNKNOWN}
NOT_STATED = _("inte angivet")
WORDS = {Feedback.NONE_STATED: _("ingen återkoppling angiven i inventeringen")}
"""Answers that say more on their own than as a choice in a form."""


@dataclass(frozen=True)
class Fact:
    """One fact of a group."""

    group: Group
    holder: Group
    """Whose fact it is: the group's own, or its whole's."""
    value: Any
    words: str
    """The fact as it is read, "" where nothing is stated."""

    @property
    def said(self) -> bool:
        return bool(self.words)

    @property
    def source(self) -> Group | None:
        """The whole that the fact is taken from, None where it is the group's own."""
        return self.holder if self.said and self.holder != self.group else None


def fact(group: Group, field: str) -> Fact:
    """Return one fact of the group. Costs no query when the groups that it is part of are fetched."""
    holder = group.inherited(field)
    return Fact(group, holder, getattr(holder, field), words(holder, field))


def words(holder: Group, field: str) -> str:
    """Return the holder's own fact as it is read, "" where nothing is stated."""
    value = getattr(holder, field)
    if value in UNSAID:
        return ""
    display = getattr(holder, f"get_{field}_display", None)
    return str(WORDS.get(value) or (display() if display else value))
