import os
import socket
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
            "--port", metavar="PORT", help="Porten som webbplatsen ska svara på; är den upptagen görs ingenting."
        )
        parser.add_argument(
            "--load-only", action="store_true", help="Läs bara in; sätt inga lösenord och skriv inte ut några konton."
        )
        parser.add_argument(
            "--structure",
            action="store_true",
            help="Läs bara in Skånes struktur, utan inventering, personer och konton: början på ett riktigt register.",
        )

    def handle(
        self, *args: Any, address: str, port: str | None, load_only: bool, structure: bool, **options: Any
    ) -> None:
        if port is not None:
            _require_free(port)
        began = time.monotonic()
        try:
            loaded = (demo.load_structure if structure else demo.load)(timezone.localdate())
        except demo.DemoError as error:
            raise CommandError(f"Demon gick inte att läsa in, och inget är ändrat.\n{error}") from error
        if loaded:
            groups = Group.objects.counted().current().count()
            seconds = f"{time.monotonic() - began:.1f}".replace(".", ",")
            name = "Strukturen" if structure else "Demon"
            self.stdout.write(f"{name} är inläst: {groups} samverkansgrupper på {seconds} sekunder.")
        elif structure:
            self.stdout.write("Registret har redan ett innehåll. Strukturen läses inte in.")
        elif demo.is_demo():
            self.stdout.write("Demon är redan inläst. Allt som har ändrats i den är kvar.")
        else:
            self.stdout.write("Registret har redan ett eget innehåll. Demon läses inte in och inga konton ändras.")
        if not (load_only or structure):
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


def _require_free(port: str) -> None:
    """Raise CommandError unless a server could be started on the port of this machine."""
    if not (port.isdecimal() and 0 < int(port) < 65536):
        raise CommandError(f"PORT={port} går inte att använda: ange ett tal mellan 1 och 65535.")
    with socket.socket() as trial:
        # As gunicorn does: a port that was left a moment ago is free, one that somebody listens on is not.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", int(port)))
        except OSError as error:
            why = "får inte användas av ditt konto" if isinstance(error, PermissionError) else "är upptagen"
            raise CommandError(f"Port {port} {why}. Välj en annan port, till exempel: make demo PORT=8080") from error
