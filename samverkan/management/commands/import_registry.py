"""Takes a file into the registry: what `export_registry` writes, or what people keep in a spreadsheet."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from groups.models import User
from samverkan.exchange import incoming, mappings, report
from samverkan.exchange.applying import Refused, TreeIsBroken
from samverkan.exchange.headings import Mapping
from samverkan.exchange.models import Import
from samverkan.exchange.planning import Plan
from samverkan.exchange.reading import Unreadable
from samverkan.management.files import for_its_owner_alone, refusal

LONGEST_NAME = Import._meta.get_field("file_name").max_length

WRONG, UNREADABLE, UNREPORTED, HINDERED = 1, 2, 3, 4
"""Exit codes: a row that cannot be taken in; a file, or an account, that is not there or cannot be read or written; all
done, but for the report, which could not be written in the end; nothing written, since the registry stood in the way:
somebody else changed the same rows, or its tree is broken. 0 is done, or nothing to do."""


class Command(BaseCommand):
    help = (
        "Läser in en fil i registret: allt eller inget. Slutar med 1 om en rad är fel, 2 om filen eller något annat "
        "som anges inte finns eller inte går att läsa eller skriva, 3 om allt gick bra men rapporten till sist inte "
        "gick att skriva, 4 om inget skrevs för att registret stod i vägen: någon annan ändrade samma rader eller "
        "trädet är skadat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FIL", help="En .xlsx, .csv eller .zip med CSV-filer.")
        parser.add_argument("--dry-run", action="store_true", help="Visa vad som skulle ändras, men skriv ingenting.")
        parser.add_argument("--why", default="", metavar="ORSAK", help="Varför; står i historiken.")
        parser.add_argument("--user", metavar="KONTO", help="Kontot som läser in, med dess rätt; utelämnat: allt.")
        parser.add_argument(
            "--effective", type=dt.date.fromisoformat, metavar="DAG", help="Från vilken dag flyttar och status gäller."
        )
        parser.add_argument(
            "--mapping", type=Path, metavar="FIL", help="Koppling av främmande rubriker till kolumner, som TOML."
        )
        parser.add_argument(
            "--keep-mapping", action="store_true", help="Spara kopplingen för filer med samma rubriker."
        )
        parser.add_argument("--report", type=Path, metavar="FIL", help="Skriv en rapport som JSON; - för standard ut.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        today = timezone.localdate()
        by = self._user(options["user"])
        told = self._mappings(options["mapping"])
        given = [mapping for _name, mapping in told]
        try:
            with file.open("rb") as opened:
                tables = incoming.tables(opened, file.name, [*given, *_beside(given, mappings.kept())])
        except OSError as error:
            raise CommandError(f"Filen kan inte läsas: {refusal(error)}.", returncode=UNREADABLE) from error
        except Unreadable as error:
            raise CommandError(str(error), returncode=UNREADABLE) from error
        self._try(options["report"])
        entry = Import(file_name=file.name[-LONGEST_NAME:], why=options["why"], effective=options["effective"], by=by)
        total = sum(len(table.rows) for table in tables)
        quiet = options["verbosity"] == 0 or not sys.stderr.isatty()
        with tqdm(total=total, unit=" rader", disable=quiet, file=sys.stderr) as bar:
            try:
                if options["dry_run"]:
                    plan = incoming.preview(
                        tables, by=by, effective=entry.effective, today=today, reason=entry.reason, tick=bar.update
                    )
                else:
                    heard = {"tick": bar.update, "expect": partial(_lengthen, bar)}
                    plan = incoming.take_in(entry, tables, by=by, today=today, pointing_out=True, **heard)
            except Refused as error:
                plan = error.plan
            except TreeIsBroken as error:
                raise CommandError(str(error), returncode=HINDERED) from error
            except incoming.Changed as error:
                words = "Ingenting har skrivits: någon annan ändrade samma rader just då. Läs in filen igen."
                raise CommandError(words, returncode=HINDERED) from error
        written = entry.state == Import.State.DONE
        lost = self._tell(plan, options["report"], written=written, each_change=options["dry_run"])
        if options["keep_mapping"] and not options["dry_run"]:
            for name, mapping in _one_for_each(told):
                mappings.keep(name or file.name, mapping, by=by)
        if not plan.is_sound:
            raise CommandError(" ".join(["Ingenting har skrivits. Rätta raderna ovan.", *lost]), returncode=WRONG)
        if lost:
            done = "Filen är inläst." if written else "Ingenting har skrivits."
            raise CommandError(" ".join([done, *lost]), returncode=UNREPORTED)

    @staticmethod
    def _mappings(path: Path | None) -> list[tuple[str, Mapping]]:
        if path is None:
            return []
        try:
            return mappings.load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError("Kopplingen kan inte läsas.", returncode=UNREADABLE) from error
        except mappings.BadMapping as error:
            raise CommandError(str(error), returncode=UNREADABLE) from error

    @staticmethod
    def _try(report_to: Path | None) -> None:
        """Stop before anything is written if the report cannot be."""
        if report_to is not None and str(report_to) != "-":
            try:
                open(report_to, "a", opener=for_its_owner_alone).close()
            except OSError as error:
                raise CommandError(f"Rapporten kan inte skrivas: {refusal(error)}.", returncode=UNREADABLE) from error

    def _user(self, name: str | None) -> User | None:
        if name is None:
            return None
        try:
            return User.objects.get(username=name)
        except User.DoesNotExist:
            raise CommandError(f"Kontot {name} finns inte.", returncode=UNREADABLE) from None

    def _tell(self, plan: Plan, report_to: Path | None, *, written: bool, each_change: bool) -> list[str]:
        """Tell what the plan says, and write the report; returns why that could not be done, if it could not."""
        if report_to is None or str(report_to) != "-":
            for line in report.as_words(plan, each_change=each_change):
                self.stdout.write(line)
            if plan.unread:
                self.stdout.write("Främmande rubriker kopplas till kolumner med --mapping FIL; se README.")
            if written:
                self.stdout.write("Inläst.")
        if report_to is not None:
            text = json.dumps({**report.as_data(plan), "written": written}, ensure_ascii=False, indent=2)
            if str(report_to) == "-":
                self.stdout.write(text)
                return []
            try:
                report_to.write_bytes(f"{text}\n".encode("utf-8", "replace"))
            except OSError as error:
                return [f"Rapporten kan inte skrivas: {refusal(error)}."]
        return []


def _lengthen(bar: tqdm, rows: int) -> None:
    """Let the bar end where so many more rows have been gone through."""
    bar.total += rows
    bar.refresh()


def _one_for_each(told: list[tuple[str, Mapping]]) -> list[tuple[str, Mapping]]:
    """Those that can be kept: a table that is read as several sheets is told so by its file each time."""
    same = Counter(frozenset(mapping.columns) for _name, mapping in told)
    return [(name, mapping) for name, mapping in told if same[frozenset(mapping.columns)] == 1]


def _beside(given: list[Mapping], kept: list[Mapping]) -> list[Mapping]:
    """Those kept of headings that nothing is given for."""
    told = [set(mapping.columns) for mapping in given]
    return [mapping for mapping in kept if set(mapping.columns) not in told]
