"""Make one document of a compilation. Started by the site itself (`samverkan.reports.made_files`), not by people."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groups.models import CompilationFile
from samverkan.reports import made_files


class Command(BaseCommand):
    help = "Gör en fil av en sammanställning. Webbplatsen startar kommandot själv när någon ber om filen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", type=int, help="filens nummer")

    def handle(self, *args: Any, key: int, **options: Any) -> None:
        files = CompilationFile.objects.select_related("compilation__review").filter(state=CompilationFile.State.MAKING)
        if (file := files.filter(pk=key).first()) is None:
            raise CommandError("Det finns ingen sådan fil att göra.")
        made_files.bound()
        made_files.make(file)
