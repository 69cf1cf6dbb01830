from typing import Any

from django.core.management.base import BaseCommand, CommandError

from groups import tree


class Command(BaseCommand):
    help = "Räknar om trädets tal ur vad varje grupp ligger under, och skriver de som inte stämmer."

    def handle(self, *args: Any, **options: Any) -> None:
        written = tree.rebuild()
        self.stdout.write(f"Rättade grupper: {written}." if written else "Inga tal behövde rättas.")
        if left := tree.check():
            for each in left:
                self.stdout.write(each.in_words())
            raise CommandError(
                "Det som står ovan går inte att räkna ut. Rätta i databasen vad grupperna ligger under (parent_id; "
                "deras senaste placering säger var de ska ligga), och kör igen."
            )
