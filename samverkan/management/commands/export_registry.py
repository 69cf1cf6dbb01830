"""The whole registry as a file: a workbook, or a zip file with CSV files. It comes in again with `import_registry`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from samverkan.exchange import outgoing
from samverkan.exchange.sheets import BY_NAME, SHEETS
from samverkan.management.refusals import refusal


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
            with open(draft, "wb", opener=_for_its_owner_alone) as out:
                write(out, wanted)
            draft.replace(file)
        except OSError as error:
            raise CommandError(f"Filen kan inte skrivas: {refusal(error)}.") from error
        finally:
            draft.unlink(missing_ok=True)
        self.stdout.write(f"{len(wanted)} blad skrivna till {file}.")


def _for_its_owner_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
