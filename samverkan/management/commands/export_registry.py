"""The whole registry as a file: a workbook, or a zip file with CSV files. It comes in again with `import_registry`."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from samverkan.exchange import outgoing
from samverkan.exchange.sheets import BY_NAME, SHEETS
from samverkan.management.files import for_its_owner_alone, refusal


class Command(BaseCommand):
    help = (
        "Skriver hela registret till en fil: .xlsx (ett blad för varje slag) eller .zip (CSV-filer). En fil som finns "
        "ersätts. Bara dess ägare får läsa den: den har personuppgifter."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FIL", help="Filen att skriva, .xlsx eller .zip.")
        parser.add_argument(
            "--sheet",
            action="append",
            choices=list(BY_NAME),
            metavar="BLAD",
            help=f"Bara de här bladen; kan upprepas. Ett av: {', '.join(BY_NAME)}.",
        )

    def handle(self, *args: Any, file: Path, sheet: list[str] | None, **options: Any) -> None:
        writers = {".xlsx": outgoing.write_xlsx, ".zip": outgoing.write_zip}
        write = writers.get(file.suffix.lower())
        if write is None:
            raise CommandError("Ange en fil som slutar på .xlsx eller .zip.")
        wanted = [each for each in SHEETS if sheet is None or each.name in sheet]
        draft = file.with_name(f".{file.name}.del")
        try:
            draft.unlink(missing_ok=True)  # one left by a run that was killed may be readable by others
            with open(draft, "wb", opener=for_its_owner_alone) as out:
                write(out, wanted)
            draft.replace(file)
        except OSError as error:
            raise CommandError(f"Filen kan inte skrivas: {refusal(error)}.") from error
        finally:
            with suppress(OSError):
                draft.unlink()
        self.stdout.write(f"{len(wanted)} blad skrivna till {file}.")
