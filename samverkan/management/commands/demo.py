import os
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from groups.models import Group
from samverkan import demo
from samverkan.demo import accounts


class Command(BaseCommand):
    help = "Läser in demon i ett tomt register och skriver ut adress och konton. Ett register med innehåll behålls."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--address", metavar="ADRESS", default="http://127.0.0.1:8000/", help="Adressen som skrivs ut."
        )
        parser.add_argument(
            "--load-only", action="store_true", help="Läs bara in; sätt inga lösenord och skriv inte ut några konton."
        )

    def handle(self, *args: Any, address: str, load_only: bool, **options: Any) -> None:
        began = time.monotonic()
        try:
            loaded = demo.load(timezone.localdate())
        except demo.DemoError as error:
            raise CommandError(f"Demon gick inte att läsa in, och inget är ändrat.\n{error}") from error
        if loaded:
            groups = Group.objects.counted().current().count()
            seconds = f"{time.monotonic() - began:.1f}".replace(".", ",")
            self.stdout.write(f"Demon är inläst: {groups} samverkansgrupper på {seconds} sekunder.")
        elif demo.is_demo():
            self.stdout.write("Demon är redan inläst. Allt som har ändrats i den är kvar.")
        else:
            self.stdout.write("Registret har redan ett eget innehåll. Demon läses inte in och inga konton ändras.")
        if load_only:
            return
        self._tell(address.rstrip("/"), demo.is_demo())

    def _tell(self, address: str, is_demo: bool) -> None:
        lines = ["", f"  Webbplatsen   {address}/", f"  Redaktionen   {address}/admin/", ""]
        if is_demo:
            given = os.environ.get("DEMO_PASSWORD", "")
            passwords = accounts.set_passwords(given)
            for account in accounts.ACCOUNTS:
                password = passwords.get(account.username, "lösenordet som förut")
                told = "det i DEMO_PASSWORD" if password == given else password
                lines.append(f"  {account.username:<18}{told:<22}{account.function}")
            lines.append("")
            if len(passwords) < len(accounts.ACCOUNTS):
                lines += ["  Nya lösenord sätts med DEMO_PASSWORD=… make demo", ""]
        self.stdout.write("\n".join(lines))
