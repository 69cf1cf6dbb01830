"""A compilation compared with another one of the same delregion, or with the registry of today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from groups.models import Compilation
from samverkan.reports import audience, change_words, composing, readings, shortening
from samverkan.reports.audience import Reading
from samverkan.reports.blocks import Section
from samverkan.reports.change_words import Changes

TODAY = "idag"
LONGEST_TOLD = 100


@dataclass(frozen=True)
class Compared:
    """What came of the question: changes, or why there are none to tell, or neither if nothing was asked."""

    chosen: str = ""
    problem: str = ""
    changes: Changes | None = None
    whole: bool = False

    @property
    def query(self) -> str:
        return urlencode({"med": self.chosen[:LONGEST_TOLD]})

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """Return the reference days of the earlier and the later."""
        return tuple(  # type: ignore[return-value]
            dt.date.fromisoformat(each.snapshot["day"]) for each in (self.changes.earlier, self.changes.later)
        )

    @property
    def sentences(self) -> list[str]:
        return change_words.sentences(self.changes)

    @property
    def section(self) -> Section:
        """Return the changes for a page; among many groups, all of them are in the table alone."""
        section = change_words.section(self.changes)
        return shortening.cut(section) if len(self.changes.later.groups) > shortening.GROUPS else section


def others(compilation: Compilation) -> list[tuple[str, str]]:
    """Return what it can be compared with, as (value, words), the newest first. One query."""
    found = Compilation.objects.filter(review__region=compilation.review.region_id).exclude(pk=compilation.pk)
    rows = found.select_related("review").defer("content", "names")
    return [
        (TODAY, _("registret i dag")),
        *((value(row), str(row)) for row in rows.order_by("-review__reference_date", "-version")),
    ]


def value(compilation: Compilation) -> str:
    """Return how a compilation is written in an address."""
    return f"{compilation.review.slug}/{compilation.version}"


def asked_for(request: HttpRequest, compilation: Compilation, *, whole: bool) -> Compared:
    """Return what `?med=` asks for. The whole is told only to who reads the whole of both."""
    chosen = request.GET.get("med", "").strip()
    if not chosen:
        return Compared()
    today = timezone.localdate()
    if chosen == TODAY:
        this = audience.reading(compilation, whole=whole)
        return _in_order(chosen, this, _registry(compilation, today, whole=whole), whole=whole)
    slug, _slash, version = chosen.partition("/")
    is_number = version.isascii() and version.isdigit() and len(version) < 5
    found = Compilation.objects.select_related("review").filter(review__slug=slug, version=version if is_number else 0)
    if "\0" in chosen or (other := found.first()) is None:
        return Compared(chosen, _("Den sammanställningen finns inte. Välj en i listan."))
    if other.review.region_id != compilation.review.region_id:
        return Compared(chosen, _("Den gäller en annan delregion. Välj en i listan."))
    whole = whole and readings.reads_whole(request.user, other.review, today)
    return _in_order(chosen, *(audience.reading(each, whole=whole) for each in (compilation, other)), whole=whole)


def _registry(compilation: Compilation, today: dt.date, *, whole: bool) -> Reading:
    """Return the delregion as the registry has it today."""
    made, names = composing.on(compilation.review.region, today, compilation.review.reference_date)
    return audience.read(made, names, whole=whole)


def _in_order(chosen: str, one: Reading, other: Reading, *, whole: bool) -> Compared:
    """Compare from the earlier to the later."""
    earlier, later = sorted((one, other), key=lambda each: each.snapshot["day"])
    return Compared(chosen, changes=Changes(earlier, later), whole=whole)
