from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groups import tree

WORDS = {"tree_id": "träd", "lft": "vänster", "rght": "höger", "depth": "djup"}


class Command(BaseCommand):
    help = "Kontrollerar att trädets tal stämmer med vad varje grupp ligger under. Ändrar inget utan --mend."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="Räkna om de tal som inte stämmer.")

    def handle(self, *args: Any, mend: bool, **options: Any) -> None:
        differences = tree.check()
        for each in differences:
            self.stdout.write(
                f"{each.name} (nr {each.pk}): {WORDS[each.field]} är {each.stored}, ska vara {each.expected}"
            )
        if not differences:
            self.stdout.write("Trädet stämmer.")
        elif not mend:
            raise CommandError("Trädet stämmer inte. Rätta det med: manage.py check_tree --mend")
        else:
            self.stdout.write(f"Rättade grupper: {tree.rebuild()}.")
            if tree.check():
                raise CommandError("Trädet stämmer ändå inte: någon ändrade det samtidigt. Kör kontrollen igen.")
