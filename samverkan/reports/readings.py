"""Closed compilations as their readers get them: who reads the whole, and what is compared with what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groups.models import Compilation, Review, User
from samverkan.reports import audience
from samverkan.reports.audience import Reading
from samverkan.reports.blocks import Contents
from samverkan.reports.change_words import Changes
from samverkan.reports.contents import contents

YEARS = 6
"""So many compilations the count by year tells of, at most."""


@dataclass(frozen=True)
class Told:
    """A compilation as its reader gets it."""

    reading: Reading
    changes: Changes | None
    """From the earlier compilation that it was compared with, if it was."""
    contents: Contents
    made: list[str]
    """When and how it was frozen, a line for each."""


def reads_whole(user: User, review: Review, day: dt.date) -> bool:
    """Whether `user` reads what is not public too: who keeps the review or commissions it. At most three queries."""
    return Review.objects.readable_by(user, day).filter(pk=review.pk).exists()


def chain(compilation: Compilation) -> list[Compilation]:
    """Return the compilation, the one it was compared with, and so on, at most `YEARS`; a query for each."""
    found = [compilation]
    while len(found) < YEARS:
        key = found[-1].review.compared_with_id
        if key is None or key in {each.pk for each in found}:
            break
        found.append(Compilation.objects.select_related("review").get(pk=key))
    return found


def told_of(compilation: Compilation, *, whole: bool) -> Told:
    """Return what the reader gets of a compilation, compared with the one that it was revised from."""
    readings = [audience.reading(each, whole=whole) for each in chain(compilation)]
    first, *rest = readings
    earlier = rest[0] if rest else None
    years = [each.snapshot for each in reversed(rest)]
    changes = Changes(earlier, first) if earlier else None
    return Told(first, changes, contents(first, changes, years), made_words(compilation))


def made_words(compilation: Compilation) -> list[str]:
    """Return when the compilation was frozen, what a correction corrects, and the hash of all that was frozen."""
    at = timezone.localtime(compilation.made_at)
    words = {"version": compilation.version, "at": date_format(at, "j F Y \\k\\l. H.i")}
    told = [_("Version %(version)s, fastställd %(at)s") % words]
    if compilation.reason:
        told.append(_("Rättat i den här versionen: %(reason)s") % {"reason": compilation.reason})
    return [*told, _("Kontrollsumma (SHA-256): %(sum)s") % {"sum": compilation.sha256}]
