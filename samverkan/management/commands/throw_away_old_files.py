"""Throws away files that have waited too long to be taken in; to be run every night."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from samverkan.exchange import waiting
from samverkan.exchange.models import KEPT_DAYS


class Command(BaseCommand):
    help = f"Kastar uppladdade filer som har väntat på att läsas in i mer än {KEPT_DAYS} dagar."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{waiting.prune(timezone.now())} filer kastade.")
