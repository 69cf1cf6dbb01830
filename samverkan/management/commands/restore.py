from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from samverkan import backup
from samverkan.backup.errors import BackupError


class Command(BaseCommand):
    help = "Lägger tillbaka ett register som sparats med backup. Allt läggs tillbaka, eller inget."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FIL", type=Path, help="En fil som backup har skrivit.")
        parser.add_argument("--replace", action="store_true", help="Ersätt registret som redan finns.")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        try:
            migrations_remain = backup.restore(file, replace=replace)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Registret i {file} är tillbaka.")
        if migrations_remain:
            self.stdout.write("Säkerhetskopian är från en äldre version: kör manage.py migrate.")
