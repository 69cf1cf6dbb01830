"""How one tells, without making it, that a file is still as it was. The one place to put another fingerprint."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db.models import CharField, Max, Value
from django.utils import timezone

from samverkan.open_data.history import FORMAT

SAID = ("SITE_URL", "SITE_NAME", "SITE_CONTACT", "OPEN_DATA_PUBLISHER", "OPEN_DATA_PUBLISHER_NUMBER")
SAID += ("OPEN_DATA_PUBLISHER_TYPE", "OPEN_DATA_SPATIAL")
"""Settings that the files tell of."""


@dataclass(frozen=True)
class Version:
    """What stands on a day: a tag that is another when anything is another, and when the registry last changed."""

    tag: str
    changed: dt.datetime
    day: dt.date

    @property
    def modified(self) -> dt.datetime:
        """When the files last became others: when the registry did, or at midnight, since they tell of today."""
        midnight = timezone.make_aware(dt.datetime.combine(self.day, dt.time()))
        return max(self.changed, midnight)


def version(day: dt.date) -> Version:
    """Return what stands on the day, by the newest entry of each history. One query."""
    parts = [
        model.history.model.objects.order_by()
        .values(of=Value(model._meta.label, CharField()))
        .annotate(newest=Max("history_id"), at=Max("history_date"))
        .values_list("of", "newest", "at")
        for app in ("groups", "meetings")
        for model in apps.get_app_config(app).get_models()
        if hasattr(model._meta, "simple_history_manager_attribute")
    ]
    found = sorted(parts[0].union(*parts[1:], all=True))
    changed = max((at for _of, _newest, at in found if at), default=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    told = repr((FORMAT, day, [getattr(settings, name) for name in SAID], [(of, newest) for of, newest, _at in found]))
    return Version(hashlib.sha256(told.encode()).hexdigest()[:24], changed, day)
