from typing import Any

from django.core.management.base import BaseCommand, CommandError

from groups import tree


class Command(BaseCommand):
    help = "Kontrollerar att trädets tal stämmer med vad varje grupp ligger under. Ändrar inget."

    def handle(self, *args: Any, **options: Any) -> None:
        differences = tree.check()
        for each in differences:
            self.stdout.write(each.in_words())
        if differences:
            raise CommandError("Trädet stämmer inte. Rätta det med: manage.py rebuild_tree")
        self.stdout.write("Trädet stämmer.")
