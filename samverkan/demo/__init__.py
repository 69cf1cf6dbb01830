"""The demo: Skåne's structure, Nordväst's inventory, meetings and reviews, by the registry's own writers."""

from __future__ import annotations

import datetime as dt

from groups.editing import structure_lock
from groups.models import Group, Organisation, Region
from samverkan.demo import accounts, meetings, registers, reviews, structure
from samverkan.demo.book import DEMO, Book
from samverkan.demo.source import DemoError

__all__ = ["DemoError", "is_demo", "is_empty", "load", "load_structure"]


def is_empty() -> bool:
    """Whether nothing at all has been registered."""
    return not any(model.objects.exists() for model in (Region, Organisation, Group))


def is_demo() -> bool:
    """Whether what is registered began as the demo."""
    return Region.history.filter(history_change_reason=DEMO).exists()


def load(today: dt.date) -> bool:
    """Load the demo as it stands on the day `today`, if nothing is registered; returns whether it did.

    All or nothing. The demo's accounts are made too, without passwords. Raises DemoError with file and place.
    """
    with structure_lock():
        if not is_empty():
            return False
        users = accounts.create()
        book = Book(today, users["admin"])
        registers.load(book)
        plans = structure.load(book)
        accounts.give_reach(users, book)
        meetings.load(book)
        reviews.load_closed(book, users)
        # After the closed reviews, which shall not tell of it.
        structure.attest(book, plans, accounts.keepers(users))
        reviews.load_open(book, users)
    return True


def load_structure(today: dt.date) -> bool:
    """Load what a real registry of Skåne begins with, if nothing is registered; returns whether it did.

    Regions, municipalities, group types, topics, the common agreement with its ladder, and the central and
    delregional bodies: nobody invented, no accounts, nothing of an inventory. Raises DemoError with file and place.
    """
    with structure_lock():
        if not is_empty():
            return False
        book = Book(today, whole=False)
        registers.load(book)
        structure.load(book)
    return True
