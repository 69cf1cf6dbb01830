"""Which day a page is asked to show: `?datum=2021-09-30`, else today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

PARAMETER = "datum"
EARLIEST = 1950
MOST_YEARS_AHEAD = 10
"""Years that can be asked for: no registry of these groups reaches further."""


@dataclass(frozen=True)
class AskedDay:
    """The day a page shows."""

    today: dt.date
    then: dt.date | None = None
    """Another day than today, when one is asked for: what `GroupQuerySet.as_of` takes."""
    problem: str = ""
    """What is wrong with the day in the address, in Swedish; today is shown then."""

    @property
    def day(self) -> dt.date:
        return self.then or self.today

    def keep(self, address: str) -> str:
        """Return the address on the day asked for where that is another than today; one with a day keeps its own."""
        if not self.then or f"{PARAMETER}=" in address:
            return address
        return f"{address}{'&' if '?' in address else '?'}{PARAMETER}={self.then}"

    @property
    def ahead(self) -> bool:
        """Whether the day is still to come: the page shows what is known of it today."""
        return self.day > self.today


def asked_day(request: HttpRequest) -> AskedDay:
    """Read the day from the address. Give it to the template as `asked`: `components/as_of.html` tells of it."""
    today = timezone.localdate()
    try:
        day = read_day(request.GET.get(PARAMETER, ""), today)
    except ValueError as error:
        return AskedDay(today, problem=_("%(problem)s Sidan visar i dag.") % {"problem": error})
    return AskedDay(today, None if day == today else day)


def read_day(text: str, today: dt.date) -> dt.date | None:
    """Return the day that the text is, None for a blank. Raises ValueError, in Swedish, for what is not a day here."""
    text = text.strip()
    if not text:
        return None
    try:
        day = dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        problem = _("”%(text)s” är inte en dag. Skriv den som 2021-09-30.")
        raise ValueError(problem % {"text": text[:40]}) from None
    if not EARLIEST <= day.year <= today.year + MOST_YEARS_AHEAD:
        problem = _("Välj en dag från %(first)s till %(last)s.")
        raise ValueError(problem % {"first": EARLIEST, "last": today.year + MOST_YEARS_AHEAD})
    return day
