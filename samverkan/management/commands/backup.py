from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from samverkan import backup
from samverkan.backup.errors import BackupError


class Command(BaseCommand):
    help = "Sparar hela registret i en fil. Går att köra medan webbplatsen används."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FIL", type=Path, help="Filen som skrivs; en befintlig ersätts.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            size = backup.write(file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Registret är sparat i {file} ({size // 1024 + 1} kB).")
